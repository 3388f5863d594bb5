//! The grammar (RFC 8259), walked once without recursion; a [`Sink`] receives the values.

use std::ops::Range;

use super::BOM;
use super::error::{ExpectedInput, Fault, SyntaxErrorKind};
use super::number::{self, Lexeme};
use super::string::{self, Raw};

/// How many arrays and objects may be open at once.
///
/// The same as in `serde_json`, so that what is accepted here can also be decoded there. Where a payload is judged, the
/// limit is that of [`Limits`](crate::limits::Limits), and the destructor of the value does not recur.
pub const MAX_DEPTH: usize = 127;

/// A value that is no array, object or string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Null,
    True,
    False,
}

/// Hears the parts of a text in their order, each at most once. Offsets are those of the whole text.
pub(super) trait Sink<'a> {
    /// Why a walk ends before the text does.
    type Stop: From<Fault>;

    /// Where the array or object at `at` ends, if what is in it is known; then it is not read, and nothing more is heard of it.
    #[inline]
    fn known(&mut self, _at: usize) -> Result<Option<usize>, Self::Stop> {
        Ok(None)
    }

    fn begin_object(&mut self, _at: usize) -> Result<(), Self::Stop> {
        Ok(())
    }

    fn key(&mut self, _key: Raw<'a>) -> Result<(), Self::Stop> {
        Ok(())
    }

    fn begin_array(&mut self, _at: usize) -> Result<(), Self::Stop> {
        Ok(())
    }

    /// The innermost open array or object ends before `end`.
    fn end(&mut self, _end: usize) -> Result<(), Self::Stop> {
        Ok(())
    }

    fn string(&mut self, _string: Raw<'a>) -> Result<(), Self::Stop> {
        Ok(())
    }

    fn number(&mut self, _number: Lexeme<'a>) -> Result<(), Self::Stop> {
        Ok(())
    }

    fn word(&mut self, _word: Word, _span: Range<usize>) -> Result<(), Self::Stop> {
        Ok(())
    }
}

/// `bytes` as text: no byte order mark, and UTF-8 throughout.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.starts_with(BOM) {
        return Err(Fault::new(SyntaxErrorKind::ByteOrderMark, 0));
    }
    std::str::from_utf8(bytes).map_err(|error| Fault::new(SyntaxErrorKind::InvalidUtf8, error.valid_up_to()))
}

/// Walks the one value that `text` spells from `at` on, and nothing behind it but white space.
pub(super) fn read<'a, S: Sink<'a>>(text: &'a str, at: usize, sink: &mut S) -> Result<(), S::Stop> {
    read_within(text, at, usize::MAX, sink)
}

