//! [`Report`]: all violations of one payload, request or response, and all checks that could not be made.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

#[cfg(feature = "cli")]
use super::left_out::First;
use super::left_out::LeftOut;
#[cfg(feature = "cli")]
use super::part::Part;
#[cfg(feature = "cli")]
use super::undecided::Reason;
use super::undecided::Undecided;
use super::violation::Violation;
use crate::contract::Called;
#[cfg(feature = "tower")]
use crate::contract::Endpoint;
use crate::json;
#[cfg(feature = "cli")]
use crate::limits::Exceeded;
use crate::pointer::Pointer;

/// The findings of one payload, request or response, in a fixed order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub(super) operation: Option<Arc<Called>>,
    pub(super) violations: Vec<Violation>,
    pub(super) undecided: Vec<Undecided>,
    /// Nothing for nearly every report, which is returned by value all the time.
    pub(super) left_out: Option<Box<LeftOut>>,
}

/// The verdict of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: there is no fourth answer.
pub enum Verdict {
    /// Every check passed.
    Valid,
    /// There are no violations, but some checks could not be made.
    Undecided,
    /// There are violations.
    Invalid,
}

impl Report {
    pub(super) fn new(violations: Vec<Violation>, undecided: Vec<Undecided>) -> Self {
        Self { operation: None, violations, undecided, left_out: None }
    }

    /// The report on a message of an operation in which nothing is wrong.
    #[cfg(feature = "tower")]
    pub(crate) fn of_valid(endpoint: &Endpoint) -> Self {
        Self { operation: Some(Arc::clone(&endpoint.called)), ..Self::default() }
    }

    /// The report of what was not read because it goes beyond a budget.
    #[cfg(feature = "cli")]
    pub(crate) fn beyond(exceeded: Exceeded) -> Self {
        Self::new(Vec::new(), vec![Undecided::new(Part::Body, None, Reason::Limit(exceeded))])
    }

    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let holds = self.violations.is_empty() && self.left_out() == 0;
        let is_decided =
            self.undecided.is_empty() && self.left_out.as_ref().is_none_or(|left_out| left_out.undecided == 0);
        match (holds, is_decided) {
            (false, _) => Verdict::Invalid,
            (true, false) => Verdict::Undecided,
            (true, true) => Verdict::Valid,
        }
    }

    /// Whether the verdict is [`Verdict::Valid`].
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.verdict() == Verdict::Valid
    }

    /// The operation, if a request or response was checked and its operation is declared.
    #[must_use]
    pub fn operation(&self) -> Option<&Called> {
        self.operation.as_deref()
    }

    /// The violations; [`Report::left_out`] counts those that were omitted.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The checks that could not be made.
    #[must_use]
    pub fn undecided(&self) -> &[Undecided] {
        &self.undecided
    }

    /// How many violations were omitted because of the limit.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out.as_ref().map_or(0, |left_out| left_out.violations())
    }

    /// The same by rule.
    #[cfg(feature = "cli")]
    pub(crate) fn left_out_by_rule(&self) -> &[(&'static str, usize)] {
        self.left_out.as_ref().map_or(&[], |left_out| left_out.by_rule())
    }

    /// Where each rule was broken first, whether that was omitted or not; nothing where there is no limit.
    #[cfg(feature = "cli")]
    pub(crate) fn take_firsts(&mut self) -> Vec<First> {
        self.left_out.as_mut().map(|left_out| left_out.take_firsts()).unwrap_or_default()
    }

    /// How many checks that could not be made were omitted.
    #[cfg(feature = "cli")]
    pub(crate) fn undecided_left_out(&self) -> usize {
        self.left_out.as_ref().map_or(0, |left_out| left_out.undecided)
    }

    /// The same with at most `limit` violations.
    #[must_use]
    pub fn bounded(mut self, limit: usize) -> Self {
        if self.violations.len() > limit {
            let left_out = self.left_out.get_or_insert_default();
            self.violations.drain(limit..).for_each(|violation| left_out.count(violation.id(), 1));
        }
        self
    }

    /// Leaves out the violations whose numbers are taken, and returns how many these were.
    #[cfg(feature = "cli")]
    pub(crate) fn take_out(&mut self, mut is_taken: impl FnMut(usize) -> bool) -> u64 {
        let mut number = 0;
        let (mut taken, left_out) = (0, &mut self.left_out);
        self.violations.retain(|violation| {
            let is_out = is_taken(number);
            number += 1;
            if is_out {
                taken += 1;
                left_out.get_or_insert_default().count(violation.id(), 1);
            }
            !is_out
        });
        taken
    }

    /// The budgets that these were for.
    #[cfg(feature = "cli")]
    pub(crate) fn limits_left_out(&self) -> &[Exceeded] {
        self.left_out.as_ref().map_or(&[], |left_out| &left_out.limits)
    }

    /// The same with at most `limit` checks that could not be made.
    #[cfg(feature = "cli")]
    pub(crate) fn undecided_bounded(mut self, limit: usize) -> Self {
        if self.undecided.len() > limit {
            let left_out = self.left_out.get_or_insert_default();
            self.undecided.drain(limit..).for_each(|undecided| left_out.count_undecided(&undecided.reason));
        }
        self
    }

    /// Gives every violation the line and column of its value in `text`, where it was read from: one more pass over
    /// the bytes, which a valid payload never pays for.
    pub(super) fn locate(&mut self, text: &[u8]) {
        locate(&mut self.violations, text);
    }
}

/// See [`Report::locate`].
pub(super) fn locate(violations: &mut [Violation], text: &[u8]) {
    let mut pointers: Vec<Pointer> = Vec::new();
    for violation in violations.iter() {
        collect(violation, &mut pointers);
    }
    let spans = json::spans(text, &pointers);
    let starts: Vec<usize> = spans.iter().map(|span| span.as_ref().map_or(0, |span| span.value.start)).collect();
    let positions = json::Position::of_each(text, &starts);
    let mut positions = spans.iter().zip(positions).map(|(span, position)| span.as_ref().map(|_| position));
    for violation in violations.iter_mut() {
        assign(violation, &mut positions);
    }
    // The order in which a reader of the text finds them.
    violations.sort_by_key(|violation| violation.position);
}

fn collect(violation: &Violation, pointers: &mut Vec<Pointer>) {
    pointers.push(violation.instance.clone());
    violation.closest.iter().for_each(|violation| collect(violation, pointers));
}

fn assign(violation: &mut Violation, positions: &mut impl Iterator<Item = Option<json::Position>>) {
    let position = positions.next().flatten();
    violation.position = violation.position.or(position);
    violation.closest.iter_mut().for_each(|violation| assign(violation, positions));
}

/// One line a finding.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let violations = self.violations.iter().map(ToString::to_string);
        let more = (self.left_out() > 0).then(|| format!("and {} more", self.left_out()));
        let undecided = self.undecided.iter().map(ToString::to_string);
        let lines: Vec<String> = violations.chain(more).chain(undecided).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// `verdict`, `operation`, `violations`, `left_out`, `undecided`.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Report", 5)?;
        out.serialize_field("verdict", &self.verdict())?;
        if let Some(operation) = self.operation() {
            out.serialize_field("operation", operation)?;
        }
        out.serialize_field("violations", &self.violations)?;
        if self.left_out() > 0 {
            out.serialize_field("left_out", &self.left_out())?;
        }
        if !self.undecided.is_empty() {
            out.serialize_field("undecided", &self.undecided)?;
        }
        out.end()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Valid => "valid",
            Self::Undecided => "undecided",
            Self::Invalid => "invalid",
        })
    }
}
