//! Comparisons on several threads: the answer is that of one.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, Verdict, report};
use serde_json::{Map, Value, json};

use super::cases::cases;

/// Schemas in circles of four, with an edit in each; alternatives of some overlap.
fn contract(most: u64) -> Contract {
    const COUNT: u64 = 80;
    let refers_to = |number: u64| json!({ "$ref": format!("#/components/schemas/S{number}") });
    let schema = |number: u64| {
        let next = if number % 4 == 3 { number - 3 } else { number + 1 };
        let mut schema = json!({ "type": "object", "properties": {
            "name": { "type": "string", "maxLength": most + number },
            "next": refers_to(next),
        } });
        if number.is_multiple_of(16) {
            schema["properties"]["either"] = json!({ "oneOf": [{ "type": "integer" }, { "maximum": most }] });
        }
        (format!("S{number}"), schema)
    };
    let schemas: Map<String, Value> = (0..COUNT).map(schema).collect();
    let content = |number: u64| json!({ "application/json": { "schema": refers_to(number) } });
    let path = |number: u64| {
        let responses = json!({ "200": { "description": "D", "content": content(number) } });
        (
            format!("/p{number}"),
            json!({ "post": { "requestBody": { "content": content(number) }, "responses": responses } }),
        )
    };
    let paths: Map<String, Value> = (0..COUNT).map(path).collect();
    let info = json!({ "title": "T", "version": "1" });
    let document = json!({ "openapi": "3.1.0", "info": info, "paths": paths, "components": { "schemas": schemas } });
    Contract::from_bytes(document.to_string().into_bytes(), "t.json").unwrap()
}

#[test]
fn a_comparison_is_the_same_on_any_number_of_threads() {
    let (base, revision) = (contract(9), contract(8));
    for budget in [200, 300_000] {
        let on = |threads: usize| {
            let comparison = diff::compare(&base, &revision, &Settings::new().budget(budget).threads(threads));
            assert!(comparison.changes.len() >= 80, "{}", comparison.changes.len());
            (comparison.verdict(), report::json(&comparison).to_string())
        };
        let alone = on(1);
        assert_eq!(alone.0, Verdict::Breaking);
        for threads in [0, 2, 5] {
            assert_eq!(on(threads), alone, "{budget} {threads}");
        }
    }
}

#[test]
fn a_case_is_the_same_on_two_threads() {
    for case in cases() {
        let on = |threads: usize| diff::compare(&case.base, &case.revision, &Settings::new().threads(threads));
        assert_eq!(on(2), on(1), "{}", case.name);
    }
}
