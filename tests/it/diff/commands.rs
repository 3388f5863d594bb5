//! The commands `diff`, `covers` and `explain` as a user runs them.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::cli::run_in;

pub(crate) const BASE: &str = "\
openapi: 3.0.3
info: {title: Orders, version: 1.4.0}
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
      responses:
        '201':
          description: Created
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
components:
  schemas:
    Order:
      type: object
      required: [amount]
      properties:
        amount: {type: integer, minimum: 1}
        name: {type: string, maxLength: 100}
        locale: {type: string, enum: [en_US, fr_FR]}
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let revision = BASE
        .replace("maxLength: 100", "maxLength: 50")
        .replace("[en_US, fr_FR]", "[en_US, fr_FR, en_GB]")
        .replace("required: [amount]", "required: [amount, name]")
        .replace("description: Created", "description: It was created");
    fs::write(folder.path().join("base.yaml"), BASE).unwrap();
    fs::write(folder.path().join("revision.yaml"), revision).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    run_in(folder, arguments, b"")
}

#[test]
fn a_comparison_in_every_format() {
    let folder = folder();
    for format in ["text", "json", "markdown", "sarif", "github", "gitlab", "junit"] {
        let arguments = ["diff", "base.yaml", "revision.yaml", "--format", format];
        let told = run(folder.path(), &arguments).replace(env!("CARGO_PKG_VERSION"), "VERSION");
        assert_snapshot!(format!("diff_{format}"), told);
    }
}

#[test]
fn exit_codes_follow_what_was_asked_for() {
    let folder = folder();
    let code = |arguments: &[&str]| run(folder.path(), arguments).lines().next().unwrap().to_owned();
    assert_eq!(code(&["diff", "base.yaml", "base.yaml"]), "exit 0");
    assert_eq!(code(&["diff", "base.yaml", "base.yaml", "--fail-on", "any"]), "exit 0");
    assert_eq!(code(&["diff", "base.yaml", "revision.yaml"]), "exit 1");
    assert_eq!(code(&["diff", "base.yaml", "revision.yaml", "--fail-on", "none"]), "exit 0");
    assert_eq!(code(&["diff", "base.yaml", "missing.yaml"]), "exit 2");
    assert_eq!(code(&["diff", "base.yaml", "revision.yaml", "--git-driver"]), "exit 2");
    let driven = ["diff", "--git-driver", "a.yaml", "base.yaml", "0", "0", "revision.yaml", "0", "0"];
    assert_eq!(code(&driven), "exit 0");
    assert_snapshot!("diff_missing", run(folder.path(), &["diff", "base.yaml", "missing.yaml"]));
    assert_snapshot!("diff_help", run(folder.path(), &["diff", "--help"]));
}

#[test]
fn witnesses_are_written_and_waivers_read() {
    let folder = folder();
    let told = run(folder.path(), &["diff", "base.yaml", "revision.yaml", "--witnesses", "w", "--format", "json"]);
    let report: serde_json::Value =
        serde_json::from_str(told.split("--- stdout\n").nth(1).unwrap().split("--- stderr").next().unwrap()).unwrap();
    let breaking: Vec<&serde_json::Value> =
        report["changes"].as_array().unwrap().iter().filter(|change| change["verdict"] == "breaking").collect();
    assert_eq!(fs::read_dir(folder.path().join("w")).unwrap().count(), breaking.len());
    let mut waivers: Vec<serde_json::Value> = breaking
        .iter()
        .map(|change| serde_json::json!({"fingerprint": change["fingerprint"], "reason": "agreed"}))
        .collect();
    waivers.push(serde_json::json!({"fingerprint": "0", "reason": "old", "until": "2020-01-31"}));
    waivers.push(serde_json::json!({"fingerprint": "1", "reason": "unused"}));
    fs::write(folder.path().join("waivers.json"), serde_json::to_string(&waivers).unwrap()).unwrap();
    let told = run(folder.path(), &["diff", "base.yaml", "revision.yaml", "--waivers", "waivers.json"]);
    assert_snapshot!("diff_waived", told);
}

