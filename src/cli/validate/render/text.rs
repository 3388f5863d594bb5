//! A run for people: each violation with its line, then a verdict for each input, then tables.

use super::{Renderer, coverage, verdict};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::style::{self, plain};
use crate::cli::validate::judge::{Half, Judged, Judgement, Spot};
use crate::cli::validate::stream::At;
use crate::cli::validate::tally::{Counts, Tally};
use crate::schema::Expectation;
use crate::validate::{Coverage, Verdict, Violation};

/// The sentence of a violation; of an exchange, with the operation and the half that it is about.
pub(super) fn message(half: Option<Half>, violation: &Violation, subject: Option<&str>) -> String {
    match (subject, half) {
        (Some(subject), Some(half)) => plain(format_args!("{} of {subject}: {violation}", half.name())),
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
            Judgement::Elsewhere => {}
            Judgement::Unreadable(why) => {
                let place = style::heading(self.place(at, None));
                out.line(format_args!("{place}: {}: {}", style::error("unreadable"), plain(why)));
            }
            Judgement::Judged(judged) => {
                let mut violations = judged.violations().peekable();
                while let Some((half, violation, spot)) = violations.next() {
                    if self.may_show() {
                        self.violation(out, at, judged, half, violation, spot);
                    }
                    // Many properties missing from one object are one mistake: the first is told in full.
                    let mut missing = Vec::new();
                    while let Some((_, next, _)) =
                        violations.next_if(|(other, next, _)| *other == half && is_missing_beside(violation, next))
                    {
                        if self.may_show() {
                            missing.extend(missing_property(next).map(|name| plain(format_args!("`{name}`"))));
                        }
                    }
                    if !missing.is_empty() {
                        out.line(format_args!("  {} {}", style::faint("also missing:"), missing.join(", ")));
                    }
                }
                self.hidden += judged.left_out() as u64;
                for (half, undecided) in judged.undecided() {
                    let place = style::heading(self.place(at, None));
                    let half =
                        half.filter(|_| self.exchanges).map(|half| format!("{} of {}: ", half.name(), judged.subject));
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
        let message = message(half, violation, self.exchanges.then_some(&*judged.subject));
        out.line(format_args!("{place}: {}: {message}", style::error(violation.id())));
        if let Some(snippet) = spot.and_then(|spot| spot.snippet.as_ref()) {
            out.line(format_args!("{snippet}"));
        } else if let (true, Some(value)) = (self.show_values, violation.value()) {
            out.line(format_args!("  {} {}", style::faint("value:"), plain(value)));
        }
        for closest in violation.closest() {
            out.line(format_args!("  {} {}", style::faint("nearest alternative:"), plain(closest)));
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

    pub(super) fn input_end_as_text(&self, out: &mut Output<'_>, counts: Counts) {
        let name = plain(&self.name);
        let shown = match verdict(counts, false) {
            Verdict::Valid => style::good("valid").to_string(),
            Verdict::Invalid => style::error("invalid").to_string(),
            Verdict::Undecided => style::warning("undecided").to_string(),
        };
        if self.layout == Layout::Whole {
            return out.line(format_args!("{name}: {shown}"));
        }
        let mut parts = vec![format!("{} valid", counts.valid), format!("{} invalid", counts.invalid)];
        if counts.undecided > 0 {
            parts.push(format!("{} undecided", counts.undecided));
        }
        let records = if counts.total() == 1 { "1 record".to_owned() } else { format!("{} records", counts.total()) };
        out.line(format_args!("{name}: {shown}: {records}, {}", parts.join(", ")));
    }

    pub(super) fn finish_as_text(self, out: &mut Output<'_>, tally: &Tally, covered: Option<&Coverage>) {
        if self.hidden > 0 {
            out.line(format_args!("violations counted and not shown: {} (see `--max-violations`)", self.hidden));
        }
        if tally.elsewhere > 0 {
            out.line(format_args!("exchanges with other hosts, passed over: {} (see `--any-host`)", tally.elsewhere));
        }
        if tally.all.total() > 1 {
            out.line(format_args!("\n{}", tally.tables().trim_end()));
        }
        if let Some(covered) = covered {
            out.line(format_args!("\n{}", coverage::table(covered).trim_end()));
        }
    }
}
