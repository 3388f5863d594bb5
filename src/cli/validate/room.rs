//! [`Room`]: what the report of a run still has room for, so that nothing is built that will only be counted.
//!
//! The report decides; the threads that judge ask. An answer may be late: then more is built than is shown, and what is shown
//! stays the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::validate::{Options, RULES, Report};

/// What is still to be shown.
#[derive(Debug)]
pub(super) struct Room {
    violations: AtomicBool,
    others: AtomicBool,
    members: AtomicBool,
    /// The rules whose first places are known, as bits by their places in [`RULES`].
    known: AtomicU64,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            violations: AtomicBool::new(true),
            others: AtomicBool::new(true),
            members: AtomicBool::new(true),
            known: AtomicU64::new(0),
        }
    }
}

impl Room {
    /// Whether violations are shown.
    pub(super) fn has_violations(&self) -> bool {
        self.violations.load(Ordering::Relaxed)
    }

    /// Whether unreadable records and checks that could not be made are shown.
    pub(super) fn has_others(&self) -> bool {
        self.others.load(Ordering::Relaxed)
    }

    /// Whether the member names of a record that is no exchange are still wanted.
    pub(super) fn has_members(&self) -> bool {
        self.members.load(Ordering::Relaxed)
    }

    /// Whether it is known where this rule is broken first.
    pub(super) fn knows(&self, rule: &str) -> bool {
        self.known.load(Ordering::Relaxed) & bit(rule) != 0
    }

    /// Takes note that it is.
    pub(super) fn know(&self, rule: &str) {
        self.known.fetch_or(bit(rule), Ordering::Relaxed);
    }

    /// Takes note of how many of each are still shown.
    pub(super) fn left(&self, violations: u64, others: u64) {
        self.violations.store(violations > 0, Ordering::Relaxed);
        self.others.store(others > 0, Ordering::Relaxed);
    }

    /// The member names are known.
    pub(super) fn without_members(&self) {
        self.members.store(false, Ordering::Relaxed);
    }
}

/// None for a rule that does not fit, which is then never known.
fn bit(rule: &str) -> u64 {
    RULES.iter().position(|known| known.id == rule).filter(|place| *place < 64).map_or(0, |place| 1 << place)
}

/// The options of a run: those for records that are shown, and those for records that are only counted.
#[derive(Debug)]
pub(super) struct Bounded {
    room: Arc<Room>,
    /// Indexed by whether violations, and whether other findings, are built.
    options: [[Options; 2]; 2],
    /// The most violations, and the most other findings, of one report.
    most: (usize, usize),
    /// Whether what is only counted is built nevertheless, because it is counted by keyword.
    afterwards: bool,
}

impl Bounded {
    /// `options` with at most so many violations and other findings in one report, and so many by `keyword` that are not shown.
    pub(super) fn new(options: &Options, most: (usize, usize), keyword: Option<usize>, room: &Arc<Room>) -> Self {
        let built = keyword.map_or(most, |keyword| (most.0.max(keyword), most.1));
        let afterwards = keyword.is_some();
        let bounded = |violations: bool, others: bool| {
            let violations = if violations { built.0 } else { 0 };
            options.clone().max_violations(violations).max_undecided(if others { built.1 } else { 0 })
        };
        let of = |violations: bool| [bounded(violations, false), bounded(violations, true)];
        Self { room: Arc::clone(room), options: [of(false), of(true)], most, afterwards }
    }

    pub(super) fn room(&self) -> &Room {
        &self.room
    }

    /// The options for the next record.
    pub(super) fn options(&self) -> &Options {
        let violations = self.afterwards || self.room.has_violations();
        let others = self.afterwards || self.room.has_others();
        &self.options[usize::from(violations)][usize::from(others)]
    }

    /// The reports of a record, without what is only counted.
    pub(super) fn bounded_all<H>(&self, halves: Vec<(H, Report)>) -> Vec<(H, Report)> {
        halves.into_iter().map(|(half, report)| (half, self.bounded(report))).collect()
    }

    fn bounded(&self, report: Report) -> Report {
        let violations = if self.room.has_violations() { self.most.0 } else { 0 };
        let others = if self.room.has_others() { self.most.1 } else { 0 };
        if self.afterwards { report.bounded(violations).undecided_bounded(others) } else { report }
    }
}
