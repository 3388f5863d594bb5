//! Reports as text for people and machines: each format writes to the writer that it is given.
//!
//! | format | for | several inputs |
//! |---|---|---|
//! | [`text()`] | people at a terminal | one after the other |
//! | [`json()`] | programs; versioned and stable | one object a line |
//! | [`github`] | annotations of GitHub Actions | one after the other |
//! | [`Sarif`] | code scanning: SARIF 2.1.0 | one document |
//! | [`JUnit`] | test reports of CI systems | one document |
//! | [`ProblemDetails`] | the answer to an HTTP request: RFC 9457 | – |
//!
//! None shows a value of the input unless [`Rendering::show_values`] is set, and lines of the input that are shown have
//! theirs replaced.

mod github;
mod json;
mod junit;
mod problem_details;
mod sarif;
mod snippet;
mod text;

pub use github::github;
pub use json::{VERSION, json};
pub use junit::JUnit;
pub use problem_details::ProblemDetails;
pub use sarif::Sarif;
pub use text::text;

use super::report::Report;

/// What was checked and what was found.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What the input is called: a file, perhaps with a line.
    pub name: &'a str,
    /// The JSON text that positions are in, where there is one.
    pub text: Option<&'a [u8]>,
    /// What was found.
    pub report: &'a Report,
}

/// How reports are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rendering {
    /// Shows the values that violations are about: personal data, perhaps.
    pub show_values: bool,
    /// Colours for a terminal, in [`text()`].
    pub colour: bool,
}

impl Rendering {
    /// Without values, without colours.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with values shown, or not.
    #[must_use]
    pub fn show_values(mut self, show: bool) -> Self {
        self.show_values = show;
        self
    }

    /// The same with colours, or not.
    #[must_use]
    pub fn colour(mut self, colour: bool) -> Self {
        self.colour = colour;
        self
    }
}

/// `text` on one line and without characters that a terminal would obey.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // Marks that reorder text, and separators of lines and paragraphs.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => {
                out.extend(character.escape_unicode());
            }
            character if character.is_control() => out.extend(character.escape_unicode()),
            character => out.push(character),
        }
    }
    out
}
