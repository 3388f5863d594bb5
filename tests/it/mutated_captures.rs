//! Every node of a capture and of a recorded exchange replaced by other values, and removed: no half and no body is dropped
//! in silence.
//!
//! The base captures have one violation each, in the body of the request or of the response. A mutant that is `valid` has lost
//! it.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::cli::run_in;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example.com'}]
paths:
  /carts:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Cart'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Cart'}}
      responses:
        '200': {description: a cart, content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}
components:
  schemas:
    Cart: {type: object, properties: {total: {type: integer}}, required: [total]}
";

const GOOD: &str = r#"{"total": 1}"#;
const BAD: &str = r#"{"total": "1"}"#;

fn capture(request: &str, response: &str) -> Value {
    let typed =
        |name: &str| json!([{"name": "Content-Type", "value": "application/json"}, {"name": name, "value": "1"}]);
    json!({"log": {
        "version": "1.2",
        "creator": {"name": "a browser", "version": "1"},
        "pages": [{"id": "page_1", "title": "]}"}],
        "entries": [{
            "startedDateTime": "2026-11-25T10:00:00Z",
            "time": 12.5,
            "request": {
                "method": "POST",
                "url": "https://shop.example.com/carts?page=1",
                "httpVersion": "HTTP/2",
                "headers": typed("X-Request"),
                "cookies": [{"name": "sid", "value": "1"}],
                "queryString": [{"name": "page", "value": "1"}],
                "headersSize": -1,
                "bodySize": request.len(),
                "postData": {"mimeType": "application/json", "text": request},
            },
            "response": {
                "status": 200,
                "statusText": "OK",
                "httpVersion": "HTTP/2",
                "headers": typed("X-Response"),
                "cookies": [{"name": "sid", "value": "2"}],
                "content": {"size": response.len(), "mimeType": "application/json", "text": response},
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": -1,
            },
            "cache": {},
            "timings": {"send": 0, "wait": 12, "receive": 0.5},
        }],
        "comment": "",
    }})
}

fn exchange(request: &str, response: &str) -> Value {
    let body = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    json!({
        "request": {
            "method": "POST",
            "url": "https://shop.example.com/carts?page=1",
            "headers": {"content-type": "application/json", "x-request": ["1", "2"]},
            "body": body(request),
        },
        "response": {
            "status": 200,
            "headers": {"content-type": "application/json"},
            "bodyText": response,
        },
    })
}

/// What a node is replaced by.
fn others() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(7),
        json!(1.5),
        json!(200.0),
        json!(99_999),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("200"),
        json!([]),
        json!(["x"]),
        json!({}),
        json!({"x": 1}),
    ]
}

/// The pointers of all values in `value`, its own first.
fn nodes(value: &Value, here: &str, out: &mut Vec<String>) {
    out.push(here.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| nodes(item, &format!("{here}/{at}"), out))
        }
        Value::Object(members) => members.iter().for_each(|(key, item)| nodes(item, &format!("{here}/{key}"), out)),
        _ => {}
    }
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return };
    match value.pointer_mut(parent) {
        Some(Value::Array(items)) => drop(items.remove(last.parse().unwrap())),
        Some(Value::Object(members)) => drop(members.remove(last)),
        _ => {}
    }
}

