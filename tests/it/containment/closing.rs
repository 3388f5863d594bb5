//! What a sender sends: [`close`], by example and by law.

use order_contracts::containment::{Options, close, covers};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::schemas;

fn sends(schema: &Value, instance: &Value) -> bool {
    let closed = close(schema).unwrap_or_else(|refusal| panic!("{refusal}"));
    let validator = jsonschema::draft202012::new(&closed).unwrap_or_else(|error| panic!("{error}: {closed}"));
    validator.is_valid(instance)
}

#[test]
fn only_what_is_declared_is_sent() {
    let name = json!({"properties": {"name": {"type": "string"}}});
    assert!(sends(&name, &json!({"name": "a"})));
    assert!(!sends(&name, &json!({"name": "a", "age": 1})));
    assert!(sends(&json!({"type": "object"}), &json!({"anything": 1})), "nothing is declared: open");
    let open = json!({"properties": {"name": {}}, "additionalProperties": true});
    assert!(sends(&open, &json!({"age": 1})), "said explicitly");
    let typed = json!({"properties": {"name": {}}, "additionalProperties": {"type": "integer"}});
    assert!(sends(&typed, &json!({"age": 1})));
    assert!(!sends(&typed, &json!({"age": "1"})));
    let matched = json!({"properties": {"name": {}}, "patternProperties": {"^x-": {}}});
    assert!(sends(&matched, &json!({"x-a": 1})));
    assert!(!sends(&matched, &json!({"age": 1})));
}

#[test]
fn all_parts_that_accept_declare() {
    let parts =
        json!({"allOf": [{"properties": {"a": {}}}, {"$ref": "#/$defs/B"}], "$defs": {"B": {"properties": {"b": {}}}}});
    assert!(sends(&parts, &json!({"a": 1, "b": 2})));
    assert!(!sends(&parts, &json!({"a": 1, "c": 2})));
    let either = json!({"properties": {"kind": {}}, "oneOf": [
        {"properties": {"kind": {"const": "a"}, "a": {}}, "required": ["kind"]},
        {"properties": {"kind": {"const": "b"}, "b": {}}, "required": ["kind"]},
    ]});
    assert!(sends(&either, &json!({"kind": "a", "a": 1})));
    assert!(!sends(&either, &json!({"kind": "a", "b": 1})), "declared by the branch that does not accept");
}

#[test]
fn what_is_below_is_closed_too() {
    let nested = json!({"items": {"properties": {"a": {"properties": {"b": {}}}}}});
    assert!(sends(&nested, &json!([{"a": {"b": 1}}])));
    assert!(!sends(&nested, &json!([{"a": {"b": 1, "c": 1}}])));
    let tree = json!({"$ref": "#/$defs/Node", "$defs": {"Node": {"properties": {"next": {"$ref": "#/$defs/Node"}}}}});
    assert!(sends(&tree, &json!({"next": {"next": {}}})));
    assert!(!sends(&tree, &json!({"next": {"next": {"other": 1}}})));
}

#[test]
fn conditions_stay_as_they_are() {
    let refused = json!({"properties": {"a": {}}, "not": {"$ref": "#/$defs/Bad"}, "$defs": {"Bad": {
        "properties": {"a": {"properties": {"b": {"const": 1}}, "required": ["b"]}}, "required": ["a"],
    }}});
    assert!(!sends(&refused, &json!({"a": {"b": 1}})));
    assert!(!sends(&refused, &json!({"a": {"b": 1, "c": 1}})), "a closed condition would let this through");
    assert!(sends(&refused, &json!({"a": {"b": 2}})));
    let once = json!({"oneOf": [{"properties": {"a": {"properties": {"b": {}}}}}, {"required": ["a"]}]});
    assert!(!sends(&once, &json!({"a": {"c": 1}})), "both branches accept it, closed or not");
}

#[test]
fn what_cannot_be_closed_is_refused() {
    for schema in
        [json!({"$ref": "other.json"}), json!({"$ref": "#missing"}), json!({"properties": {"a": {"$id": "x"}}})]
    {
        assert!(close(&schema).is_err(), "{schema}");
    }
}

#[test]
fn optional_properties_may_come_and_go() {
    let base = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
    let mut revision = base.clone();
    revision["properties"]["note"] = json!({"type": "string"});
    let closed = |schema: &Value| close(schema).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(covers(&closed(&base), &revision, &Options::new()).is_yes(), "a request gains an optional property");
    assert!(covers(&closed(&revision), &base, &Options::new()).is_yes(), "a response does, and clients ignore it");
    revision["required"] = json!(["id", "note"]);
    let answer = covers(&closed(&base), &revision, &Options::new());
    assert_eq!(answer.witness(), Some(&json!({"id": 0})));
}

/// A sender sends nothing that its schema refuses.
#[test]
fn closing_only_narrows() {
    TestRunner::new(super::config())
        .run(&schemas::schema(), |schema| {
            let Ok(closed) = close(&schema) else { return Ok(()) };
            let answer = covers(&closed, &schema, &Options::new());
            prop_assert!(!answer.is_no(), "{answer:?}\n{schema}\n{closed}");
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
