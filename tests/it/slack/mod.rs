//! Slack: what a contract could say more tightly, and the overlay that says it.

mod overlay;

use order_contracts::contract::Contract;
use order_contracts::schema::Direction;
use order_contracts::validate::{Options, Slack, SlackFinding};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) use overlay::applied;
use overlay::document;

/// The findings for so many payloads of `schema`, as texts without those about members of the object around.
fn findings(schema: Value, payloads: impl Iterator<Item = Value>) -> Vec<String> {
    let contract = Contract::from_str(&document("3.1.0", &schema).to_string(), "document.json").unwrap();
    let slack = counted(&contract, payloads);
    slack.findings(&contract, 100).iter().map(ToString::to_string).collect()
}

fn counted(contract: &Contract, payloads: impl Iterator<Item = Value>) -> Slack {
    let schema = contract.schema_named("A").unwrap();
    let mut slack = Slack::of_schema(contract, &schema);
    payloads.for_each(|payload| slack.count_payload(contract, &schema, payload.to_string().as_bytes()));
    slack
}

#[test]
fn each_kind_of_slack_is_found() {
    let numbers = || (0..100_i64).map(|number| json!(number % 7 + 3));
    let texts = |text: &'static str| (0..100).map(move |number| json!(text.replace('#', &(number % 10).to_string())));
    let object = |make: fn(i64) -> Value| (0..100).map(make);
    let none: [&str; 0] = [];
    let cases = [
        (
            findings(json!({"type": "number"}), numbers()),
            vec!["every number is whole: `type: integer`", "3 or more: `minimum: 3`", "9 or less: `maximum: 9`"],
        ),
        (findings(json!({"type": "integer", "minimum": 3, "maximum": 10}), numbers()), vec!["9 or less: `maximum: 9`"]),
        (findings(json!({"type": "integer", "exclusiveMinimum": 0, "maximum": 9}), numbers()), none.to_vec()),
        (findings(json!({"type": ["integer", "null"], "minimum": 3, "maximum": 9}), numbers()), vec!["never null"]),
        (findings(json!({"enum": [3, 4, 5, 6, 7, 8, 9, 10, 11]}), numbers()), vec!["never seen of `enum`: 10, 11"]),
        // Listed twice is listed, and equal in another notation is equal.
        (
            findings(json!({"enum": ["a", "a", "b", [1]]}), (0..100).map(|_| json!("a"))),
            vec!["never seen of `enum`: \"b\", [1]"],
        ),
        (findings(json!({"enum": ["a", "b", [1]]}), (0..100).map(|_| json!([1.0]))), none.to_vec()),
        (
            findings(json!({"type": "string", "maxLength": 500}), texts("a#b")),
            vec!["at least 3 characters: `minLength: 3`", "at most 3 characters: `maxLength: 3`"],
        ),
        (findings(json!({"type": "string"}), texts("2027-01-0#")), vec![]),
        (findings(json!({"type": "string"}), texts("2027-01-1#")), vec!["every string is of the format `date`"]),
        (
            findings(json!({"type": "string"}), texts("2027-01-1#T10:00:00Z")),
            vec!["every string is of the format `date-time`"],
        ),
        (
            findings(json!({"type": "array", "maxItems": 2}), (0..100).map(|_| json!([1, 2]))),
            vec!["at least 2 items: `minItems: 2`"],
        ),
        (
            findings(
                json!({"type": "object", "properties": {"a": {}, "b": {}, "c": {}}}),
                object(|number| if number % 2 == 0 { json!({"a": 1}) } else { json!({"a": 1, "c": 2}) }),
            ),
            vec![
                "no member is undeclared: `additionalProperties: false`",
                "`a` is always there: `required`",
                "`b` is never there",
            ],
        ),
        (
            findings(
                json!({"properties": {"a": {}}, "required": ["a"]}),
                object(|number| json!({"a": 1, "x": number})),
            ),
            none.to_vec(),
        ),
    ];
    for (number, (found, mut wanted)) in cases.into_iter().enumerate() {
        // Not every `2027-01-0#` is a date.
        if number == 8 {
            wanted = vec!["at least 10 characters: `minLength: 10`", "at most 10 characters: `maxLength: 10`"];
        }
        assert_eq!(found, wanted, "case {number}");
    }
}

