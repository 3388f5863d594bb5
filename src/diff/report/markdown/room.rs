//! [`Medium`]: where a report in Markdown is shown, and how much of it fits there.

use crate::plain::platform::{COMMENT_CHARACTERS, SUMMARY_BYTES};
use crate::plain::{Markdown, Shown};

/// Where a report in Markdown is shown, which limits its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Medium {
    /// A comment on a pull request: 60,000 characters.
    Comment,
    /// The summary of a job of GitHub Actions: 1,000,000 bytes.
    JobSummary,
}

impl Medium {
    /// The size of a text as this medium counts it.
    fn size(self, text: &str) -> usize {
        match self {
            Self::Comment => text.chars().count(),
            Self::JobSummary => text.len(),
        }
    }
}

/// What is left of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    medium: Medium,
    left: usize,
}

/// Kept for the sentences that say what was left out.
const SENTENCES: usize = 600;

/// A document has no less, as long as there is as much.
const LEAST: usize = 4_000;

impl Room {
    pub(super) fn of(medium: Medium) -> Self {
        let most = match medium {
            Medium::Comment => COMMENT_CHARACTERS,
            Medium::JobSummary => SUMMARY_BYTES,
        };
        Self { medium, left: most - SENTENCES }
    }

    /// What one of so many documents gets: an equal part, but not so little that nothing of it can be shown.
    pub(super) fn of_one(self, documents: usize) -> Self {
        Self { left: (self.left / documents.max(1)).max(LEAST).min(self.left), ..self }
    }

    /// One of so many equal parts.
    pub(super) fn share(self, parts: usize) -> Self {
        Self { left: self.left / parts.max(1), ..self }
    }

    /// The same, less what is kept for something else.
    pub(super) fn without(self, size: usize) -> Self {
        Self { left: self.left.saturating_sub(size), ..self }
    }

    /// Appends a text, whether it fits or not.
    pub(super) fn push(&mut self, out: &mut Shown<Markdown>, text: Shown<Markdown>) {
        self.left = self.left.saturating_sub(self.medium.size(text.as_str()));
        out.push(text);
    }

    /// Appends a text if it fits.
    pub(super) fn try_push(&mut self, out: &mut Shown<Markdown>, text: Shown<Markdown>) -> bool {
        let fits = self.medium.size(text.as_str()) <= self.left;
        if fits {
            self.push(out, text);
        }
        fits
    }
}
