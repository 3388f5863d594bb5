//! [`mistakes`]: violations as people see them, each with what belongs to it. Everything that reports them for people shows the same
//! hints.

use std::iter;

use crate::cli::output::Output;
use crate::cli::style;
use crate::cli::validate::half::Half;
use crate::plain::{Joined, Plain, plain};
use crate::schema::Expectation;
use crate::validate::Violation;

/// A violation that is reported, and what else is missing beside what is missing.
pub(in crate::cli) struct Mistake<'v, T> {
    pub(in crate::cli) half: Option<Half>,
    pub(in crate::cli) violation: &'v Violation,
    pub(in crate::cli) beside: T,
    also_missing: Vec<&'v str>,
}

/// Many properties missing from one object are one mistake: the first is reported in full.
pub(in crate::cli) fn mistakes<'v, T>(
    violations: impl IntoIterator<Item = (Option<Half>, &'v Violation, T)>,
) -> impl Iterator<Item = Mistake<'v, T>> {
    let mut violations = violations.into_iter().peekable();
    iter::from_fn(move || {
        let (half, violation, beside) = violations.next()?;
        let mut also_missing = Vec::new();
        while let Some((_, next, _)) =
            violations.next_if(|(other, next, _)| *other == half && is_missing_beside(violation, next))
        {
            also_missing.extend(missing_property(next));
        }
        Some(Mistake { half, violation, beside, also_missing })
    })
}

/// The property, for a violation that is about one that is missing.
pub(in crate::cli) fn missing_property(violation: &Violation) -> Option<&str> {
    match violation.wanted().expectation() {
        Some(Expectation::Required(name)) => Some(name),
        _ => None,
    }
}

fn is_missing_beside(first: &Violation, next: &Violation) -> bool {
    let both_missing = missing_property(first).is_some() && missing_property(next).is_some();
    both_missing && first.instance() == next.instance() && first.keyword() == next.keyword()
}

impl<T> Mistake<'_, T> {
    /// The violations of the alternative that comes nearest.
    pub(in crate::cli) fn write_alternative(&self, out: &mut Output<'_>) {
        for closest in self.violation.closest() {
            below(out, "nearest alternative:", &plain(closest));
        }
        if self.violation.closest_left_out() > 0 {
            let more = self.violation.closest_left_out();
            below(out, "nearest alternative:", &plain(format_args!("and {more} more")));
        }
    }

    /// What else is missing.
    pub(in crate::cli) fn write_missing(&self, out: &mut Output<'_>) {
        if !self.also_missing.is_empty() {
            let names: Vec<_> = self.also_missing.iter().map(|name| format!("`{name}`")).collect();
            below(out, "also missing:", &plain(names.join(", ")));
        }
    }
}

fn below(out: &mut Output<'_>, label: &'static str, text: &Plain) {
    let lines = out.broken(text, ("   ".len() + label.len(), "    ".len()));
    out.line(("  ", style::faint(label), " ", Joined(&lines, "\n    ")));
}