#[test]
fn nothing_is_said_of_few_values_or_of_invalid_ones() {
    let schema = json!({"type": "integer"});
    assert!(findings(schema.clone(), (0..99).map(|number| json!(number))).is_empty());
    assert_eq!(findings(schema.clone(), (0..100).map(|number| json!(number))).len(), 2);
    let with_invalid = (0..100).map(|number| if number == 0 { json!("x") } else { json!(number) });
    assert!(findings(schema, with_invalid).is_empty());
}

#[test]
fn a_finding_says_how_sure_it_is() {
    let contract = Contract::from_str(&document("3.1.0", &json!({"type": "integer"})).to_string(), "d.json").unwrap();
    let slack = counted(&contract, (0..400).map(|number| json!(number)));
    let findings = slack.findings(&contract, 100);
    let expected = json!({
        "id": "minimum", "message": "0 or more: `minimum: 0`", "direction": "payload", "schema": "/components/schemas/A",
        "value": 0, "values": 400, "at_most_percent": 0.75,
    });
    assert_eq!(serde_json::to_value(&findings[0]).unwrap(), expected);
    assert_eq!(slack.payloads(Direction::Neutral), 400);
    assert_eq!(SlackFinding::at_most_percent(&findings[1]), 0.75);
}

/// What must not match is not tightened, nor what is reached both ways.
#[test]
fn what_is_not_observed_is_left_alone() {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {
            "Small": {"type": "integer", "maximum": 1000},
            "Kind": {"type": "string"},
            "A": {
                "properties": {"a": {"$ref": "#/components/schemas/Small"}, "kind": {"$ref": "#/components/schemas/Kind"}},
                "required": ["a", "kind"],
                "additionalProperties": true,
                "if": {"properties": {"a": {"$ref": "#/components/schemas/Small"}}},
                "then": {"required": ["kind"]},
            },
        }},
    });
    let contract = Contract::from_str(&document.to_string(), "document.json").unwrap();
    let slack = counted(&contract, (0..100).map(|number| json!({"a": number, "kind": "k"})));
    let overlay = slack.overlay(&contract, 100);
    let targets: Vec<&str> =
        overlay["actions"].as_array().unwrap().iter().map(|action| action["target"].as_str().unwrap()).collect();
    assert_eq!(targets, ["$['components']['schemas']['A']", "$['components']['schemas']['Kind']"]);
}

#[test]
fn reasons_that_are_there_are_kept() {
    let schema = json!({
        "type": "object",
        "properties": {"a": {"type": "integer"}, "it's": {}},
        "required": ["a"],
        "additionalProperties": {},
        "x-inferred": "no page says so",
    });
    let document = document("3.0.3", &schema);
    let contract = Contract::from_str(&document.to_string(), "document.json").unwrap();
    let slack = counted(&contract, (0..100).map(|number| json!({"a": number, "it's": 1})));
    let tightened = applied(&document, &slack.overlay(&contract, 100));
    let schema = &tightened["components"]["schemas"]["A"];
    assert_eq!(schema["required"], json!(["a", "it's"]));
    assert_eq!(schema["x-inferred"]["type"], "no page says so");
    assert_eq!(
        schema["x-inferred"]["required"],
        json!({"a": "no page says so", "it's": "always there in 100 values of traffic"})
    );
    assert_eq!(schema["properties"]["a"]["maximum"], 99);
}

/// A schema with everything that is tightened, and payloads of which many are valid.
fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "id": {"type": "string", "maxLength": 40},
            "kind": {"type": "string", "enum": ["card", "cash", "wire"]},
            "amount": {"type": "number", "minimum": 0},
            "note": {"type": "string", "nullable": true},
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
            "pay": {"oneOf": [
                {"type": "object", "properties": {"card": {"type": "string"}}, "required": ["card"]},
                {"type": "object", "properties": {"cash": {"type": "integer"}}, "required": ["cash"]},
                {"type": "integer"},
            ]},
            "next": {"$ref": "#/components/schemas/A"},
        },
        "required": ["kind"],
    })
}

