//! [`Groups`]: findings by what they have in common, so that a flood is one line with a count.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::finding::{Finding, Fingerprint};
use super::sink::{Observation, Sink};
use super::unchecked::Unchecked;

/// Collects findings by operation, rule and violated statement, and keeps the first of each group.
///
/// No more groups are held than it was made for; what is found beyond that is counted as a whole.
pub struct Groups {
    most: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    groups: HashMap<Fingerprint, Group>,
    others: u64,
}

/// Findings of one kind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Group {
    /// The first of them.
    pub first: Finding,
    /// How many there were.
    pub times: u64,
}

impl Groups {
    /// At most `most` groups.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, held: Mutex::default() }
    }

    /// The groups since the last call, the largest first, and how many findings were in none.
    pub fn take(&self) -> (Vec<Group>, u64) {
        let Held { groups, others } = std::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        let mut groups: Vec<Group> = groups.into_values().collect();
        groups.sort_by(|left, right| {
            let text = |group: &Group| (group.first.operation.clone(), group.first.keyword.clone(), group.first.id);
            right.times.cmp(&left.times).then_with(|| text(left).cmp(&text(right)))
        });
        (groups, others)
    }

    /// Adds the findings of a message; `heard` is called with how often each was found by now.
    pub(super) fn add(&self, observation: &Observation<'_>, heard: impl FnMut(&Finding, u64)) {
        if !observation.report.is_valid() {
            self.hear(Finding::each(observation), heard);
        }
    }

    /// Adds a request that was not checked; for `heard` see above.
    pub(super) fn add_refusal(&self, unchecked: &Unchecked<'_>, heard: impl FnMut(&Finding, u64)) {
        let finding = (Fingerprint::unchecked(unchecked), || Finding::unchecked(unchecked));
        self.hear([finding], heard);
    }

    fn hear<F: FnOnce() -> Finding>(
        &self,
        findings: impl IntoIterator<Item = (Fingerprint, F)>,
        mut heard: impl FnMut(&Finding, u64),
    ) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for (fingerprint, finding) in findings {
            let is_full = held.groups.len() >= self.most;
            if let Some(group) = held.groups.get_mut(&fingerprint) {
                group.times += 1;
                heard(&group.first, group.times);
            } else if is_full {
                held.others += 1;
            } else {
                let group = Group { first: finding(), times: 1 };
                heard(&group.first, 1);
                held.groups.insert(fingerprint, group);
            }
        }
    }
}

impl Sink for Groups {
    fn seen(&self, observation: &Observation<'_>) {
        self.add(observation, |_, _| {});
    }

    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        self.add_refusal(unchecked, |_, _| {});
    }
}

/// At most 1,000 groups.
impl Default for Groups {
    fn default() -> Self {
        Self::new(1000)
    }
}

impl fmt::Debug for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Groups").field("most", &self.most).finish_non_exhaustive()
    }
}

/// The first finding, and how many there were.
impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.times {
            1 => self.first.fmt(f),
            times => write!(f, "{} ({times} times)", self.first),
        }
    }
}
