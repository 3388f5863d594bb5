//! The report as SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::{introduction, lines, sentence};
use crate::diff::change::{Change, Site};
use crate::diff::comparison::Comparison;
use crate::diff::rule::Rule;
use crate::diff::verdict::Verdict;

/// A SARIF log with one run; breaking changes are errors, undecided ones warnings, the rest notes.
#[must_use]
pub fn sarif(comparison: &Comparison) -> Value {
    let mut rules: Vec<&Rule> = comparison.changes.iter().map(|change| change.rule).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    let described = |rule: &&Rule| {
        json!({
            "id": rule.id,
            "shortDescription": { "text": rule.summary },
            "fullDescription": { "text": rule.page },
            "defaultConfiguration": { "level": level(rule.level) },
        })
    };
    let result = |change: &Change| {
        let mut text = sentence(change);
        if let Some(witness) = &change.witness {
            text = format!("{text}. This {}:\n{}", introduction(witness), lines(witness).join("\n"));
        }
        let mut result = json!({
            "ruleId": change.rule.id,
            "ruleIndex": rules.iter().position(|rule| rule.id == change.rule.id),
            "level": level(change.verdict),
            "message": { "text": text },
            "locations": change.revision.as_ref().or(change.base.as_ref()).map(location).into_iter().collect::<Vec<_>>(),
            "relatedLocations": change.base.as_ref().map(location).into_iter().collect::<Vec<_>>(),
            "partialFingerprints": { "orderContracts/v1": change.fingerprint },
            "properties": { "verdict": change.verdict, "facet": change.rule.facet, "operations": change.operations },
        });
        if let (Some(reason), Some(members)) = (&change.waiver, result.as_object_mut()) {
            members.insert("suppressions".to_owned(), json!([{ "kind": "external", "justification": reason }]));
        }
        result
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "order-contracts",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(described).collect::<Vec<_>>(),
            } },
            "results": comparison.changes.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn level(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Breaking => "error",
        Verdict::Undecided => "warning",
        Verdict::Compatible | Verdict::Docs => "note",
    }
}

fn location(site: &Site) -> Value {
    let uri: String = site
        .file
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": site.line.max(1), "startColumn": site.column.max(1) },
        },
        "logicalLocations": [{ "fullyQualifiedName": site.pointer.as_str(), "kind": "member" }],
    })
}
