//! Of a big document only what a witness needs is compiled to check it, which must not change what is found.

use order_contracts::contract::Contract;
use order_contracts::diff::{Comparison, Settings, Verdict, compare};
use serde_json::{Value, json};

/// More than a document has of which everything is compiled and kept.
const BIG: usize = 70_000;

fn contract(paths: &Value, schemas: &Value, size: usize) -> Contract {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1", "description": "a".repeat(size) },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    Contract::from_bytes(document.to_string().into_bytes(), "t.json").expect("a document")
}

/// The same change in a small document and in a big one.
fn compared(paths: impl Fn(u8) -> Value, schemas: impl Fn(u8) -> Value) -> [Comparison; 2] {
    [0, BIG].map(|size| {
        let [base, revision] = [3, 9].map(|most| contract(&paths(most), &schemas(most), size));
        compare(&base, &revision, &Settings::new())
    })
}

fn seen(comparison: &Comparison) -> Vec<(&str, Verdict, Option<String>)> {
    let changes = comparison.changes.iter();
    changes
        .map(|change| {
            let witness = change.witness.as_ref().map(|witness| format!("{:?}", witness.exchange));
            (change.rule.id, change.verdict, witness)
        })
        .collect()
}

#[test]
fn an_exchange_of_a_big_document_may_be_of_a_path_that_is_equivalent() {
    let operation = |parameter: &str, most: u8| {
        let content = json!({ "application/json": { "schema": { "type": "string", "maxLength": most } } });
        let parameter = json!({ "name": parameter, "in": "path", "required": true, "schema": { "type": "string" } });
        json!({ "get": { "parameters": [parameter], "responses": { "200": { "description": "D", "content": content } } } })
    };
    let paths = |most| json!({ "/a/{x}": operation("x", most), "/a/{y}": operation("y", 9) });
    let [small, big] = compared(paths, |_| json!({}));
    assert_eq!(small.verdict(), Verdict::Undecided, "the other path allows what this one does not");
    assert_eq!(seen(&small), seen(&big));
}

#[test]
fn bodies_of_every_kind_are_checked_the_same_in_a_big_document() {
    let kinds = [
        "application/json",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "application/jose+jwe",
    ];
    for kind in kinds {
        let schema = if kind == "text/plain" { "Text" } else { "Object" };
        let content = json!({ kind: { "schema": { "$ref": format!("#/components/schemas/{schema}") } } });
        let paths = |_| {
            let responses = json!({ "200": { "description": "D", "content": content } });
            json!({ "/a": { "post": { "requestBody": { "required": true, "content": content }, "responses": responses } } })
        };
        let schemas = |most| {
            let text = json!({ "type": "string", "maxLength": most });
            let properties = json!({ "name": { "$ref": "#/components/schemas/Text" }, "more": { "$ref": "#/components/schemas/Object" } });
            json!({ "Text": text, "Object": { "type": "object", "required": ["name"], "properties": properties } })
        };
        let [small, big] = compared(paths, schemas);
        assert!(!small.changes.is_empty(), "{kind}");
        assert_eq!(seen(&small), seen(&big), "{kind}");
    }
}
