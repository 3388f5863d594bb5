//! Witnesses below the base path of a server, however its URL is written.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, Verdict};
use serde_json::{Value, json};

fn document(url: &str, required: bool) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": url, "variables": {"v": {"default": "v1"}}}],
        "paths": {"/a": {"post": {
            "requestBody": {"required": required, "content": {"application/json": {"schema": {"type": "integer"}}}},
            "responses": {"200": {"description": "D"}},
        }}},
    })
}

fn load(document: &Value) -> Contract {
    Contract::from_str(&document.to_string(), "t.json").unwrap_or_else(|error| panic!("{error}"))
}

/// A host without a scheme was put in front of the path, where no validator looks for it.
#[test]
fn a_witness_is_found_below_any_server() {
    let urls =
        ["example.com", "localhost:3000/v1", "v1", "./v1", "//h.example/{v}", "https://h.example/a{v}/b", "/", "{v}"];
    for url in urls {
        let comparison = diff::compare(&load(&document(url, false)), &load(&document(url, true)), &Settings::new());
        let [change] = comparison.changes.as_slice() else { panic!("{url}: {comparison:?}") };
        assert_eq!(change.verdict, Verdict::Breaking, "{url}: {change:?}");
        assert!(change.witness.is_some(), "{url}");
    }
}
