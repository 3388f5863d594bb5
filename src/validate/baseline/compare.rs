//! [`BaselineComparison`]: what a run found, against what is accepted.

use super::entry::BaselineEntry;
use super::file::{Baseline, number};
use super::kinds::{KindCount, Kinds};

/// What of a run is accepted, what is new, and what is no longer there.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BaselineComparison<'b, 'k> {
    /// The entries that accept violations of the run, and how many.
    pub accepted: Vec<(&'b BaselineEntry, u64)>,
    /// The kinds that no entry accepts.
    pub new: Vec<&'k KindCount>,
    /// Entries whose last day is over; violations of their kinds are [new](Self::new).
    pub expired: Vec<&'b BaselineEntry>,
    /// Entries of operations and schemas that were checked, and whose violations no longer occur.
    pub stale: Vec<&'b BaselineEntry>,
    /// Entries of operations and schemas that were not checked at all.
    pub unchecked: Vec<&'b BaselineEntry>,
    /// How many violations were not compared, see [`Kinds::left_out`]. They count as new.
    pub not_compared: u64,
}

impl BaselineComparison<'_, '_> {
    /// Whether everything that was found is accepted.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.new.is_empty() && self.not_compared == 0
    }

    /// How many violations were accepted.
    #[must_use]
    pub fn accepted_times(&self) -> u64 {
        self.accepted.iter().map(|(_, times)| times).sum()
    }

    /// How many violations are new.
    #[must_use]
    pub fn new_times(&self) -> u64 {
        self.new.iter().map(|found| found.times).sum()
    }
}

impl Baseline {
    /// Compares what a run found with it.
    #[must_use]
    pub fn compare<'b, 'k>(&'b self, kinds: &'k Kinds) -> BaselineComparison<'b, 'k> {
        let mut out = BaselineComparison {
            accepted: Vec::new(),
            new: kinds.found().into_iter().filter(|found| !self.accepts(&found.kind)).collect(),
            expired: Vec::new(),
            stale: Vec::new(),
            unchecked: Vec::new(),
            not_compared: kinds.left_out(),
        };
        for entry in self.entries() {
            let times = number(&entry.fingerprint).map_or(0, |number| kinds.times(number));
            match times {
                _ if self.is_expired(entry) => out.expired.push(entry),
                1.. => out.accepted.push((entry, times)),
                0 if entry.messages(kinds) > 0 => out.stale.push(entry),
                0 => out.unchecked.push(entry),
            }
        }
        out
    }
}
