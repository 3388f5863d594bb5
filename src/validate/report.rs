//! [`Report`]: everything that one payload breaks.

use std::fmt;

use serde::Serialize;

use crate::json;

use super::violation::Violation;

/// The violations of one payload, by their places in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Report {
    violations: Vec<Violation>,
}

impl Report {
    pub(super) fn new(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Whether the payload holds.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }

    /// The violations, all of them.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Gives every violation the line and column of its value in `text`, where it was read from: one more pass over
    /// the bytes, which a valid payload never pays for.
    pub(super) fn locate(&mut self, text: &[u8]) {
        let mut pending: Vec<&mut Violation> = self.violations.iter_mut().collect();
        while let Some(violation) = pending.pop() {
            let span = json::spans(text, std::slice::from_ref(violation.instance())).into_iter().next().flatten();
            if let Some(span) = span {
                violation.at(json::Position::of(text, span.value.start));
            }
            pending.extend(violation.closest_mut());
        }
    }
}

/// One line a violation.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, violation) in self.violations.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}
