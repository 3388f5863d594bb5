//! [`SyntaxError`]: why bytes are not one JSON text, and where.
//!
//! Messages contain property names and classes of characters, never values: payloads carry personal data.

use std::fmt;

use super::Position;
use crate::plain::on_one_line;

/// Bytes that are not one JSON text.
///
/// # Examples
///
/// ```
/// use order_contracts::json::{self, SyntaxErrorKind};
///
/// let error = json::parse(b"[1, 02]").unwrap_err();
/// assert_eq!(error.kind(), &SyntaxErrorKind::LeadingZero);
/// assert_eq!((error.offset(), error.position().column), (4, 5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    kind: SyntaxErrorKind,
    offset: usize,
    position: Position,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// Nothing but white space.
    Empty,
    /// A byte order mark at the beginning.
    ByteOrderMark,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// A character that the grammar does not allow here.
    Unexpected {
        /// What was found.
        found: UnexpectedInput,
        /// What was expected.
        wanted: ExpectedInput,
    },
    /// A word of another notation, such as `NaN`.
    ForeignWord {
        /// The word.
        word: &'static str,
    },
    /// More data after the end of the value.
    TrailingBytes,
    /// A property name that the same object already has.
    DuplicateKey {
        /// The name, unescaped.
        key: String,
        /// The position of the first property of that name.
        first: Position,
    },
    /// A number with a leading zero.
    LeadingZero,
    /// An unescaped control character in a string.
    ControlCharacter {
        /// Its code point, below U+0020.
        code: u8,
    },
    /// A backslash followed by a character that cannot be escaped.
    InvalidEscape,
    /// A `\u` escape that is half of a surrogate pair.
    LoneSurrogate,
    /// More arrays and objects open at once than [`MAX_DEPTH`](super::MAX_DEPTH), or than the caller's limit.
    TooDeep {
        /// How many may be open.
        limit: usize,
    },
    /// More values than the caller's limit.
    TooManyValues {
        /// How many there may be.
        limit: u64,
    },
}

/// What was found where something else was expected: a class of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnexpectedInput {
    /// The end of the input.
    End,
    /// One of `{ } [ ] : ,`.
    Structural(char),
    /// A double quote, the beginning of a string.
    String,
    /// A single quote.
    SingleQuote,
    /// A slash, as before a comment.
    Slash,
    /// A letter.
    Letter,
    /// A digit.
    Digit,
    /// A plus or minus sign.
    Sign,
    /// A full stop.
    Point,
    /// A control character, or a space of another kind than JSON's four.
    ControlOrSpace,
    /// Any other character.
    Other,
}

/// What the grammar allows at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpectedInput {
    /// Any value.
    Value,
    /// A value, or `]`.
    ValueOrEndOfArray,
    /// A property name.
    Key,
    /// A property name, or `}`.
    KeyOrEndOfObject,
    /// A colon.
    Colon,
    /// A comma, or `]`.
    CommaOrEndOfArray,
    /// A comma, or `}`.
    CommaOrEndOfObject,
    /// A digit.
    Digit,
    /// Four hexadecimal digits.
    FourHexDigits,
    /// The closing quote of a string.
    EndOfString,
    /// The rest of `true`, `false` or `null`.
    Literal(&'static str),
}

impl SyntaxError {
    pub(super) fn new(kind: SyntaxErrorKind, offset: usize, bytes: &[u8]) -> Self {
        Self { kind, offset, position: Position::of(bytes, offset) }
    }

