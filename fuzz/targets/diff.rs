//! A comparison of two documents: it ends, a document is compatible with itself, and a witness is what it is said to be.
//! Input: two objects of schemas with a NUL byte between; both documents send and take `A`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use order_contracts::contract::Contract;
use order_contracts::diff::{Facet, Settings, Verdict, accepts, compare};
use serde_json::{Value, json};

fn contract(schemas: &[u8]) -> Option<Contract> {
    let schemas: Value = serde_json::from_slice(schemas).ok()?;
    let body = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
    let operation = json!({
        "requestBody": {"required": true, "content": body},
        "responses": {"200": {"description": "done", "content": body}},
    });
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}}, "components": {"schemas": schemas},
    });
    Contract::from_bytes(document.to_string().into_bytes(), "t.json").ok()
}

fuzz_target!(|bytes: &[u8]| {
    let Some(at) = bytes.iter().position(|&byte| byte == 0) else { return };
    let (Some(base), Some(revision)) = (contract(&bytes[..at]), contract(&bytes[at + 1..])) else { return };
    let settings = Settings::new().budget(2_000);
    assert!(compare(&base, &base, &settings).changes.is_empty());
    let comparison = compare(&base, &revision, &settings);
    for change in &comparison.changes {
        let Some(witness) = &change.witness else { continue };
        assert_eq!(change.rule.facet, Facet::Wire);
        assert_eq!(change.verdict, Verdict::Breaking);
        // One side accepts what the other refuses.
        assert_ne!(accepts(&base, witness), accepts(&revision, witness));
    }
});
