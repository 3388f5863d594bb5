//! `validate --fix` and `--slack` as the program reports them.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;

use crate::cli::run_in;
use crate::slack::applied;

const RECORDS: &str = r#"{"amount": "35000", "locale": "en-US"}
{"amount": 35000}
{"amout": 35000}
[1]
{"amount":
"#;

fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

fn lines(folder: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn repairs_are_shown_and_written() {
    let folder = folder("day.ndjson", RECORDS);
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson", "--fix", "--fix-out", "fixes.ndjson"];
    assert_snapshot!("fix", run_in(folder.path(), &arguments, b""));
    assert_snapshot!("fix_out", fs::read_to_string(folder.path().join("fixes.ndjson")).unwrap());
    // What is not shown is written nevertheless.
    let quiet = [&arguments[..4], &["--fix-out", "all.ndjson", "--max-violations", "0"]].concat();
    run_in(folder.path(), &quiet, b"");
    assert_eq!(lines(folder.path(), "all.ndjson"), lines(folder.path(), "fixes.ndjson"));
    let shown = [&arguments[..], &["--show-values"]].concat();
    assert!(run_in(folder.path(), &shown, b"").contains("with the string as a number: 35000: the number"));
    assert_eq!(lines(folder.path(), "fixes.ndjson")[0]["patch"][0]["value"], 35000);
}

#[test]
fn the_json_report_has_repairs_with_the_first_violation_of_a_record() {
    let folder = folder("day.ndjson", RECORDS);
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson", "--format", "json"];
    let report = |arguments: &[&str]| -> Value {
        let output = run_in(folder.path(), arguments, b"");
        let json = output.split("--- stdout\n").nth(1).unwrap().split("--- stderr").next().unwrap();
        serde_json::from_str(json).unwrap()
    };
    let grades = |report: &Value| -> Vec<Value> {
        let violations = report["inputs"][0]["violations"].as_array().unwrap();
        violations.iter().map(|violation| violation["fix"]["grade"].clone()).collect()
    };
    let with = report(&[&arguments[..], &["--fix"]].concat());
    assert_eq!(grades(&with), [Value::from("safe"), Value::Null, Value::from("guess"), Value::Null, Value::Null]);
    assert!(grades(&report(&arguments)).iter().all(Value::is_null));
}

/// The body of each half is repaired; what else is wrong is said.
#[test]
fn bodies_of_exchanges_are_repaired() {
    let exchange = r#"{"request": {"method": "POST", "target": "/orders?colour=blue", "headers": {"authorization": "Bearer x"}, "body": {"amount": "1"}},
 "response": {"status": 201, "body": []}}"#;
    let folder = folder("exchange.json", &exchange.replace('\n', ""));
    let arguments =
        ["validate", "kohortpay", "exchange.json", "--base-path", "", "--strict", "--fix-out", "fixes.ndjson"];
    let output = run_in(folder.path(), &arguments, b"");
    assert!(output.starts_with("exit 1"), "{output}");
    let fixes = lines(folder.path(), "fixes.ndjson");
    assert_eq!((&fixes[0]["half"], &fixes[0]["verdict"]), (&Value::from("request"), &Value::from("invalid")));
    assert_eq!((&fixes[1]["half"], &fixes[1]["why"]), (&Value::from("response"), &Value::from("no-candidate")));
}

#[test]
fn files_that_cannot_be_written_are_an_error_before_anything_is_checked() {
    let folder = folder("day.ndjson", RECORDS);
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson"];
    for option in ["--fix-out", "--slack-overlay", "--slack"] {
        for (path, why) in [(".", "it is a folder: name a file"), ("nowhere/file", "there is no folder `nowhere`")] {
            let option = format!("{option}={path}");
            let output = run_in(folder.path(), &[&arguments[..], &[&option]].concat(), b"");
            let wanted = format!("exit 2\n--- stdout\n--- stderr\nerror: cannot write `{path}`: {why}\n");
            assert_eq!(output, wanted, "{option}");
        }
    }
}

/// A report took the place of the document that it was about, and of two reports for one file the second was left.
#[test]
fn no_file_is_written_that_the_run_reads_or_writes_already() {
    let folder = folder("day.ndjson", RECORDS);
    let at = folder.path();
    fs::write(at.join("api.yaml"), include_str!("../../examples/contracts/shop.yaml")).unwrap();
    let validate = ["validate", "--contract", "api.yaml", "day.ndjson"];
    let diff = ["diff", "threekit", "api.yaml"];
    for (command, options) in [
        (&validate[..], &["--fix-out", "day.ndjson"][..]),
        (&validate, &["--slack-overlay", "./api.yaml"]),
        (&validate, &["--slack=api.yaml"]),
        (&validate, &["--report", "json=day.ndjson"]),
        (&diff, &["--report", "json=api.yaml"]),
        (&diff, &["--write-waivers", "api.yaml", "--reason", "R"]),
    ] {
        let output = run_in(at, &[command, options].concat(), b"");
        assert!(output.starts_with("exit 2\n") && output.contains("this run reads it; name another file"), "{output}");
    }
    for (command, options) in [
        (&validate[..], &["--slack=one", "--slack-overlay", "./one"][..]),
        (&diff, &["--report", "json=one", "--report", "html=./one"]),
    ] {
        let output = run_in(at, &[command, options].concat(), b"");
        assert!(output.starts_with("exit 2\n") && output.contains("twice: name a file for each"), "{output}");
    }
    assert_eq!(fs::read_to_string(at.join("day.ndjson")).unwrap(), RECORDS);
    assert!(!at.join("one").exists());
}

/// The exit code alone said so; a pipeline shows reports.
#[test]
fn that_too_little_is_covered_is_in_every_report() {
    let folder = folder("day.ndjson", "{\"amount\": 35000}\n");
    let arguments = ["validate", "kohortpay", "createOrder", "day.ndjson", "--min-coverage", "99", "--format"];
    for format in ["sarif", "github", "gitlab", "junit"] {
        let output = run_in(folder.path(), &[&arguments[..], &[format]].concat(), b"");
        let (_, report) = output.split_once("--- stdout\n").unwrap();
        let report = report.split("--- stderr").next().unwrap();
        assert!(output.starts_with("exit 1\n"), "{output}");
        assert!(report.contains("less than the 99 %"), "{format}: {report}");
        assert!(format == "sarif" || report.contains("coverage-below-minimum"), "{format}: {report}");
    }
}

fn traffic() -> String {
    let line = |number: usize| {
        let locale = if number.is_multiple_of(3) { "" } else { r#", "locale": "fr_FR""# };
        format!("{{\"amount\": {}, \"customerEmail\": \"secret{number}@example.com\"{locale}}}\n", 500 + number % 50)
    };
    (0..300).map(line).collect::<String>() + "{\"amount\": -1}\n"
}

#[test]
fn slack_is_a_table_and_an_overlay() {
    let folder = folder("day.ndjson", &traffic());
    let arguments = [
        "validate",
        "kohortpay",
        "createOrder",
        "day.ndjson",
        "--max-violations",
        "0",
        "--slack",
        "--slack-overlay",
        "o.json",
    ];
    let output = run_in(folder.path(), &arguments, b"");
    assert_snapshot!("slack", output);
    let overlay = fs::read_to_string(folder.path().join("o.json")).unwrap();
    assert_snapshot!("slack_overlay", overlay);
    assert!(!output.contains("secret") && !overlay.contains("secret"), "no strings of payloads");

    // The document that the overlay makes of it accepts the same records, and no others of its kind.
    let document = order_contracts::Api::KohortPay.document();
    let tightened = applied(document, &serde_json::from_str(&overlay).unwrap());
    fs::write(folder.path().join("tightened.json"), tightened.to_string()).unwrap();
    let again = ["validate", "--contract", "tightened.json", "createOrder", "day.ndjson", "-", "--max-violations", "0"];
    let output = run_in(folder.path(), &again, br#"{"amount": 499, "customerEmail": "a@example.com"}"#);
    assert!(output.contains("301 records, 300 valid, 1 invalid"), "{output}");
    assert!(output.contains("standard input: invalid"), "{output}");
}

/// Counting on several threads comes to the same bytes.
#[test]
fn slack_does_not_depend_on_the_number_of_threads() {
    let folder = folder("day.ndjson", &traffic().repeat(20));
    let reports = ["1", "4"].map(|threads| {
        let output = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
            .args(["validate", "kohortpay", "createOrder", "day.ndjson", "--format", "json", "--slack", "--fix"])
            .args(["--slack-overlay", &format!("{threads}.json"), "--fix-out", &format!("{threads}.ndjson")])
            .current_dir(folder.path())
            .env("ORDER_CONTRACTS_THREADS", threads)
            .output()
            .unwrap();
        let read = |name: String| fs::read(folder.path().join(name)).unwrap();
        (output.stdout, read(format!("{threads}.json")), read(format!("{threads}.ndjson")))
    });
    assert!(reports[0] == reports[1]);
    let report: Value = serde_json::from_slice(&reports[0].0).unwrap();
    assert_eq!(report["slack"]["requests"], 6_000);
}

#[test]
fn slack_counts_the_bodies_of_exchanges_apart() {
    let line = r#"{"request": {"method": "POST", "target": "/orders", "headers": {"authorization": "Bearer x"}, "body": {"amount": 7}}, "response": {"status": 500}}"#;
    let folder = folder("day.ndjson", &format!("{line}\n").repeat(120));
    let arguments =
        ["validate", "kohortpay", "day.ndjson", "--base-path", "", "--slack=slack.json", "--max-violations", "0"];
    run_in(folder.path(), &arguments, b"");
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("slack.json")).unwrap()).unwrap();
    assert_eq!((&report["requests"], &report["responses"]), (&Value::from(120), &Value::from(0)));
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["direction"] == "request"));
    assert!(findings.iter().any(|finding| finding["id"] == "maximum" && finding["value"] == 7));
}
