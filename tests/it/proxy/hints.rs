//! What helps to find a mistake: the proxy and `validate` say the same of it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use serde_json::Value;

use super::program::{Running, arguments, begun, shop};

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: T, version: "1"}
servers: [{url: https://shop.example.com/v1}]
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"201": {description: ok}}
components:
  schemas:
    Order:
      type: object
      required: [amount, currency, locale]
      properties:
        amount: {type: integer}
        currency: {type: string, enum: [EUR, USD]}
        locale: {type: string}
        ship: {anyOf: [{type: string, enum: [today, tomorrow]}, {type: object, required: [day], properties: {day: {type: string}}}]}
"##;

const MISTAKES: [(&str, &str); 6] = [
    ("/v1/orders", r#"{"amount": "1", "currency": "EURO", "locale": "x"}"#),
    ("/v1/orders", r#"{"amout": 1}"#),
    ("/v1/orders", r#"{"amount": 1, "currency": "EUR", "locale": "x", "ship": "tomorow"}"#),
    ("/v1/orders", "{"),
    ("/v1/order", "{}"),
    ("/orders", "{}"),
];

fn run(more: &[&str]) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.yaml"), DOCUMENT).unwrap();
    let mut words = arguments(shop());
    words[2] = "t.yaml".to_owned();
    let mut command = Command::new(env!("CARGO_BIN_EXE_order-contracts"));
    let running = begun(command.args(words).args(["--record", "day.ndjson"]).args(more).current_dir(folder.path()));
    MISTAKES.iter().for_each(|(path, body)| post(&running, path, body));
    let (_, out, err) = running.end("-TERM");
    (folder, out, err)
}

fn post(running: &Running, path: &str, body: &str) {
    let mut stream = TcpStream::connect(&running.address).unwrap();
    let head = "host: a\r\nconnection: close\r\ncontent-type: application/json";
    write!(stream, "POST {path} HTTP/1.1\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    stream.read_to_string(&mut String::new()).unwrap();
}

/// Everything that is said of violations, but for where they were seen.
fn said(violations: &[Value]) -> BTreeSet<String> {
    let own = |violation: &Value| {
        let mut members = violation.as_object().unwrap().clone();
        for name in ["type", "exchange", "count", "record", "line", "column"] {
            members.remove(name);
        }
        Value::Object(members).to_string()
    };
    violations.iter().map(own).collect()
}

#[test]
fn programs_get_what_validate_says() {
    let (folder, out, err) = run(&["--format", "ndjson"]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let violations: Vec<Value> = lines.into_iter().filter(|line| line["type"] == "violation").collect();
    let read = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(["validate", "--format", "json", "--contract", "t.yaml", "day.ndjson"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&read.stdout).unwrap();
    let wanted = said(report["inputs"][0]["violations"].as_array().unwrap());
    assert_eq!(said(&violations), wanted);
    assert!(
        wanted.len() > 8 && wanted.iter().filter(|violation| violation.contains("did you mean")).count() > 2,
        "{wanted:?}"
    );
    // Advice for another run is on standard error, of both.
    assert_eq!(err, String::from_utf8(read.stderr).unwrap());
    assert_eq!(err, "note: 1 request is outside the base path: `--base-path` sets another one\n");
}

#[test]
fn people_get_hints_below_a_finding() {
    let (_, out, _) = run(&[]);
    let findings: Vec<&str> = out.lines().take_while(|line| !line.is_empty()).collect();
    let about =
        |text: &str| findings.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}: {out}"));
    let missing = about("missing required property `amount`; did you write `amout` instead?");
    assert_eq!(findings[missing + 1], "  also missing: `currency`, `locale`");
    let alternative = about("`/ship`: matches none of the 2 alternatives of `anyOf`");
    assert!(findings[alternative + 1].starts_with("  nearest alternative: `/ship`: "), "{out}");
    assert!(findings[alternative + 1].ends_with("did you mean \"tomorrow\"?"), "{out}");
    about("`/currency`: wanted one of \"EUR\", \"USD\", found a string of 4 characters; did you mean \"EUR\"?");
    about("unknown path `/v1/order`; did you mean `/orders`?");
    about("unknown path `/orders`; the path is outside the base path `/v1`");
}
