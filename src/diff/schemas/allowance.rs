//! [`Allowance`]: the steps that may be taken for one edit, or for one part of an exchange, whatever else is asked.

use std::collections::HashSet;

use crate::pointer::Pointer;
use crate::schema::Direction;

/// Steps for one more question about an edit of which a question took all of its own.
pub(super) const REDUCED_BUDGET: u64 = 20_000;

/// What is found out of a schema once, and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Found {
    /// All of it.
    Whole,
    /// What it requires of a value itself.
    Outline,
    /// Whether nothing can be sent by it.
    Emptiness,
    /// A smallest value.
    Member,
    /// A smallest value that can be written as text.
    Written,
}

/// That, of which schema: whether it is of base, its place, and where its messages go.
pub(super) type What = (Found, bool, Pointer, Direction);

/// Steps, and what was done with them.
#[derive(Debug, Default)]
pub(super) struct Allowance {
    /// Steps for one question.
    question: u64,
    left: u64,
    /// Steps for questions about alternatives by themselves, which must not take those of the others.
    left_beside: u64,
    spent: u64,
    /// Whether a question took all its steps: others about the same edit are much like it.
    is_exhausted: bool,
    /// What was paid for: each is paid for once, whether or not it was known already.
    paid: HashSet<What>,
}

impl Allowance {
    pub(super) fn new(steps: u64, question: u64) -> Self {
        Self { question, left: steps, left_beside: steps / 4, ..Self::default() }
    }

    /// Whether nothing more is asked.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Whether more might be found out with more steps.
    pub(super) fn lacks(&self) -> bool {
        self.left == 0 || self.left_beside == 0
    }

    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// What was taken of it.
    pub(super) fn spent(&self) -> u64 {
        self.spent
    }

    /// Takes steps; the last work may take more than there are.
    pub(super) fn spend(&mut self, steps: u64) {
        self.left = self.left.saturating_sub(steps);
        self.spent = self.spent.saturating_add(steps);
    }

    /// Takes the steps that it took to find something out, unless that was done before.
    pub(super) fn pay(&mut self, what: &What, steps: u64) {
        if !self.paid.contains(what) {
            self.paid.insert(what.clone());
            self.spend(steps);
        }
    }

    /// Steps for the next question.
    pub(super) fn question(&self) -> u64 {
        let steps = if self.is_exhausted { REDUCED_BUDGET.min(self.question) } else { self.question };
        steps.min(self.left)
    }

    /// Notes that a question took all its steps.
    pub(super) fn exhaust(&mut self) {
        self.is_exhausted = true;
    }

    /// What is asked from here on is about another edit of the same schemas.
    pub(super) fn turn_to_another(&mut self) {
        self.is_exhausted = false;
    }

    /// Takes what follows from the steps for alternatives; [`Self::leave_aside`] ends that with what is returned.
    pub(super) fn turn_aside(&mut self) -> (u64, u64, bool) {
        let kept = (self.left, self.spent, self.is_exhausted);
        self.left = self.left_beside;
        kept
    }

    pub(super) fn leave_aside(&mut self, kept: (u64, u64, bool)) {
        self.left_beside = self.left;
        (self.left, self.spent, self.is_exhausted) = kept;
    }
}
