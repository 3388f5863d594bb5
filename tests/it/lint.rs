//! `lint`: each rule by documents that it finds and documents that it does not, and the command as a user runs it.

use std::collections::BTreeSet;
use std::fs;

use insta::assert_snapshot;
use order_contracts::contract::Contract;
use order_contracts::lint::{self, Finding, RULES, Rule};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::cli::run_in;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    /// The version of OpenAPI.
    version: Option<String>,
    /// A document that the rule finds something in, at this place, in these words if they matter.
    bad: Fragment,
    at: String,
    message: Option<String>,
    /// One that it finds nothing in.
    good: Fragment,
}

/// What a document of a case has besides what every document has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Fragment {
    /// A component `It` that requests and responses have.
    Schema(Value),
    Document(Map<String, Value>),
}

impl Fragment {
    fn findings(&self, version: &str) -> Vec<Finding> {
        let mut document = json!({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {}});
        let members = match self {
            Self::Document(members) => members.clone(),
            Self::Schema(schema) => {
                let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/It"}}});
                let operation = json!({
                    "requestBody": {"content": content},
                    "responses": {"200": {"description": "", "content": content}},
                });
                let paths = json!({"/it": {"post": operation}});
                let members = [("paths", paths), ("components", json!({"schemas": {"It": schema}}))];
                members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
            }
        };
        document.as_object_mut().unwrap().extend(members);
        lint::lint(&Contract::from_str(&document.to_string(), "case.json").unwrap())
    }
}

fn cases() -> Vec<Case> {
    serde_json::from_str(&fs::read_to_string("tests/cases/lint.json").unwrap()).unwrap()
}

