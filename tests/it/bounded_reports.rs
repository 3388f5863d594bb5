//! Reports of `validate` that do not grow with what is wrong, and leave out nothing without saying so.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::cli::run_in;

const FORMATS: [&str; 6] = ["text", "json", "sarif", "junit", "github", "gitlab"];

fn in_every_format(folder: &Path, arguments: &[&str]) -> String {
    let reports = FORMATS.map(|format| {
        let arguments = [&["validate", "kohortpay"], arguments, &["--format", format]].concat();
        format!("{format}: {}", run_in(folder, &arguments, b""))
    });
    reports.join("\n")
}

#[test]
fn unreadable_inputs_are_in_every_report() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), br#"{"request": {"method": "GET", "target": "/nope"}}"#).unwrap();
    fs::write(folder.path().join("cut.ndjson.gz"), b"\x1f\x8b\x08\x00").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let inputs = ["missing.json", "a.json", "cut.ndjson.gz", "empty"];
    assert_snapshot!(in_every_format(folder.path(), &inputs));
}

#[test]
fn what_is_not_shown_is_counted_in_every_report() {
    let folder = tempfile::tempdir().unwrap();
    let broken = r#"{"request": {"method": "GET", "target": "/nope"}}"#;
    let elsewhere = r#"{"request": {"method": "GET", "target": "https://other.example/"}}"#;
    let lines = [broken, "1", "{", broken, elsewhere, "2", broken];
    fs::write(folder.path().join("day.ndjson"), lines.join("\n")).unwrap();
    let arguments = ["day.ndjson", "--max-violations", "1"];
    assert_snapshot!(in_every_format(folder.path(), &arguments));
}

/// The first lines have room in the report, the last ones have not: what the threads know of that must not be seen.
#[test]
fn what_is_counted_does_not_depend_on_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let line = |number: usize| match number % 3 {
        0 => r#"{"amount": "1", "locale": "xx", "zz": [}"#.to_owned(),
        1 => format!(r#"{{"locale": "x{number}", "amount": -1}}"#),
        _ => "[1]".to_owned(),
    };
    let lines: Vec<String> = (0..9_000).map(line).collect();
    fs::write(folder.path().join("day.ndjson"), lines.join("\n")).unwrap();
    for maximum in ["0", "7", "4000"] {
        let reports = ["1", "4"].map(|threads| {
            let output = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
                .args(["validate", "kohortpay", "CreateOrder", "day.ndjson", "--format", "json"])
                .args(["--max-violations", maximum])
                .current_dir(folder.path())
                .env("ORDER_CONTRACTS_THREADS", threads)
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap()
        });
        assert!(reports[0] == reports[1], "{maximum}");
        let summary = reports[0].lines().find(|line| line.contains("summary")).unwrap().to_owned();
        // The column is known although nothing of it is shown.
        assert!(summary.contains(r#""first":"day.ndjson:1:40""#), "{summary}");
        assert!(summary.contains(r#""first":"day.ndjson:2:12""#), "{summary}");
    }
}

/// 8 GB for a megabyte of them, when every violation of a piece was built before the first was shown.
#[cfg(target_os = "linux")]
#[test]
fn lines_that_lack_everything_take_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.ndjson"), "{}\n".repeat(60_000)).unwrap();
    for format in FORMATS {
        let program = env!("CARGO_BIN_EXE_order-contracts");
        let command = format!(
            "ulimit -v 600000; exec '{program}' validate kohortpay Order e.ndjson --format {format} --max-violations 1"
        );
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(folder.path())
            .env("ORDER_CONTRACTS_THREADS", "2")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.len() < 20_000, "{format}");
    }
}

#[test]
fn one_line_of_wrong_items_shows_the_part_around_each_mark() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"M": {"type": "array", "items": {"type": "integer"}}}}}"#;
    fs::write(folder.path().join("doc.json"), document).unwrap();
    let items: Vec<String> = (0..20_000).map(|number| format!("\"s{number}\"")).collect();
    fs::write(folder.path().join("p.json"), format!("[{}]", items.join(","))).unwrap();
    let printed = run_in(folder.path(), &["validate", "--contract", "doc.json", "M", "p.json"], b"");
    assert_eq!(printed.matches(": type: ").count(), 1000);
    assert!(
        printed.contains("violations not shown: 19000 (see `--max-violations`)"),
        "{}",
        &printed[printed.len() - 200..]
    );
    let longest = printed.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(160), "{longest:?}");
    // `"…",` is four characters for each item; the mark stays below the same item.
    let marks: Vec<&str> =
        printed.lines().filter(|line| line.trim_start_matches(['|', ' ']).starts_with("^^^")).collect();
    assert_eq!(marks.len(), 1000);
    assert_eq!(marks[999], format!("  | {}^^^", " ".repeat(49)));
}

#[test]
fn an_object_of_many_undeclared_properties_is_one_short_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"M": {"type": "object", "properties": {"a": {}}, "additionalProperties": false}}}}"#;
    fs::write(folder.path().join("doc.json"), document).unwrap();
    let members: Vec<String> = (0..30_000).map(|number| format!("\"p{number}\": 1")).collect();
    fs::write(folder.path().join("p.json"), format!("{{{}}}", members.join(","))).unwrap();
    let printed = run_in(folder.path(), &["validate", "--contract", "doc.json", "M", "p.json"], b"");
    assert!(printed.contains(" and 29950 more") && printed.len() < 3_000, "{printed:.2000}");
}
