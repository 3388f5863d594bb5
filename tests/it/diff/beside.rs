//! Keywords beside a `$ref` in OpenAPI 3.1, whose meaning depends on what is beside them.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, Verdict};
use serde_json::{Value, json};

fn document(target: &Value, used: &Value) -> Contract {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"required": true, "content": {"application/json": {"schema": used}}},
            "responses": {"204": {"description": "D"}},
        }}},
        "components": {"schemas": {"S": target}},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap_or_else(|error| panic!("{error}"))
}

/// `additionalProperties: false` beside a reference was no change where the target has it for its own properties.
#[test]
fn a_keyword_of_the_target_is_another_one_beside_the_reference() {
    let reference = json!({"$ref": "#/components/schemas/S"});
    let cases = [
        (
            json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}),
            json!({"additionalProperties": false}),
        ),
        (
            json!({"type": "object", "properties": {"a": {"type": "string"}}, "unevaluatedProperties": false}),
            json!({"additionalProperties": false}),
        ),
        (
            json!({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
            json!({"items": {"type": "integer"}}),
        ),
        (
            json!({"type": "array", "items": {"type": "integer"}, "contains": {"const": 1}, "minContains": 0}),
            json!({"contains": {"const": 1}}),
        ),
        (json!({"type": "integer", "then": {"maximum": 3}}), json!({"if": true, "then": {"maximum": 3}})),
    ];
    for (target, beside) in cases {
        let mut used = reference.clone();
        used.as_object_mut()
            .unwrap_or_else(|| panic!("{reference}"))
            .extend(beside.as_object().cloned().unwrap_or_default());
        let (base, revision) = (document(&target, &reference), document(&target, &used));
        let comparison = diff::compare(&base, &revision, &Settings::new());
        assert_eq!(comparison.verdict_of(Facet::Wire), Verdict::Breaking, "{beside} beside {target}: {comparison:?}");
        let back = diff::compare(&revision, &base, &Settings::new());
        assert_eq!(back.verdict_of(Facet::Wire), Verdict::Compatible, "{beside} beside {target}: {back:?}");
    }
}
