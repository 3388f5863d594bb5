//! One edit, one entry: names that were changed are linked, texts are reported with their object, and "compatible" says why.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Basis, Comparison, Settings, Verdict, report};

use serde_json::json;

use super::cases::cases;

fn compared(name: &str, settings: &Settings) -> Comparison {
    let case = cases().into_iter().find(|case| case.name == name).unwrap();
    diff::compare(&case.base, &case.revision, settings)
}

#[test]
fn a_renamed_property_is_linked_in_every_format() {
    let comparison = compared("renamed-property", &Settings::new());
    let question = "renamed `remark` to `note`?";
    assert_eq!(report::text(&comparison).matches(question).count(), 2);
    // In the table and in its block, and in the list.
    assert_eq!(report::markdown(&comparison).matches(question).count(), 3);
    for (change, json) in comparison.changes.iter().zip(report::json(&comparison)["changes"].as_array().unwrap()) {
        assert_eq!((&json["renamed"]["from"], &json["renamed"]["to"]), (&"remark".into(), &"note".into()));
        assert!(report::message(change).contains(question));
    }
}

#[test]
fn every_change_of_a_renamed_name_is_linked() {
    for (name, count) in
        [("renamed-property-that-is-required", 4), ("renamed-parameter", 2), ("renamed-header", 2), ("renamed-path", 4)]
    {
        let comparison = compared(name, &Settings::new());
        assert_eq!(comparison.changes.len(), count, "{name}");
        assert!(comparison.changes.iter().all(|change| change.renamed.is_some()), "{name}");
    }
}

#[test]
fn a_renamed_media_type_is_one_change_of_each_message() {
    let comparison = compared("renamed-media-type", &Settings::new());
    let found: Vec<_> = comparison.changes.iter().map(|change| (change.verdict, change.subject.as_str())).collect();
    assert_eq!(found, [(Verdict::Breaking, "`application/json` to `application/vnd.shop+json`"); 2]);
    assert!(comparison.changes.iter().all(|change| change.witness.is_some()));
}

#[test]
fn a_text_that_was_edited_with_its_object_is_no_entry_of_its_own() {
    let comparison = compared("documentation-edited-with-its-object", &Settings::new());
    let texts: Vec<usize> = comparison.changes.iter().map(|change| change.documentation.len()).collect();
    assert_eq!(texts, [1, 1, 0]);
    assert_eq!(comparison.changes[2].rule.id, "documentation-changed");
    for shown in [report::text(&comparison), report::markdown(&comparison)] {
        assert_eq!(shown.matches("documentation changed at revision.json:").count(), 2, "{shown}");
    }
}

#[test]
fn compatible_says_why_on_demand() {
    let asked = Settings::new().explain_compatible(true);
    for (name, basis) in [
        ("schema-max-length-increased", Basis::Proved),
        ("request-parameter-added", Basis::Convention),
        ("operation-deprecated", Basis::Policy),
        ("documentation-changed", Basis::Documentation),
    ] {
        let comparison = compared(name, &asked);
        let mut harmless = comparison.changes.iter().filter(|change| change.verdict <= Verdict::Compatible);
        let why = harmless.find_map(|change| change.why).unwrap();
        assert_eq!(why.basis, basis, "{name}");
        let json = report::json(&comparison);
        let mut changes = json["changes"].as_array().unwrap().iter();
        assert!(changes.any(|change| change["why"]["clause"] == why.clause), "{name}");
        if basis != Basis::Documentation {
            assert!(report::text(&comparison).contains(why.clause), "{name}");
            assert!(report::markdown(&comparison).contains(why.clause), "{name}");
        }
        let silent = compared(name, &Settings::new());
        assert!(silent.changes.iter().all(|change| change.why.is_none()), "{name}");
    }
    let comparison = compared("schema-overlapping-alternatives-own-property-widened", &asked);
    assert!(comparison.changes[0].why.unwrap().clause.contains("read as `anyOf`"));
    // What is not compatible has nothing of the kind.
    assert!(compared("schema-max-length-decreased", &asked).changes[0].why.is_none());
}

#[test]
fn a_long_list_of_values_is_cut_for_people_and_whole_in_json() {
    let values = |count: usize| (0..count).map(|number| format!("value-{number}")).collect::<Vec<_>>();
    let document = |values: Vec<String>| {
        let schema = json!({"type": "string", "enum": values});
        let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        let post = json!({"requestBody": body, "responses": {"204": {"description": "done"}}});
        let document =
            json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": post}}});
        Contract::from_str(&document.to_string(), "t.json").unwrap()
    };
    let comparison = diff::compare(&document(values(300)), &document(values(100)), &Settings::new());
    for shown in [report::text(&comparison), report::markdown(&comparison)] {
        assert!(shown.contains("`\"value-107\"` and 192 more"), "{shown}");
        assert!(!shown.contains("value-108"), "{shown}");
    }
    assert!(report::json(&comparison)["changes"][0]["subject"].as_str().unwrap().contains("value-299"));
}
