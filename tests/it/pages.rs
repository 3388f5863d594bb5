//! The HTML pages: their policy, their structure, and that no text of others is more than a text.

use std::fs;
use std::path::Path;
use std::process::Command;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::run_in;

/// The page that a command writes, which has to end as it should.
fn page(folder: &Path, arguments: &[&str]) -> String {
    let run = run_in(folder, arguments, b"");
    let (head, rest) = run.split_once("--- stdout\n").unwrap();
    let (page, errors) = rest.split_once("--- stderr\n").unwrap();
    assert!(head.starts_with("exit 0") || head.starts_with("exit 1"), "{head}{errors}");
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{page}");
    page.to_owned()
}

/// The content of an element that is there once.
fn content<'p>(page: &'p str, element: &str) -> &'p str {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let (_, rest) = page.split_once(&open).unwrap();
    let (inside, after) = rest.split_once(&close).unwrap();
    assert!(!after.contains(&open), "more than one {element}");
    inside
}

fn document(name: &str, most: u64, title: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.4.0"},
        "paths": {"/orders": {"post": {
            "operationId": "createOrder",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {
                "type": "object",
                "required": ["amount"],
                "properties": {"amount": {"type": "integer"}, name: {"type": "string", "maxLength": most, "description": title}},
            }}}},
            "responses": {"201": {"description": title}},
        }}},
    })
}

/// A folder with a document, a revision in which a property is shorter, and exchanges that violate it.
fn folder(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: String| fs::write(folder.path().join(file), text).unwrap();
    write("base.json", serde_json::to_string_pretty(&document(name, 100, name)).unwrap());
    write("revision.json", serde_json::to_string_pretty(&document(name, 50, name)).unwrap());
    let exchange = |body: Value| json!({"request": {"method": "POST", "target": "/orders", "body": body}, "response": {"status": 201}});
    let long = "x".repeat(60);
    let records = [
        exchange(json!({"amount": 1, name: long})),
        exchange(json!({"amount": 1})),
        exchange(json!({"amount": "1", name: "a"})),
        exchange(json!({name: long})),
        json!({"no": "exchange"}),
    ];
    write("day.ndjson", records.map(|record| format!("{record}\n")).concat());
    folder
}

const DIFF: &[&str] = &["diff", "base.json", "revision.json", "--format", "html"];
const VALIDATE: &[&str] =
    &["validate", "--contract", "revision.json", "day.ndjson", "--allow-empty", "--format", "html"];

/// `validate` ends with 2 where a record could not be read.
fn pages(folder: &Path) -> [String; 2] {
    let run = run_in(folder, VALIDATE, b"");
    let (_, rest) = run.split_once("--- stdout\n").unwrap();
    [page(folder, DIFF), rest.split_once("--- stderr\n").unwrap().0.to_owned()]
}

#[test]
fn a_browser_runs_what_was_meant_and_nothing_else() {
    let folder = folder("name");
    for page in pages(folder.path()) {
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, text.as_bytes())));
        let policy = page.split("http-equiv=\"Content-Security-Policy\" content=\"").nth(1).unwrap();
        let policy = policy.split('"').next().unwrap().replace("&#39;", "'");
        let parts: Vec<&str> = policy.split(';').map(str::trim).collect();
        let expected = [
            "default-src 'none'".to_owned(),
            "base-uri 'none'".to_owned(),
            "form-action 'none'".to_owned(),
            format!("style-src {}", hash(content(&page, "style"))),
            format!("script-src {}", hash(content(&page, "script"))),
        ];
        assert_eq!(parts, expected, "src/cli/page/frame.rs has the hashes of the files in src/cli/page/templates");
        // The policy would refuse them, and nothing is loaded from anywhere.
        let markup = markup(&page);
        for refused in [" style=", " onclick=", " onload=", " src=", "http://", "https://", "<link", "<img", "<iframe"]
        {
            assert!(!markup.contains(refused), "{refused}");
        }
    }
}

