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
    let arguments = ["validate", "kohortpay", "CreateOrder", "good.json", "missing.json", "."];
    assert_snapshot!("validate_unreadable", run_in(folder.path(), &arguments, b""));
}

#[test]
fn colours_only_when_asked_for() {
    let arguments = ["validate", "kohortpay", "CreateOrder"];
    assert!(!run(&arguments, BROKEN.as_bytes()).contains('\u{1b}'));
    let coloured = [&arguments[..], &["--color", "always"]].concat();
    assert!(run(&coloured, BROKEN.as_bytes()).contains("\u{1b}[1m"));
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