fn payloads() -> impl Strategy<Value = Value> {
    let pay = prop_oneof![
        "[0-9]{2,6}".prop_map(|card| json!({"card": card})),
        (0..50_i64).prop_map(|cash| json!({"cash": cash})),
        (0..50_i64).prop_map(|number| json!(number)),
        Just(json!({"card": "1", "cash": 1})),
    ];
    let leaf = (
        prop::option::of("[a-z]{1,12}"),
        prop_oneof![Just("card"), Just("cash"), Just("wire"), Just("gold")],
        prop::option::of(prop_oneof![
            (0..1_000_i64).prop_map(|it| json!(it)),
            (0..1_000_i64).prop_map(|it| json!(it as f64 / 4.0))
        ]),
        prop::option::of(prop_oneof![Just(Value::Null), "[a-z]{0,5}".prop_map(|text| json!(text))]),
        prop::option::of(prop::collection::vec("[a-z]{0,3}", 0..6)),
        prop::option::of(pay),
        prop::option::weighted(0.1, "[a-z]{1,3}"),
    )
        .prop_map(|(id, kind, amount, note, tags, pay, other)| {
            let mut out = json!({"kind": kind});
            let members = out.as_object_mut().unwrap();
            let mut insert =
                |name: &str, value: Option<Value>| drop(value.map(|value| members.insert(name.to_owned(), value)));
            insert("id", id.map(|id| json!(id)));
            insert("amount", amount);
            insert("note", note);
            insert("tags", tags.map(|tags| json!(tags)));
            insert("pay", pay);
            insert("zzz", other.map(|other| json!(other)));
            out
        });
    leaf.prop_recursive(3, 8, 1, |inner| inner.prop_map(|inner| json!({"kind": "card", "next": inner})))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The document with the overlay applied accepts all of the traffic that the contract accepts, whatever was concluded.
    #[test]
    fn the_tightened_document_accepts_the_traffic(payloads in prop::collection::vec(payloads(), 1..30), is_older in any::<bool>()) {
        let mut schema = schema();
        if !is_older {
            schema["properties"]["note"] = json!({"type": ["string", "null"]});
        }
        let document = document(if is_older { "3.0.3" } else { "3.1.0" }, &schema);
        let contract = Contract::from_str(&document.to_string(), "document.json").unwrap();
        let slack = counted(&contract, payloads.iter().cloned());
        let tightened = Contract::from_str(&applied(&document, &slack.overlay(&contract, 1)).to_string(), "tightened.json").unwrap();
        prop_assert!(tightened.problems().is_empty(), "{:?}", tightened.problems());
        for payload in &payloads {
            let judge = |contract: &Contract| {
                let schema = contract.schema_named("A").unwrap();
                order_contracts::validate::payload_bytes(contract, &schema, payload.to_string().as_bytes(), &Options::new())
            };
            if judge(&contract).is_valid() {
                let report = judge(&tightened);
                prop_assert!(report.is_valid(), "{payload}: {report}");
            }
        }
    }

    /// Which part of the traffic is counted where makes no difference.
    #[test]
    fn parts_merge_in_any_order(payloads in prop::collection::vec(payloads(), 0..20), at in 0..20_usize) {
        let contract = Contract::from_str(&document("3.0.3", &schema()).to_string(), "document.json").unwrap();
        let (one, two) = payloads.split_at(at.min(payloads.len()));
        let whole = counted(&contract, payloads.iter().cloned());
        let (one, two) = (counted(&contract, one.iter().cloned()), counted(&contract, two.iter().cloned()));
        for (first, second) in [(&one, &two), (&two, &one)] {
            let mut merged = first.clone();
            merged.merge(second);
            prop_assert_eq!(merged.findings(&contract, 1), whole.findings(&contract, 1));
            prop_assert_eq!(merged.overlay(&contract, 1), whole.overlay(&contract, 1));
        }
    }
}
