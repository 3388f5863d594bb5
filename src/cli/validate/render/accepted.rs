//! What a baseline accepts, what is new and what no longer occurs, for people and for programs.

use serde_json::{Value, json};

use super::Renderer;
use crate::cli::output::Output;
use crate::cli::report::{BaselineState, Case, CaseOutcome, File, Finding, Level};
use crate::cli::style;
use crate::cli::validate::arguments::ReportFormat;
use crate::cli::validate::baseline::Ledger;
use crate::cli::validate::tally::counted;
use crate::plain::{Plain, plain};
use crate::validate::{BaselineComparison, BaselineEntry, KindCount};

/// The ids of what is reported of a baseline.
const NO_LONGER: &str = "baseline-stale";
const EXPIRED: &str = "baseline-expired";
const ACCEPTED: &str = "baseline-accepted";

fn kinds(number: usize) -> String {
    counted(number as u64, "kind")
}

/// `12 violations of 3 kinds accepted, 2 violations of 1 new kind`.
pub(super) fn summary(ledger: &Ledger, compared: &BaselineComparison<'_, '_>) -> Plain {
    if ledger.accepts_all() {
        let accepted = (compared.accepted_times() + compared.new_times() + compared.not_compared, compared.new.len());
        let (times, of) = (counted(accepted.0, "violation"), kinds(compared.accepted.len() + accepted.1));
        return plain(format_args!("{times} of {of} accepted"));
    }
    let accepted = (counted(compared.accepted_times(), "violation"), kinds(compared.accepted.len()));
    let new = (counted(compared.new_times(), "violation"), counted(compared.new.len() as u64, "new kind"));
    let mut parts = vec![format!("{} of {} accepted, {} of {}", accepted.0, accepted.1, new.0, new.1)];
    if compared.not_compared > 0 {
        parts.push(format!("{} not compared", counted(compared.not_compared, "violation")));
    }
    plain(parts.join(", "))
}

/// Sentences about single entries.
fn no_longer(entry: &BaselineEntry) -> Plain {
    plain(format_args!("no longer occurs: {} {entry} (see `--prune-baseline`)", entry.fingerprint))
}

fn expired(entry: &BaselineEntry) -> Plain {
    let until = entry.until.as_deref().unwrap_or_default();
    plain(format_args!("expired on {until}: {} {entry}", entry.fingerprint))
}

/// At the end of a run for people.
pub(super) fn write(out: &mut Output<'_>, ledger: &Ledger) {
    let compared = ledger.compare();
    out.line(("\n", style::heading("baseline"), " ", plain(ledger.file().display()), ": ", summary(ledger, &compared)));
    if ledger.accepts_all() {
        return;
    }
    for KindCount { kind, times, .. } in &compared.new {
        let (id, what) = (plain(kind.fingerprint()), plain(format_args!("{kind} ({times})")));
        out.line(("  ", style::error("new"), ": ", id, " ", what));
    }
    compared.expired.iter().for_each(|entry| out.line(("  ", expired(entry))));
    compared.stale.iter().for_each(|entry| out.line(("  ", no_longer(entry))));
    if !compared.unchecked.is_empty() {
        let entries = match compared.unchecked.len() {
            1 => "1 entry".to_owned(),
            more => format!("{more} entries"),
        };
        out.line(("  not checked in this run: ", plain(entries)));
    }
}

/// The member `baseline` of the summary for programs.
pub(super) fn as_json(ledger: &Ledger) -> Value {
    let compared = ledger.compare();
    let entry = |entry: &BaselineEntry| json!({ "fingerprint": entry.fingerprint, "kind": entry.to_string() });
    let entries = |entries: &[&BaselineEntry]| entries.iter().copied().map(entry).collect::<Vec<_>>();
    let accepted = compared.accepted.iter().map(|(accepted, times)| {
        json!({ "fingerprint": accepted.fingerprint, "kind": accepted.to_string(), "violations": times, "reason": accepted.reason })
    });
    let new = compared.new.iter().map(|found| {
        json!({ "fingerprint": found.kind.fingerprint(), "kind": found.kind.to_string(), "violations": found.times })
    });
    json!({
        "file": ledger.file().display().to_string(),
        "accepted": accepted.collect::<Vec<_>>(),
        "new": new.collect::<Vec<_>>(),
        "stale": entries(&compared.stale),
        "expired": entries(&compared.expired),
        "unchecked": entries(&compared.unchecked),
        "not_compared": compared.not_compared,
    })
}

impl Renderer {
    /// At the end of a run, for formats that have no summary.
    pub(super) fn about_baseline(&mut self, ledger: &Ledger) {
        let compared = ledger.compare();
        let file = File::input(&ledger.file().display().to_string());
        let finding = |rule, message: Plain, state| Finding {
            rule,
            level: Level::Note,
            message: vec![message],
            file: file.clone(),
            baseline: state,
            ..Finding::default()
        };
        let mut findings = vec![finding(ACCEPTED, summary(ledger, &compared), None)];
        if !ledger.accepts_all() {
            findings.extend(compared.expired.iter().map(|entry| finding(EXPIRED, expired(entry), None)));
            findings.extend(compared.stale.iter().map(|entry| {
                let state = Some(BaselineState::Absent);
                Finding { fingerprint: Some(entry.fingerprint.clone()), ..finding(NO_LONGER, no_longer(entry), state) }
            }));
        }
        for finding in findings {
            match self.format {
                ReportFormat::Sarif if finding.baseline.is_some() => {
                    self.sarif.add(&finding, "An entry of the baseline whose violations no longer occur.");
                }
                ReportFormat::Sarif => self.sarif.notify(finding.level, &finding.message, Some(&finding.file)),
                ReportFormat::Github => self.annotations.add(&finding),
                ReportFormat::Gitlab => self.gitlab.add(&finding),
                _ => {
                    let (suite, name) = (plain(&self.run), plain(format_args!("baseline: {}", finding.rule)));
                    self.cases.push(Case { suite, name, outcome: CaseOutcome::Skipped(finding.message) });
                }
            }
        }
    }

    /// Whether an accepted violation of this kind is shown: the first of each is, by formats for programs.
    pub(super) fn shows_accepted(&mut self, fingerprint: &str) -> bool {
        self.accepted_kinds.insert(fingerprint.to_owned())
    }
}
