//! The rules themselves: named once, explained, exercised by a case, and there for both directions.

use std::collections::BTreeSet;
use std::fs;

use order_contracts::containment;
use order_contracts::diff::{MessageDirection, RULES, Rule, UndecidedCause};
use serde_json::Value;

use super::cases::cases;

/// Rules that one direction has alone, and why.
const ONE_WAY: &[(&str, &str)] = &[
    ("request-body-", "responses have bodies by media type; whether one is required cannot be said"),
    ("request-parameter-", "responses have headers instead"),
    ("request-security-", "responses bring no credentials"),
    ("response-header-", "requests have parameters instead"),
    ("response-link-", "requests have no links"),
    ("response-status-", "requests have no status"),
];

/// Rules that no case shows, and why.
const UNEXERCISED: &[(&str, &str)] = &[("schema-deprecated", "told by its own id in cases of schemas")];

#[test]
fn every_rule_is_named_once_and_explained() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.id), "{}: named twice", rule.id);
        assert_eq!(Rule::named(rule.id), Some(rule));
        let kebab = rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(kebab, "{}: lower case and hyphens", rule.id);
        for part in ["Finds: ", "Why: ", "Example: ", "Instead: "] {
            assert!(rule.page.contains(part), "{}: `{part}` is missing", rule.id);
        }
        assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "{}: {}", rule.id, rule.summary);
        let way = rule.direction.map(MessageDirection::name);
        assert!(
            way.is_none_or(|way| [way, "operation-", "callback-"].iter().any(|start| rule.id.starts_with(start))),
            "{}",
            rule.id
        );
    }
}

#[test]
fn every_rule_is_there_for_both_directions() {
    for rule in RULES {
        let other = match rule.id.split_once('-') {
            Some(("request", rest)) => format!("response-{rest}"),
            Some(("response", rest)) => format!("request-{rest}"),
            _ => continue,
        };
        let waived = ONE_WAY.iter().any(|(start, _)| rule.id.starts_with(start));
        assert!(waived || Rule::named(&other).is_some(), "{}: no `{other}`", rule.id);
    }
}

#[test]
fn every_rule_is_exercised_by_a_case() {
    let mut shown = BTreeSet::new();
    for case in cases() {
        let report: Value = serde_json::from_slice(&fs::read(case.folder.join("report.json")).unwrap()).unwrap();
        for change in report["changes"].as_array().unwrap() {
            shown.insert(change["id"].as_str().unwrap().to_owned());
        }
    }
    let waived = |id: &str| UNEXERCISED.iter().any(|(known, _)| *known == id);
    let missing: Vec<&str> =
        RULES.iter().map(|rule| rule.id).filter(|id| !shown.contains(*id) && !waived(id)).collect();
    assert!(missing.is_empty(), "no case shows: {missing:#?}");
}

#[test]
fn every_reason_has_a_text() {
    let ids: Vec<&str> = UndecidedCause::ALL.iter().map(|cause| cause.id()).collect();
    let own: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(own.len(), ids.len(), "named once");
    assert!(containment::Reason::ALL.iter().all(|reason| !reason.summary().is_empty()));
}
