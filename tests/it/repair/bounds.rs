//! Payloads that are made to be expensive: every search ends, with a repair or without.

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, RepairOutcome, Repairs, Unrepaired};
use serde_json::{Value, json};

use super::{contract, repaired};

fn outcome(contract: &Contract, bytes: &[u8]) -> RepairOutcome {
    Repairs::new(&Options::new()).payload(contract, &contract.schema_named("A").unwrap(), bytes)
}

/// Alternatives in alternatives, none of which the value matches.
#[test]
fn a_small_payload_that_is_expensive_to_judge_is_given_up() {
    let contract = contract(&json!({
        "$defs": {"N": {"anyOf": [
            {"properties": {"a": {"$ref": "#/components/schemas/A/$defs/N"}, "b": {"$ref": "#/components/schemas/A/$defs/N"}}, "required": ["x"]},
            {"properties": {"a": {"$ref": "#/components/schemas/A/$defs/N"}, "c": {"$ref": "#/components/schemas/A/$defs/N"}}, "required": ["y"]},
            {"properties": {"b": {"$ref": "#/components/schemas/A/$defs/N"}, "c": {"$ref": "#/components/schemas/A/$defs/N"}}, "required": ["z"]},
        ]}},
        "$ref": "#/components/schemas/A/$defs/N",
    }));
    let nested = (0..40).fold(json!({}), |inner, _| json!({"a": inner}));
    assert!(!matches!(outcome(&contract, nested.to_string().as_bytes()), RepairOutcome::NotNeeded));
}

#[test]
fn a_deep_payload_is_given_up() {
    let contract = contract(&json!({"items": {"$ref": "#/components/schemas/A"}, "type": "array"}));
    let text = format!("{}7{}", "[".repeat(900), "]".repeat(900));
    assert_eq!(outcome(&contract, text.as_bytes()), RepairOutcome::NotFound(Unrepaired::Budget));
    let text = format!("{}7{}", "[".repeat(90), "]".repeat(90));
    assert!(matches!(outcome(&contract, text.as_bytes()), RepairOutcome::Found(_)));
}

/// One candidate for each violation at once: a search one by one would not end.
#[test]
fn thousands_of_violations_are_repaired_in_rounds() {
    let contract = contract(&json!({"items": {"type": "integer"}}));
    let schema = contract.schema_named("A").unwrap();
    let items: Value = (0..3_000).map(|number: u32| json!(number.to_string())).collect();
    let RepairOutcome::Found(repair) = outcome(&contract, items.to_string().as_bytes()) else { panic!("a repair") };
    assert_eq!((repair.edits().len(), repair.grade().name()), (3_000, "safe"));
    assert!(!repair.is_minimal());

    let items: Value = (0..40).map(|number: u32| json!(number.to_string())).collect();
    let repair = repaired(&contract, &schema, &items, &Options::new()).unwrap();
    assert_eq!((repair.edits().len(), repair.is_minimal()), (40, true));
}

#[test]
fn a_long_array_with_one_violation_is_repaired() {
    let contract = contract(&json!({"items": {"type": "integer"}}));
    let mut items: Vec<Value> = (0..50_000).map(|number: u32| json!(number)).collect();
    items[40_000] = json!("7");
    let RepairOutcome::Found(repair) = outcome(&contract, Value::from(items).to_string().as_bytes()) else {
        panic!("a repair")
    };
    assert_eq!(repair.edits()[0].operations()[0].path().as_str(), "/40000");
}

/// More undeclared members than anyone writes.
#[test]
fn an_object_with_many_undeclared_members_is_repaired() {
    let contract = contract(&json!({"properties": {"a": {}}, "additionalProperties": false}));
    let members: serde_json::Map<String, Value> = (0..500).map(|number| (format!("m{number}"), json!(1))).collect();
    let RepairOutcome::Found(repair) = outcome(&contract, Value::Object(members).to_string().as_bytes()) else {
        panic!("a repair")
    };
    assert_eq!(repair.edits().len(), 500);
}
