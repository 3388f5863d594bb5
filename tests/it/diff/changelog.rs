//! The changelog, printed and added to a file.

use std::fs;

use order_contracts::diff::{self, Settings, report};

use super::cases::cases;
use super::commands::BASE;
use crate::cli::run_in;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let revision = BASE
        .replace("maxLength: 100", "maxLength: 50")
        .replace("[en_US, fr_FR]", "[en_US, fr_FR, en_GB]")
        .replace("locale:", "shop: {type: string}\n        locale:")
        .replace("description: Created", "description: It was created");
    fs::write(folder.path().join("base.yaml"), BASE).unwrap();
    fs::write(folder.path().join("revision.yaml"), revision).unwrap();
    folder
}

const ENTRIES: &str = "\
### Breaking

- `POST /orders`: `maxLength` decreased in requests: `100` to `50` in `Order.name` [request-max-length-decreased]
- `POST /orders`: value added to `enum` in responses: `\"en_GB\"` in `Order.locale` [response-enum-value-added]

### Added

- `POST /orders`: property declared in requests: `shop` in `Order` [request-property-added]

### Documentation

- descriptions, examples and other texts were revised
";

#[test]
fn an_edit_is_one_line_below_its_heading() {
    let folder = folder();
    let told = run_in(folder.path(), &["diff", "base.yaml", "revision.yaml", "--format", "changelog"], b"");
    assert_eq!(told, format!("exit 1\n--- stdout\n## `2.0.0`\n\n{ENTRIES}--- stderr\n"));
}

#[test]
fn entries_are_added_once_and_nothing_else_is_touched() {
    let folder = folder();
    let at = folder.path();
    let arguments = ["diff", "base.yaml", "revision.yaml", "--into", "CHANGES.md", "--fail-on", "none"];
    let run = || run_in(at, &arguments, b"");
    let told = run();
    assert!(told.starts_with("exit 2") && told.contains("`CHANGES.md`"), "{told}");
    fs::write(at.join("CHANGES.md"), "# Changes\n").unwrap();
    let told = run();
    assert!(told.starts_with("exit 2") && told.contains("no heading `## [Unreleased]`"), "{told}");
    assert!(told.contains("--- stdout\n--- stderr\n"), "nothing is compared: {told}");

    fs::write(at.join("CHANGES.md"), "# Changes\n\n## [Unreleased]\n\n## 1.4.0\n\n- first\n").unwrap();
    let told = run();
    assert!(told.ends_with("added 4 entries to CHANGES.md\n"), "{told}");
    let wanted = format!("# Changes\n\n## [Unreleased]\n\n{ENTRIES}\n## 1.4.0\n\n- first\n");
    assert_eq!(fs::read_to_string(at.join("CHANGES.md")).unwrap(), wanted);
    assert!(run().ends_with("note: CHANGES.md has all entries already\n"));
    assert_eq!(fs::read_to_string(at.join("CHANGES.md")).unwrap(), wanted);
    fs::write(at.join("CHANGES.md"), b"\xff").unwrap();
    let told = run();
    assert!(told.starts_with("exit 2") && told.contains("not UTF-8"), "{told}");
}

/// Adding entries twice is adding them once, for every edit that there is a case of.
#[test]
fn adding_is_idempotent_and_keeps_what_is_there() {
    let file = "# Changes\n\n## [Unreleased]\n\n### Added\n\n- by hand\n\n## [1.0.0]\n\n[1.0.0]: https://example.com\n";
    for case in cases() {
        let comparison = diff::compare(&case.base, &case.revision, &Settings::new());
        let once = report::insert_into(file, &[&comparison]).unwrap();
        assert_eq!(report::insert_into(&once, &[&comparison]).unwrap(), once, "{}", case.name);
        let mut rest = once.lines();
        assert!(file.lines().all(|line| rest.any(|other| other == line)), "{}: {once}", case.name);
    }
}
