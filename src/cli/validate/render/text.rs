//! A run for people: each violation with its line, then a verdict for each input, then tables.

use std::collections::HashMap;
use std::sync::Arc;

use super::mistake::{Mistake, mistakes};
use super::run::{incomplete, not_checked, not_shown};
use super::{Covered, Renderer, accepted, coverage, verdict};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::style;
use crate::cli::validate::arguments::CoverageDetail;
use crate::cli::validate::baseline::Ledger;
use crate::cli::validate::half::Half;
use crate::cli::validate::judge::{Judged, Judgement};
use crate::cli::validate::spots::Spot;
use crate::cli::validate::stream::{At, End};
use crate::cli::validate::tally::{Counts, Tally, counted};
use crate::contract::Statement;
use crate::plain::{Joined, Plain, Screen, Shown, plain};
use crate::validate::{Verdict, Violation};

/// The sentence of a violation; of an exchange, with the operation and the half that it is about.
pub(super) fn message(half: Option<Half>, violation: &Violation, exchange: Option<&Judged>) -> Plain {
    match (exchange, half) {
        (Some(judged), Some(half)) => plain(format_args!("{}: {violation}", judged.half(half))),
        _ => plain(violation),
    }
}

impl Renderer {
    pub(super) fn record_as_text(&mut self, out: &mut Output<'_>, at: At, judgement: &Judgement) {
        match judgement {
            Judgement::Passed(_) => {}
            Judgement::Unreadable(_) if !self.others.may_show() => {}
            Judgement::Unreadable(unreadable) => {
                let place = style::heading(self.place(at, unreadable.spot.as_ref()));
                out.line((place, ": ", style::error("unreadable"), ": ", plain(&unreadable.why)));
                if let Some(snippet) = unreadable.spot.as_ref().and_then(|spot| spot.snippet.as_ref()) {
                    out.line(Joined(snippet, "\n"));
                }
            }
            Judgement::Judged(judged) => {
                let shown: Vec<_> = judged.violations().filter(|_| self.violations.may_show()).collect();
                let is_shown = !shown.is_empty();
                for mistake in mistakes(shown) {
                    self.mistake(out, at, judged, &mistake);
                }
                if self.fix && is_shown {
                    self.fixes_as_text(out, at, judged);
                }
                self.leave_out(judged);
                for (half, undecided) in judged.undecided() {
                    if !self.others.may_show() {
                        continue;
                    }
                    let place = style::heading(self.place(at, None));
                    let half = half.filter(|_| self.exchanges).map(|half| format!("{}: ", judged.half(half)));
                    let (id, half) = (style::warning(undecided.reason().id()), half.unwrap_or_default());
                    out.line((place, ": ", id, ": ", plain(format_args!("{half}{undecided}"))));
                }
            }
        }
    }

    fn mistake(&mut self, out: &mut Output<'_>, at: At, judged: &Judged, mistake: &Mistake<'_, Option<&Spot>>) {
        let (violation, spot) = (mistake.violation, mistake.beside);
        let place = style::heading(self.place(at, spot));
        let message = message(mistake.half, violation, self.exchanges.then_some(judged));
        let snippet = spot.and_then(|spot| spot.snippet.as_ref());
        let below = snippet.map(|snippet| ("\n", Joined(snippet, "\n")));
        out.line((place, ": ", style::error(violation.id()), ": ", message, below));
        if let (None, true, Some(value)) = (snippet, self.show_values, violation.value()) {
            out.line(("  ", style::faint("value:"), " ", plain(value)));
        }
        mistake.write_alternative(out);
        // That a text is not JSON has nothing to do with the contract.
        if violation.id() != "json-syntax" {
            out.text(self.origins.of(violation));
        }
        mistake.write_missing(out);
    }

    pub(super) fn input_end_as_text(&self, out: &mut Output<'_>, counts: Counts, end: End, why: Option<&str>) {
        let name = plain(&self.name);
        if let Some(why) = why {
            out.line((&name, ": ", style::error("unreadable"), ": ", plain(why)));
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
            return out.line((name, ": ", style::warning(sentence), plain(parts)));
        }
        let shown = match verdict(counts, end) {
            Some(Verdict::Invalid) if counts.accepted == counts.invalid => style::warning("invalid, as accepted"),
            Some(Verdict::Valid) => style::good("valid"),
            Some(Verdict::Invalid) => style::error("invalid"),
            _ => style::warning("undecided"),
        };
        if self.layout == Layout::Whole {
            return out.line((name, ": ", shown));
        }
        let not_all = if end == End::Broken { "not read to its end, " } else { "" };
        let records = plain(counted(counts.total(), "record"));
        out.line((name, ": ", shown, ": ", not_all, records, ", ", plain(parts)));
    }

    pub(super) fn finish_as_text(
        self,
        out: &mut Output<'_>,
        tally: &Tally,
        covered: Option<(&Covered<'_>, CoverageDetail)>,
        ledger: Option<&Ledger>,
    ) {
        not_shown(&self.violations, &self.others).for_each(|line| out.line(line));
        if tally.records() > 0 {
            not_checked(tally).into_iter().for_each(|line| out.line(line));
        }
        if tally.all.total() > 1 {
            out.line(("\n", Joined(&tally.tables(), "\n")));
        }
        if let Some((covered, detail)) = covered {
            out.line(("\n", Joined(&coverage::table(covered, detail, "--coverage=full"), "\n")));
        }
        ledger.into_iter().for_each(|ledger| accepted::write(out, ledger));
        if tally.interrupted {
            let inputs = match tally.unread_inputs {
                0 => String::new(),
                unread => format!("; {} not read", counted(unread, "more input")),
            };
            let message = format!("interrupted after {}{inputs}", counted(tally.records(), "record"));
            out.line(("\n", style::warning(plain(message))));
        }
    }
}

/// Where the contract says what is violated, and why: written once for each statement.
#[derive(Default)]
pub(super) struct Origins(HashMap<*const Statement, Known>);

/// A statement, which is kept so that no other one has its address, and the lines about it.
struct Known {
    _statement: Arc<Statement>,
    lines: Shown<Screen>,
}

impl Origins {
    fn of(&mut self, violation: &Violation) -> &Shown<Screen> {
        let statement = violation.statement();
        let known = self.0.entry(Arc::as_ptr(statement));
        &known.or_insert_with(|| Known { _statement: Arc::clone(statement), lines: origin(violation) }).lines
    }
}

fn origin(violation: &Violation) -> Shown<Screen> {
    let origin = violation.origin();
    let origin = origin.map(|origin| format!("{}:{}:{}: ", origin.file, origin.line, origin.column));
    let keyword = plain(format_args!("{}{}", origin.unwrap_or_default(), violation.keyword()));
    let mut lines = Shown::new();
    lines.push(("  ", style::faint("contract:"), " ", keyword, "\n"));
    for source in &violation.provenance().sources {
        lines.push(("  ", style::faint("source:"), " ", plain(source), "\n"));
    }
    for inferred in &violation.provenance().inferred {
        lines.push(("  ", style::faint("inferred:"), " ", plain(inferred), "\n"));
    }
    lines
}
