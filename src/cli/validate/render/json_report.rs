//! A run for programs: one JSON document, written as the run goes along, in bounded memory.
//!
//! ```json
//! {
//!   "version": 1,
//!   "inputs": [
//!     {"input": "day.ndjson", "violations": [{"id": "max-length", "line": 12, "column": 40}], "undecided": [],
//!      "verdict": "invalid", "records": {"valid": 99, "invalid": 1, "undecided": 0}}
//!   ],
//!   "summary": {}
//! }
//! ```

use serde_json::{Map, Value, json};

use super::fix::fix_as_json;
use super::json_violation::Written;
use super::{Covered, Renderer, Shown, accepted, coverage};
use crate::cli::output::Output;
use crate::cli::validate::baseline::Ledger;
use crate::cli::validate::half::Half;
use crate::cli::validate::judge::Judgement;
use crate::cli::validate::stream::{At, End};
use crate::cli::validate::tally::{Counts, Tally};
use crate::plain::json as shown;
use crate::validate::{Origin, Verdict, Violation};

/// The state of the `inputs` list. What could not be checked comes after the violations of its input, and is kept until then:
/// the first of it, the rest is counted.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    inputs: usize,
    violations: usize,
    undecided: Vec<Value>,
    undecided_left_out: usize,
}

const MAX_UNDECIDED: usize = 1000;

pub(super) fn begin(out: &mut Output<'_>) {
    out.text("{\n  \"version\": 1,\n  \"inputs\": [");
}

impl Inputs {
    pub(super) fn begin(&mut self, out: &mut Output<'_>, name: &str) {
        let comma = if self.inputs > 0 { "," } else { "" };
        out.text((comma, "\n    {\"input\": ", shown(&name), ", \"violations\": ["));
        *self = Self { inputs: self.inputs + 1, ..Self::default() };
    }

    fn violation(&mut self, out: &mut Output<'_>, violation: &Written<'_>) {
        let comma = if self.violations > 0 { "," } else { "" };
        out.text((comma, "\n      ", shown(violation)));
        self.violations += 1;
    }

    /// Whether one more check without an answer is kept; it is counted.
    fn may_keep(&mut self, others: &mut Shown) -> bool {
        let may = self.undecided.len() < MAX_UNDECIDED && others.left > 0;
        match may {
            true => others.left -= 1,
            false => {
                others.hidden += 1;
                self.undecided_left_out += 1;
            }
        }
        may
    }

    pub(super) fn end(
        &mut self,
        out: &mut Output<'_>,
        (counts, end): (Counts, End),
        verdict: Option<Verdict>,
        why: Option<&str>,
    ) {
        self.undecided.extend(why.map(|why| json!({ "id": "unreadable", "reason": why })));
        let verdict = verdict.map_or_else(|| json!("unchecked"), |verdict| json!(verdict));
        let interrupted = if end == End::Interrupted { ", \"interrupted\": true" } else { "" };
        let line = if self.violations > 0 { "\n    " } else { "" };
        let undecided = Value::Array(std::mem::take(&mut self.undecided));
        let records = json!({ "valid": counts.valid, "invalid": counts.invalid, "undecided": counts.undecided });
        let passed = [
            ("elsewhere", counts.elsewhere),
            ("not_http", counts.not_http),
            ("preflights", counts.preflights),
            ("assumed", counts.assumed),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| (", \"", name, "\": ", count))
        .collect::<Vec<_>>();
        let left_out = Some(self.undecided_left_out).filter(|count| *count > 0);
        let left_out = left_out.map(|count| (" \"undecided_left_out\": ", count, ","));
        out.text((line, "], \"undecided\": ", shown(&undecided), ",", left_out, " \"verdict\": ", shown(&verdict)));
        out.text((", \"records\": ", shown(&records), passed, interrupted, "}"));
    }
}

