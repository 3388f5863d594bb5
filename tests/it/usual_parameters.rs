//! The quick way of judging usual parameters says what the careful way says. The careful one is taken for the style `matrix`,
//! which writes the same text behind a name.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::contract::Contract;
use order_contracts::validate::{self, Request, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

const SCHEMAS: &[&str] = &[
    r#"{"type": "integer", "minimum": -3, "maximum": 100}"#,
    r#"{"type": "number", "exclusiveMinimum": 0}"#,
    r#"{"type": "boolean"}"#,
    r#"{"type": "string", "minLength": 2, "maxLength": 4}"#,
    r#"{"type": "string", "format": "email"}"#,
    r#"{"type": ["integer", "string"], "maxLength": 3}"#,
    r#"{"type": ["boolean", "null"]}"#,
    r#"{"enum": ["a", 1, true, null]}"#,
    r#"{"type": "string", "pattern": "^[a-c]+$"}"#,
    r#"{"maxLength": 2}"#,
    "{}",
    r#"{"type": "array", "items": {"type": "string", "maxLength": 2}, "maxItems": 2}"#,
    r#"{"type": "array", "items": {"type": "integer"}, "minItems": 1, "uniqueItems": true}"#,
    r#"{"type": "array", "items": {"type": ["integer", "string"]}}"#,
    r#"{"type": "array", "items": {"enum": ["a", "b"]}}"#,
    r#"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false}"#,
];

fn contract(explode: bool) -> Contract {
    let mut paths = serde_json::Map::new();
    for (number, schema) in SCHEMAS.iter().enumerate() {
        let schema: Value = serde_json::from_str(schema).unwrap();
        let mut operation = |path: String, location: &str, style: &str| {
            let parameter = json!({
                "name": "p", "in": location, "required": true, "style": style, "explode": explode, "schema": schema,
            });
            paths.insert(path, json!({"get": {"parameters": [parameter], "responses": {}}}));
        };
        operation(format!("/query/{number}"), "query", "form");
        operation(format!("/simple/{number}/{{p}}"), "path", "simple");
        operation(format!("/matrix/{number}/{{p}}"), "path", "matrix");
    }
    let document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths});
    Contract::from_str(&document.to_string(), "usual.json").unwrap()
}

fn verdict(contract: &Contract, target: &str) -> Verdict {
    validate::request(contract, &Request::new("GET", target)).verdict()
}

fn texts() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        "b",
        "abc",
        "1",
        "-1",
        "-",
        "0",
        "01",
        "1.0",
        "1e1",
        "1E400",
        "12345678901234567890",
        "true",
        "false",
        "null",
        "%20",
        "%61",
        "%22",
        "%5C",
        "%00",
        "%C3%A9",
        "%FF",
        "%",
        "é",
        "a@b.example",
        "%2C",
        ",",
        "{",
        "\"",
        ".",
        "",
    ];
    prop::collection::vec(prop::sample::select(pieces), 1..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_quick_way_agrees_with_the_careful_one(number in 0..SCHEMAS.len(), text in texts()) {
        prop_assume!(!text.is_empty());
        thread_local! {
            static CONTRACTS: (Contract, Contract) = (contract(false), contract(true));
        }
        CONTRACTS.with(|(joined, exploded)| {
            let careful = verdict(joined, &format!("/matrix/{number}/;p={text}"));
            let query = verdict(joined, &format!("/query/{number}?p={text}"));
            // In a query, a value that was encoded whole may be a list; in a path it is not split.
            let is_encoded_list = SCHEMAS[number].contains("array") && text.contains("%2C") && !text.contains(',');
            if !is_encoded_list {
                prop_assert_eq!(query, careful, "{} {}", SCHEMAS[number], text);
            }
            if !SCHEMAS[number].contains("array") {
                let simple = verdict(joined, &format!("/simple/{number}/{text}"));
                prop_assert_eq!(simple, careful, "{} {}", SCHEMAS[number], text);
            }
            let items: Vec<&str> = text.split(',').collect();
            if items.len() > 1 && SCHEMAS[number].contains("array") {
                let careful = verdict(exploded, &format!("/matrix/{number}/;p={}", items.join(";p=")));
                let query = verdict(exploded, &format!("/query/{number}?p={}", items.join("&p=")));
                prop_assert_eq!(query, careful, "{} {}", SCHEMAS[number], text);
            }
            Ok(())
        })?;
    }
}
