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

/// The verdict on a query parameter `q`, or a form, whose members `m` and `n` are short texts or large numbers.
fn either(style: &str, explode: bool, sent: &str) -> Verdict {
    let either = json!({"anyOf": [{"type": "string", "maxLength": 2}, {"type": "integer", "minimum": 900}]});
    let object = json!({"type": "object", "properties": {"m": either, "n": either}});
    let operation = match style {
        "body" => json!({
            "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": object}}},
            "responses": {"204": {"description": "D"}},
        }),
        style => json!({
            "parameters": [{"name": "q", "in": "query", "style": style, "explode": explode, "schema": object}],
            "responses": {"204": {"description": "D"}},
        }),
    };
    let document =
        json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}});
    let contract = Contract::from_str(&document.to_string(), "t.json").unwrap();
    let request = match style {
        "body" => {
            Request::new("POST", "/a").header("content-type", "application/x-www-form-urlencoded").body(sent.as_bytes())
        }
        _ => Request::new("POST", format!("/a?{sent}")),
    };
    validate::request(&contract, &request).verdict()
}

/// `0` was read as a number alone, because a number is among the types of the member, and refused. Then all members were read
/// as numbers, or all as texts; and those of an exploded object only as numbers.
#[test]
fn each_member_of_an_object_may_be_a_text_where_it_is_no_valid_number() {
    type Write = fn(&str, &str) -> String;
    let styles: [(&str, bool, Write); 4] = [
        ("deepObject", true, |m, n| format!("q[m]={m}&q[n]={n}")),
        ("form", true, |m, n| format!("m={m}&n={n}")),
        ("form", false, |m, n| format!("q=m,{m},n,{n}")),
        ("body", true, |m, n| format!("m={m}&n={n}")),
    ];
    for (style, explode, write) in styles {
        let valid = [("0", "1"), ("901", "902"), ("a", "b"), ("0", "901"), ("901", "0"), ("a", "901")];
        for (m, n) in valid {
            assert_eq!(either(style, explode, &write(m, n)), Verdict::Valid, "{style} {explode} {m} {n}");
        }
        for (m, n) in [("100", "1"), ("1", "100"), ("abc", "901"), ("901", "abc")] {
            assert_eq!(either(style, explode, &write(m, n)), Verdict::Invalid, "{style} {explode} {m} {n}");
        }
    }
}