/// The mutants that are valid, each as its node and what it was replaced by.
fn valid_mutants(base: &Value, extension: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.yaml"), DOCUMENT).unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    let mut names = Vec::new();
    let mut write = |mutant: &Value, name: String| {
        let file = format!("in/{:05}.{extension}", names.len());
        fs::write(folder.path().join(file), format!("{mutant}\n")).unwrap();
        names.push(name);
    };
    write(base, "base".to_owned());
    let mut all = Vec::new();
    nodes(base, "", &mut all);
    for node in all {
        for other in others() {
            let mut mutant = base.clone();
            *mutant.pointer_mut(&node).unwrap() = other.clone();
            write(&mutant, format!("{node} {other}"));
        }
        if !node.is_empty() {
            let mut mutant = base.clone();
            remove(&mut mutant, &node);
            write(&mutant, format!("{node} removed"));
        }
    }
    let printed = run_in(folder.path(), &["validate", "--contract", "shop.yaml", "in", "--format", "json"], b"");
    let report = printed.split_once("--- stdout\n").unwrap().1.split_once("--- stderr\n").unwrap().0;
    let report: Value = serde_json::from_str(report).unwrap();
    let inputs = report["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), names.len());
    assert_eq!(inputs[0]["verdict"], "invalid", "{}", inputs[0]);
    let is_valid = |input: &Value| input["verdict"] == "valid";
    inputs.iter().zip(names).filter(|(input, _)| is_valid(input)).map(|(_, name)| name).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_response_that_never_came_is_no_error() {
    let mut never = capture(GOOD, "");
    never["log"]["entries"][0]["response"]["content"] = json!({"size": 0, "mimeType": "x-unknown"});
    for status in [0, -1] {
        let response = &mut never["log"]["entries"][0]["response"];
        response["status"] = json!(status);
        // Test tools write -1 where nothing came; a browser may have seen headers.
        if status == -1 {
            response["headers"] = json!([]);
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("shop.yaml"), DOCUMENT).unwrap();
        fs::write(folder.path().join("never.har"), never.to_string()).unwrap();
        let printed = run_in(folder.path(), &["validate", "--contract", "shop.yaml", "never.har"], b"");
        assert!(printed.starts_with("exit 0\n"), "{status}: {printed}");
    }
}

/// A number with more digits than an `f64` has is judged by all of them.
#[test]
fn the_digits_of_a_body_in_an_exchange_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let document = DOCUMENT.replace("type: integer", "type: integer, maximum: 9007199254740992");
    fs::write(folder.path().join("shop.yaml"), document).unwrap();
    for (total, code) in [("9007199254740992.0", 0), ("9007199254740993.0", 1), ("1.00000000000000000001", 1)] {
        let line = format!(
            r#"{{"request": {{"method": "POST", "target": "/carts", "assumed": true}}, "response": {{"status": 200,
            "body": {{"note\" \\": " \" a b ", "total" : {total}}}}}}}"#
        );
        fs::write(folder.path().join("a.json"), line).unwrap();
        let printed = run_in(folder.path(), &["validate", "--contract", "shop.yaml", "a.json"], b"");
        assert!(printed.starts_with(&format!("exit {code}\n")), "{total}: {printed}");
    }
}

#[test]
fn no_mutant_of_a_capture_loses_a_half_in_silence() {
    assert_eq!(valid_mutants(&capture(BAD, GOOD), "har"), set(&[]));
    // A status of 0 says that no response came, but then there is no body.
    assert_eq!(valid_mutants(&capture(GOOD, BAD), "har"), set(&[]));
}

/// Browsers list the fields of a form instead of its text.
#[test]
fn no_mutant_of_a_form_in_a_capture_loses_a_field_in_silence() {
    let mut capture = capture("", GOOD);
    let request = &mut capture["log"]["entries"][0]["request"];
    request["headers"][0]["value"] = json!("application/x-www-form-urlencoded");
    request["bodySize"] = json!(14);
    let params = json!([{"name": "note", "value": "a"}, {"name": "total", "value": "1.5"}]);
    request["postData"] = json!({"mimeType": "application/x-www-form-urlencoded", "params": params});
    let mut mutants = valid_mutants(&capture, "har");
    // What is wrong in the base.
    mutants.retain(|name| !name.contains("/postData/params/1/value "));
    assert_eq!(mutants, set(&[]));
}

#[test]
fn no_mutant_of_an_exchange_loses_a_half_in_silence() {
    let mut mutants = valid_mutants(&exchange(BAD, GOOD), "ndjson");
    // What is wrong in the base.
    mutants.retain(|name| !name.starts_with("/request/body/total "));
    assert_eq!(mutants, set(&[]));
    // The response is optional in this form.
    let without = ["/response null", "/response removed"];
    assert_eq!(valid_mutants(&exchange(GOOD, BAD), "ndjson"), set(&without));
}
