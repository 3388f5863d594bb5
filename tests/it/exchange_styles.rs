//! Every style of parameter in every place, exploded and not, means what the standard's own table says.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::contract::Contract;
use order_contracts::validate::{self, Report, Request, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    r#in: String,
    style: String,
    explode: bool,
    schema: String,
    sent: String,
    means: Value,
}

fn schema(name: &str) -> Value {
    match name {
        "strings" => json!({"type": "array", "items": {"type": "string"}}),
        "integers" => json!({"type": "array", "items": {"type": "integer"}}),
        "rgb" => json!({"$ref": "#/components/schemas/Rgb"}),
        "either" => json!({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}),
        name => json!({"type": name}),
    }
}

/// The report on the text of a row for a parameter that means `value` and nothing else.
fn check(row: &Row, value: &Value) -> Report {
    let path = if row.r#in == "path" { "/x/{color}" } else { "/x" };
    // `allOf`, so that the type is found behind a reference and beside the constant.
    let schema = match row.schema.as_str() {
        "either" => json!({"type": ["integer", "string"], "const": value}),
        name => json!({"allOf": [schema(name), {"const": value}]}),
    };
    let parameter = json!({
        "name": "color", "in": row.r#in, "style": row.style, "explode": row.explode, "required": true, "schema": schema,
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "styles", "version": "1"},
        "paths": {path: {"get": {"parameters": [parameter], "responses": {}}}},
        "components": {"schemas": {"Rgb": {
            "type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
        }}},
    });
    let contract = Contract::from_str(&document.to_string(), "styles.json").unwrap();
    assert_eq!(contract.problems(), [], "{row:?}");
    let request = match row.r#in.as_str() {
        "path" => Request::new("GET", format!("/x/{}", row.sent)),
        "query" => Request::new("GET", format!("/x?{}", row.sent)),
        "header" => Request::new("GET", "/x").header("color", &row.sent),
        _ => Request::new("GET", "/x").header("cookie", &row.sent),
    };
    validate::request(&contract, &request)
}

#[test]
fn every_row_means_what_the_table_says() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("../cases/validate/styles.json")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let report = check(row, &row.means);
        if report.verdict() != Verdict::Valid {
            wrong.push(format!("{row:?}: {report}"));
        }
        if check(row, &json!("something else")).verdict() != Verdict::Invalid {
            wrong.push(format!("{row:?} means everything"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `0` was read as a number alone, because a number is among the types of the member, and refused.
#[test]
fn a_member_of_a_deep_object_may_be_a_text_where_it_is_no_valid_number() {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {
            "parameters": [{"name": "q", "in": "query", "style": "deepObject", "explode": true, "schema": {
                "type": "object",
                "properties": {"m": {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "integer", "minimum": 900}]}},
            }}],
            "responses": {"204": {"description": "D"}},
        }}},
    });
    let contract = Contract::from_str(&document.to_string(), "t.json").unwrap();
    let verdict = |text: &str| validate::request(&contract, &Request::new("GET", format!("/a?q[m]={text}"))).verdict();
    assert_eq!(["0", "901", "a"].map(verdict), [Verdict::Valid; 3]);
    assert_eq!(["100", "abc"].map(verdict), [Verdict::Invalid; 2]);
}
