//! What reports say of waived changes, and that nothing in a document is obeyed by their readers.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::commands::BASE;
use crate::cli::run_in;

const FORMATS: [&str; 7] = ["text", "json", "markdown", "sarif", "github", "gitlab", "junit"];

/// Standard output.
fn output(folder: &Path, arguments: &[&str]) -> String {
    let told = run_in(folder, arguments, b"");
    told.split("--- stdout\n").nth(1).unwrap().split("--- stderr\n").next().unwrap().to_owned()
}

fn parsed(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&output(folder, arguments)).unwrap()
}

fn written(revision: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("base.yaml"), BASE).unwrap();
    fs::write(folder.path().join("revision.yaml"), revision).unwrap();
    folder
}

#[test]
fn waived_changes_stay_visible_with_reason_and_expiry() {
    let folder = written(&BASE.replace("maxLength: 100", "maxLength: 50"));
    let at = folder.path();
    let both = ["diff", "base.yaml", "revision.yaml", "--format"];
    let report = parsed(at, &[&both[..], &["json"]].concat());
    let fingerprint = report["changes"][0]["fingerprint"].as_str().unwrap();
    let waiver = json!([{"fingerprint": fingerprint, "reason": "agreed | @all", "until": "2999-01-31"}]);
    fs::write(at.join("waivers.json"), waiver.to_string()).unwrap();
    let of = |format: &str| output(at, &[&both[..], &[format, "--waivers", "waivers.json"]].concat());

    let text = of("text");
    assert!(text.starts_with("waived (breaking) [wire] request-max-length-decreased\n"), "{text}");
    assert!(text.contains("  waived       agreed | @all (until 2999-01-31)\n"), "{text}");
    assert!(text.ends_with("base.yaml -> revision.yaml: compatible (1 waived)\n"), "{text}");
    let markdown = of("markdown");
    assert!(markdown.contains("\n### compatible: `revision.yaml` (1 waived)\n"), "{markdown}");
    assert!(markdown.contains("\n- waived: `agreed | @all (until 2999-01-31)`\n"), "{markdown}");
    assert!(markdown.contains(&format!("\n- fingerprint `{fingerprint}`\n")), "{markdown}");
    let report: Value = serde_json::from_str(&of("json")).unwrap();
    let change = &report["changes"][0];
    assert_eq!((&change["waiver"], &change["waiver_until"]), (&json!("agreed | @all"), &json!("2999-01-31")));
    let sarif: Value = serde_json::from_str(&of("sarif")).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    let wanted =
        json!([{"kind": "external", "status": "accepted", "justification": "agreed | @all (until 2999-01-31)"}]);
    assert_eq!((&result["suppressions"], &result["level"]), (&wanted, &json!("note")));
    let github = of("github");
    assert!(
        github.starts_with("::notice file=revision.yaml,line=25,col=30,title=waived%3A request-max-length"),
        "{github}"
    );
    assert!(github.contains("%0Awaived: agreed | @all (until 2999-01-31)%0A"), "{github}");
    let junit = of("junit");
    assert!(
        junit.contains("failures=\"0\"") && junit.contains("\nwaived: agreed | @all (until 2999-01-31)\n"),
        "{junit}"
    );

    for (until, wanted) in [("2020-01-31", "expired on 2020-01-31"), ("soon", "has an `until` that is not a date")] {
        let waiver = json!([{"fingerprint": fingerprint, "reason": "r", "until": until}]);
        fs::write(at.join("waivers.json"), waiver.to_string()).unwrap();
        let told = run_in(at, &["diff", "base.yaml", "revision.yaml", "--waivers", "waivers.json"], b"");
        assert!(!told.starts_with("exit 0") && told.contains(wanted), "{told}");
    }
}

/// What a pull request of a stranger may call a property.
const HOSTILE: &str = "x`\n\n<img src=http://evil/p.png>\n\n@everyone [click](http://evil)\n| a | b |\n::error::a\n##[error]b\u{1b}[31m\u{9b}m\u{fffe}";

#[test]
fn nothing_in_a_document_is_obeyed() {
    let base = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
            "responses": {"204": {"description": "d"}},
        }}},
    });
    let mut revision = base.clone();
    let schema = &mut revision["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    *schema = json!({"type": "object", "properties": {HOSTILE: {"type": "string"}}, "required": [HOSTILE]});
    let folder = tempfile::tempdir().unwrap();
    let name = "a`\u{1b}]0;|@all.json";
    fs::write(folder.path().join("base.json"), base.to_string()).unwrap();
    fs::write(folder.path().join(name), revision.to_string()).unwrap();
    for format in FORMATS {
        for arguments in [["base.json", name], [name, "base.json"]] {
            let all = [&["diff"], &arguments[..], &["--format", format, "--color", "never"]].concat();
            let told = output(folder.path(), &all);
            assert!(told.contains("img src"), "{format}: the name is shown:\n{told}");
            for line in told.lines() {
                let is_command = format == "github"
                    && ["error", "warning", "notice"].iter().any(|name| line.starts_with(&format!("::{name} file=")));
                let is_obeyed =
                    ["::", "@", "<img", "| a", "##["].iter().any(|start| line.trim_start().starts_with(start));
                assert!(is_command || !is_obeyed, "{format}: {line}");
                let is_escaped =
                    !line.contains(['\u{1b}', '\u{9b}']) && (format != "junit" || !line.contains('\u{fffe}'));
                assert!(is_escaped || format == "json" || format == "sarif", "{format}: {line}");
            }
            if format == "markdown" {
                assert_eq!(outside_of_code(&told), 0, "{told}");
            }
        }
    }
}

