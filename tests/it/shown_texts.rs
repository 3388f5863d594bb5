//! Texts of the library as somebody logs them: names of documents and payloads are in them, and nothing of it is obeyed.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, report};
use order_contracts::validate::{self, Options};
use serde_json::{Value, json};

const HOSTILE: &str = "a\n::error::x\u{1b}]0;x\u{7}\u{202e}\u{fffe}";
const SPELLED: &str = r"a\u{a}::error::x\u{1b}]0;x\u{7}\u{202e}\u{fffe}";

fn contract(property: Value) -> Contract {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": {
            "type": "object", "properties": {HOSTILE: property}, "required": [HOSTILE], "additionalProperties": false,
        }}}}, "responses": {}}}},
        "components": {"schemas": {"A": {"$ref": HOSTILE}, HOSTILE: {"const": 1}}},
    });
    Contract::from_str(&document.to_string(), HOSTILE).unwrap()
}

fn assert_plain(text: &str) {
    assert!(text.contains(SPELLED), "{text}");
    let obeyed =
        |character: char| character != '\n' && character.is_control() || "\u{202e}\u{fffe}".contains(character);
    assert!(!text.contains(obeyed), "{text:?}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
}

#[test]
fn problems_and_errors_are_plain() {
    let contract = contract(json!({}));
    assert_plain(&contract.problems()[0].to_string());
    assert_plain(&contract.schema_named(&format!("{HOSTILE}?")).unwrap_err().to_string());
    let twice = format!("{{{0}: 1, {0}: 2}}", json!(HOSTILE));
    assert_plain(&order_contracts::json::parse(twice.as_bytes()).unwrap_err().to_string());
}

#[test]
fn violations_are_plain() {
    let contract = contract(json!({"type": "integer"}));
    let schema = contract.schema_named("POST /a.request").unwrap();
    for payload in [json!({}), json!({HOSTILE: "x"}), json!({HOSTILE: 1, format!("{HOSTILE}b"): 1})] {
        let report = validate::payload_bytes(&contract, &schema, payload.to_string().as_bytes(), &Options::new());
        assert_eq!(report.violations().len(), 1);
        assert_plain(&report.violations()[0].to_string());
        assert_plain(&report.to_string());
    }
}

#[test]
fn reports_of_a_diff_are_plain() {
    let (base, revision) = (contract(json!({"maxLength": 9})), contract(json!({"maxLength": 5})));
    let comparison = diff::compare(&base, &revision, &Settings::new());
    assert_plain(&report::text(&comparison));
    assert_plain(&report::markdown(&comparison));
    for change in &comparison.changes {
        let message = report::message(change);
        assert!(!message.contains('\u{1b}') && !message.contains("\n::"), "{message}");
    }
}
