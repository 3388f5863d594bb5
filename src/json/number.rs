//! Numbers: where one ends, and whether it is an integer (RFC 8259, 6).

use super::error::{ExpectedInput, Fault, SyntaxErrorKind};

/// A number as written, known to be well-formed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexeme<'a> {
    pub(crate) text: &'a str,
    /// Whether it has neither fraction nor exponent.
    pub(crate) whole: bool,
    pub(crate) at: usize,
}

/// The number that begins at `at`.
#[inline]
pub(crate) fn scan(text: &str, at: usize) -> Result<Lexeme<'_>, Fault> {
    let (end, whole) = end(text.as_bytes(), at)?;
    Ok(Lexeme { text: &text[at..end], whole, at })
}

/// Where the number ends that begins at `at`, and whether it has neither fraction nor exponent.
#[inline]
pub(crate) fn end(bytes: &[u8], at: usize) -> Result<(usize, bool), Fault> {
    let mut here = at + usize::from(bytes.get(at) == Some(&b'-'));
    match bytes.get(here) {
        Some(b'0') => {
            here += 1;
            if bytes.get(here).is_some_and(u8::is_ascii_digit) {
                return Err(Fault::new(SyntaxErrorKind::LeadingZero, at));
            }
        }
        Some(b'1'..=b'9') => here = digits_end(bytes, here),
        _ if bytes.get(here..).is_some_and(|rest| rest.starts_with(b"Infinity")) => {
            return Err(Fault::new(SyntaxErrorKind::ForeignWord { word: "-Infinity" }, at));
        }
        _ => return Err(Fault::unexpected(bytes, here, ExpectedInput::Digit)),
    }
    let mut whole = true;
    if bytes.get(here) == Some(&b'.') {
        whole = false;
        here = some_digits_end(bytes, here + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(here) {
        whole = false;
        here += 1;
        here += usize::from(matches!(bytes.get(here), Some(b'+' | b'-')));
        here = some_digits_end(bytes, here)?;
    }
    Ok((here, whole))
}

fn some_digits_end(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    match digits_end(bytes, at) {
        end if end == at => Err(Fault::unexpected(bytes, at, ExpectedInput::Digit)),
        end => Ok(end),
    }
}

#[inline]
fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}
