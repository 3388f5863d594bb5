//! A law for parameters: what the diff calls compatible is compatible for every text that is tried, of scalars and of the
//! members of objects.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, Verdict};
use order_contracts::validate::{self, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Texts that writers of values produce: no leading zeros, no `1.0`.
const TEXTS: [&str; 22] = [
    "0", "1", "7", "9", "10", "42", "99", "100", "999", "1000", "12345", "-1", "-9", "-10", "-999", "0.5", "1.25",
    "-0.5", "true", "false", "a", "abcd",
];

fn scalar() -> impl Strategy<Value = Value> {
    let bounds = (0_i64..12, 0_i64..120);
    prop_oneof![
        Just(json!({})),
        Just(json!({"type": "string"})),
        Just(json!({"type": "number"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "boolean"})),
        (0_u8..4, 0_u8..5)
            .prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
        (1_u8..5).prop_map(|most| json!({"type": "string", "maxLength": most})),
        bounds
            .prop_map(|(least, more)| json!({"type": "integer", "minimum": least - 10, "maximum": least - 10 + more})),
        (0_i64..3).prop_map(|least| json!({"type": "number", "minimum": least})),
        Just(json!({"type": "string", "enum": ["1", "a", "true"]})),
        Just(json!({"enum": [1, 10, "a"]})),
        Just(json!({"type": "string", "pattern": "^-?[0-9]+$"})),
        Just(json!({"type": ["integer", "boolean"]})),
    ]
}

fn contract(schema: &Value, of_members: bool) -> Contract {
    let parameter = match of_members {
        false => json!({"name": "q", "in": "query", "required": true, "schema": schema}),
        true => json!({
            "name": "q", "in": "query", "required": true, "style": "deepObject", "explode": true,
            "schema": {"type": "object", "required": ["m"], "properties": {"m": schema}},
        }),
    };
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"parameters": [parameter], "responses": {"200": {"description": "Here"}}}}},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

proptest! {
    #![proptest_config(super::super::containment::config())]

    #[test]
    fn what_is_called_compatible_is_so_for_every_text(
        (old, new, of_members) in (scalar(), scalar(), any::<bool>())
    ) {
        let (base, revision) = (contract(&old, of_members), contract(&new, of_members));
        let comparison = diff::compare(&base, &revision, &Settings::new());
        if comparison.verdict_of(Facet::Wire) >= Verdict::Undecided {
            return Ok(());
        }
        let name = if of_members { "q[m]" } else { "q" };
        for text in TEXTS {
            let request = Request::new("GET", format!("/a?{name}={text}"));
            let verdict = |contract: &Contract| validate::request(contract, &request).verdict();
            let (before, after) = (verdict(&base), verdict(&revision));
            prop_assert!(
                before != validate::Verdict::Valid || after != validate::Verdict::Invalid,
                "`{text}` is lost from {old} to {new}"
            );
        }
    }
}
