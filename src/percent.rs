//! Percent-encoding of URLs, read strictly (RFC 3986, 2.1).

use std::borrow::Cow;

/// What `text` spells.
///
/// # Errors
///
/// The offset of a `%` without two hexadecimal digits, or of bytes that are not UTF-8 (then 0).
pub(crate) fn decode(text: &str) -> Result<Cow<'_, str>, usize> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'%') {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
            let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2)) else { return Err(at) };
            out.push(u8::try_from(high * 16 + low).unwrap_or_default());
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).map(Cow::Owned).map_err(|_| 0)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_are_whole_and_spell_utf_8() {
        assert_eq!(decode("a%20b%C3%A9"), Ok("a bé".into()));
        assert_eq!(decode("plain+"), Ok("plain+".into()));
        for (text, at) in [("%", 0), ("a%2", 1), ("a%2g", 1), ("%+1", 0), ("%FF", 0)] {
            assert_eq!(decode(text), Err(at), "{text}");
        }
    }
}
