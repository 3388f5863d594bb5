//! [`SyntaxError`]: why bytes are not one JSON text, and where.
//!
//! The texts name member names and classes of characters, never values: payloads carry personal data.

use std::fmt;

use super::Position;

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

/// What is wrong with the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// Nothing but white space.
    Empty,
    /// A byte order mark before the text.
    ByteOrderMark,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// Something else than the grammar allows at this place.
    Unexpected {
        /// What stands there.
        found: Found,
        /// What may stand there.
        wanted: Wanted,
    },
    /// A word of another notation, such as `NaN`.
    ForeignWord {
        /// The word.
        word: &'static str,
    },
    /// Something after the end of the value.
    TrailingBytes,
    /// A member name that the same object already has.
    DuplicateKey {
        /// The name, unescaped.
        key: String,
        /// Where the first member of that name stands.
        first: Position,
    },
    /// A number that begins with a needless zero.
    LeadingZero,
    /// A control character in a string, unescaped.
    ControlCharacter {
        /// Its code point, below U+0020.
        code: u8,
    },
    /// A backslash before something that cannot be escaped.
    InvalidEscape,
    /// A `\u` escape that is half of a surrogate pair.
    LoneSurrogate,
    /// More arrays and objects open at once than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep {
        /// How many may be open.
        limit: usize,
    },
}

/// What stands where something else was wanted: a class of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
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

/// What the grammar allows at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// Any value.
    Value,
    /// A value, or `]`.
    ValueOrEndOfArray,
    /// A member name.
    Key,
    /// A member name, or `}`.
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
    /// The double quote that ends a string.
    EndOfString,
    /// The rest of `true`, `false` or `null`.
    Literal(&'static str),
}

impl SyntaxError {
    pub(super) fn new(kind: SyntaxErrorKind, offset: usize, bytes: &[u8]) -> Self {
        Self { kind, offset, position: Position::of(bytes, offset) }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &SyntaxErrorKind {
        &self.kind
    }

    /// Where, as a byte offset from 0; the length of the input when it ends too soon.
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

impl Found {
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

/// `{error:#}` leaves the position out, for those who tell it themselves.
impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if f.alternate() { String::new() } else { format!(" at {}", self.position) };
        match &self.kind {
            SyntaxErrorKind::Empty => write!(f, "empty text{at}: wanted a value"),
            SyntaxErrorKind::ByteOrderMark => write!(f, "byte order mark{at}: wanted a value"),
            SyntaxErrorKind::InvalidUtf8 => write!(f, "invalid byte{at}: wanted UTF-8"),
            SyntaxErrorKind::Unexpected { found, wanted } => write!(f, "unexpected {found}{at}: wanted {wanted}"),
            SyntaxErrorKind::ForeignWord { word } => {
                write!(f, "`{word}`{at}: JSON has no such word, wanted a value")
            }
            SyntaxErrorKind::TrailingBytes => write!(f, "something after the value{at}: wanted the end"),
            SyntaxErrorKind::DuplicateKey { key, first } => {
                write!(f, "duplicate key `{}`{at}: first at {first}", Name(key))
            }
            SyntaxErrorKind::LeadingZero => write!(f, "number with a leading zero{at}: wanted it without"),
            SyntaxErrorKind::ControlCharacter { code } => {
                write!(f, "control character U+{code:04X} in a string{at}: wanted it escaped as `\\u{code:04x}`")
            }
            SyntaxErrorKind::InvalidEscape => {
                write!(f, "invalid escape{at}: wanted one of `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u`")
            }
            SyntaxErrorKind::LoneSurrogate => {
                write!(f, "half of a surrogate pair{at}: wanted both halves, `\\ud800`-`\\udbff` first")
            }
            SyntaxErrorKind::TooDeep { limit } => {
                write!(f, "too many open arrays and objects{at}: wanted at most {limit}")
            }
        }
    }
}

impl std::error::Error for SyntaxError {}

impl From<SyntaxError> for crate::Error {
    fn from(error: SyntaxError) -> Self {
        Self::syntax(error.to_string())
    }
}

/// A member name on one line and of bounded length.
struct Name<'a>(&'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 80;
        for character in self.0.chars().take(SHOWN) {
            if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        if self.0.chars().nth(SHOWN).is_some() { f.write_str("…") } else { Ok(()) }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::End => "end of input",
            Self::Structural(character) => return write!(f, "`{character}`"),
            Self::String => "string",
            Self::SingleQuote => "single quote",
            Self::Slash => "slash",
            Self::Letter => "letter",
            Self::Digit => "digit",
            Self::Sign => "sign",
            Self::Point => "full stop",
            Self::ControlOrSpace => "control character or space",
            Self::Other => "character",
        })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "a value",
            Self::ValueOrEndOfArray => "a value or `]`",
            Self::Key => "a member name in double quotes",
            Self::KeyOrEndOfObject => "a member name in double quotes or `}`",
            Self::Colon => "`:`",
            Self::CommaOrEndOfArray => "`,` or `]`",
            Self::CommaOrEndOfObject => "`,` or `}`",
            Self::Digit => "a digit",
            Self::FourHexDigits => "four hexadecimal digits",
            Self::EndOfString => "the end of the string",
            Self::Literal(word) => return write!(f, "`{word}`"),
        })
    }
}
