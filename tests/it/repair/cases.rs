//! One violation each, and what is proposed: the patch as it is shown, with its grade.

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, RULES, RepairOutcome, Repairs, Strictness, Unrepaired, Verdict};
use serde_json::{Value, json};

use super::{contract, repaired};

struct Case {
    schema: Value,
    payload: Value,
    patch: Value,
    grade: &'static str,
}

fn case(schema: Value, payload: Value, patch: Value, grade: &'static str) -> Case {
    Case { schema, payload, patch, grade }
}

/// An object with one property, which need not be there.
fn with(schema: Value) -> Value {
    json!({"type": "object", "properties": {"a": schema}, "required": ["a"]})
}

fn replace(value: Value) -> Value {
    json!([{"op": "replace", "path": "/a", "value": value}])
}

fn withheld(way: &str) -> Value {
    json!([{"op": "replace", "path": "/a", "x-value": way}])
}

fn cases() -> Vec<Case> {
    let closed = |names: &[&str]| {
        let properties: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    };
    vec![
        // Members.
        case(closed(&["amount"]), json!({"color": 1}), json!([{"op": "remove", "path": "/color"}]), "guess"),
        case(
            closed(&["amount"]),
            json!({"amuont": 1}),
            json!([{"op": "move", "from": "/amuont", "path": "/amount"}]),
            "guess",
        ),
        case(
            closed(&["orderId"]),
            json!({"order_id": 1}),
            json!([{"op": "move", "from": "/order_id", "path": "/orderId"}]),
            "safe",
        ),
        case(
            json!({"properties": {"orderId": {"type": "integer"}}, "required": ["orderId"], "additionalProperties": false}),
            json!({"OrderID": 1}),
            json!([{"op": "move", "from": "/OrderID", "path": "/orderId"}]),
            "safe",
        ),
        case(
            json!({"required": ["a"], "properties": {"a": {"type": "string", "default": "x"}}}),
            json!({}),
            json!([{"op": "add", "path": "/a", "value": "x"}]),
            "safe",
        ),
        case(
            json!({"required": ["a"], "properties": {"a": {"const": 7}}}),
            json!({}),
            json!([{"op": "add", "path": "/a", "value": 7}]),
            "safe",
        ),
        case(
            json!({"required": ["a"], "properties": {"a": {"type": "integer", "minimum": 3}}}),
            json!({}),
            json!([{"op": "add", "path": "/a", "value": 3}]),
            "guess",
        ),
        case(
            json!({"properties": {"a": {"type": "string"}}}),
            json!({"a": null}),
            json!([{"op": "remove", "path": "/a"}]),
            "safe",
        ),
        // Types.
        case(with(json!({"type": "integer"})), json!({"a": "35000"}), withheld("the string as a number"), "safe"),
        case(with(json!({"type": "number"})), json!({"a": "1,50"}), withheld("the string as a number"), "guess"),
        case(with(json!({"type": "string"})), json!({"a": 35000}), withheld("the number as a string"), "safe"),
        case(with(json!({"type": "boolean"})), json!({"a": "true"}), withheld("the string as a boolean"), "safe"),
        case(with(json!({"type": "boolean"})), json!({"a": "yes"}), withheld("the string as a boolean"), "guess"),
        case(with(json!({"type": "integer"})), json!({"a": 1.5}), withheld("the number, rounded"), "guess"),
        case(with(json!({"type": ["integer", "null"]})), json!({"a": ""}), replace(Value::Null), "guess"),
        case(
            with(json!({"type": "array", "items": {"type": "string"}})),
            json!({"a": "x"}),
            json!([
                {"op": "move", "from": "/a", "path": "/a~0"},
                {"op": "add", "path": "/a", "value": []},
                {"op": "move", "from": "/a~0", "path": "/a/0"},
            ]),
            "guess",
        ),
        case(
            with(json!({"type": "string"})),
            json!({"a": ["x"]}),
            json!([{"op": "move", "from": "/a/0", "path": "/a"}]),
            "guess",
        ),
        // Listed values.
        case(with(json!({"enum": ["en_US", "fr_FR"]})), json!({"a": "en-us"}), replace(json!("en_US")), "safe"),
        case(with(json!({"enum": ["pending", "paid"]})), json!({"a": "pendng"}), replace(json!("pending")), "guess"),
        case(with(json!({"enum": [1, 2]})), json!({"a": "2"}), replace(json!(2)), "safe"),
        case(with(json!({"const": "EUR"})), json!({"a": "USD"}), replace(json!("EUR")), "guess"),
        // Numbers.
        case(with(json!({"maximum": 10})), json!({"a": 11}), replace(json!(10)), "guess"),
        case(with(json!({"type": "integer", "exclusiveMinimum": 0})), json!({"a": 0}), replace(json!(1)), "guess"),
        case(
            with(json!({"type": "number", "exclusiveMinimum": 0, "maximum": 0.5})),
            json!({"a": 0}),
            replace(json!(0.01)),
            "guess",
        ),
        case(with(json!({"multipleOf": 5})), json!({"a": 12}), withheld("the nearest multiple"), "guess"),
        case(with(json!({"multipleOf": 0.01})), json!({"a": 19.999}), withheld("the nearest multiple"), "guess"),
        // Strings.
        case(with(json!({"maxLength": 3})), json!({"a": "EURO"}), withheld("the first 3 characters"), "guess"),
        case(with(json!({"maxLength": 3})), json!({"a": " EUR "}), withheld("without spaces around it"), "guess"),
        case(with(json!({"minLength": 5})), json!({"a": "751"}), withheld("with 2 zeros before it"), "guess"),
        case(with(json!({"pattern": "^[A-Z]{3}$"})), json!({"a": "eur"}), withheld("in upper case"), "guess"),
        case(
            with(json!({"type": "string", "format": "date-time"})),
            json!({"a": "2027-01-31 10:00:00+01:00"}),
            withheld("in the notation of RFC 3339"),
            "safe",
        ),
        case(
            with(json!({"type": "string", "format": "date-time"})),
            json!({"a": "2027-01-31T10:00:00+0100"}),
            withheld("with a colon in the offset"),
            "safe",
        ),
        case(
            with(json!({"type": "string", "format": "date-time"})),
            json!({"a": "2027-01-31T10:00:00"}),
            withheld("with the offset Z"),
            "guess",
        ),
        case(
            with(json!({"type": "string", "format": "date"})),
            json!({"a": "2027/01/31"}),
            withheld("with hyphens"),
            "safe",
        ),
        case(
            with(json!({"type": "string", "format": "date"})),
            json!({"a": "31/01/2027"}),
            withheld("as day, month, year"),
            "guess",
        ),
        case(
            with(json!({"type": "string", "format": "uuid"})),
            json!({"a": "{0F8FAD5B-D9CB-469F-A165-70867728950E}"}),
            withheld("as 8-4-4-4-12 digits"),
            "safe",
        ),
        // Arrays.
        case(
            with(json!({"uniqueItems": true})),
            json!({"a": [1, 2, 1, 1.0]}),
            json!([{"op": "remove", "path": "/a/3"}, {"op": "remove", "path": "/a/2"}]),
            "safe",
        ),
        case(with(json!({"maxItems": 1})), json!({"a": [1, 2]}), json!([{"op": "remove", "path": "/a/1"}]), "guess"),
        case(
            with(json!({"minItems": 1, "items": {"type": "integer"}})),
            json!({"a": []}),
            json!([{"op": "add", "path": "/a/-", "value": 0}]),
            "guess",
        ),
        case(
            with(json!({"contains": {"const": 7}})),
            json!({"a": [1]}),
            json!([{"op": "add", "path": "/a/-", "value": 7}]),
            "guess",
        ),
        case(
            with(json!({"prefixItems": [{}], "items": false})),
            json!({"a": [1, 2, 3]}),
            json!([{"op": "remove", "path": "/a/1"}, {"op": "remove", "path": "/a/1"}]),
            "guess",
        ),
        // Alternatives.
        case(
            json!({"oneOf": [
                {"properties": {"kind": {"const": "card"}, "number": {"type": "string"}}, "required": ["kind", "number"]},
                {"properties": {"kind": {"const": "cash"}}, "required": ["kind"]},
            ]}),
            json!({"kind": "card", "number": 42}),
            json!([{"op": "replace", "path": "/number", "x-value": "the number as a string"}]),
            "safe",
        ),
        case(
            with(json!({"anyOf": [{"type": "integer"}, {"type": "null"}]})),
            json!({"a": "5"}),
            withheld("the string as a number"),
            "safe",
        ),
        case(
            json!({"not": {"required": ["a", "b"]}, "properties": {"a": {}, "b": {}}}),
            json!({"a": 1, "b": 2}),
            json!([{"op": "remove", "path": "/a"}]),
            "guess",
        ),
        // Two things at once, in one patch.
        case(
            json!({"properties": {"a": {"type": "integer"}, "b": {"enum": ["x"]}}, "required": ["a", "b"]}),
            json!({"a": "1"}),
            json!([
                {"op": "add", "path": "/b", "value": "x"},
                {"op": "replace", "path": "/a", "x-value": "the string as a number"},
            ]),
            "safe",
        ),
    ]
}