/// How many links, images, mentions and tags are in none of the code spans and fences of a Markdown text.
fn outside_of_code(text: &str) -> usize {
    let mut fence: Option<&str> = None;
    let mut found = 0;
    for line in text.lines() {
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if is_marker(line) => {}
            None if line.starts_with("```") => fence = Some(line.trim_end_matches("http")),
            None => {
                let mut rest = line;
                while let Some(start) = rest.find('`') {
                    let open = rest[start..].len() - rest[start..].trim_start_matches('`').len();
                    found += suspicious(&rest[..start]);
                    rest = &rest[start + open..];
                    // The next run of as many closes it.
                    let mut at = 0;
                    let end = loop {
                        let next = rest[at..].find('`').unwrap_or_else(|| panic!("not closed: {line}")) + at;
                        let run = rest[next..].len() - rest[next..].trim_start_matches('`').len();
                        if run == open {
                            break next + run;
                        }
                        at = next + run;
                    };
                    rest = &rest[end..];
                }
                found += suspicious(rest);
            }
        }
    }
    found
}

/// By which a program finds the comment again.
fn is_marker(line: &str) -> bool {
    let name = line.strip_prefix("<!-- order-contracts diff ").and_then(|rest| rest.strip_suffix(" -->"));
    name.is_some_and(|name| !name.contains(['<', '>', '@', ' ']) && !name.contains("--"))
}

fn suspicious(text: &str) -> usize {
    let ours = text.replace("<details><summary>", "").replace("</summary>", "").replace("</details>", "");
    ["<", "@", "](", "http", "www"].iter().filter(|mark| ours.contains(**mark)).count()
}

#[test]
fn long_bodies_are_cut_and_their_length_is_said() {
    let long = BASE.replace("maxLength: 100", "maxLength: 3000");
    let folder = written(&BASE.replace("maxLength: 100", "maxLength: 2999"));
    fs::write(folder.path().join("base.yaml"), long).unwrap();
    for format in ["text", "markdown", "github", "sarif", "junit"] {
        let told = output(folder.path(), &["diff", "base.yaml", "revision.yaml", "--format", format]);
        assert!(told.contains("… (3022 characters in all)"), "{format}: {told}");
    }
}

#[test]
fn code_scanning_finds_lines_rules_and_what_it_knows_already() {
    let folder = written(&BASE.replace("maxLength: 100", "maxLength: 50"));
    let at = folder.path();
    fs::create_dir(at.join("sub")).unwrap();
    let log = parsed(&at.join("sub"), &["diff", "../base.yaml", "../revision.yaml", "--format", "sarif"]);
    let run = &log["runs"][0];
    assert_eq!(run["automationDetails"]["id"], "order-contracts/diff/../revision.yaml/");
    let rule = &run["tool"]["driver"]["rules"][0];
    assert!(
        rule["fullDescription"]["text"].as_str().unwrap().ends_with("Requests that were valid may now be rejected.")
    );
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("**Instead:** "), "{rule}");
    let result = &run["results"][0];
    let fingerprints = &result["partialFingerprints"];
    assert_eq!(fingerprints["primaryLocationLineHash"], fingerprints["orderContracts/v1"]);
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region, &json!({"startLine": 25, "startColumn": 30, "endLine": 25, "endColumn": 39}));
    assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 25);
    assert!(result["message"]["text"].as_str().unwrap().ends_with("\n[base](1)"), "{result}");

    // Paths are from the top of the repository, if there is one; an embedded contract has none.
    std::process::Command::new("git").current_dir(at).args(["init", "-q"]).status().unwrap();
    let uri = |arguments: &[&str]| {
        let log = parsed(&at.join("sub"), &[&["diff"], arguments, &["--format", "sarif"]].concat());
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].clone()
    };
    assert_eq!(uri(&["../base.yaml", "../revision.yaml"]), json!({"uri": "revision.yaml"}));
    assert_eq!(uri(&["../base.yaml", "threekit"]), json!({"description": {"text": "threekit.yaml"}}));
}

/// <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>
#[test]
fn code_quality_has_the_form_that_gitlab_reads() {
    let folder = tempfile::tempdir().unwrap();
    let report = parsed(folder.path(), &["diff", "kohortpay", "threekit", "--format", "gitlab"]);
    let entries = report.as_array().unwrap();
    let mut fingerprints = std::collections::BTreeSet::new();
    for entry in entries {
        let names: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["check_name", "description", "fingerprint", "location", "severity"], "{entry}");
        assert!(["critical", "major"].contains(&entry["severity"].as_str().unwrap()), "{entry}");
        assert!(!entry["description"].as_str().unwrap().contains('\n'), "{entry}");
        assert!(entry["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{entry}");
        assert!(entry["location"]["path"].as_str().is_some_and(|path| !path.starts_with("./")), "{entry}");
        assert!(fingerprints.insert(entry["fingerprint"].as_str().unwrap()), "{entry}");
    }
    assert!(entries.len() > 50, "{}", entries.len());
}
