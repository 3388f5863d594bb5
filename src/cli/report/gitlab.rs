//! GitLab's Code Quality report: the subset of Code Climate's issues that GitLab reads, as one JSON array.
//!
//! Only what asks for attention is in it: a merge request shows each entry as a degradation.

use serde_json::{Value, json};

use super::fingerprints::Fingerprints;
use super::places::Root;
use super::{Finding, Level};
use crate::plain::Plain;

/// The entries of a report, in the making.
#[derive(Debug, Default)]
pub(in crate::cli) struct Gitlab {
    issues: Vec<Value>,
    root: Option<Root>,
    fingerprints: Fingerprints,
}

impl Gitlab {
    /// Adds a finding; notes and what was waived are left out.
    pub(in crate::cli) fn add(&mut self, finding: &Finding) {
        let severity = match finding.level {
            _ if finding.waiver.is_some() => return,
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Note => return,
        };
        // A path is required; what has no file of its own goes by its name.
        let path = match &finding.file.path {
            Some(path) => self.root.get_or_insert_with(Root::of_current_folder).path(path),
            None => finding.file.name.clone(),
        };
        self.issues.push(json!({
            "description": finding.message.first().map(Plain::as_str).unwrap_or_default(),
            "check_name": finding.rule,
            "fingerprint": self.fingerprints.unique(finding),
            "severity": severity,
            "location": { "path": path, "lines": { "begin": finding.line.unwrap_or(1) } },
        }));
    }

    /// Adds the entries of another report.
    pub(in crate::cli) fn append(&mut self, entries: Vec<Value>) {
        self.issues.extend(entries);
    }

    /// The report.
    pub(in crate::cli) fn finish(self) -> Value {
        Value::Array(self.issues)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Gitlab;
    use crate::cli::report::{File, Finding, Level};
    use crate::plain::plain;

    #[test]
    fn what_asks_for_attention_is_listed_with_fingerprints_of_its_own() {
        let of = |level, waiver| Finding {
            rule: "minimum",
            level,
            message: vec![plain("first"), plain("second")],
            file: File::input("standard input"),
            waiver,
            ..Finding::default()
        };
        let mut report = Gitlab::default();
        for level in [Level::Error, Level::Note, Level::Warning] {
            report.add(&of(level, None));
            report.add(&of(level, Some("agreed".to_owned())));
        }
        let report = report.finish();
        assert_eq!(report.as_array().map(Vec::len), Some(2));
        let of = |severity: &str, fingerprint: &serde_json::Value| {
            json!({"description": "first", "check_name": "minimum", "fingerprint": fingerprint, "severity": severity,
                   "location": {"path": "standard input", "lines": {"begin": 1}}})
        };
        let first = report[0]["fingerprint"].as_str().unwrap_or_default();
        assert_eq!(report[0], of("critical", &json!(first)));
        assert_eq!(report[1], of("major", &json!(format!("{first}:2"))));
    }
}
