//! SARIF 2.1.0 (OASIS): one run with its rules and results, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Finding, Level};

/// A log that is filled finding by finding.
#[derive(Debug, Default)]
pub(in crate::cli) struct Sarif {
    /// Rule ids to their place in the list, and what they are about.
    rules: BTreeMap<String, (usize, String)>,
    results: Vec<Value>,
}

impl Sarif {
    /// Adds a finding; `about` says what its rule is for.
    pub(in crate::cli) fn add(&mut self, finding: &Finding, about: &str) {
        let next = self.rules.len();
        let index = self.rules.entry(finding.rule.clone()).or_insert_with(|| (next, about.to_owned())).0;
        let mut place = json!({ "artifactLocation": { "uri": uri(&finding.file) } });
        if let Some(line) = finding.line {
            place["region"] = json!({ "startLine": line });
            if let Some(column) = finding.column {
                place["region"]["startColumn"] = json!(column);
            }
        }
        self.results.push(json!({
            "ruleId": finding.rule,
            "ruleIndex": index,
            "level": match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            },
            "message": { "text": finding.message },
            "locations": [{ "physicalLocation": place }],
        }));
    }

    /// The whole log.
    pub(in crate::cli) fn finish(self) -> Value {
        let mut rules: Vec<_> = self.rules.into_iter().collect();
        rules.sort_by_key(|(_, (index, _))| *index);
        let rules: Vec<Value> = rules
            .into_iter()
            .map(|(id, (_, about))| json!({ "id": id, "shortDescription": { "text": about } }))
            .collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "order-contracts",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                } },
                "columnKind": "unicodeCodePoints",
                "results": self.results,
            }],
        })
    }
}

/// A path as a relative URI reference (SARIF 2.1.0, 3.4.3).
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
