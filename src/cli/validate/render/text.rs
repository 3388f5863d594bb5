//! A run for people: each violation with its line, then a verdict for each input, then tables.

use super::run::{incomplete, not_checked, not_shown};
use super::{Covered, Renderer, coverage, verdict};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::style::{self, plain};
use crate::cli::validate::arguments::CoverageDetail;
use crate::cli::validate::judge::{Half, Judged, Judgement, Spot};
use crate::cli::validate::stream::{At, End};
use crate::cli::validate::tally::{Counts, Tally, counted};
use crate::schema::Expectation;
use crate::validate::{Verdict, Violation};

/// The sentence of a violation; of an exchange, with the operation and the half that it is about.
pub(super) fn message(half: Option<Half>, violation: &Violation, exchange: Option<&Judged>) -> String {
    match (exchange, half) {
        (Some(judged), Some(half)) => plain(format_args!("{}: {violation}", judged.half(half))),
        _ => plain(violation),
    }
}

fn missing_property(violation: &Violation) -> Option<&str> {
    match violation.wanted().expectation() {
        Some(Expectation::Required(name)) => Some(name),
        _ => None,
    }
}

fn is_missing_beside(first: &Violation, next: &Violation) -> bool {
    let both_missing = missing_property(first).is_some() && missing_property(next).is_some();
    both_missing && first.instance() == next.instance() && first.keyword() == next.keyword()
}

impl Renderer {
    pub(super) fn record_as_text(&mut self, out: &mut Output<'_>, at: At, judgement: &Judgement) {
        match judgement {
            Judgement::Passed(_) => {}
            Judgement::Unreadable(_) if !self.others.may_show() => {}
            Judgement::Unreadable(unreadable) => {
                let place = style::heading(self.place(at, unreadable.spot.as_ref()));
                out.line(format_args!("{place}: {}: {}", style::error("unreadable"), plain(&unreadable.why)));
                if let Some(snippet) = unreadable.spot.as_ref().and_then(|spot| spot.snippet.as_ref()) {
                    out.line(format_args!("{snippet}"));
                }
            }
            Judgement::Judged(judged) => {
                let mut violations = judged.violations().peekable();
                while let Some((half, violation, spot)) = violations.next() {
                    if self.violations.may_show() {
                        self.violation(out, at, judged, half, violation, spot);
                    }
                    // Many properties missing from one object are one mistake: the first is reported in full.
                    let mut missing = Vec::new();
                    while let Some((_, next, _)) =
                        violations.next_if(|(other, next, _)| *other == half && is_missing_beside(violation, next))
                    {
                        if self.violations.may_show() {
                            missing.extend(missing_property(next).map(|name| plain(format_args!("`{name}`"))));
                        }
                    }
                    if !missing.is_empty() {
                        out.line(format_args!("  {} {}", style::faint("also missing:"), missing.join(", ")));
                    }
                }
                self.leave_out(judged);
                for (half, undecided) in judged.undecided() {
                    if !self.others.may_show() {
                        continue;
                    }
                    let place = style::heading(self.place(at, None));
                    let half = half.filter(|_| self.exchanges).map(|half| format!("{}: ", judged.half(half)));
                    let (id, half) = (style::warning(undecided.reason().id()), half.unwrap_or_default());
                    out.line(format_args!("{place}: {id}: {}", plain(format_args!("{half}{undecided}"))));
                }
            }
        }
    }

    fn violation(
        &self,
        out: &mut Output<'_>,
        at: At,
        judged: &Judged,
        half: Option<Half>,
        violation: &Violation,
        spot: Option<&Spot>,
    ) {
        let place = style::heading(self.place(at, spot));
        let message = message(half, violation, self.exchanges.then_some(judged));
        out.line(format_args!("{place}: {}: {message}", style::error(violation.id())));
        if let Some(snippet) = spot.and_then(|spot| spot.snippet.as_ref()) {
            out.line(format_args!("{snippet}"));
        } else if let (true, Some(value)) = (self.show_values, violation.value()) {
            out.line(format_args!("  {} {}", style::faint("value:"), plain(value)));
        }
        for closest in violation.closest() {
            out.line(format_args!("  {} {}", style::faint("nearest alternative:"), plain(closest)));
        }
        if violation.closest_left_out() > 0 {
            let more = violation.closest_left_out();
            out.line(format_args!("  {} and {more} more", style::faint("nearest alternative:")));
        }
        // That a text is not JSON has nothing to do with the contract.
        if violation.id() == "json-syntax" {
            return;
        }
        let origin = violation.origin();
        let origin = origin.map(|origin| format!("{}:{}:{}: ", origin.file, origin.line, origin.column));
        let keyword = plain(format_args!("{}{}", origin.unwrap_or_default(), violation.keyword()));
        out.line(format_args!("  {} {keyword}", style::faint("contract:")));
        for source in &violation.provenance().sources {
            out.line(format_args!("  {} {}", style::faint("source:"), plain(source)));
        }
        for inferred in &violation.provenance().inferred {
            out.line(format_args!("  {} {}", style::faint("inferred:"), plain(inferred)));
        }
    }

    pub(super) fn input_end_as_text(&self, out: &mut Output<'_>, counts: Counts, end: End, why: Option<&str>) {
        let name = plain(&self.name);
        if let Some(why) = why {
            out.line(format_args!("{name}: {}: {}", style::error("unreadable"), plain(why)));
        }
        if end == End::Broken && counts.total() == 0 {
            return;
        }
        let mut parts = vec![format!("{} valid", counts.valid), format!("{} invalid", counts.invalid)];
        if counts.undecided > 0 {
            parts.push(format!("{} undecided", counts.undecided));
        }
        let parts = parts.join(", ");
        if let Some((_, sentence)) = incomplete(counts, end) {
            let parts = if counts.total() == 0 { String::new() } else { format!(": {parts}") };
            return out.line(format_args!("{name}: {}{parts}", style::warning(sentence)));
        }
        let shown = match verdict(counts, end) {
            Some(Verdict::Valid) => style::good("valid").to_string(),
            Some(Verdict::Invalid) => style::error("invalid").to_string(),
            _ => style::warning("undecided").to_string(),
        };
        if self.layout == Layout::Whole {
            return out.line(format_args!("{name}: {shown}"));
        }
        let not_all = if end == End::Broken { "not read to its end, " } else { "" };
        out.line(format_args!("{name}: {shown}: {not_all}{}, {parts}", counted(counts.total(), "record")));
    }

    pub(super) fn finish_as_text(
        self,
        out: &mut Output<'_>,
        tally: &Tally,
        covered: Option<(&Covered<'_>, CoverageDetail)>,
    ) {
        not_shown(&self.violations, &self.others).for_each(|line| out.line(format_args!("{line}")));
        if tally.records() > 0 {
            not_checked(tally).iter().for_each(|line| out.line(format_args!("{line}")));
        }
        if tally.all.total() > 1 {
            out.line(format_args!("\n{}", tally.tables().trim_end()));
        }
        if let Some((covered, detail)) = covered {
            out.line(format_args!("\n{}", coverage::table(covered, detail).trim_end()));
        }
        if tally.interrupted {
            let inputs = match tally.unread_inputs {
                0 => String::new(),
                unread => format!("; {} not read", counted(unread, "more input")),
            };
            let message = format!("interrupted after {}{inputs}", counted(tally.records(), "record"));
            out.line(format_args!("\n{}", style::warning(message)));
        }
    }
}
