//! Judging takes polynomial time, a bounded stack and bounded memory, whatever the schema and the value are, and a circle is
//! neither valid nor invalid.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::contract::Contract;
use order_contracts::json::Document;
use order_contracts::limits::Limits;
use order_contracts::validate::{Coverage, Options, Reason, Report, Strictness, Verdict, payload_bytes};
use serde_json::{Map, Value, json};

fn contract(schemas: &Value) -> Contract {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas},
    });
    Contract::from_bytes(document.to_string().into_bytes(), "t.json").unwrap()
}

fn judge(schemas: &Value, payload: &str, options: &Options) -> Report {
    let contract = contract(schemas);
    let schema = contract.schema_named("A").unwrap();
    payload_bytes(&contract, &schema, payload.as_bytes(), options)
}

fn verdict(schemas: &Value, payload: &str) -> Verdict {
    judge(schemas, payload, &Options::new()).verdict()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Schemas `A`, `B1`, ... `Bn`, each made of the next by `link`; the last is a string.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> Value {
    let name = |number: usize| if number == 0 { "A".to_owned() } else { format!("B{number}") };
    let mut schemas: Map<String, Value> =
        (0..length).map(|number| (name(number), link(reference(&name(number + 1))))).collect();
    schemas.insert(name(length), json!({"type": "string"}));
    Value::Object(schemas)
}

#[test]
fn a_recursive_one_of_is_judged_once_for_each_value() {
    let kind = |kind: char| {
        json!({
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": kind.to_string()}, "child": {"$ref": "#/components/schemas/A"}},
        })
    };
    let schemas = json!({"A": {"oneOf": ('a'..='z').map(kind).collect::<Vec<_>>()}});
    for depth in [2, 4, 200] {
        let payload = r#"{"kind": "no", "child": "#.repeat(depth) + "1" + &"}".repeat(depth);
        assert_eq!(verdict(&schemas, &payload), Verdict::Invalid);
        let payload = r#"{"kind": "a", "child": "#.repeat(depth) + r#"{"kind": "a"}"# + &"}".repeat(depth);
        assert_eq!(verdict(&schemas, &payload), Verdict::Valid);
    }
}

#[test]
fn fan_out_does_not_multiply_the_work() {
    let twice = |keyword: &'static str| move |next: Value| json!({(keyword): [next.clone(), next]});
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let report = judge(&chain(60, twice(keyword)), "1", &Options::new());
        assert_eq!(report.verdict(), Verdict::Invalid, "{keyword}");
        assert_eq!(report.violations().len(), 1, "{keyword}: {report}");
    }
    let items = |next: Value| json!({"anyOf": [{"items": next.clone()}, {"items": next}]});
    let payload = "[".repeat(60) + "1" + &"]".repeat(60);
    assert_eq!(verdict(&chain(60, items), &payload), Verdict::Invalid);
    let not = |next: Value| json!({"not": {"anyOf": [next.clone(), next]}});
    assert_eq!(verdict(&chain(60, not), "\"\""), Verdict::Valid);
    let binary = json!({"A": {"type": "object", "properties": {"l": reference("A"), "r": reference("A")}}});
    let payload = (0..16).fold("1".to_owned(), |inner, _| format!(r#"{{"l": {inner}, "r": {inner}}}"#));
    let report = judge(&binary, &payload, &Options::new().max_violations(3));
    assert_eq!((report.violations().len(), report.left_out()), (3, (1 << 16) - 3));
}

#[test]
fn a_circle_that_does_not_go_into_the_value_is_undecided() {
    let circles = [
        json!({"A": reference("A")}),
        json!({"A": {"anyOf": [reference("A"), reference("A")]}}),
        json!({"A": {"allOf": [reference("A")]}}),
        json!({"A": {"oneOf": [reference("A")]}}),
        json!({"A": {"not": {"anyOf": [reference("A"), reference("A")]}}}),
        json!({"A": {"allOf": [reference("B")]}, "B": {"anyOf": [reference("A"), {"not": reference("B")}]}}),
        json!({"A": {"if": reference("A"), "then": true, "else": false}}),
        json!({"A": {"if": true, "then": reference("A")}}),
        json!({"A": {"dependentSchemas": {"a": reference("A")}}}),
    ];
    for schemas in circles {
        let report = judge(&schemas, r#"{"a": 1}"#, &Options::new());
        assert_eq!(report.verdict(), Verdict::Undecided, "{schemas}");
        assert_eq!(report.undecided()[0].reason(), &Reason::UnusableContract, "{schemas}");
    }
    // What is certain is said all the same.
    let certain = json!({"A": {"anyOf": [reference("A"), {"type": "string"}], "maxLength": 1}});
    assert_eq!(verdict(&certain, "\"a\""), Verdict::Valid);
    assert_eq!(verdict(&certain, "\"ab\""), Verdict::Invalid);
    assert_eq!(verdict(&certain, "1"), Verdict::Undecided);
    let into_the_value = json!({"A": {"items": reference("A")}});
    assert_eq!(verdict(&into_the_value, "[[[]]]"), Verdict::Valid);
}

#[test]
fn steps_are_a_budget_that_the_report_names() {
    // A hundred schemas, each applied to each of the values that a payload has at one place.
    let parts: Vec<Value> = (0..1_000).map(|number| json!({"not": {"const": number}})).collect();
    let schemas = json!({"A": {"items": {"allOf": parts}}});
    let payload = json!((-100..0).collect::<Vec<_>>()).to_string();
    assert_eq!(verdict(&schemas, &payload), Verdict::Valid);
    let mut limits = Limits::default();
    limits.steps = 100;
    let report = judge(&schemas, &payload, &Options::new().limits(limits));
    assert_eq!(report.verdict(), Verdict::Undecided);
    assert!(
        matches!(report.undecided()[0].reason(), Reason::Limit(exceeded) if exceeded.name() == "steps"),
        "{report}"
    );
    assert!(report.to_string().contains("more than 100 steps of judging one value"), "{report}");
}

/// A service may check payloads on a thread with a small stack.
#[test]
fn a_small_stack_is_enough() {
    let work = || {
        let nested = |open: &str, close: &str| open.repeat(1_000) + close;
        let tree = json!({"A": {"type": "array", "items": reference("A"), "minItems": 1}});
        assert_eq!(verdict(&tree, &nested("[", &"]".repeat(1_000))), Verdict::Invalid);
        let tree = json!({"A": {"anyOf": [{"items": reference("A"), "type": "array"}, {"type": "string"}]}});
        assert_eq!(verdict(&tree, &nested("[", &("1".to_owned() + &"]".repeat(1_000)))), Verdict::Invalid);
        let constant = json!({"A": {"enum": [[[1]]], "uniqueItems": true}});
        assert_eq!(verdict(&constant, &nested("[", &"]".repeat(1_000))), Verdict::Invalid);
        assert_eq!(verdict(&tree, &nested("[", &"]".repeat(999))), Verdict::Invalid);
        assert_eq!(verdict(&tree, &"[".repeat(100_000)), Verdict::Undecided);
        let objects = r#"{"a": "#.repeat(999) + "{}" + &"}".repeat(999);
        let tree = contract(&json!({"A": {"type": "object", "properties": {"a": reference("A")}, "required": ["a"]}}));
        let schema = tree.schema_named("A").unwrap();
        let report = payload_bytes(&tree, &schema, objects.as_bytes(), &Options::new().strict(Strictness::ALL));
        assert_eq!(report.verdict(), Verdict::Invalid);
        let document = Document::parse_within(objects.as_bytes(), &Limits::default()).unwrap();
        let mut coverage = Coverage::of(&tree);
        coverage.count_payload(&tree, &schema, document.value(), &report);
        for link in [
            |next: Value| next,
            |next: Value| json!({"allOf": [next]}),
            |next: Value| json!({"anyOf": [next, false]}),
            |next: Value| json!({"title": "T", "minLength": 0, "allOf": [next]}),
        ] {
            assert_eq!(verdict(&chain(5_000, link), "1"), Verdict::Invalid);
        }
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}
