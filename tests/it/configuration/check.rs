//! `check`: five contracts, one report and one exit code.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;

use super::monorepo::{CONFIG, edit, git, repository};
use crate::cli::run_in;
use crate::diff::BASE;

fn check(at: &Path, arguments: &[&str]) -> String {
    let arguments: Vec<&str> = std::iter::once("check").chain(arguments.iter().copied()).collect();
    run_in(at, &arguments, b"")
}

/// The last lines of standard output: one for each contract, and what it comes to.
fn summary(told: &str) -> Vec<String> {
    let stdout = told.split("--- stdout\n").nth(1).unwrap().split("--- stderr").next().unwrap();
    let lines: Vec<String> =
        stdout.trim_end().lines().rev().take_while(|line| !line.is_empty()).map(str::to_owned).collect();
    lines.into_iter().rev().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_monorepo_in_every_format() {
    let folder = repository();
    let at = folder.path();
    let reports = ["json=r.json", "markdown=r.md", "sarif=r.sarif", "github=r.txt", "junit=r.xml", "text=text.txt"];
    let arguments: Vec<&str> = reports.iter().flat_map(|report| ["--report", report]).collect();
    let told = check(at, &arguments);
    assert_snapshot!("check_text", told);
    for (format, file) in [("markdown", "r.md"), ("github", "r.txt"), ("junit", "r.xml")] {
        assert_snapshot!(format!("check_{format}"), fs::read_to_string(at.join(file)).unwrap());
    }
    let stdout = told.split("--- stdout\n").nth(1).unwrap().split("--- stderr").next().unwrap();
    assert_eq!(fs::read_to_string(at.join("text.txt")).unwrap(), stdout, "the same report");
    let json: Value = serde_json::from_str(&fs::read_to_string(at.join("r.json")).unwrap()).unwrap();
    let outcomes: Vec<(&str, &str)> = json["contracts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contract| (contract["name"].as_str().unwrap(), contract["outcome"].as_str().unwrap()))
        .collect();
    let wanted = [
        ("orders", "findings"),
        ("payments", "clean"),
        ("internal", "clean"),
        ("others/a.yaml", "clean"),
        ("others/b.yaml", "clean"),
    ];
    assert_eq!(outcomes, wanted);
    assert_eq!(
        json["contracts"][0]["traffic"]["summary"]["records"]["valid"]
            .as_u64()
            .or(json["contracts"][0]["traffic"]["summary"]["valid"].as_u64()),
        Some(2)
    );
    assert_eq!(json["contracts"][2]["diff"]["verdict"], "breaking", "a level moves no verdict");
    let sarif: Value = serde_json::from_str(&fs::read_to_string(at.join("r.sarif")).unwrap()).unwrap();
    let ids: Vec<&str> =
        sarif["runs"].as_array().unwrap().iter().map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 6, "a run for each contract, and one for traffic: {ids:?}");
    assert!(ids.iter().enumerate().all(|(number, id)| !ids[..number].contains(id)), "{ids:?}");
}

#[test]
fn contracts_are_named_by_name_path_or_pattern() {
    let folder = repository();
    let at = folder.path();
    let names = |arguments: &[&str]| {
        let told = check(at, arguments);
        summary(&told).iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(names(&["payments"]), ["payments", "1"]);
    assert_eq!(names(&["others"]), ["others/a.yaml", "others/b.yaml", "2"]);
    assert_eq!(names(&["others/*"]), ["others/a.yaml", "others/b.yaml", "2"]);
    assert_eq!(names(&["./openapi/payments.yaml", "payments"]), ["payments", "1"], "once");
    assert_eq!(
        names(&["openapi/*.yaml", "--no-traffic"]),
        ["orders", "payments", "internal", "4"][..3]
            .iter()
            .map(ToString::to_string)
            .chain(["3".to_owned()])
            .collect::<Vec<_>>()
    );
    assert!(
        check(at, &["payment"]).contains("error: no contract or file is called `payment`; did you mean `payments`?")
    );
    assert!(check(at, &["*.json"]).contains("error: `*.json` matches no contract and no file"));
    assert!(check(at, &["openapi"]).contains("error: `openapi` is a folder"));
    fs::write(at.join("else.yaml"), BASE).unwrap();
    let told = check(at, &["else.yaml"]);
    assert!(told.starts_with("exit 0") && told.contains("new document"), "{told}");
    let told = run_in(&at.join("openapi"), &["check", "payments.yaml"], b"");
    assert!(summary(&told).contains(&"payments passes compatible (2 compatible)".to_owned()), "{told}");
}

#[test]
fn only_what_was_changed() {
    let folder = repository();
    let at = folder.path();
    let told =
        check(at, &["--changed", "--no-traffic", "openapi/orders.yaml", "openapi/others/a.yaml", "logs/a.ndjson"]);
    assert_eq!(
        summary(&told),
        ["orders fails breaking (1 breaking)", "others/a.yaml passes unchanged", "2 contracts: 1 passes, 1 fails"]
    );
    assert!(told.ends_with("note: 1 file is no contract of the configuration: left out\n"), "{told}");
}

#[test]
fn bases_are_revisions_documents_or_folders() {
    let folder = repository();
    let at = folder.path();
    let of = |base: &str| summary(&check(at, &["orders", "--no-traffic", "--base", base]))[0].clone();
    git(at, &["tag", "v1"]);
    assert_eq!(of("v1"), "orders fails breaking (1 breaking)");
    assert_eq!(of("auto"), "orders fails breaking (1 breaking)");
    assert_eq!(of("main:openapi/payments.yaml"), "orders fails breaking (1 breaking)");
    assert_eq!(of("openapi/orders.yaml"), "orders passes no changes");
    assert_eq!(of("openapi"), "orders passes no changes");
    assert_eq!(of("openapi/others"), "orders passes new document");
    assert_eq!(of("v2"), "orders could not be checked unknown base `v2` of `orders`: no revision of git and no file");
}

#[test]
fn what_cannot_be_checked_is_2_and_the_rest_is_checked() {
    let folder = repository();
    let at = folder.path();
    edit(at, "payments", "openapi: 3.0.3\ninfo: [");
    let told = check(at, &["--no-traffic"]);
    assert!(told.starts_with("exit 2\n"), "{told}");
    assert_eq!(summary(&told).last().unwrap(), "5 contracts: 3 pass, 1 fails, 1 could not be checked");
    fs::write(at.join("logs/a.ndjson"), "{\"amount\": 0}\n").unwrap();
    let told = check(at, &["orders", "--fail-on", "off"]);
    assert!(told.starts_with("exit 1\n"), "traffic fails: {told}");
    fs::remove_file(at.join("logs/a.ndjson")).unwrap();
    let told = check(at, &["orders", "--fail-on", "off"]);
    assert!(told.contains("error: order-contracts.toml:19:10: `logs/*.ndjson` matches no file"), "{told}");
    let told = check(at, &["--report", "json=none/r.json"]);
    assert!(told.contains("there is no folder `none`"), "{told}");
    assert!(told.starts_with("exit 2\n--- stdout\n--- stderr\n"), "before any work: {told}");
    let told = check(at, &["--report", "json=-", "--report", "junit=-"]);
    assert!(told.contains("standard output takes one report"), "{told}");
    let told = check(at, &["--report", "json=r", "--report", "junit=r"]);
    assert!(told.contains("cannot write `r` twice: name a file for each"), "{told}");
}

#[test]
fn gates_and_levels_move_the_exit_code_only() {
    let folder = repository();
    let at = folder.path();
    let code = |arguments: &[&str]| check(at, arguments).lines().next().unwrap().to_owned();
    assert_eq!(code(&["orders", "--no-traffic", "--fail-on", "wire=off"]), "exit 0");
    assert_eq!(code(&["payments"]), "exit 0");
    assert_eq!(code(&["payments", "--fail-on", "policy=any"]), "exit 1");
    assert_eq!(code(&["internal"]), "exit 0");
    assert_eq!(code(&["internal", "--no-config", "openapi/internal.yaml"]), "exit 2");
    assert_eq!(code(&["--no-config", "openapi/internal.yaml"]), "exit 1");
    assert_eq!(code(&["--no-config", "openapi/internal.yaml", "--fail-on", "code=off"]), "exit 0");
    // `diff` reads the same configuration.
    assert!(run_in(at, &["diff", "openapi/internal.yaml"], b"").starts_with("exit 0\n"));
    assert!(run_in(at, &["diff", "openapi/internal.yaml", "--no-config"], b"").starts_with("exit 1\n"));
    let denied = CONFIG.replace("[waivers]", "operation-added = \"deny\"\n\n[waivers]");
    fs::write(at.join("order-contracts.toml"), denied).unwrap();
    let told = check(at, &["payments"]);
    assert!(told.starts_with("exit 1\n") && told.contains("payments  fails  compatible (2 compatible)"), "{told}");
}

/// All that the base declares is gone with a document that a pattern matched, and the check passed.
#[test]
fn a_document_that_is_gone_breaks_whatever_it_declared() {
    let folder = repository();
    let at = folder.path();
    let base = ["--base", "HEAD", "--no-traffic"];
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "all of it"]);
    assert_eq!(summary(&check(at, &base)).last().unwrap(), "5 contracts: 5 pass");
    fs::rename(at.join("openapi/others/a.yaml"), at.join("openapi/others/c.yaml")).unwrap();
    git(at, &["add", "-A"]);
    assert_eq!(summary(&check(at, &base)).last().unwrap(), "5 contracts: 5 pass", "it was renamed");
    fs::remove_file(at.join("openapi/others/c.yaml")).unwrap();
    git(at, &["add", "-A"]);
    let told = check(at, &base);
    assert!(told.starts_with("exit 1\n") && told.contains("breaking [wire] operation-removed"), "{told}");
    assert_eq!(summary(&told).last().unwrap(), "5 contracts: 4 pass, 1 fails");
    assert!(told.contains("note: `openapi/others/a.yaml` was removed since HEAD"), "{told}");
}

