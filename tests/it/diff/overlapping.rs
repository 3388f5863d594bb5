//! Alternatives of a `oneOf` that accept the same values: read as `anyOf`, and by the letter where that is wanted.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Comparison, Reading, Settings, UndecidedCause, Verdict, report};
use serde_json::{Value, json};

use super::cases::{Case, cases};

fn compared(name: &str, settings: &Settings) -> (Case, Comparison) {
    let case = cases().into_iter().find(|case| case.name == format!("schema-overlapping-{name}")).unwrap();
    let comparison = diff::compare(&case.base, &case.revision, settings);
    (case, comparison)
}

#[test]
fn a_shared_property_that_is_narrowed_breaks_what_overlapping_alternatives_send() {
    let (case, comparison) = compared("alternatives-shared-property-narrowed", &Settings::new());
    let witness = comparison.changes[0].witness.as_ref().unwrap();
    assert_eq!((comparison.changes.len(), comparison.verdict()), (1, Verdict::Breaking));
    assert_eq!(witness.reading, Reading::AnyOf);
    assert_eq!(diff::accepts(&case.base, witness), Some(true));
    assert_eq!(diff::accepts(&case.revision, witness), Some(false));
    let json = report::json(&comparison);
    assert_eq!(json["changes"][0]["witness"]["reading"], "any-of");
    assert_eq!(json["overlapping"][0]["pointer"], "/components/schemas/Pet");
    assert_eq!(comparison.overlapping.len(), 1, "said once for both messages");
    let text = report::text(&comparison);
    assert!(text.contains("a request that base allows and revision refuses, with `oneOf` read as `anyOf`:"), "{text}");
    assert!(text.contains("/components/schemas/Pet: alternatives of its `oneOf` overlap"), "{text}");
}

#[test]
fn by_the_letter_nothing_can_be_sent_and_that_is_not_called_compatible() {
    let strict = Settings::new().overlapping_sent(false);
    for name in ["alternatives-shared-property-narrowed", "alternatives-beside-narrowed"] {
        let (_, comparison) = compared(name, &strict);
        assert_ne!(comparison.verdict(), Verdict::Compatible, "{name}");
        assert_eq!(comparison.overlapping, []);
    }
    let (_, comparison) = compared("alternatives-shared-property-narrowed", &strict);
    assert_eq!(comparison.changes[0].reasons[0].cause, UndecidedCause::Vacuous);
}

#[test]
fn what_only_another_alternative_accepts_is_undecided() {
    let (_, comparison) = compared("alternatives-own-property-narrowed", &Settings::new());
    assert_eq!(comparison.changes[0].verdict, Verdict::Undecided);
    assert_eq!(comparison.changes[0].reasons[0].cause, UndecidedCause::Alternative);
    let (_, comparison) = compared("alternatives-own-property-widened", &Settings::new());
    assert_eq!(comparison.verdict(), Verdict::Compatible);
}

#[test]
fn alternatives_that_begin_to_overlap_break_by_the_letter() {
    let document = |alternatives: Value| {
        let schema = json!({"oneOf": alternatives});
        let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        let post = json!({"requestBody": body, "responses": {"204": {"description": "done"}}});
        let document =
            json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": post}}});
        Contract::from_str(&document.to_string(), "t.json").unwrap()
    };
    let base = document(json!([{"type": "integer"}, {"type": "string"}]));
    let revision = document(json!([{"type": "integer"}, {"type": "string"}, {"type": "number"}]));
    let comparison = diff::compare(&base, &revision, &Settings::new());
    assert_eq!(comparison.verdict(), Verdict::Breaking);
    assert_eq!(comparison.changes[0].witness.as_ref().unwrap().reading, Reading::OneOf);
}

#[test]
fn what_base_refuses_only_because_its_own_alternatives_share_it_is_undecided() {
    let (case, comparison) = compared("alternative-removed-from-response", &Settings::new());
    let change = &comparison.changes[0];
    assert_eq!((change.verdict, change.reasons[0].cause), (Verdict::Undecided, UndecidedCause::Letter));
    let witness = change.witness.as_ref().unwrap();
    assert_eq!(diff::accepts(&case.revision, witness), Some(true));
    assert_eq!(diff::accepts(&case.base, witness), Some(false));
    assert!(!report::text(&comparison).contains("does not declare"));
}
