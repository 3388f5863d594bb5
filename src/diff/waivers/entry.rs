//! The waiver of a change as it is written to a file.

use super::Waiver;
use crate::diff::change::Change;
use crate::diff::report;

impl Waiver {
    /// A waiver of this change, with its rule and what it is, for readers.
    #[must_use]
    pub fn of(change: &Change, reason: &str) -> Self {
        Self {
            rule: Some(change.rule.id.to_owned()),
            change: Some(report::sentence_of(change)),
            ..Self::new(&change.fingerprint, reason)
        }
    }
}