/// Files that a document refers to were not looked for in a revision of git, and everything behind them was undecided.
#[test]
fn files_that_a_base_refers_to_are_those_of_its_revision() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let api = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
               description: D\n          content: {application/json: {schema: {$ref: 'parts/one.yaml#/Thing'}}}\n";
    let other = |required: &str| {
        format!(
            "Id: {{type: string}}\nRoot: {{$ref: '../api.yaml#/info'}}\nThing: {{type: object, required: [{required}], properties: {{id: {{$ref: './two.yaml#/Id'}}}}}}\n"
        )
    };
    fs::create_dir_all(at.join("sub/parts")).unwrap();
    fs::write(at.join("sub/api.yaml"), api).unwrap();
    fs::write(at.join("sub/parts/one.yaml"), other("id")).unwrap();
    fs::write(at.join("sub/parts/two.yaml"), "Id: {type: string}\n").unwrap();
    git(at, &["init", "-q", "-b", "main"]);
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "first"]);
    let run = |arguments: &[&str]| run_in(at, arguments, b"");
    assert!(run(&["diff", "HEAD:sub/api.yaml", "sub/api.yaml"]).contains(": no changes"));
    assert!(check(at, &["sub/api.yaml", "--changed"]).contains("1 contract: 1 passes"));
    fs::write(at.join("sub/parts/one.yaml"), other("")).unwrap();
    for told in [
        run(&["diff", "sub/api.yaml"]),
        run(&["diff", "HEAD:sub/api.yaml", "sub/api.yaml"]),
        run_in(&at.join("sub"), &["diff", "HEAD:./api.yaml", "api.yaml"], b""),
        check(at, &["sub/api.yaml", "--changed"]),
    ] {
        assert!(told.starts_with("exit 1\n"), "{told}");
        assert!(told.contains("breaking [wire] response-property-required-removed"), "{told}");
        assert!(!told.contains("problem"), "{told}");
    }
    fs::remove_file(at.join("sub/parts/two.yaml")).unwrap();
    git(at, &["commit", "-q", "-a", "-m", "second"]);
    fs::write(at.join("sub/parts/two.yaml"), "Id: {type: string}\n").unwrap();
    assert!(run(&["diff", "HEAD:sub/api.yaml", "sub/api.yaml"]).contains("it refers to a missing file"));
}
