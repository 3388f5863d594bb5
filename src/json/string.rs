//! Strings: where one ends, and its content (RFC 8259, 7).

use std::borrow::Cow;

use super::error::{ExpectedInput, Fault, SyntaxErrorKind, UnexpectedInput};

/// A string as written, known to be well-formed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw<'a> {
    /// The bytes between the quotes.
    pub(crate) inner: &'a str,
    /// Whether it holds a backslash.
    pub(crate) escaped: bool,
    /// The offset of the opening quote.
    pub(crate) at: usize,
}

impl<'a> Raw<'a> {
    /// Just behind the closing quote.
    pub(crate) fn end(&self) -> usize {
        self.at + self.inner.len() + 2
    }

    /// The content of the string.
    pub(crate) fn decode(&self) -> Cow<'a, str> {
        if self.escaped { Cow::Owned(unescape(self.inner)) } else { Cow::Borrowed(self.inner) }
    }
}

/// The string whose opening quote is at `at`.
#[inline]
pub(crate) fn scan(text: &str, at: usize) -> Result<Raw<'_>, Fault> {
    let (close, escaped) = close(text.as_bytes(), at)?;
    Ok(Raw { inner: &text[at + 1..close], escaped, at })
}

/// The end of the string whose opening quote is at `at`, and whether it contains escapes.
#[inline]
pub(crate) fn close(bytes: &[u8], at: usize) -> Result<(usize, bool), Fault> {
    let mut here = plain_end(bytes, at + 1);
    let mut escaped = false;
    loop {
        match bytes.get(here) {
            Some(b'"') => return Ok((here, escaped)),
            Some(b'\\') => {
                escaped = true;
                here = plain_end(bytes, escape_end(bytes, here)?);
            }
            Some(&code) => return Err(Fault::new(SyntaxErrorKind::ControlCharacter { code }, here)),
            None => return Err(Fault::unexpected(bytes, here, ExpectedInput::EndOfString)),
        }
    }
}

/// The first quote, backslash or control character from `at` on; the length if there is none.
#[inline(always)]
pub(crate) fn plain_end(bytes: &[u8], at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut rest = bytes.get(at..).unwrap_or_default();
    // Eight bytes at once: of bytes without the high bit, those below a bound are the ones that borrow when it is
    // subtracted. A borrow may also mark bytes above a real hit, never below it, so the lowest mark is right.
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        // With this bit changed the quote comes right behind the control characters: 0x20 and 0x22 change places.
        let quote_or_control = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
        let slash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
        let hit = (quote_or_control | slash) & !word & HIGHS;
        if hit != 0 {
            return bytes.len() - rest.len() + (hit.trailing_zeros() / 8) as usize;
        }
        rest = behind;
    }
    let is_special = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < 0x20;
    bytes.len() - rest.len() + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// The end of the escape whose backslash is at `at`, including both halves of a surrogate pair.
fn escape_end(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match code_unit(bytes, at + 2)? {
            0xD800..=0xDBFF => {
                let pair = bytes.get(at + 6..at + 8) == Some(b"\\u");
                match pair.then(|| code_unit(bytes, at + 8)).transpose()? {
                    Some(0xDC00..=0xDFFF) => Ok(at + 12),
                    _ => Err(Fault::new(SyntaxErrorKind::LoneSurrogate, at)),
                }
            }
            0xDC00..=0xDFFF => Err(Fault::new(SyntaxErrorKind::LoneSurrogate, at)),
            _ => Ok(at + 6),
        },
        Some(_) => Err(Fault::new(SyntaxErrorKind::InvalidEscape, at)),
        None => Err(Fault::unexpected(bytes, at + 1, ExpectedInput::EndOfString)),
    }
}

/// The four hexadecimal digits at `at`.
fn code_unit(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    (at..at + 4).try_fold(0, |unit, here| match bytes.get(here).and_then(|&byte| char::from(byte).to_digit(16)) {
        Some(digit) => Ok(unit << 4 | digit),
        None => Err(Fault::new(
            SyntaxErrorKind::Unexpected {
                found: UnexpectedInput::at(bytes, here),
                wanted: ExpectedInput::FourHexDigits,
            },
            here,
        )),
    })
}

/// The content of a well-formed string with escapes.
fn unescape(inner: &str) -> String {
    let mut said = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        said.push_str(&rest[..at]);
        let (character, length) = escaped_character(&rest.as_bytes()[at..]);
        said.push(character);
        rest = &rest[at + length..];
    }
    said.push_str(rest);
    said
}

/// The character of the well-formed escape at the beginning of `bytes`, and its length in bytes.
fn escaped_character(bytes: &[u8]) -> (char, usize) {
    let unit = |at| code_unit(bytes, at).unwrap_or(0xFFFD);
    match bytes.get(1) {
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{C}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => match unit(2) {
            high @ 0xD800..=0xDBFF => {
                let code = 0x10000 + ((high - 0xD800) << 10) + (unit(8).wrapping_sub(0xDC00) & 0x3FF);
                (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
            }
            code => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
        },
        Some(&byte) => (char::from(byte), 2),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}
