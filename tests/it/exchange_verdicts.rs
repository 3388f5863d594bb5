//! Verdicts that are easy to get wrong: digits beyond an `f64`, regular expressions, broken corners, OpenAPI 3.1.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::time::{Duration, Instant};

use order_contracts::contract::Contract;
use order_contracts::validate::{self, Reason, Report, Request, Verdict};
use serde_json::{Value, json};

/// A contract with one operation whose body has this schema.
fn contract(version: &str, schema: Value, components: Value) -> Contract {
    let document = json!({
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"post": {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {},
        }}},
        "components": {"schemas": components},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

fn judge(contract: &Contract, body: &str) -> Report {
    validate::request(contract, &Request::new("POST", "/x").header("content-type", "application/json").body(body))
}

fn ids(report: &Report) -> Vec<&str> {
    report.violations().iter().map(|violation| violation.id()).collect()
}

#[test]
fn numbers_are_judged_by_their_digits() {
    let table = [
        (json!({"type": "integer"}), "9007199254740993.0", Verdict::Valid),
        (json!({"type": "integer"}), "9007199254740992.5", Verdict::Invalid),
        (json!({"type": "integer"}), "1e400", Verdict::Valid),
        (json!({"type": "integer"}), "1e-400", Verdict::Invalid),
        (json!({"type": "integer"}), "100000000000000000000", Verdict::Valid),
        (json!({"maximum": 9007199254740992_u64}), "9007199254740992.5", Verdict::Invalid),
        (json!({"exclusiveMinimum": 9007199254740992_u64}), "9007199254740992.5", Verdict::Valid),
        (json!({"minimum": 9007199254740993_u64}), "9007199254740992.5", Verdict::Invalid),
        (json!({"exclusiveMaximum": 1}), "0.99999999999999999999999", Verdict::Valid),
        (json!({"exclusiveMaximum": 1}), "1.00000000000000000000000", Verdict::Invalid),
        (json!({"maximum": 1}), "1.00000000000000000000001", Verdict::Invalid),
        (json!({"maximum": 1.7976931348623157e308}), "1e309", Verdict::Invalid),
        (json!({"minimum": 0, "exclusiveMinimum": 0}), "1e-400", Verdict::Valid),
        (json!({"multipleOf": 10}), "1e400", Verdict::Valid),
        (json!({"multipleOf": 2}), "36893488147419103233", Verdict::Invalid),
        (json!({"multipleOf": 0.1}), "0.30000000000000000000001", Verdict::Invalid),
        (json!({"enum": [1, 9007199254740992_u64]}), "9007199254740992.5", Verdict::Invalid),
        (json!({"const": 1}), "1.0000000000000000000000", Verdict::Valid),
        (json!({"const": {"a": [1]}}), "{\"a\": [1.00000000000000000000001]}", Verdict::Invalid),
        (json!({"uniqueItems": true}), "[1, 1.00000000000000000000001]", Verdict::Valid),
        (json!({"uniqueItems": true}), "[1, 1.0000000000000000000000]", Verdict::Invalid),
        (json!({"not": {"maximum": 1}}), "1.00000000000000000000001", Verdict::Valid),
        (json!({"oneOf": [{"maximum": 1}, {"exclusiveMinimum": 1}]}), "[1.00000000000000000000001]", Verdict::Invalid),
        (
            json!({"items": {"oneOf": [{"maximum": 1}, {"exclusiveMinimum": 1}]}}),
            "[1.00000000000000000000001]",
            Verdict::Valid,
        ),
        (
            json!({"properties": {"a": {"$ref": "#/components/schemas/A"}}}),
            "{\"a\": 1.00000000000000000000001}",
            Verdict::Invalid,
        ),
        (json!({"format": "int64", "type": "integer"}), "9223372036854775808", Verdict::Invalid),
        (json!({"format": "int64", "type": "integer"}), "-9223372036854775808", Verdict::Valid),
        (json!({"format": "int64", "type": "integer"}), "-9223372036854775809", Verdict::Invalid),
        (json!({"format": "int64", "type": "integer"}), "9223372036854775807.0", Verdict::Valid),
    ];
    for (schema, body, wanted) in table {
        let contract = contract("3.1.0", schema.clone(), json!({"A": {"maximum": 1}}));
        let report = judge(&contract, body);
        assert_eq!(report.verdict(), wanted, "{schema} {body}: {report}");
        assert!(report.violations().iter().all(|violation| violation.position().is_some()), "{schema} {body}");
    }
    let report = judge(&contract("3.1.0", json!({"maximum": 1}), json!({})), "1.00000000000000000000001");
    assert_eq!(report.to_string(), "payload: wanted 1 or less, found a larger number");
}

#[test]
fn regular_expressions_decide_in_bounded_time() {
    let lookahead = contract("3.0.3", json!({"type": "string", "pattern": "^(?=.*[0-9])(?!x).{3,}$"}), json!({}));
    assert_eq!(judge(&lookahead, "\"ab1\"").verdict(), Verdict::Valid);
    assert_eq!(ids(&judge(&lookahead, "\"abc\"")), ["pattern"]);
    assert_eq!(
        judge(&lookahead, "\"x12\"").to_string(),
        "payload: wanted a string matching `^(?=.*[0-9])(?!x).{3,}$`, found a string of 3 characters"
    );

    let evil =
        contract("3.0.3", json!({"properties": {"a": {"pattern": "^((a+)\\2?)+$"}, "b": {"maxLength": 1}}}), json!({}));
    let body = json!({"a": format!("{}!", "a".repeat(40)), "b": "ok"}).to_string();
    let started = Instant::now();
    let report = judge(&evil, &body);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(matches!(report.undecided(), [undecided] if *undecided.reason() == Reason::CostlyPattern), "{report}");
    assert_eq!(ids(&report), ["max-length"]);
    // Linear engines run these whatever they are given.
    let nested = contract("3.0.3", json!({"pattern": "^(a+)+$"}), json!({}));
    assert_eq!(ids(&judge(&nested, &json!("a".repeat(100_000) + "!").to_string())), ["pattern"]);

    for unusable in ["[", "(?<", "(?<x>a)\\k<y>"] {
        let contract =
            contract("3.0.3", json!({"properties": {"a": {"pattern": unusable, "maxLength": 2}}}), json!({}));
        assert_eq!(judge(&contract, "{}").verdict(), Verdict::Valid, "{unusable}");
        let report = judge(&contract, "{\"a\": \"xyz\"}");
        assert_eq!(ids(&report), ["max-length"], "{unusable}: {report}");
        assert!(
            matches!(report.undecided(), [undecided] if *undecided.reason() == Reason::UnusableContract),
            "{unusable}: {report}"
        );
    }
}

#[test]
fn a_broken_corner_is_undecided_where_it_is_reached_and_nowhere_else() {
    let schema = json!({"properties": {
        "reference": {"$ref": "#/components/schemas/None"},
        "type": {"type": "strin", "minLength": 2},
        "length": {"type": "string", "minLength": "2", "maxLength": 3},
        "fine": {"type": "integer"},
        "either": {"oneOf": [{"$ref": "#/nowhere"}, {"type": "string"}]},
    }});
    for version in ["3.0.3", "3.1.0"] {
        let contract = contract(version, schema.clone(), json!({}));
        assert!(contract.problems().len() >= 4, "{:?}", contract.problems());
        let table = [
            ("{\"fine\": 1}", Verdict::Valid, 0),
            ("{\"fine\": \"1\"}", Verdict::Invalid, 0),
            ("{\"reference\": 1}", Verdict::Undecided, 1),
            ("{\"type\": \"ab\"}", Verdict::Undecided, 1),
            ("{\"type\": \"a\"}", Verdict::Invalid, 1),
            ("{\"length\": \"abcd\", \"reference\": 1}", Verdict::Invalid, 2),
            // One branch fits and nobody knows of the other.
            ("{\"either\": \"a\"}", Verdict::Undecided, 1),
            ("{\"either\": 1}", Verdict::Undecided, 1),
        ];
        for (body, verdict, undecided) in table {
            let report = judge(&contract, body);
            assert_eq!(
                (report.verdict(), report.undecided().len()),
                (verdict, undecided),
                "{version} {body}: {report}"
            );
        }
        let report = judge(&contract, "{\"reference\": 1}");
        let origin = report.undecided()[0].origin().unwrap();
        assert_eq!((&*origin.file, origin.line), ("t.json", 1));
    }
}

#[test]
fn schemas_of_3_1_are_json_schema() {
    let components = json!({
        "Node": {"$id": "https://example.com/node", "$anchor": "node", "type": "object",
                 "properties": {"next": {"$ref": "#/$defs/Node"}, "value": {"$ref": "#leaf"}},
                 "$defs": {"Node": {"$ref": "node"}, "Leaf": {"$anchor": "leaf", "type": "integer"}}},
        "Tuple": {"prefixItems": [{"type": "integer"}, {"type": ["string", "null"]}], "items": false},
        "Sibling": {"$ref": "#/components/schemas/Name", "maxLength": 3},
        "Name": {"type": "string", "minLength": 2, "nullable": true},
        "Hidden": {"type": "object", "required": ["id"], "properties": {"id": {"$ref": "#/components/schemas/Name", "readOnly": true}}},
        "Closed": {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false},
        "Dynamic": {"$dynamicAnchor": "tree", "properties": {"below": {"$dynamicRef": "#tree"}, "n": {"const": 1}}},
        "Old": {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": true},
        "Never": {"properties": {"a": false}},
        "Anything": true,
        "Nothing": false,
    });
    let table = [
        ("Node", "{\"next\": {\"next\": {\"value\": 1}}}", vec![]),
        ("Node", "{\"next\": {\"next\": {\"value\": \"x\"}}}", vec!["type"]),
        ("Tuple", "[1, null]", vec![]),
        ("Tuple", "[1, \"a\", 2]", vec!["nothing-allowed"]),
        ("Sibling", "\"abc\"", vec![]),
        ("Sibling", "\"abcd\"", vec!["max-length"]),
        ("Sibling", "\"a\"", vec!["min-length"]),
        ("Name", "null", vec!["type"]),
        ("Hidden", "{}", vec![]),
        ("Hidden", "{\"id\": \"abc\"}", vec!["read-only"]),
        ("Closed", "{\"a\": 1}", vec![]),
        ("Closed", "{\"b\": 1}", vec!["additional-properties"]),
        ("Dynamic", "{\"below\": {\"below\": {\"n\": 2}}}", vec!["const"]),
        ("Old", "1", vec!["exclusive-minimum"]),
        ("Never", "{\"a\": 1}", vec!["nothing-allowed"]),
        ("Anything", "[]", vec![]),
        ("Nothing", "[]", vec!["nothing-allowed"]),
    ];
    for (name, body, wanted) in table {
        let contract = contract("3.1.0", json!({"$ref": format!("#/components/schemas/{name}")}), components.clone());
        let report = judge(&contract, body);
        assert_eq!(ids(&report), wanted, "{name} {body}: {report}");
        assert!(report.undecided().is_empty(), "{name} {body}: {report}");
        assert_eq!(contract.problems(), [], "{name}");
    }
}

#[test]
fn the_nearest_alternative_is_told() {
    let components = json!({
        "Card": {"type": "object", "required": ["kind", "number"], "properties": {"kind": {"enum": ["card"]}, "number": {"type": "string"}}},
        "Bank": {"type": "object", "required": ["kind", "iban"], "properties": {"kind": {"enum": ["bank"]}, "iban": {"type": "string", "maxLength": 5}, "name": {"maxLength": 1}, "bic": {"maxLength": 1}}},
    });
    let schema = json!({"oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Bank"}]});
    let contract = contract("3.0.3", schema, components);
    let report = judge(&contract, "{\"kind\": \"bank\", \"iban\": \"too long\", \"name\": \"xx\", \"bic\": \"xx\"}");
    assert_eq!(ids(&report), ["one-of"]);
    let closest: Vec<_> =
        report.violations()[0].closest().iter().map(|violation| violation.instance().to_string()).collect();
    assert_eq!(closest, ["/bic", "/iban", "/name"]);

    // Where nothing in the schemas tells, the discriminator does: by the name of a component, or by its mapping.
    let components = json!({
        "Cat": {"type": "object", "required": ["claws", "fur", "name"], "properties": {"pet": {"type": "string"}}},
        "Dog": {"type": "object", "required": ["tail"], "properties": {"pet": {"type": "string"}}},
        "Pet": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "pet", "mapping": {"kitty": "#/components/schemas/Cat"}},
        },
    });
    let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Pet"}});
    let contract = self::contract("3.0.3", schema, components);
    for (pet, wanted) in [("Cat", 3), ("kitty", 3), ("Dog", 1), ("bird", 1)] {
        let report = judge(&contract, &json!([{"pet": pet}]).to_string());
        assert_eq!(report.violations()[0].closest().len(), wanted, "{pet}: {report}");
    }
}
