//! Documents with many edits, compared on several threads: the answer is that of one.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, Verdict, report};
use serde_json::{Map, Value, json};

use super::cases::cases;

/// Schemas that refer to each other, in circles too, with an edit in each; alternatives overlap.
fn contract(most: u64) -> Contract {
    const COUNT: u64 = 40;
    let refers_to = |number: u64| json!({ "$ref": format!("#/components/schemas/S{}", number % COUNT) });
    let schemas: Map<String, Value> = (0..COUNT)
        .map(|number| {
            let either = json!({ "oneOf": [refers_to(number + 7), { "type": "object", "maxProperties": most }] });
            let mut schema = json!({ "type": "object", "properties": {
                "name": { "type": "string", "maxLength": most + number },
                "next": refers_to(number + 1),
                "either": either,
            } });
            if number % 5 == most % 5 {
                schema["required"] = json!(["name"]);
            }
            (format!("S{number}"), schema)
        })
        .collect();
    let content = |number: u64| json!({ "application/json": { "schema": refers_to(number) } });
    let paths: Map<String, Value> = (0..COUNT)
        .map(|number| {
            let responses = json!({ "200": { "description": "D", "content": content(number + 1) } });
            let post = json!({ "requestBody": { "content": content(number) }, "responses": responses });
            (format!("/p{number}"), json!({ "post": post }))
        })
        .collect();
    let info = json!({ "title": "T", "version": "1" });
    let document = json!({ "openapi": "3.1.0", "info": info, "paths": paths, "components": { "schemas": schemas } });
    Contract::from_bytes(document.to_string().into_bytes(), "t.json").unwrap()
}

#[test]
fn a_comparison_is_the_same_on_any_number_of_threads() {
    let (base, revision) = (contract(9), contract(8));
    for budget in [200, u64::MAX] {
        let on = |threads: usize| {
            let comparison = diff::compare(&base, &revision, &Settings::new().budget(budget).threads(threads));
            assert!(comparison.changes.len() > 100, "{}", comparison.changes.len());
            (comparison.verdict(), report::json(&comparison).to_string())
        };
        let alone = on(1);
        assert_eq!(alone.0, if budget == u64::MAX { Verdict::Breaking } else { Verdict::Undecided });
        for threads in [0, 2, 4] {
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
