//! The program as a user runs it: exit code and both streams of every command, pinned.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use order_contracts::Api;

/// Runs the program in `folder` and tells everything that it did.
pub(crate) fn run_in(folder: &Path, arguments: &[&str], stdin: &[u8]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that fails before it reads closes the pipe: no error of this test.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn run(arguments: &[&str], stdin: &[u8]) -> String {
    run_in(tempfile::tempdir().unwrap().path(), arguments, stdin)
}

const BROKEN: &str = r#"{
  "amount": -1,
  "customerEmail": "john.doe",
  "customerFirstName": null,
  "locale": "en-US"
}
"#;

#[test]
fn help_and_version() {
    assert_snapshot!("help", run(&["--help"], b""));
    assert_snapshot!("help_validate", run(&["validate", "--help"], b""));
    assert_snapshot!("help_schema", run(&["schema", "--help"], b""));
    assert_eq!(
        run(&["--version"], b""),
        format!("exit 0\n--- stdout\norder-contracts {}\n--- stderr\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn wrong_usage_exits_with_2() {
    assert_snapshot!("usage_no_command", run(&[], b""));
    assert_snapshot!("usage_unknown_command", run(&["check"], b""));
    assert_snapshot!("usage_unknown_api", run(&["validate", "kohortpays", "CreateOrder"], b""));
    assert_snapshot!("usage_unknown_schema", run(&["validate", "kohortpay", "CreateOrdr"], b""));
    assert_snapshot!("usage_operation_without_body", run(&["validate", "kohortpay", "getOrder"], b""));
    assert_snapshot!("usage_all_without_out", run(&["schema", "kohortpay", "--all"], b""));
}

#[test]
fn lists() {
    assert_snapshot!("list", run(&["list"], b""));
    assert_snapshot!("list_threekit_json", run(&["list", "threekit", "--format", "json"], b""));
}

#[test]
fn schema_prints_one() {
    assert_snapshot!("schema", run(&["schema", "threekit", "addItems"], b""));
}

#[test]
fn schema_all_writes_every_schema() {
    let folder = tempfile::tempdir().unwrap();
    let told = run_in(folder.path(), &["schema", "--all", "--out", "schemas"], b"");
    let mut written = 0;
    for api in Api::ALL {
        for file in fs::read_dir(folder.path().join("schemas").join(api.name())).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let value: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            assert_eq!(&value, api.schema(&name).unwrap().value(), "{name}");
            written += 1;
        }
    }
    assert_eq!(told, format!("exit 0\n--- stdout\n--- stderr\nwrote {written} schemas to schemas\n"));
}

#[test]
fn schema_all_tells_what_it_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("taken"), "").unwrap();
    assert_snapshot!("schema_all_unwritable", run_in(folder.path(), &["schema", "--all", "--out", "taken"], b""));
}

#[test]
fn documented_payload_is_valid() {
    let example = Api::KohortPay.document().pointer("/components/examples/CreateOrderRequest/value").unwrap();
    let payload = example.to_string();
    let told = run(&["validate", "kohortpay", "createOrder"], payload.as_bytes());
    assert_eq!(told, "exit 0\n--- stdout\nstandard input: valid\n--- stderr\n");
}

#[test]
fn broken_payload_tells_every_violation_and_no_value() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("order.json"), BROKEN).unwrap();
    let told = run_in(folder.path(), &["validate", "kohortpay", "CreateOrder", "order.json"], b"");
    assert!(!told.contains("john.doe"), "values are masked");
    assert_snapshot!("validate_broken", told);
    let arguments = ["validate", "kohortpay", "CreateOrder", "order.json", "--show-values"];
    assert_snapshot!("validate_broken_with_values", run_in(folder.path(), &arguments, b""));
    let arguments = ["validate", "kohortpay", "CreateOrder", "order.json", "--format", "json"];
    assert_snapshot!("validate_broken_json", run_in(folder.path(), &arguments, b""));
}