    /// The name of the budget that was used up, if that is what is wrong.
    #[cfg(feature = "validate")]
    pub(crate) fn limit(&self) -> Option<&'static str> {
        match self.kind {
            SyntaxErrorKind::TooDeep { .. } => Some("nesting"),
            SyntaxErrorKind::TooManyValues { .. } => Some("values"),
            _ => None,
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &SyntaxErrorKind {
        &self.kind
    }

    /// Where, as a byte offset from 0; the length of the input when it ends too early.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Where, as line and column.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }
}

impl UnexpectedInput {
    pub(super) fn at(bytes: &[u8], at: usize) -> Self {
        match bytes.get(at) {
            None => Self::End,
            Some(b @ (b'{' | b'}' | b'[' | b']' | b':' | b',')) => Self::Structural(char::from(*b)),
            Some(b'"') => Self::String,
            Some(b'\'') => Self::SingleQuote,
            Some(b'/') => Self::Slash,
            Some(b'0'..=b'9') => Self::Digit,
            Some(b'+' | b'-') => Self::Sign,
            Some(b'.') => Self::Point,
            Some(_) => match std::str::from_utf8(&bytes[at..bytes.len().min(at + 4)])
                .or_else(|error| std::str::from_utf8(&bytes[at..at + error.valid_up_to()]))
                .ok()
                .and_then(|text| text.chars().next())
            {
                Some(character) if character.is_alphabetic() => Self::Letter,
                Some(character) if character.is_control() || character.is_whitespace() => Self::ControlOrSpace,
                _ => Self::Other,
            },
        }
    }
}

/// `{error:#}` omits the position, for callers that print it themselves.
impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if f.alternate() { String::new() } else { format!(" at {}", self.position) };
        match &self.kind {
            SyntaxErrorKind::Empty => write!(f, "expected a value, found empty input{at}"),
            SyntaxErrorKind::ByteOrderMark => write!(f, "expected a value, found a byte order mark{at}"),
            SyntaxErrorKind::InvalidUtf8 => write!(f, "invalid UTF-8{at}"),
            SyntaxErrorKind::Unexpected { found, wanted } => write!(f, "expected {wanted}, found {found}{at}"),
            SyntaxErrorKind::ForeignWord { word } => write!(f, "expected a value, found `{word}`{at}"),
            SyntaxErrorKind::TrailingBytes => write!(f, "expected the end of input, found more data{at}"),
            SyntaxErrorKind::DuplicateKey { key, first } => {
                write!(f, "duplicate key `{}`{at} (first at {first})", Name(key))
            }
            SyntaxErrorKind::LeadingZero => write!(f, "number with a leading zero{at}"),
            SyntaxErrorKind::ControlCharacter { code } => {
                write!(f, "unescaped control character U+{code:04X} in a string{at}; expected `\\u{code:04x}`")
            }
            SyntaxErrorKind::InvalidEscape => {
                write!(f, "invalid escape{at}; expected one of `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u`")
            }
            SyntaxErrorKind::LoneSurrogate => write!(f, "unpaired surrogate in a `\\u` escape{at}"),
            SyntaxErrorKind::TooDeep { limit } => write!(f, "more than {limit} nested arrays and objects{at}"),
            SyntaxErrorKind::TooManyValues { limit } => write!(f, "more than {limit} values{at}"),
        }
    }
}

impl std::error::Error for SyntaxError {}

impl From<SyntaxError> for crate::Error {
    fn from(error: SyntaxError) -> Self {
        Self::syntax(error.to_string())
    }
}

/// A property name on one line and of bounded length.
struct Name<'a>(&'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 80;
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => on_one_line(f, format_args!("{}…", &self.0[..end])),
            None => on_one_line(f, format_args!("{}", self.0)),
        }
    }
}

impl fmt::Display for UnexpectedInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::End => "the end of input",
            Self::Structural(character) => return write!(f, "`{character}`"),
            Self::String => "a string",
            Self::SingleQuote => "a single quote",
            Self::Slash => "a slash",
            Self::Letter => "a letter",
            Self::Digit => "a digit",
            Self::Sign => "a plus or minus sign",
            Self::Point => "a period",
            Self::ControlOrSpace => "a control character or space",
            Self::Other => "another character",
        })
    }
}

impl fmt::Display for ExpectedInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "a value",
            Self::ValueOrEndOfArray => "a value or `]`",
            Self::Key => "a property name in double quotes",
            Self::KeyOrEndOfObject => "a property name in double quotes or `}`",
            Self::Colon => "`:`",
            Self::CommaOrEndOfArray => "`,` or `]`",
            Self::CommaOrEndOfObject => "`,` or `}`",
            Self::Digit => "a digit",
            Self::FourHexDigits => "four hexadecimal digits",
            Self::EndOfString => "the closing quote of the string",
            Self::Literal(word) => return write!(f, "`{word}`"),
        })
    }
}

/// What is wrong and at which byte; a [`SyntaxError`] once somebody counts the lines.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(super) kind: SyntaxErrorKind,
    pub(super) offset: usize,
}

impl Fault {
    #[cold]
    pub(super) fn new(kind: SyntaxErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    #[cold]
    pub(super) fn unexpected(bytes: &[u8], offset: usize, wanted: ExpectedInput) -> Self {
        Self::new(SyntaxErrorKind::Unexpected { found: UnexpectedInput::at(bytes, offset), wanted }, offset)
    }

    pub(super) fn locate(self, bytes: &[u8]) -> SyntaxError {
        SyntaxError::new(self.kind, self.offset, bytes)
    }
}
