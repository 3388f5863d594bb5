//! [`Plain`]: a text from outside, on one line, in which nothing is obeyed.

use std::fmt::{self, Display, Write};

use super::escape::{Escaper, is_obeyed};

/// A text on one line, without the characters that are obeyed, misread or invisible: [`plain`] spelled them out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Plain(String);

/// `text` as it may be shown. What is plain already stays as it is.
pub(crate) fn plain(text: impl Display) -> Plain {
    let text = text.to_string();
    // Nearly all are: only a colon that may begin a command and two signs that may lead to one are worth a second look.
    let is_harmless = !text.contains(is_obeyed) && !text.contains("##") && !text.trim_start().starts_with("::");
    if is_harmless {
        return Plain(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    // A string takes everything.
    let _ = Escaper::new(&mut out).write_str(&text);
    Plain(out)
}

impl Plain {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The first characters of a text that has more than `limit`, and how many it has.
    pub(crate) fn shortened(&self, limit: usize) -> Self {
        match self.0.char_indices().nth(limit) {
            Some((end, _)) => Self(format!("{}… ({} characters in all)", &self.0[..end], self.0.chars().count())),
            None => self.clone(),
        }
    }

    /// How many characters it has.
    pub(crate) fn width(&self) -> usize {
        self.0.chars().count()
    }

    /// The same with blanks behind it, as wide as a column.
    pub(crate) fn padded(&self, width: usize) -> Self {
        Self(format!("{:width$}", self.0))
    }
}

impl Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
