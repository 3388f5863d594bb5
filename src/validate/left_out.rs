//! [`LeftOut`]: what a report does not show, counted by rule.

use super::part::Part;
use super::undecided::Reason;
use super::wanted::Wanted;
use crate::json::Position;
use crate::limits::Exceeded;
use crate::pointer::Pointer;

/// How many findings were not built because of a maximum, and where each rule is broken first, built or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct LeftOut {
    /// Rules are few, and a report with thousands of violations breaks the same ones again and again.
    rules: Vec<(&'static str, usize)>,
    firsts: Vec<First>,
    /// How many checks that could not be made.
    pub(super) undecided: usize,
    /// The budgets that some of these were for.
    pub(super) limits: Vec<Exceeded>,
}

/// Where a rule is broken first, in the order of the checks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct First {
    pub(crate) rule: &'static str,
    pub(crate) part: Part,
    pub(crate) instance: Pointer,
    /// Where the text stops being JSON, if that is what is wrong.
    pub(crate) position: Option<Position>,
}

impl LeftOut {
    pub(super) fn count(&mut self, rule: &'static str, times: usize) {
        match self.rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, count)) => *count += times,
            None => self.rules.push((rule, times)),
        }
    }

    pub(super) fn count_undecided(&mut self, reason: &Reason) {
        self.undecided += 1;
        if let Reason::Limit(exceeded) = reason
            && !self.limits.contains(exceeded)
        {
            self.limits.push(*exceeded);
        }
    }

    /// Takes note of a violation, which may be the first of its rule.
    pub(super) fn note(&mut self, rule: &'static str, part: Part, instance: &Pointer) {
        if !self.firsts.iter().any(|first| first.rule == rule) {
            self.firsts.push(First { rule, part, instance: instance.clone(), position: None });
        }
    }

    /// Says where the text of a body stops being JSON.
    pub(super) fn note_position(&mut self, position: Position) {
        let rule = Wanted::Json.id();
        if let Some(first) = self.firsts.iter_mut().find(|first| first.rule == rule && first.part == Part::Body) {
            first.position = Some(position);
        }
    }

    /// How many violations.
    pub(super) fn violations(&self) -> usize {
        self.rules.iter().map(|(_, count)| count).sum()
    }

    /// The same for each rule, in the order in which they were left out first.
    #[cfg(feature = "cli")]
    pub(super) fn by_rule(&self) -> &[(&'static str, usize)] {
        &self.rules
    }

    /// Where each rule was broken first; forgotten afterwards.
    #[cfg(feature = "cli")]
    pub(super) fn take_firsts(&mut self) -> Vec<First> {
        std::mem::take(&mut self.firsts)
    }
}
