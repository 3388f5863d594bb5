//! Strings: their content, and what a schema asks of it.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Reader;
use crate::apis::wire::Timestamp;
use crate::json::string::{plain_end, scan};
use crate::schema::pattern::Pattern;

impl<'a> Reader<'a> {
    /// The content of the string here.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Option<Cow<'a, str>> {
        if self.byte() != Some(b'"') {
            return None;
        }
        let from = self.at + 1;
        let to = plain_end(self.text.as_bytes(), from);
        if self.text.as_bytes().get(to) != Some(&b'"') {
            return self.escaped();
        }
        self.at = to + 1;
        self.text.get(from..to).map(Cow::Borrowed)
    }

    /// The same, to keep.
    pub(crate) fn owned(&mut self) -> Option<String> {
        self.string().map(Cow::into_owned)
    }

    /// The same for a string with escapes.
    #[cold]
    fn escaped(&mut self) -> Option<Cow<'a, str>> {
        let raw = scan(self.text, self.at).ok()?;
        self.at = raw.end();
        Some(raw.decode())
    }

    /// A date-time, leap seconds left out.
    pub(crate) fn timestamp(&mut self) -> Option<Timestamp> {
        Timestamp::usual(&self.string()?)
    }
}

/// Whether `text` has at most `characters`.
#[inline]
pub(crate) fn at_most(text: &str, characters: usize) -> bool {
    // A character takes one to four bytes: most lengths need no counting.
    text.len() <= characters || (text.len() <= characters.saturating_mul(4) && text.chars().count() <= characters)
}

/// Whether `text` has at least `characters`.
#[inline]
pub(crate) fn at_least(text: &str, characters: usize) -> bool {
    text.len() >= characters && (text.len() >= characters.saturating_mul(4) || text.chars().count() >= characters)
}

/// A `pattern` of a schema, compiled on first use.
pub(crate) struct Expression(LazyLock<Option<Pattern>, fn() -> Option<Pattern>>);

impl Expression {
    /// `compile` is `|| reading::compile("...")`: a function, so that a `static` can hold it.
    pub(crate) const fn new(compile: fn() -> Option<Pattern>) -> Self {
        Self(LazyLock::new(compile))
    }

    /// The regular expression `source`, if it can be used.
    pub(crate) fn compile(source: &str) -> Option<Pattern> {
        Pattern::new(source).ok()
    }

    /// Whether `text` surely has a match.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.as_ref().and_then(|pattern| pattern.matches(text)) == Some(true)
    }
}
