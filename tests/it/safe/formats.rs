//! The reports as their readers parse them: Markdown, JUnit, SARIF, JSON.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use super::runs::{folder, run};
use super::{HOSTILE, IN_DOCUMENTS, MARK, ORDINARY};

#[test]
fn in_markdown_everything_of_others_is_code() {
    let folder = folder();
    for (base, revision) in [("base.json", "revision.json"), ("revision.json", "base.json")] {
        let arguments = ["diff", base, revision, "--format", "markdown", "--waivers", "waivers.json"];
        let text = run(folder.path(), &arguments).out;
        assert_eq!(wrong_in_markdown(&text), Vec::<String>::new());
        assert!(text.contains(ORDINARY), "an ordinary name stays readable");
    }
}

/// Text outside of code that is not our own, and structure that is not.
fn wrong_in_markdown(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut code = 0;
    let mut rows = 0;
    for event in
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES)
    {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => code -= 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => wrong.push("a link or image".to_owned()),
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Text(own) if code == 0 => {
                let is_ours = |character: char| character.is_ascii_alphanumeric() || " .,:;()'→?-".contains(character);
                if own.contains(MARK) || own.contains("www") || !own.chars().all(is_ours) {
                    wrong.push(format!("a text: {own:?}"));
                }
            }
            Event::Html(tags) | Event::InlineHtml(tags) => {
                let marker = tags
                    .trim_end()
                    .strip_prefix("<!-- order-contracts diff ")
                    .and_then(|rest| rest.strip_suffix(" -->"));
                if marker.is_some_and(|name| !name.contains(['<', '>', ' ']) && !name.contains("--")) {
                    continue;
                }
                let rest = tags.replace("<details><summary>", "").replace("</summary>", "").replace("</details>", "");
                if rest.contains(['<', '>']) || rest.contains(MARK) {
                    wrong.push(format!("tags: {tags:?}"));
                }
            }
            _ => {}
        }
    }
    let is_ours = |line: &&str| line.starts_with("| **") || line.starts_with("| waived, **");
    if rows != text.lines().filter(is_ours).count() {
        wrong.push(format!("{rows} rows of tables"));
    }
    wrong
}

#[test]
fn the_markdown_test_finds_what_is_rendered() {
    for text in ["@octocat", "![a](b)", "[a](b)", "<img>", "a\n\n# octocat\n", "`a` octocat `b`", "www.x.example #1"] {
        assert!(!wrong_in_markdown(text).is_empty(), "{text}");
    }
    assert_eq!(wrong_in_markdown("### breaking (1)\n\n``@octocat ` <img>`` to `x`\n"), Vec::<String>::new());
}

#[test]
fn junit_is_xml_whatever_is_in_it() {
    let folder = folder();
    let validate = ["validate", "--contract", "revision.json", "exchanges.ndjson", "--strict", "--show-values"];
    for arguments in
        [&validate[..], &["diff", "base.json", "revision.json"], &["validate", "kohortpay", "createOrder", "in"]]
    {
        let text = run(folder.path(), &[arguments, &["--format", "junit"]].concat()).out;
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        let elements: BTreeSet<&str> =
            document.descendants().filter(|node| node.is_element()).map(|node| node.tag_name().name()).collect();
        let known = BTreeSet::from(["testsuites", "testsuite", "testcase", "failure", "error", "skipped"]);
        assert!(elements.is_subset(&known), "{elements:?}");
        // What escapes spell is read as well.
        for text in document.descendants().filter_map(|node| node.text()) {
            assert_eq!(super::scan::obeyed(text, false), Vec::<String>::new());
        }
    }
}

#[test]
fn sarif_has_no_links_and_placeholders_but_ours() {
    let folder = folder();
    let validate = ["validate", "--contract", "revision.json", "exchanges.ndjson", "--strict", "--show-values"];
    for arguments in
        [&validate[..], &["diff", "base.json", "revision.json"], &["validate", "kohortpay", "createOrder", "in"]]
    {
        let text = run(folder.path(), &[arguments, &["--format", "sarif"]].concat()).out;
        let log: Value = serde_json::from_str(&text).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert!(!results.is_empty(), "{arguments:?}");
        for result in results {
            let message = result["message"]["text"].as_str().unwrap();
            let message = message.strip_suffix("\n[base](1)").unwrap_or(message);
            // 3.11.5 and 3.11.6.
            let rest = message.replace("{{", "").replace("}}", "").replace("\\]", "").replace("\\[", "");
            assert!(!rest.contains(['{', '}']) && !rest.contains("]("), "{message}");
        }
    }
}

#[test]
fn json_has_the_names_as_they_are() {
    let folder = folder();
    let arguments = ["diff", "base.json", "revision.json", "--format", "json"];
    let report: Value = serde_json::from_str(&run(folder.path(), &arguments).out).unwrap();
    let subjects: Vec<&str> =
        report["changes"].as_array().unwrap().iter().filter_map(|change| change["subject"].as_str()).collect();
    for text in HOSTILE.iter().chain(IN_DOCUMENTS).chain([&ORDINARY]) {
        assert!(subjects.contains(&format!("`{text}`").as_str()), "{text:?}");
    }
}

#[test]
fn ordinary_names_are_shown_as_they_are() {
    let folder = folder();
    let text = run(folder.path(), &["diff", "base.json", "revision.json"]).out;
    assert!(text.contains(ORDINARY), "{text}");
    let text = run(folder.path(), &["validate", "--contract", "revision.json", "exchanges.ndjson"]).out;
    assert!(text.contains(ORDINARY), "{text}");
    let list = run(folder.path(), &["list", "--contract", "revision.json"]).out;
    assert!(list.contains(ORDINARY), "{list}");
}