#[test]
fn each_rule_finds_what_it_is_about_and_nothing_else() {
    let mut wrong = Vec::new();
    for (number, case) in cases().iter().enumerate() {
        let Case { rule, version, bad, at, message, good } = case;
        let version = version.as_deref().unwrap_or("3.0.3");
        let of_rule = |fragment: &Fragment| {
            let findings = fragment.findings(version).into_iter().filter(|finding| finding.rule.id == rule);
            findings.map(|finding| (finding.location.pointer.to_string(), finding.message)).collect::<Vec<_>>()
        };
        let found = of_rule(bad);
        let is_found = matches!(found.as_slice(), [(place, words)] if place == at && message.as_ref().is_none_or(|message| message == words));
        if !is_found {
            wrong.push(format!("case {number}, {rule}: wanted {at}: {message:?}, found {found:?}"));
        }
        let found = of_rule(good);
        if !found.is_empty() {
            wrong.push(format!("case {number}, {rule}: wanted nothing, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A document that says nothing has no findings, of any rule.
#[test]
fn an_empty_document_is_clean() {
    for version in ["3.0.3", "3.1.0"] {
        let schema =
            Fragment::Schema(json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}}));
        assert_eq!(schema.findings(version), [], "{version}");
        assert_eq!(Fragment::Document(Map::new()).findings(version), [], "{version}");
    }
}

#[test]
fn every_rule_has_a_case_a_page_and_an_id_of_its_own() {
    let cases: BTreeSet<String> = cases().into_iter().map(|case| case.rule).collect();
    let mut ids = BTreeSet::new();
    for Rule { id, summary, page, .. } in RULES {
        assert!(cases.contains(*id), "{id} has no case");
        assert!(ids.insert(*id), "{id} is there twice");
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id}");
        assert!(
            !summary.ends_with('.') && summary.starts_with(|first: char| first.is_lowercase() || first == '`'),
            "{id}"
        );
        for part in ["Finds: ", "Why: ", "Example: ", "Instead: "] {
            assert_eq!(page.lines().filter(|line| line.starts_with(part)).count(), 1, "{id}: {part}");
        }
        assert_eq!(Rule::named(id).map(|rule| rule.id), Some(*id));
        let docs = include_str!("../../src/docs/lint.md");
        assert!(docs.contains(&format!("`{id}`")), "{id} is not in the docs");
    }
    let unknown: Vec<&String> = cases.iter().filter(|case| !ids.contains(case.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Ids of reports are unique across commands, except where they mean the same.
#[test]
fn no_other_command_has_these_ids() {
    for rule in RULES {
        assert!(order_contracts::diff::Rule::named(rule.id).is_none(), "{}", rule.id);
        assert!(order_contracts::validate::rule(rule.id).is_none(), "{}", rule.id);
    }
}

/// What a document would need pages for is counted, and the work ends.
#[test]
fn many_findings_and_large_lists_are_bounded() {
    let properties: Map<String, Value> =
        (0..10_050).map(|number| (format!("p{number}"), json!({"type": "integer", "maxLength": 1}))).collect();
    let alternatives: Vec<Value> =
        (0..3000).map(|number| json!({"type": "object", "properties": {format!("p{number}"): {}}})).collect();
    let schema = json!({"properties": properties, "items": {"oneOf": alternatives, "type": "array"}, "type": "object"});
    let findings = Fragment::Schema(schema).findings("3.0.3");
    let incomplete: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.rule.id == "lint-incomplete")
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(incomplete.iter().any(|message| message.starts_with("findings that are not listed")), "{incomplete:?}");
    assert_eq!(findings.len(), 10_001);
}

/// Nothing in a document makes it fail, however deep or circular.
#[test]
fn hostile_documents_are_checked_to_an_end() {
    let mut deep = json!({});
    for _ in 0..30 {
        deep = json!({"properties": {"a": deep}, "oneOf": [{"type": "object"}, {"$ref": "#/components/schemas/It"}]});
    }
    let circle = json!({"oneOf": [{"$ref": "#/components/schemas/It"}, {"allOf": [{"$ref": "#/components/schemas/It"}]}], "example": 1});
    let bomb = json!({"pattern": "(a{1000}){1000}", "type": "string", "minLength": 5, "example": "a", "enum": ["b"]});
    let odd = json!({"type": [1, {}], "enum": 5, "required": {"a": 1}, "properties": [], "oneOf": {}, "default": null, "x": null});
    for schema in [deep, circle, bomb, odd] {
        for version in ["3.0.3", "3.1.0"] {
            let once = Fragment::Schema(schema.clone()).findings(version);
            assert_eq!(once, Fragment::Schema(schema.clone()).findings(version));
        }
    }
}

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: x\n      \
    responses: {'200': {description: ''}}\n  /b:\n    get:\n      operationId: x\n      parameters:\n        \
    - {name: n, in: query, schema: {type: integer, maxLength: 3, example: \"secret\"}}\n      responses: {'200': {description: ''}}\n\
    components:\n  schemas:\n    \"Old\\e[31m\": {}\n";

#[test]
fn the_command_reports_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("shop.yaml"), DOCUMENT).unwrap();
    fs::write(at.join("clean.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n").unwrap();
    let reports = ["text", "json", "sarif", "github", "junit"].map(|format| {
        format!("{format}: {}", run_in(at, &["lint", "shop.yaml", "clean.yaml", "--format", format], b""))
    });
    let reports = reports.join("\n");
    assert!(!reports.contains("secret") && !reports.contains('\u{1b}'), "{reports}");
    assert_snapshot!("lint_reports", reports);
    let exit = |arguments: &[&str]| run_in(at, &[&["lint"], arguments].concat(), b"")[..6].to_owned();
    fs::write(at.join("warned.yaml"), DOCUMENT.replacen("operationId: x", "operationId: y", 1)).unwrap();
    assert_eq!(exit(&["shop.yaml"]), "exit 1");
    assert_eq!(exit(&["shop.yaml", "--fail-on", "none"]), "exit 0");
    assert_eq!(exit(&["warned.yaml"]), "exit 0");
    assert_eq!(exit(&["warned.yaml", "--fail-on", "warning"]), "exit 1");
    assert_eq!(exit(&["warned.yaml", "--fail-on", "warning", "--level", "error"]), "exit 1");
    assert_eq!(exit(&["clean.yaml", "--fail-on", "note"]), "exit 0");
    let told = run_in(at, &["lint", "shop.yaml", "--level", "warning"], b"");
    assert!(!told.contains("unused-component"), "{told}");
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("empty.yaml"), "").unwrap();
    fs::write(at.join("binary.yaml"), [0x7f, 0x45, 0xff]).unwrap();
    fs::write(at.join("clean.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n").unwrap();
    let arguments =
        ["lint", "clean.yaml", "empty.yaml", "binary.yaml", "missing.yaml", ".", "https://x.example/a.yaml"];
    assert_snapshot!("lint_errors", run_in(at, &arguments, b""));
    let told = run_in(at, &["lint", "-"], b"openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n");
    assert_eq!(told, "exit 0\n--- stdout\nstandard input: no findings\n--- stderr\n");
    assert!(run_in(at, &["lint", "-", "-"], b"").starts_with("exit 2\n"));
    assert!(run_in(at, &["lint"], b"").starts_with("exit 2\n"));
}

/// The documents of this crate have no findings.
#[test]
fn the_embedded_documents_are_clean() {
    let told = run_in(".".as_ref(), &["lint", "kohortpay", "threekit", "--fail-on", "note"], b"");
    assert_eq!(told, "exit 0\n--- stdout\nkohortpay: no findings\nthreekit: no findings\n--- stderr\n");
}
