//! Percent-encoding of URLs (RFC 3986, 2.1): written, read strictly, and read whatever it spells.
//!
//! `build.rs` compiles this file too: it imports nothing.

use std::borrow::Cow;

/// `text` with everything percent-encoded that is neither unreserved (RFC 3986, 2.3) nor one of `kept`.
pub(crate) fn encode(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte if kept.contains(&byte) => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// What `text` spells; what is not an escape stays, and what is not UTF-8 is replaced.
pub(crate) fn decode_lossy(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = escape(bytes, at);
        out.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// The byte that the escape at `at` spells, if there is one.
fn escape(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
    let (b'%', high, low) = (*bytes.get(at)?, digit(at + 1)?, digit(at + 2)?) else { return None };
    u8::try_from(high * 16 + low).ok()
}

/// What `text` spells.
///
/// # Errors
///
/// The offset of a `%` without two hexadecimal digits, or of bytes that are not UTF-8 (then 0).
#[cfg(feature = "validate")]
pub(crate) fn decode(text: &str) -> Result<Cow<'_, str>, usize> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'%') {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            out.push(escape(bytes, at).ok_or(at)?);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).map(Cow::Owned).map_err(|_| 0)
}

#[cfg(all(test, feature = "validate"))]
mod tests {
    use super::{decode, decode_lossy, encode};

    #[test]
    fn what_is_written_is_read() {
        for text in ["", "a b", "é/ü~%", "100%", "\u{10FFFF}\n"] {
            let written = encode(text, b"/");
            assert!(written.bytes().all(|byte| byte.is_ascii_graphic()), "{written}");
            assert_eq!(decode(&written), Ok(text.into()));
            assert_eq!(decode_lossy(&written), text);
        }
        assert_eq!(encode("a/b+c", b"/"), "a/b%2Bc");
        assert_eq!(decode_lossy("100%+1%2"), "100%+1%2");
        assert_eq!(decode_lossy("%FF"), "\u{FFFD}");
    }

    #[test]
    fn escapes_are_whole_and_spell_utf_8() {
        assert_eq!(decode("a%20b%C3%A9"), Ok("a bé".into()));
        assert_eq!(decode("plain+"), Ok("plain+".into()));
        for (text, at) in [("%", 0), ("a%2", 1), ("a%2g", 1), ("%+1", 0), ("%FF", 0)] {
            assert_eq!(decode(text), Err(at), "{text}");
        }
    }
}
