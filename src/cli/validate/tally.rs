//! [`Tally`]: how many records had which verdict, by subject and by violation, with the first place of each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::limits::Exceeded;
use crate::plain::{Plain, plain};
use crate::validate::Verdict;

use super::judge::{Judged, Passed};
use super::spots::Spot;

/// Counts of verdicts, and of exchanges that have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::cli) struct Counts {
    pub(in crate::cli) valid: u64,
    pub(in crate::cli) invalid: u64,
    pub(in crate::cli) undecided: u64,
    /// How many invalid ones have accepted violations only.
    pub(super) accepted: u64,
    /// Exchanges with hosts that the contract does not declare.
    pub(super) elsewhere: u64,
    /// Entries of captures whose URLs are not ones of HTTP.
    pub(super) not_http: u64,
    /// CORS preflights that the contract does not declare.
    pub(super) preflights: u64,
    /// Exchanges of which both halves are marked as assumed.
    pub(super) assumed: u64,
}

impl Counts {
    pub(super) fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Valid => self.valid += 1,
            Verdict::Invalid => self.invalid += 1,
            Verdict::Undecided => self.undecided += 1,
        }
    }

    pub(super) fn pass(&mut self, passed: Passed) {
        match passed {
            Passed::OtherHost => self.elsewhere += 1,
            Passed::NotHttp => self.not_http += 1,
            Passed::Preflight => self.preflights += 1,
            Passed::Assumed => self.assumed += 1,
        }
    }

    /// How many records have a verdict.
    pub(super) fn total(self) -> u64 {
        self.valid + self.invalid + self.undecided
    }

    /// Why nothing has a verdict: what there was instead of records to check.
    pub(super) fn instead(self) -> String {
        let elsewhere = (self.elsewhere > 0).then(|| self.with_other_hosts());
        let assumed = (self.assumed > 0).then(|| self.marked_as_assumed());
        let not_http = (self.not_http > 0).then(|| self.without_http());
        let preflights = (self.preflights > 0).then(|| self.cors_preflights());
        let parts: Vec<String> = elsewhere.into_iter().chain(not_http).chain(preflights).chain(assumed).collect();
        if parts.is_empty() { "no records".to_owned() } else { parts.join(", ") }
    }

    pub(super) fn without_http(self) -> String {
        format!("{} of a capture without HTTP (`data:`, `blob:`, an extension, a tunnel)", entries(self.not_http))
    }

    pub(super) fn cors_preflights(self) -> String {
        format!("{} (see `--check-preflights`)", counted(self.preflights, "CORS preflight"))
    }

    pub(super) fn marked_as_assumed(self) -> String {
        format!("{} marked as assumed", counted(self.assumed, "exchange"))
    }

    pub(super) fn with_other_hosts(self) -> String {
        let hosts = if self.elsewhere == 1 { "another host" } else { "other hosts" };
        format!("{} with {hosts} (see `--any-host`)", counted(self.elsewhere, "exchange"))
    }
}

fn entries(number: u64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

/// `1 record`, `2 records`.
pub(in crate::cli) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The count of one violation id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    count: u64,
    first: Plain,
}

/// The whole run.
#[derive(Debug, Default)]
pub(in crate::cli) struct Tally {
    pub(in crate::cli) all: Counts,
    /// Records that could not be read.
    pub(super) unreadable: u64,
    /// Inputs that could not be read, or not to their ends.
    pub(super) unreadable_inputs: u64,
    /// Requests with paths outside the base path.
    pub(super) outside_base: u64,
    /// Files of folders that were skipped.
    pub(super) skipped_files: u64,
    /// Inputs that were not opened any more because the run was interrupted.
    pub(super) unread_inputs: u64,
    pub(super) interrupted: bool,
    subjects: BTreeMap<String, Counts>,
    violations: BTreeMap<&'static str, Seen>,
    /// The budgets that were too small, and for how many records.
    exceeded: BTreeMap<Exceeded, u64>,
}

impl Tally {
    /// Counts so many valid records of a subject.
    pub(super) fn hold(&mut self, subject: &str, records: u64) {
        self.all.valid += records;
        match self.subjects.get_mut(subject) {
            Some(counts) => counts.valid += records,
            None => self.subjects.entry(subject.to_owned()).or_default().valid += records,
        }
    }