#[test]
fn each_violation_has_the_smallest_patch() {
    let mut wrong = Vec::new();
    for Case { schema, payload, patch, grade } in cases() {
        let contract = contract(&schema);
        let schema_use = contract.schema_named("A").unwrap();
        let repair = repaired(&contract, &schema_use, &payload, &Options::new());
        let found = repair.as_ref().map(|repair| (repair.patch(false), repair.grade().name()));
        if found.as_ref() != Some(&(patch.clone(), grade)) {
            wrong.push(format!("{schema}\n  {payload}\n  wanted {patch} ({grade})\n  found {repair:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A safe repair comes before a guess of the same size.
#[test]
fn of_two_repairs_the_one_with_fewer_guesses_is_proposed() {
    let contract = contract(&json!({
        "properties": {"a": {"type": ["integer", "null"]}, "b": {"type": "string", "format": "date-time"}},
    }));
    let schema = contract.schema_named("A").unwrap();
    let payload = json!({"a": "12", "b": "2027-01-31 10:00:00Z"});
    let repair = repaired(&contract, &schema, &payload, &Options::new()).unwrap();
    assert_eq!((repair.edits().len(), repair.grade().name()), (2, "safe"));
}

/// Every rule about payloads has an example, and each of them can be repaired.
#[test]
fn the_example_of_every_rule_is_repaired() {
    let mut unrepaired = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.violation) {
        let example = rule.example().unwrap();
        if example.contract.starts_with("paths:") || rule.id == "json-syntax" {
            continue;
        }
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {}}}}}",
            example.contract
        );
        let contract = Contract::from_str(&text, "document.yaml").unwrap();
        let schema = contract.schema_named("A").unwrap();
        let payload: Value = serde_json::from_str(example.reported).unwrap();
        if repaired(&contract, &schema, &payload, &Options::new()).is_none() {
            unrepaired.push(rule.id);
        }
    }
    // Of values that are the whole payload, some could only be replaced by something else altogether.
    assert_eq!(unrepaired, ["content", "min-properties", "not"], "rules whose examples have no repair");
}