/// The same for a text that may have no more than `deepest` arrays and objects open at once.
pub(super) fn read_within<'a, S: Sink<'a>>(
    text: &'a str,
    at: usize,
    deepest: usize,
    sink: &mut S,
) -> Result<(), S::Stop> {
    let bytes = text.as_bytes();
    let mut at = space_end(bytes, at);
    if at == bytes.len() {
        return Err(Fault::new(SyntaxErrorKind::Empty, at).into());
    }
    let mut open = OpenContainers::default();
    let mut wanted = ExpectedInput::Value;
    loop {
        match bytes.get(at) {
            Some(b'"') => {
                let raw = string::scan(text, at)?;
                at = raw.end();
                sink.string(raw)?;
            }
            Some(b'-' | b'0'..=b'9') => {
                let lexeme = number::scan(text, at)?;
                at += lexeme.text.len();
                sink.number(lexeme)?;
            }
            Some(&bracket @ (b'{' | b'[')) => {
                if open.depth == deepest {
                    return Err(Fault::new(SyntaxErrorKind::TooDeep { limit: deepest }, at).into());
                }
                let inner = space_end(bytes, at + 1);
                if let Some(end) = sink.known(at)? {
                    at = end;
                } else if bracket == b'{' {
                    sink.begin_object(at)?;
                    at = inner;
                    if bytes.get(at) == Some(&b'}') {
                        at += 1;
                        sink.end(at)?;
                    } else {
                        open.push(true);
                        at = key(text, at, ExpectedInput::KeyOrEndOfObject, sink)?;
                        wanted = ExpectedInput::Value;
                        continue;
                    }
                } else {
                    sink.begin_array(at)?;
                    at = inner;
                    if bytes.get(at) == Some(&b']') {
                        at += 1;
                        sink.end(at)?;
                    } else {
                        open.push(false);
                        wanted = ExpectedInput::ValueOrEndOfArray;
                        continue;
                    }
                }
            }
            _ => {
                let (word, spelling) = self::word(bytes, at, wanted)?;
                sink.word(word, at..at + spelling.len())?;
                at += spelling.len();
            }
        }
        // Behind a value: close what ends here, then go on to the next value.
        loop {
            at = space_end(bytes, at);
            if open.depth == 0 {
                return if at == bytes.len() {
                    Ok(())
                } else {
                    Err(Fault::new(SyntaxErrorKind::TrailingBytes, at).into())
                };
            }
            let in_object = open.innermost & 1 == 1;
            match (bytes.get(at), in_object) {
                (Some(b','), true) => {
                    at = key(text, space_end(bytes, at + 1), ExpectedInput::Key, sink)?;
                    break;
                }
                (Some(b','), false) => {
                    at = space_end(bytes, at + 1);
                    break;
                }
                (Some(b'}'), true) => {
                    at += 1;
                    sink.end(at)?;
                }
                (Some(b']'), false) => {
                    at += 1;
                    sink.end(at)?;
                }
                (_, true) => return Err(Fault::unexpected(bytes, at, ExpectedInput::CommaOrEndOfObject).into()),
                (_, false) => return Err(Fault::unexpected(bytes, at, ExpectedInput::CommaOrEndOfArray).into()),
            }
            open.pop();
        }
        wanted = ExpectedInput::Value;
    }
}

/// The kinds of the containers that are open: one bit for each, the innermost lowest, 1 for an object.
#[derive(Default)]
struct OpenContainers {
    depth: usize,
    innermost: u128,
    /// The full words below `innermost`.
    outer: Vec<u128>,
}

impl OpenContainers {
    #[inline]
    fn push(&mut self, is_object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(128) {
            self.outer.push(self.innermost);
        }
        self.innermost = self.innermost << 1 | u128::from(is_object);
        self.depth += 1;
    }

    #[inline]
    fn pop(&mut self) {
        self.innermost >>= 1;
        self.depth -= 1;
        if self.depth > 0 && self.depth.is_multiple_of(128) {
            self.innermost = self.outer.pop().unwrap_or_default();
        }
    }
}

/// Reads a member name and its colon at `at`, and returns where the value begins.
fn key<'a, S: Sink<'a>>(text: &'a str, at: usize, wanted: ExpectedInput, sink: &mut S) -> Result<usize, S::Stop> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return Err(Fault::unexpected(bytes, at, wanted).into());
    }
    let raw = string::scan(text, at)?;
    let colon = space_end(bytes, raw.end());
    if bytes.get(colon) != Some(&b':') {
        return Err(Fault::unexpected(bytes, colon, ExpectedInput::Colon).into());
    }
    sink.key(raw)?;
    Ok(space_end(bytes, colon + 1))
}

/// Where the white space that begins at `at` ends.
#[inline]
pub(crate) fn space_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

fn word(bytes: &[u8], at: usize, wanted: ExpectedInput) -> Result<(Word, &'static str), Fault> {
    let rest = bytes.get(at..).unwrap_or_default();
    for (word, spelling) in [(Word::True, "true"), (Word::False, "false"), (Word::Null, "null")] {
        if rest.starts_with(spelling.as_bytes()) {
            return Ok((word, spelling));
        }
        if rest.first() == spelling.as_bytes().first() {
            let same = rest.iter().zip(spelling.as_bytes()).take_while(|(a, b)| a == b).count();
            return Err(Fault::unexpected(bytes, at + same, ExpectedInput::Literal(spelling)));
        }
    }
    for word in ["NaN", "Infinity", "undefined", "None", "True", "False", "NULL", "Null"] {
        if rest.starts_with(word.as_bytes()) {
            return Err(Fault::new(SyntaxErrorKind::ForeignWord { word }, at));
        }
    }
    Err(Fault::unexpected(bytes, at, wanted))
}
