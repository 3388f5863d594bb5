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

/// What is left of `text` behind `prefix`, where both are parts of paths and either may have escapes that the other has not
/// (RFC 3986, 6.2.2: `%7e`, `%7E` and `~` are one, and so are `ü` and `%C3%BC`). Only `%2F` differs from what it spells.
#[cfg(feature = "validate")]
pub(crate) fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (own, wanted) = (text.as_bytes(), prefix.as_bytes());
    let Some(differs) = own.iter().zip(wanted).position(|(byte, wanted)| byte != wanted) else {
        // The beginning of a text is another text.
        return text.get(prefix.len()..);
    };
    // Bytes that are neither escaped nor an escape are what they are.
    let escapes = |bytes: &[u8]| bytes[differs.saturating_sub(2)..=differs].contains(&b'%');
    if !escapes(own) && !escapes(wanted) {
        return None;
    }
    let (mut here, mut wanted) = (0, 0);
    while let Some((byte, next)) = unit(prefix.as_bytes(), wanted) {
        let (found, after) = unit(text.as_bytes(), here)?;
        if found != byte {
            return None;
        }
        (here, wanted) = (after, next);
    }
    text.get(here..)
}

/// The byte at `at`, escaped or not, and where the next one is; an escaped `/` is no byte.
#[cfg(feature = "validate")]
fn unit(bytes: &[u8], at: usize) -> Option<(u16, usize)> {
    Some(match escape(bytes, at) {
        Some(b'/') => (0x100, at + 3),
        Some(byte) => (u16::from(byte), at + 3),
        None => (u16::from(*bytes.get(at)?), at + 1),
    })
}

/// The places of `text` behind each of its characters and escapes.
#[cfg(feature = "validate")]
pub(crate) fn ends(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let length = match escape(text.as_bytes(), at) {
            Some(_) => 3,
            None => text.get(at..)?.chars().next()?.len_utf8(),
        };
        at += length;
        Some(at)
    })
}

/// One spelling for all that [`strip_prefix`] takes for the same path.
#[cfg(feature = "validate")]
pub(crate) fn canonical(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    // What would be read as another path when it is spelled out stays an escape.
    let segments: Vec<Cow<'_, str>> = path.split('/').map(decode_lossy).collect();
    let segments = segments.iter().map(|segment| segment.replace('%', "%25").replace('/', "%2F"));
    Cow::Owned(segments.collect::<Vec<_>>().join("/"))
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
    use super::{canonical, decode, decode_lossy, encode, ends, strip_prefix};

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
    fn paths_are_the_same_however_they_are_escaped() {
        let cases = [
            ("/caf%c3%a9/x", "/caf%C3%A9", Some("/x")),
            ("/café/x", "/caf%C3%A9", Some("/x")),
            ("/caf%C3%A9/x", "/café", Some("/x")),
            ("/%7Euser", "/~u", Some("ser")),
            ("/a%2Fb", "/a/b", None),
            ("/a%2fb", "/a%2Fb", Some("")),
            ("/a", "/a%", None),
            ("/a%zz", "/a%zz", Some("")),
            ("/ü", "/%C3", None),
            ("/b", "/a", None),
        ];
        for (text, prefix, wanted) in cases {
            assert_eq!(strip_prefix(text, prefix), wanted, "{text} {prefix}");
        }
        assert_eq!(canonical("/a%20b/%C3%BC"), "/a b/ü");
        assert_ne!(canonical("/a%2Fb"), canonical("/a/b"));
        assert_ne!(canonical("/a%252Fb"), canonical("/a%2Fb"));
        assert_eq!(canonical("/a%2fb"), canonical("/a%2Fb"));
        assert_eq!(ends("aé%20%").collect::<Vec<_>>(), [1, 3, 6, 7]);
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
