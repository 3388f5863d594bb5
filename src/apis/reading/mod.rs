//! Bytes to a generated type in one go: read once, judged on the way, and decoded.
//!
//! `build.rs` writes a [`Read`] for each type whose schema it knows from end to end (`codegen/readers.rs`). An answer is a
//! promise, as that of the single pass in `schema/plan/` is: the text is JSON, the contract accepts it, and the value is the one
//! that `serde_json` would decode. `None` is everything else, and means "ask the validator", never "invalid": names with
//! escapes, numbers that are spelt unusually, whatever breaks the contract.

#![allow(dead_code, reason = "the documents decide which of them the generated readers need")]

mod free;
mod numbers;
mod objects;
mod text;

use crate::json::MAX_DEPTH;
use crate::json::read::space_end;

#[allow(unused_imports, reason = "the documents decide which of them the generated readers need")]
pub(crate) use text::{Expression, at_least, at_most};

/// A type that is read and judged at once.
pub(crate) trait Read: Sized {
    /// The value here, if the contract surely accepts it. Otherwise the reader is of no further use.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// The value that `bytes` spell, if the contract surely accepts it.
#[inline]
pub(crate) fn whole<T: Read>(bytes: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader { text, at: space_end(bytes, 0), open: 0 };
    let value = T::read(&mut reader)?;
    (space_end(bytes, reader.at) == bytes.len()).then_some(value)
}

/// A place in a text: where a value begins, and behind it once it is read.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// How many arrays and objects are open.
    open: usize,
}

impl Reader<'_> {
    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes on to what is behind white space.
    #[inline(always)]
    fn space(&mut self) {
        // Most texts are written without any.
        if self.byte().is_some_and(|byte| byte <= b' ') {
            self.at = space_end(self.text.as_bytes(), self.at);
        }
    }

    /// Opens the array or object here: whether there is anything in it.
    #[inline]
    fn begin(&mut self, open: u8, close: u8) -> Option<bool> {
        if self.byte() != Some(open) || self.open == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        self.space();
        if self.byte() == Some(close) {
            self.at += 1;
            return Some(false);
        }
        self.open += 1;
        Some(true)
    }

    /// Behind an element or a member: whether there is another.
    #[inline(always)]
    fn more(&mut self, close: u8) -> Option<bool> {
        self.space();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                self.space();
                Some(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                self.open -= 1;
                Some(false)
            }
            _ => None,
        }
    }

    /// The array here, each element read by `element`.
    pub(crate) fn array<T>(&mut self, mut element: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut elements = Vec::new();
        let mut more = self.begin(b'[', b']')?;
        while more {
            elements.push(element(self)?);
            more = self.more(b']')?;
        }
        Some(elements)
    }

    /// Takes `null`, if it is here.
    #[inline]
    pub(crate) fn null(&mut self) -> bool {
        self.byte() == Some(b'n') && self.word("null")
    }

    /// A boolean.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        match self.byte() {
            Some(b't') => self.word("true").then_some(true),
            Some(b'f') => self.word("false").then_some(false),
            _ => None,
        }
    }

    #[inline]
    fn word(&mut self, word: &str) -> bool {
        let here = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if here {
            self.at += word.len();
        }
        here
    }
}