    /// Counts one record under its subject, with its verdict and place. Of its violations the first `shown` are shown. Of the
    /// others it does not matter which of them were built.
    pub(in crate::cli) fn record(&mut self, judged: &Judged, shown: u64, place: impl Fn(Option<&Spot>) -> Plain) {
        let verdict = judged.verdict();
        self.all.add(verdict);
        self.outside_base += u64::from(judged.outside_base);
        for limit in judged.limits() {
            *self.exceeded.entry(limit).or_default() += 1;
        }
        match self.subjects.get_mut(&*judged.subject) {
            Some(counts) => counts.add(verdict),
            None => self.subjects.entry(judged.subject.to_string()).or_default().add(verdict),
        }
        let mut count = |rule: &'static str, times: usize, spot: Option<Option<&Spot>>| {
            let first = || place(spot.unwrap_or_else(|| judged.first(rule)));
            let seen = self.violations.entry(rule).or_insert_with(|| Seen { count: 0, first: first() });
            seen.count += times as u64;
        };
        for (number, (_, violation, spot)) in (0_u64..).zip(judged.violations()) {
            count(violation.id(), 1, (number < shown).then_some(spot));
        }
        for (rule, times) in judged.left_out() {
            count(rule, times, None);
        }
    }

    /// What another run could do better.
    pub(in crate::cli) fn advice(&self) -> Vec<Plain> {
        let mut advice = Vec::new();
        if self.outside_base > 0 {
            let requests = counted(self.outside_base, "request");
            let verb = if self.outside_base == 1 { "is" } else { "are" };
            advice.push(format!("{requests} {verb} outside the base path: `--base-path` sets another one"));
        }
        for (exceeded, records) in &self.exceeded {
            let (name, records) = (exceeded.name(), counted(*records, "record"));
            advice.push(format!("limit `{name}` reached by {records}: `--limit {name}=NUMBER` raises it"));
        }
        advice.into_iter().map(plain).collect()
    }

    /// The rules that were broken so far.
    pub(super) fn rules(&self) -> impl ExactSizeIterator<Item = &'static str> {
        self.violations.keys().copied()
    }

    /// The counts of each subject, by its name.
    pub(super) fn subjects(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.subjects.iter().map(|(name, counts)| (name.as_str(), *counts))
    }

    /// How many records were read and have a verdict or could not be read.
    pub(in crate::cli) fn records(&self) -> u64 {
        self.all.total() + self.unreadable
    }

    /// The summary as text tables, separated by empty lines.
    pub(in crate::cli) fn tables(&self) -> Vec<Plain> {
        let number = |number: u64| plain(number);
        let mut rows = vec![["subject", "valid", "invalid", "undecided"].map(plain)];
        rows.extend(self.subjects.iter().map(|(subject, counts)| {
            [plain(subject), number(counts.valid), number(counts.invalid), number(counts.undecided)]
        }));
        let mut out = table(&rows);
        if !self.violations.is_empty() {
            let mut rows = vec![["violation", "count", "first seen at"].map(plain)];
            rows.extend(self.violations.iter().map(|(id, seen)| [plain(id), number(seen.count), seen.first.clone()]));
            out.push(Plain::default());
            out.extend(table(&rows));
        }
        out
    }

    /// The summary for programs.
    pub(in crate::cli) fn as_json(&self) -> Value {
        let counts = |counts: &Counts| json!({ "valid": counts.valid, "invalid": counts.invalid, "undecided": counts.undecided });
        let subjects: BTreeMap<&String, Value> =
            self.subjects.iter().map(|(subject, own)| (subject, counts(own))).collect();
        let violations: BTreeMap<&str, Value> = self
            .violations
            .iter()
            .map(|(id, seen)| (*id, json!({ "count": seen.count, "first": seen.first.as_str() })))
            .collect();
        let mut summary = json!({
            "records": counts(&self.all),
            "elsewhere": self.all.elsewhere,
            "assumed": self.all.assumed,
            "unreadable": self.unreadable + self.unreadable_inputs,
            "skipped_files": self.skipped_files,
            "subjects": subjects,
            "violations": violations,
        });
        if let (true, Some(members)) = (self.unreadable_inputs > 0, summary.as_object_mut()) {
            members.insert("unreadable_inputs".to_owned(), json!(self.unreadable_inputs));
        }
        if let (true, Some(members)) = (self.all.not_http > 0, summary.as_object_mut()) {
            members.insert("not_http".to_owned(), json!(self.all.not_http));
        }
        if let (true, Some(members)) = (self.all.preflights > 0, summary.as_object_mut()) {
            members.insert("preflights".to_owned(), json!(self.all.preflights));
        }
        if let (true, Some(members)) = (self.interrupted, summary.as_object_mut()) {
            members.insert("interrupted".to_owned(), json!(true));
            members.insert("unread_inputs".to_owned(), json!(self.unread_inputs));
        }
        summary
    }
}

/// Rows under their headings: numbers are right-aligned, everything else is left-aligned.
pub(in crate::cli) fn table<const N: usize>(rows: &[[Plain; N]]) -> Vec<Plain> {
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..N).map(width).collect();
    let is_number = |column: usize| {
        rows.iter().skip(1).all(|row| row[column].as_str().bytes().all(|byte| byte.is_ascii_digit())) && rows.len() > 1
    };
    let line = |row: &[Plain; N]| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = widths[column];
            if is_number(column) { format!("{cell:>width$}") } else { format!("{cell:width$}") }
        });
        plain(cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
