//! [`Telling`]: the violations and open parts that are being collected, and where the walk is in the value.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::pointer::Pointer;
use crate::schema::expectation::Expectation;
use crate::schema::failure::Failure;
use crate::schema::unjudged::{Cause, Unjudged};

/// Open parts beyond this many are not collected: one is enough for the verdict.
const MOST_OPEN: usize = 1_000;

/// Violations of nearest alternatives that one judgement collects in all: alternatives nest.
const MOST_CLOSEST: usize = 2_000;

/// The places of all violations that are built take no more than this.
const MOST_BYTES: usize = 64 << 20;

/// Nearest alternatives inside of one another that are reported: a reader follows a few.
const MOST_NESTED: usize = 8;

/// What is collected on the way through one schema and one value.
#[derive(Debug)]
pub(super) struct Telling {
    pub(super) at: Pointer,
    pub(super) failures: Vec<Failure>,
    /// How many violations there are beyond those that are built, by rule.
    pub(super) left_out: BTreeMap<&'static str, usize>,
    /// Where each rule is violated first.
    pub(super) firsts: Vec<(&'static str, Pointer)>,
    most: usize,
    /// What the places of violations may still take: places in values that nest deeply are long.
    bytes_left: usize,
    pub(super) open: Vec<Unjudged>,
    /// The pairs whose violations are here already.
    pub(super) reported: HashSet<(usize, usize)>,
    /// How many violations of nearest alternatives may still be built.
    pub(super) closest_left: usize,
    /// How many alternatives of alternatives this one is inside of.
    nesting: usize,
}

impl Telling {
    /// For a value as a whole, and at most so many violations.
    pub(super) fn new(most: usize) -> Self {
        Self {
            at: Pointer::root(),
            failures: Vec::new(),
            left_out: BTreeMap::new(),
            firsts: Vec::new(),
            most,
            bytes_left: MOST_BYTES,
            open: Vec::new(),
            reported: HashSet::new(),
            closest_left: MOST_CLOSEST,
            nesting: 0,
        }
    }

    /// For an alternative at the same place.
    pub(super) fn of_alternative(&self, most: usize) -> Self {
        Self { at: self.at.clone(), closest_left: self.closest_left, nesting: self.nesting + 1, ..Self::new(most) }
    }

    /// How many violations of a nearest alternative may be built here.
    pub(super) fn most_closest(&self) -> usize {
        if self.nesting < MOST_NESTED { self.closest_left } else { 0 }
    }

    pub(super) fn fail(
        &mut self,
        expectation: Arc<Expectation>,
        keyword: impl FnOnce() -> Pointer,
        closest: Vec<Failure>,
    ) {
        let rule = expectation.id();
        if !self.firsts.iter().any(|(known, _)| *known == rule) {
            self.firsts.push((rule, self.at.clone()));
        }
        let length = self.at.as_str().len();
        if self.failures.len() < self.most && length <= self.bytes_left {
            self.bytes_left -= length;
            self.failures.push(Failure { instance: self.at.clone(), keyword: keyword(), expectation, closest });
        } else {
            *self.left_out.entry(rule).or_default() += 1;
        }
    }

    pub(super) fn leave_open(&mut self, keyword: &Pointer, cause: Cause) {
        if self.open.len() < MOST_OPEN && !self.open.iter().rev().take(16).any(|open| open.keyword == *keyword) {
            self.open.push(Unjudged { keyword: keyword.clone(), cause });
        }
    }

    /// The violations, ordered by their places in the value, then in the document.
    pub(super) fn into_failures(mut self) -> Vec<Failure> {
        sort(&mut self.failures);
        self.failures
    }
}

pub(super) fn sort(failures: &mut [Failure]) {
    failures.sort_by(|left, right| (&left.instance, &left.keyword).cmp(&(&right.instance, &right.keyword)));
}
