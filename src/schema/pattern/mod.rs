//! [`Pattern`]: a regular expression of a schema, compiled once, with bounds on its size and on the steps of a match.

use fancy_regex::{Regex, RegexBuilder};

/// Steps back that one match may take: some milliseconds.
pub(super) const MAX_STEPS: usize = 100_000;

/// How large the compiled form may grow: `(a{1000}){1000}` is a bomb.
pub(super) const MAX_SIZE: usize = 4 << 20;

/// A regular expression.
#[derive(Debug)]
pub(crate) struct Pattern {
    regex: Regex,
}

/// Why a regular expression cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It is not a regular expression.
    Syntax,
    /// Its compiled form would be too large.
    Size,
}

impl Pattern {
    /// `source`, compiled.
    ///
    /// # Errors
    ///
    /// When it is not a regular expression, or one that is too large.
    pub(crate) fn new(source: &str) -> Result<Self, Unusable> {
        let translated = jsonschema_regex::to_rust_regex(source).map_err(|()| Unusable::Syntax)?;
        let mut builder = RegexBuilder::new(&translated);
        builder.backtrack_limit(MAX_STEPS).delegate_size_limit(MAX_SIZE).delegate_dfa_size_limit(MAX_SIZE);
        builder.build().map(|regex| Self { regex }).map_err(|_| Unusable::Size)
    }

    /// Whether `text` has a match; `None` if the limit of steps was exceeded.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        self.regex.is_match(text).ok()
    }
}