#[test]
fn webhooks_and_callbacks_are_told_and_left_out_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let base = BASE.replace("3.0.3", "3.1.0").replace(
        "components:\n",
        "      callbacks:
        onPaid:
          '{$request.body#/url}':
            post:
              requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Paid'}}}}
              responses: {'204': {description: Done}}
webhooks:
  paid:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Paid'}}}}
      responses: {'204': {description: Done}}
  asked: {get: {responses: {'204': {description: Alive}}}}
components:
",
    );
    let base = format!("{base}    Paid: {{type: object, required: [at], properties: {{at: {{type: string}}}}}}\n");
    let revision = base
        .replace("required: [at]", "required: []")
        .replace("maxLength: 100", "maxLength: 50")
        .replace("  asked: {get: {responses: {'204': {description: Alive}}}}\n", "");
    fs::write(folder.path().join("base.yaml"), base).unwrap();
    fs::write(folder.path().join("revision.yaml"), revision).unwrap();
    let told = run(folder.path(), &["diff", "base.yaml", "revision.yaml", "--witnesses", "w"]);
    assert_snapshot!("diff_webhooks", told);
    for file in fs::read_dir(folder.path().join("w")).unwrap() {
        let file = file.unwrap().path();
        let validated = |contract: &str| {
            let told = run(folder.path(), &["validate", "--contract", contract, file.to_str().unwrap()]);
            told.lines().next().unwrap_or_default().to_owned()
        };
        assert_eq!((validated("base.yaml").as_str(), validated("revision.yaml").as_str()), ("exit 0", "exit 1"));
    }
}

#[test]
fn documents_of_git_revisions() {
    let folder = folder();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").current_dir(folder.path()).args(identity).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "base.yaml"]);
    git(&["commit", "-q", "-m", "Base"]);
    let revision = fs::read(folder.path().join("revision.yaml")).unwrap();
    fs::write(folder.path().join("base.yaml"), revision).unwrap();
    let two = run(folder.path(), &["diff", "main:base.yaml", "base.yaml"]);
    let one = run(folder.path(), &["diff", "base.yaml"]);
    assert!(two.starts_with("exit 1") && one.starts_with("exit 1"), "{two}{one}");
    // What looks like an option of git is none.
    let told = run(folder.path(), &["diff", "--", "--output=x:base.yaml", "base.yaml"]);
    assert!(told.starts_with("exit 2") && !folder.path().join("x:base.yaml").exists(), "{told}");
}

#[test]
fn covers_answers_and_explains() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("short.json", r#"{"type": "string", "maxLength": 2}"#);
    write("long.json", r#"{"type": "string", "maxLength": 3}"#);
    write("behind.json", r#"{"type": "string", "pattern": "(?<=a)b"}"#);
    write("list.json", "[]");
    assert_snapshot!("covers_yes", run(folder.path(), &["covers", "short.json", "long.json"]));
    assert_snapshot!("covers_no", run(folder.path(), &["covers", "long.json", "short.json"]));
    assert_snapshot!("covers_no_json", run(folder.path(), &["covers", "long.json", "short.json", "--format", "json"]));
    assert_snapshot!("covers_undecided", run(folder.path(), &["covers", "long.json", "behind.json"]));
    assert_snapshot!("covers_no_schema", run(folder.path(), &["covers", "long.json", "list.json"]));
    assert_snapshot!("explain", run(folder.path(), &["explain", "request-max-length-decreased"]));
    assert_snapshot!("explain_unknown", run(folder.path(), &["explain", "request-max-length-decrease"]));
    assert!(run(folder.path(), &["explain"]).contains("operation-removed"));
}

#[test]
fn waivers_that_cannot_be_used_name_their_file() {
    let folder = tempfile::tempdir().unwrap();
    for (text, wanted) in [
        ("[]]", "cannot use the waivers in `w.json`: not a JSON list of waivers: trailing characters"),
        (r#"[{"fingerprint": "1"}]"#, "not a JSON list of waivers: missing field `reason`"),
        (r#"[{"fingerprint": "1", "reason": " "}]"#, "the waiver `1` has no reason"),
        (
            r#"[{"fingerprint": "1", "reason": "agreed", "until": "2027-02-30"}]"#,
            "the waiver `1` has an `until` that is not a date; expected one such as `2027-01-31`",
        ),
    ] {
        fs::write(folder.path().join("w.json"), text).unwrap();
        let printed = run(folder.path(), &["diff", "threekit", "threekit", "--waivers", "w.json"]);
        assert!(printed.starts_with("exit 2\n") && printed.contains(wanted), "{printed}");
    }
    let printed = run(folder.path(), &["diff", "threekit", "threekit", "--waivers", "v.json"]);
    assert!(printed.contains("cannot read `v.json`: no such file; did you mean `w.json`?"), "{printed}");
}
