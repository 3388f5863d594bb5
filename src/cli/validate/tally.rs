//! [`Tally`]: how many records came to what, by subject and by violation, with a place to look at for each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::validate::Verdict;

use super::judge::{Judged, Spot};

/// Counts of verdicts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) valid: u64,
    pub(super) invalid: u64,
    pub(super) undecided: u64,
}

impl Counts {
    pub(super) fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Valid => self.valid += 1,
            Verdict::Invalid => self.invalid += 1,
            Verdict::Undecided => self.undecided += 1,
        }
    }

    pub(super) fn total(self) -> u64 {
        self.valid + self.invalid + self.undecided
    }
}

/// What is counted for one violation id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    count: u64,
    first: String,
}

/// The whole run.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) all: Counts,
    /// Exchanges with hosts that the contract does not speak of.
    pub(super) elsewhere: u64,
    /// Records that are none.
    pub(super) unreadable: u64,
    subjects: BTreeMap<String, Counts>,
    violations: BTreeMap<&'static str, Seen>,
}

impl Tally {
    /// Counts one record: what it is a case of, what it came to, and where it is.
    pub(super) fn record(&mut self, judged: &Judged, place: impl Fn(Option<&Spot>) -> String) {
        let verdict = judged.verdict();
        self.all.add(verdict);
        match self.subjects.get_mut(&*judged.subject) {
            Some(counts) => counts.add(verdict),
            None => self.subjects.entry(judged.subject.to_string()).or_default().add(verdict),
        }
        for (_, violation, spot) in judged.violations() {
            let seen = self.violations.entry(violation.id()).or_insert_with(|| Seen { count: 0, first: place(spot) });
            seen.count += 1;
        }
    }

    /// The summary as text tables; empty lines between them.
    pub(super) fn tables(&self) -> String {
        let number = |number: u64| number.to_string();
        let mut rows = vec![["subject", "valid", "invalid", "undecided"].map(str::to_owned)];
        rows.extend(self.subjects.iter().map(|(subject, counts)| {
            [subject.clone(), number(counts.valid), number(counts.invalid), number(counts.undecided)]
        }));
        let mut out = table(&rows);
        if !self.violations.is_empty() {
            let mut rows = vec![["violation", "count", "first seen at"].map(str::to_owned)];
            rows.extend(
                self.violations.iter().map(|(id, seen)| [(*id).to_owned(), number(seen.count), seen.first.clone()]),
            );
            out.push('\n');
            out.push_str(&table(&rows));
        }
        out
    }

    /// The summary for programs.
    pub(super) fn as_json(&self) -> Value {
        let counts = |counts: &Counts| json!({ "valid": counts.valid, "invalid": counts.invalid, "undecided": counts.undecided });
        let subjects: BTreeMap<&String, Value> =
            self.subjects.iter().map(|(subject, own)| (subject, counts(own))).collect();
        let violations: BTreeMap<&str, Value> = self
            .violations
            .iter()
            .map(|(id, seen)| (*id, json!({ "count": seen.count, "first": seen.first })))
            .collect();
        json!({
            "records": counts(&self.all),
            "elsewhere": self.elsewhere,
            "unreadable": self.unreadable,
            "subjects": subjects,
            "violations": violations,
        })
    }
}

/// Rows under their heads: the first column to the left, numbers to the right, the last as it is.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..N).map(width).collect();
    let is_number = |column: usize| {
        rows.iter().skip(1).all(|row| row[column].bytes().all(|byte| byte.is_ascii_digit())) && rows.len() > 1
    };
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = widths[column];
            if is_number(column) { format!("{cell:>width$}") } else { format!("{cell:width$}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