#[test]
fn undeclared_members_are_repaired_in_strict_mode() {
    let contract = contract(&json!({"type": "object", "properties": {"amount": {"type": "integer"}}}));
    let schema = contract.schema_named("A").unwrap();
    let strict = Options::new().strict(Strictness::ALL);
    let payload = json!({"amuont": 1, "colour": "blue"});
    let repair = repaired(&contract, &schema, &payload, &strict).unwrap();
    let patch = json!([{"op": "move", "from": "/amuont", "path": "/amount"}, {"op": "remove", "path": "/colour"}]);
    assert_eq!(repair.patch(false), patch);
    assert!(repaired(&contract, &schema, &payload, &Options::new()).is_none());
}

/// What could not be checked before cannot be checked after: the patch removes the violations, and claims no more.
#[test]
fn what_is_undecided_stays_undecided() {
    let contract = contract(&json!({"properties": {"a": {"type": "integer"}, "b": {"minimum": "zero"}}}));
    let schema = contract.schema_named("A").unwrap();
    let repair = repaired(&contract, &schema, &json!({"a": "1", "b": 2}), &Options::new()).unwrap();
    assert_eq!(repair.verdict(), Verdict::Undecided);
    let outcome = Repairs::new(&Options::new()).payload(&contract, &schema, br#"{"a": 1, "b": 2}"#);
    assert_eq!(outcome, RepairOutcome::NotNeeded);
}

#[test]
fn what_cannot_be_repaired_says_why() {
    let contract = contract(&json!({"type": "object", "properties": {"a": false}, "required": ["a"]}));
    let schema = contract.schema_named("A").unwrap();
    let repairs = Repairs::new(&Options::new());
    for (bytes, why) in [
        (&b"{"[..], Unrepaired::NotJson),
        (br#"{"a": 1, "a": 2}"#, Unrepaired::NotJson),
        (b"\xff", Unrepaired::NotJson),
        (b"", Unrepaired::NotJson),
        (b"{}", Unrepaired::NoCandidate),
        (b"7", Unrepaired::NoCandidate),
    ] {
        assert_eq!(repairs.payload(&contract, &schema, bytes), RepairOutcome::NotFound(why));
    }
}

/// Digits that a value does not hold are those that are judged, wherever an edit moves them.
#[test]
fn numbers_keep_their_digits() {
    let contract = contract(&json!({
        "properties": {"list": {"items": {"maximum": 1e300}, "maxItems": 2}, "b": {"maximum": 1}},
        "required": ["list"],
        "additionalProperties": false,
    }));
    let schema = contract.schema_named("A").unwrap();
    let bytes = br#"{"lisst": [0, 0.10000000000000000000000001, 5], "b": 1.00000000000000000000001}"#;
    let repairs = Repairs::new(&Options::new());
    let RepairOutcome::Found(repair) = repairs.payload(&contract, &schema, bytes) else { panic!("a repair") };
    let patch = json!([
        {"op": "move", "from": "/lisst", "path": "/list"},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "remove", "path": "/list/2"},
    ]);
    assert_eq!(repair.patch(false), patch);
}