pub(super) fn finish(
    out: &mut Output<'_>,
    tally: &Tally,
    (violations, others): (&Shown, &Shown),
    (covered, ledger, slack): (Option<&Covered<'_>>, Option<&Ledger>, Option<&Value>),
) {
    let mut summary = tally.as_json();
    for (name, hidden) in [("violations_not_shown", violations.hidden), ("undecided_not_shown", others.hidden)] {
        if let (true, Some(members)) = (hidden > 0, summary.as_object_mut()) {
            members.insert(name.to_owned(), json!(hidden));
        }
    }
    out.text(("\n  ],\n  \"summary\": ", shown(&summary)));
    if let Some(ledger) = ledger {
        out.text((",\n  \"baseline\": ", shown(&accepted::as_json(ledger))));
    }
    if let Some(covered) = covered {
        out.text((",\n  \"coverage\": ", shown(&coverage::as_json(covered))));
    }
    if let Some(slack) = slack {
        out.text((",\n  \"slack\": ", shown(slack)));
    }
    out.text("\n}\n");
}

/// Adds the file of the contract, which reports that may leave a server do not name, here and in the nearest alternatives.
pub(in crate::cli) fn name_files(value: &mut Value, violation: &Violation) {
    name_file(value, violation.origin());
    if let Some(closest) = value.get_mut("closest").and_then(Value::as_array_mut) {
        for (value, violation) in closest.iter_mut().zip(violation.closest()) {
            name_files(value, violation);
        }
    }
}

pub(in crate::cli) fn name_file(value: &mut Value, origin: Option<&Origin>) {
    let (Some(origin), Some(contract)) = (origin, value.get_mut("contract").and_then(Value::as_object_mut)) else {
        return;
    };
    let mut members = Map::new();
    members.insert("file".to_owned(), json!(&*origin.file));
    members.append(contract);
    *contract = members;
}

impl Renderer {
    pub(super) fn record_as_json(&mut self, out: &mut Output<'_>, at: At, judgement: &Judgement) {
        match judgement {
            Judgement::Passed(_) => {}
            Judgement::Unreadable(_) if !self.json.may_keep(&mut self.others) => {}
            Judgement::Unreadable(unreadable) => {
                let (line, column) = self.position(at, unreadable.spot.as_ref());
                let (line, record, reason) = (line.unwrap_or(at.line), at.record, &unreadable.why);
                let mut value = json!({ "id": "unreadable", "line": line, "record": record, "reason": reason });
                if let (Some(column), Some(members)) = (column, value.as_object_mut()) {
                    members.insert("column".to_owned(), json!(column));
                }
                self.json.undecided.push(value);
            }
            Judgement::Judged(judged) => {
                let subject = self.exchanges.then(|| judged.subject.to_string());
                let mark = |members: &mut Map<String, Value>, half: Option<Half>| {
                    if let (Some(subject), Some(half)) = (&subject, half) {
                        members.insert("subject".to_owned(), json!(subject));
                        members.insert("half".to_owned(), json!(half.name()));
                    }
                    members.insert("record".to_owned(), json!(at.record));
                };
                let mut fixes = if self.fix { judged.fixes.as_slice() } else { &[] }.iter().peekable();
                for ((half, violation, spot), kind) in judged.violations().zip(judged.kinds()) {
                    let fingerprint = kind.map(|(kind, _)| kind.fingerprint());
                    let is_accepted = kind.is_some_and(|(_, is_accepted)| is_accepted);
                    let may_show = match fingerprint.as_deref().filter(|_| is_accepted) {
                        Some(fingerprint) => self.shows_accepted(fingerprint),
                        None => self.violations.may_show(),
                    };
                    if !may_show {
                        continue;
                    }
                    // With the first violation of its half.
                    let fix = fixes.next_if(|(of, _)| *of == half).map(|(_, fix)| fix_as_json(fix, self.show_values));
                    let (line, column) = self.position(at, spot);
                    let own = violation.position();
                    let written = Written {
                        violation,
                        fix,
                        line: Some(line.unwrap_or(at.line)),
                        column: column.or(own.map(|own| own.column as u64)),
                        record: Some(at.record),
                        subject: subject.as_deref().filter(|_| half.is_some()),
                        half: half.filter(|_| subject.is_some()).map(Half::name),
                        fingerprint: fingerprint.as_deref(),
                        baseline: kind.map(|_| if is_accepted { "unchanged" } else { "new" }),
                        value: violation.value().filter(|_| self.show_values),
                    };
                    self.json.violation(out, &written);
                }
                self.leave_out(judged);
                self.json.undecided_left_out += judged.undecided_left_out();
                for (half, undecided) in judged.undecided() {
                    if !self.json.may_keep(&mut self.others) {
                        continue;
                    }
                    let mut value = serde_json::to_value(undecided).unwrap_or_default();
                    name_file(&mut value, undecided.origin());
                    if let Some(members) = value.as_object_mut() {
                        members.insert("line".to_owned(), json!(at.line));
                        mark(members, half);
                    }
                    self.json.undecided.push(value);
                }
            }
        }
    }
}
