//! The action for GitHub: what its file may not do, and its scripts against a fake of GitHub (`tests/tools/action/`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, report};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).unwrap();
    yaml_serde::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

const ACTIONS: [&str; 2] = ["action.yml", "action/comment/action.yml"];

/// Every step of the actions and of the workflows that users copy.
fn steps() -> Vec<(String, Value)> {
    let mut out = Vec::new();
    for path in ACTIONS {
        let steps = read(path)["runs"]["steps"].as_array().unwrap().clone();
        out.extend(steps.into_iter().map(|step| (path.to_owned(), step)));
    }
    for path in workflows() {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        for job in read(&name)["jobs"].as_object().unwrap().values() {
            let steps = job["steps"].as_array().unwrap().clone();
            out.extend(steps.into_iter().map(|step| (name.clone(), step)));
        }
    }
    out
}

fn workflows() -> Vec<PathBuf> {
    let folders = ["examples/workflows", ".github/workflows"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root().join(folder)).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "yml") && !path.ends_with("gitlab-ci.yml")
    });
    files.sort();
    files
}

/// An expression in a script is put into it before a shell reads it: a branch may be named like a command.
#[test]
fn no_script_holds_an_expression() {
    let steps = steps();
    assert!(steps.len() > 12, "the steps are found");
    for (path, step) in steps {
        let run = step["run"].as_str().unwrap_or_default();
        assert!(!run.contains("${{"), "{path}: {run}");
        if path.contains("action.yml") && !run.is_empty() {
            assert_eq!(step["shell"], "sh", "{path}: {run}");
        }
    }
}

/// A tag can be moved, a commit cannot.
#[test]
fn what_is_used_is_pinned() {
    for (path, step) in steps() {
        let Some(uses) = step["uses"].as_str() else { continue };
        let version = uses.split_once('@').map_or("", |(_, version)| version);
        let is_commit = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
        // What the reader fills in.
        let is_ours = uses.starts_with("OWNER/order-contracts");
        assert!(is_commit || is_ours, "{path}: {uses}");
    }
}

#[test]
fn scripts_and_environment_agree() {
    for path in ACTIONS {
        let action = read(path);
        let folder = root().join(path).parent().unwrap().to_owned();
        let text = fs::read_to_string(root().join(path)).unwrap();
        for name in action["inputs"].as_object().unwrap().keys() {
            assert!(text.contains(&format!("inputs.{name} ")), "{path}: the input {name} is not used");
            assert!(action["inputs"][name]["description"].is_string(), "{path}: {name}");
        }
        for step in action["runs"]["steps"].as_array().unwrap() {
            let Some(file) = step["run"].as_str().and_then(|run| run.split_once("$GITHUB_ACTION_PATH/")) else {
                continue;
            };
            let file = folder.join(file.1.trim_end_matches('"'));
            let script = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let names = step["env"].as_object().map(|env| env.keys().cloned().collect::<BTreeSet<_>>());
            for name in names.unwrap_or_default() {
                // Those of the API are read by the file that all of them share; `gh` reads its own.
                let is_shared = ["GITHUB_TOKEN", "GH_TOKEN"].contains(&name.as_str());
                assert!(is_shared || script.contains(&name), "{}: {name} is not read", file.display());
            }
        }
    }
}

/// The workflow that may write checks nothing out and runs nothing of the pull request.
#[test]
fn the_workflow_that_comments_checks_nothing_out() {
    let text = fs::read_to_string(root().join("examples/workflows/comment.yml")).unwrap();
    assert!(text.contains("workflow_run:") && !text.contains("checkout") && !text.contains("run: "), "{text}");
    for path in workflows() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("pull_request_target"), "{}", path.display());
    }
}

/// What `node` prints; `None` where it, or what it needs, is not there, which is said.
fn node(arguments: &[&std::ffi::OsStr]) -> Option<(bool, String)> {
    for needed in ["node", "zip", "unzip"] {
        let option = if needed == "node" { "--version" } else { "-v" };
        if let Err(error) = Command::new(needed).arg(option).output() {
            eprintln!("the scripts of the action are not tried: {needed}: {error}");
            return None;
        }
    }
    let output = Command::new("node").args(arguments).output().unwrap();
    Some((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// The second workflow refuses comments that are not harmless: no comment of this program may be among them.
#[test]
fn comments_of_this_program_are_not_refused() {
    let folder = tempfile::tempdir().unwrap();
    for case in crate::diff::cases::cases() {
        let comparison = diff::compare(&case.base, &case.revision, &Settings::new());
        fs::write(folder.path().join(format!("{}.md", case.name)), report::markdown(&comparison)).unwrap();
    }
    let names = [
        "a`b|c\\|d",
        "@all",
        "<img src=x>",
        "\\",
        "[x](y)",
        "#1",
        "```",
        "~~~",
        "|",
        "`",
        "a\u{202e}b",
        " x ",
        "&#64;",
    ];
    let document = |names: &[&str]| {
        let properties: serde_json::Map<_, _> = names
            .iter()
            .map(|name| ((*name).to_owned(), serde_json::json!({"type": "string", "pattern": name.len().to_string()})))
            .collect();
        let required: Vec<&str> = names.to_vec();
        let schema = serde_json::json!({"type": "object", "properties": properties, "required": required});
        let document = serde_json::json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1.0.0"},
            "paths": {"/a|b`": {"post": {
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {"204": {"description": "d"}},
            }}},
        });
        Contract::from_str(&document.to_string(), "a|`b.json").unwrap()
    };
    for (name, from, to) in [("more", &[][..], &names[..]), ("fewer", &names[..], &[][..])] {
        let comparison = diff::compare(&document(from), &document(to), &Settings::new());
        assert!(comparison.changes.len() >= names.len());
        fs::write(folder.path().join(format!("{name}.md")), report::markdown(&comparison)).unwrap();
    }
    let script = root().join("tests/tools/action/refused.mjs");
    if let Some((succeeded, refused)) = node(&[script.as_os_str(), folder.path().as_os_str()]) {
        assert!(succeeded && refused.is_empty(), "{refused}");
    }
}

#[test]
fn scripts_work_against_a_fake_of_github() {
    let tests = root().join("tests/tools/action/scripts.test.mjs");
    if let Some((succeeded, text)) = node(&["--test".as_ref(), tests.as_os_str()]) {
        assert!(succeeded && text.contains("fail 0"), "{text}");
    }
}