/// A page without its style, its script and the policy, which change with every edit of them.
fn markup(page: &str) -> String {
    let page = page.replace(content(page, "style"), "").replace(content(page, "script"), "");
    let lines = page.lines().filter(|line| !line.contains("Content-Security-Policy") && !line.trim().is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn small_pages() {
    let folder = folder("name");
    let [diff, validate] = pages(folder.path());
    assert_snapshot!("diff", markup(&diff));
    assert_snapshot!("validate", markup(&validate));
}

#[test]
fn the_same_input_has_the_same_bytes() {
    let folder = folder("name");
    assert_eq!(pages(folder.path()), pages(folder.path()));
    let day = fs::read_to_string(folder.path().join("day.ndjson")).unwrap();
    fs::write(folder.path().join("day.ndjson"), day.repeat(1_500)).unwrap();
    let [one, four] = ["1", "4"].map(|threads| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_order-contracts"));
        command.args(VALIDATE).current_dir(folder.path()).env("ORDER_CONTRACTS_THREADS", threads);
        command.output().unwrap().stdout
    });
    assert!(!one.is_empty() && one == four, "the number of threads shows");
}

#[test]
fn nothing_checked_is_a_state_of_its_own() {
    let folder = folder("name");
    fs::write(folder.path().join("empty.ndjson"), "").unwrap();
    let arguments = ["validate", "--contract", "revision.json", "empty.ndjson", "--allow-empty", "--format", "html"];
    let page = page(folder.path(), &arguments);
    assert!(page.contains("Nothing was checked") && !page.contains("<h2 id=\"verdict\">Valid"), "{page}");
}

#[test]
fn no_change_is_a_page_too() {
    let folder = folder("name");
    let page = page(folder.path(), &["diff", "base.json", "base.json", "--format", "html"]);
    assert!(page.contains("No changes"), "{page}");
}

#[test]
fn values_are_masked_unless_they_are_asked_for() {
    let folder = folder("name");
    let long = "x".repeat(60);
    let [_, masked] = pages(folder.path());
    assert!(!masked.contains(&long));
    let shown = run_in(folder.path(), &[VALIDATE, &["--show-values"]].concat(), b"");
    assert!(shown.contains(&long));
}

/// The elements of a page in their order, with the names of their attributes: what a browser makes of it.
fn structure(page: &str) -> Vec<String> {
    let page = page.replace(content(page, "style"), "").replace(content(page, "script"), "");
    let mut out = Vec::new();
    let mut rest = page.as_str();
    while let Some((_, inside)) = rest.split_once('<') {
        let mut names = String::new();
        let mut characters = inside.char_indices();
        let (mut is_value, mut end) = (false, inside.len());
        for (at, character) in &mut characters {
            match character {
                '"' => is_value = !is_value,
                '>' if !is_value => {
                    end = at;
                    break;
                }
                _ if is_value => {}
                other => names.push(other),
            }
        }
        out.push(names);
        rest = inside.get(end..).unwrap_or_default();
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever a property is called: a backtick is left out, since sentences have code between two of them, and so are
    /// the characters that would make it another property.
    #[test]
    fn texts_of_others_make_no_element(
        name in proptest::string::string_regex("[a-z<>&\"'/=;!#%\\x00-\\x1f\\x{80}-\\x{9f}\\x{202a}-\\x{202e}\\x{feff}é漢-]{1,24}").unwrap()
    ) {
        // Behind `amount` in the order of names.
        let name = format!("n{name}");
        let (usual, other) = (folder("nm"), folder(&name));
        let (usual, other) = (pages(usual.path()), pages(other.path()));
        for (usual, other) in usual.iter().zip(&other) {
            let (usual, other) = (structure(usual), structure(other));
            let place = usual.iter().zip(&other).position(|(usual, other)| usual != other);
            prop_assert!(usual == other, "{:?}: element {:?} differs", name, place);
        }
    }
}

#[test]
fn the_structure_shows_what_was_injected() {
    let page = |text: &str| format!("<style></style><p class=\"{text}\">a</p><script></script>");
    assert_ne!(structure(&page("a")), structure(&page("\"><img onerror=\"")));
    assert_eq!(structure(&page("a")), structure(&page("b&gt;c")));
}

/// Every expression is escaped; what is not is named here.
#[test]
fn templates_have_no_way_around() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/page/templates");
    let mut ways = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if path.extension().is_some_and(|extension| extension == "html") {
            for line in
                text.lines().filter(|line| line.contains("|safe") || line.contains("| safe") || line.contains("escape"))
            {
                ways.push(line.trim().to_owned());
            }
        }
        // A script that writes markup would be a way around too.
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!text.contains(way), "{}: {way}", path.display());
        }
    }
    ways.sort();
    assert_eq!(ways, ["<script>{{ frame.js|safe }}</script>", "<style>{{ frame.css|safe }}</style>"]);
}