#[test]
fn several_inputs_each_get_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.json"), r#"{"amount": 35000}"#).unwrap();
    fs::write(folder.path().join("bom.json"), "\u{feff}{\"amount\": 35000}").unwrap();
    fs::write(folder.path().join("empty.json"), "").unwrap();
    fs::write(folder.path().join("binary.json"), [0x7f, 0x45, 0x4c, 0x46, 0xff]).unwrap();
    fs::write(folder.path().join("duplicate.json"), "{\"amount\": 1,\n \"amount\": 2}").unwrap();
    fs::write(folder.path().join("nan.json"), r#"{"amount": NaN}"#).unwrap();
    fs::write(folder.path().join("deep.json"), "[".repeat(100_000)).unwrap();
    let files = ["good.json", "bom.json", "empty.json", "binary.json", "duplicate.json", "nan.json", "deep.json"];
    let arguments = [&["validate", "kohortpay", "CreateOrder"], &files[..]].concat();
    assert_snapshot!("validate_hostile", run_in(folder.path(), &arguments, b""));
    let arguments = ["validate", "kohortpay", "CreateOrder", "good.json", "missing.json", "good.json/below"];
    assert_snapshot!("validate_unreadable", run_in(folder.path(), &arguments, b""));
}

#[test]
fn colours_only_when_asked_for() {
    let arguments = ["validate", "kohortpay", "CreateOrder"];
    assert!(!run(&arguments, BROKEN.as_bytes()).contains('\u{1b}'));
    let coloured = [&arguments[..], &["--color", "always"]].concat();
    assert!(run(&coloured, BROKEN.as_bytes()).contains("\u{1b}[1m"));
    let next = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contracts/threekit-next.yaml");
    assert!(!run(&["diff", "threekit", next], b"").contains('\u{1b}'));
    assert!(run(&["diff", "threekit", next, "--color", "always"], b"").contains("\u{1b}[31mbreaking"));
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let told = run(&["completions", shell], b"");
        assert!(told.starts_with("exit 0\n") && told.contains("validate"), "{shell}: {told}");
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_went_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(["schema", "kohortpay", "Order"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

/// A day of orders: one a line, the seventh too long, the ninth negative, the last no JSON.
fn day() -> String {
    let mut lines = String::new();
    for number in 1..=10 {
        let first_name = if number == 7 { "x".repeat(101) } else { "John".to_owned() };
        let amount = if number == 9 { -1 } else { number };
        lines.push_str(&format!("{{\"amount\": {amount}, \"customerFirstName\": \"{first_name}\"}}\n\n"));
    }
    lines.push_str("{\"amount\": 1,}\n");
    lines
}

const EXCHANGES: &str = r#"{"request": {"method": "POST", "target": "/orders", "headers": {"authorization": "Bearer secret"}, "body": {"amount": 1}}}
{"request": {"method": "POST", "target": "/orders", "body": {"amount": -1}}}
{"request": {"method": "PUT", "target": "/orders", "assumed": true}, "response": {"status": 200}}
{"request": {"method": "GET", "target": "/orders/ord_1", "headers": {"authorization": "Bearer secret"}}, "response": {"status": 201, "body": {"id": "ord_1"}}}
{"request": {"verb": "GET"}}
"#;

fn capture() -> String {
    let order = Api::KohortPay.document().pointer("/components/examples/CreateOrderRequest/value").unwrap().to_string();
    let entry = |method: &str, url: &str, body: &str| {
        serde_json::json!({
            "request": {
                "method": method,
                "url": url,
                "headers": [{"name": ":authority", "value": "x"}, {"name": "Authorization", "value": "Bearer secret"}],
                "postData": {"mimeType": "application/json", "text": body},
            },
            "response": {"status": 0, "headers": [], "content": {}},
        })
    };
    let entries = [
        entry("POST", "https://api.kohortpay.com/orders", &order),
        entry("GET", "https://fonts.example.com/a.css", ""),
        entry("POST", "https://api.kohortpay.com/ordrs", &order),
    ];
    format!("{:#}", serde_json::json!({"log": {"version": "1.2", "entries": entries}}))
}

#[test]
fn lines_are_checked_one_by_one_packed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("day.ndjson"), day()).unwrap();
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson"];
    let told = run_in(folder.path(), &arguments, b"");
    assert_snapshot!("validate_lines", told);
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson", "--fail-fast", "--max-violations", "0"];
    assert_snapshot!("validate_lines_fail_fast", run_in(folder.path(), &arguments, b""));
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson", "--format", "json"];
    assert_snapshot!("validate_lines_json", run_in(folder.path(), &arguments, b""));

    let told = told.replace("day.ndjson", "standard input");
    assert_eq!(run(&["validate", "kohortpay", "createOrder"], day().as_bytes()), told, "standard input is looked at");
    for packed in [gzip(day().as_bytes()), zstd::encode_all(day().as_bytes(), 0).unwrap()] {
        assert_eq!(run(&["validate", "kohortpay", "createOrder"], &packed), told, "and unpacked");
    }
    let mut cut = gzip(day().as_bytes());
    cut.truncate(cut.len() - 9);
    let told = run(&["validate", "kohortpay", "createOrder", "--as", "ndjson"], &cut);
    assert!(told.starts_with("exit 2\n") && told.contains("cannot read standard input"), "{told}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn exchanges_find_their_operations() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("exchanges.ndjson"), EXCHANGES).unwrap();
    fs::write(folder.path().join("session.har"), capture()).unwrap();
    let told = run_in(folder.path(), &["validate", "kohortpay", "exchanges.ndjson", "session.har"], b"");
    assert!(!told.contains("secret"), "no token is shown");
    assert_snapshot!("validate_exchanges", told);
    for format in ["json", "sarif", "github", "gitlab", "junit"] {
        let arguments = ["validate", "kohortpay", "exchanges.ndjson", "session.har", "--format", format];
        assert_snapshot!(format!("validate_exchanges_{format}"), run_in(folder.path(), &arguments, b""));
    }
    let arguments = ["validate", "kohortpay", "createOrder", "session.har"];
    assert_snapshot!("validate_capture_of_a_schema", run_in(folder.path(), &arguments, b""));
    fs::write(folder.path().join("no.har"), "{\"log\": {}}").unwrap();
    assert_snapshot!("validate_no_capture", run_in(folder.path(), &["validate", "kohortpay", "no.har"], b""));
}

#[test]
fn any_document_is_a_contract() {
    let folder = tempfile::tempdir().unwrap();
    let document = "openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: /v1}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    put:
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Thing'}
      responses: {'204': {description: done}}
components:
  schemas:
    Thing: {type: object, properties: {name: {type: [string, 'null'], minLength: 2}, size: {type: number, minimum: five}}}
";
    fs::write(folder.path().join("api.yaml"), document).unwrap();
    let payload = br#"{"name": "a"}"#;
    assert_snapshot!(
        "validate_contract",
        run_in(folder.path(), &["validate", "--contract", "api.yaml", "Thing"], payload)
    );
    let exchange = br#"{"request": {"method": "PUT", "target": "/v1/things/x?a=1", "body": {"nam": null}}}"#;
    let arguments = ["validate", "--contract", "api.yaml", "-", "--strict", "--as", "json"];
    assert_snapshot!("validate_contract_strictly", run_in(folder.path(), &arguments, exchange));
    fs::write(folder.path().join("bad.yaml"), "openapi: [").unwrap();
    let told = run_in(folder.path(), &["validate", "--contract", "bad.yaml", "Thing"], payload);
    assert_snapshot!("validate_contract_unreadable", told);
}

#[test]
fn coverage_tells_what_was_exercised() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("day.ndjson"), day()).unwrap();
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson", "--coverage", "--max-violations", "0"];
    assert_snapshot!("validate_coverage", run_in(folder.path(), &arguments, b""));
    let arguments = ["validate", "kohortpay", "createOrder", "--min-coverage", "90"];
    assert_snapshot!("validate_too_little_coverage", run_in(folder.path(), &arguments, br#"{"amount": 1}"#));
    fs::write(folder.path().join("exchanges.ndjson"), EXCHANGES).unwrap();
    let arguments = ["validate", "kohortpay", "exchanges.ndjson", "--coverage", "--format", "json"];
    let told = run_in(folder.path(), &arguments, b"");
    let stdout = told.split("--- stdout\n").nth(1).unwrap().split("--- stderr").next().unwrap();
    let told: serde_json::Value = serde_json::from_str(stdout).unwrap();
    let statement = |pointer: &str| {
        let statements = told["coverage"]["statements"].as_array().unwrap();
        statements.iter().find(|statement| statement["pointer"] == pointer).unwrap().clone()
    };
    assert_eq!(statement("/paths/~1orders/post")["accepted"], 1);
    assert_eq!(statement("/paths/~1orders/post")["refused"], 1);
    assert_eq!(statement("/components/schemas/CreateOrder/properties/amount/minimum")["refused"], 1);
}

#[test]
fn folders_are_walked_by_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("in/b")).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::write(folder.path().join("in/b/2.json"), r#"{"amount": 2}"#).unwrap();
    fs::write(folder.path().join("in/1.ndjson"), "{\"amount\": 1}\n").unwrap();
    fs::write(folder.path().join("in/notes.txt"), "no payload").unwrap();
    assert_snapshot!(
        "validate_folder",
        run_in(folder.path(), &["validate", "kohortpay", "createOrder", "in", "empty"], b"")
    );
}
