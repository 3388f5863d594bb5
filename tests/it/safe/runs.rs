//! Every command over hostile input, in every format: both streams are scanned.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use super::scan::{obeyed, without_colours};
use super::{HOSTILE, ORDINARY, contracts};

/// What a run printed.
pub(super) struct Printed {
    pub(super) out: String,
    pub(super) err: String,
}

/// Runs the program in `folder` in colours, which nothing strips then, and scans what it prints.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> Printed {
    let mut child = Command::new(env!("CARGO_BIN_EXE_order-contracts"))
        .args(arguments)
        .args(if arguments.contains(&"--") { &[][..] } else { &["--color", "always"] })
        .current_dir(folder)
        .env("CLICOLOR_FORCE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(b"{\"octocat\x1b\": 1}");
    let output = child.wait_with_output().unwrap();
    let text = |bytes| without_colours(&String::from_utf8(bytes).unwrap());
    let printed = Printed { out: text(output.stdout), err: text(output.stderr) };
    let is_github = arguments.contains(&"github");
    let found = [obeyed(&printed.out, is_github), obeyed(&printed.err, false)].concat();
    assert!(found.is_empty(), "{arguments:?}:\n{}", found.join("\n"));
    assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {}", printed.err);
    printed
}

/// A folder with both documents, exchanges, payloads and waivers; hostile names among the files.
pub(super) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("base.json", &contracts::base().to_string());
    write("revision.json", &contracts::revision().to_string());
    write("exchanges.ndjson", &contracts::exchanges());
    let waivers = json!([{"fingerprint": HOSTILE[0], "reason": HOSTILE[0], "until": "2001-01-01"}]);
    write("waivers.json", &waivers.to_string());
    fs::create_dir(folder.path().join("in")).unwrap();
    for (number, name) in HOSTILE.iter().enumerate() {
        write(&format!("in/{name}.json"), &format!("{{\"{number}octocat\": \"::error::octocat\"}}"));
        write(&format!("{name}.json"), "{\"amount\": -1}");
        write(&format!("in/{name}.json.gz"), "\u{1f}octocat");
        write(&format!("in/{name}.{name}"), "");
    }
    folder
}

const REPORTS: [&str; 7] = ["text", "json", "sarif", "github", "gitlab", "junit", "html"];

#[test]
fn no_report_of_validate_is_obeyed() {
    let folder = folder();
    let at = folder.path();
    for format in REPORTS {
        let of = |arguments: &[&str]| run(at, &[&["validate"], arguments, &["--format", format]].concat());
        let options = ["--strict", "--coverage=full", "--show-values", "--any-host"];
        let printed = of(&[&["--contract", "revision.json", "exchanges.ndjson"], &options[..]].concat());
        assert!(printed.out.contains("octocat"), "{format}");
        of(&["--contract", "revision.json", "exchanges.ndjson", "--max-violations", "3"]);
        of(&["--contract", "revision.json", "createOrder", "in", "--show-values"]);
        of(&["kohortpay", "CreateOrder", "in"]);
        of(&["--contract", "revision.json", "in"]);
        of(&["--contract", "revision.json", HOSTILE[0], "base.json"]);
        of(&["--contract", "revision.json"]);
        let names: Vec<String> = HOSTILE.iter().map(|name| format!("./{name}.json")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        of(&[&["kohortpay", "CreateOrder"], &names[..]].concat());
    }
    for name in HOSTILE {
        // At the beginning of a line, where a folder would keep it from being a command.
        let file = format!("{name}.json");
        let arguments = ["validate", "kohortpay", "CreateOrder", &file];
        run(at, &arguments);
        run(at, &["validate", "--contract", &file, "base.json"]);
    }
}

#[test]
fn no_report_of_diff_is_obeyed() {
    let folder = folder();
    let at = folder.path();
    for format in [&REPORTS[..], &["markdown"]].concat() {
        for (base, revision) in [("base.json", "revision.json"), ("revision.json", "base.json")] {
            let common = ["diff", base, revision, "--format", format];
            let printed = run(at, &[&common[..], &["--waivers", "waivers.json", "--undeclared", "sent"]].concat());
            assert!(printed.out.contains("octocat"), "{format}");
        }
    }
    run(at, &["diff", "base.json", "revision.json", "--witnesses", "out"]);
    for file in fs::read_dir(at.join("out")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert_eq!(obeyed(&text, false), Vec::<String>::new());
    }
}

#[test]
fn no_answer_of_the_other_commands_is_obeyed() {
    let folder = folder();
    let at = folder.path();
    let sub = json!({"type": "object", "properties": {HOSTILE[0]: {"const": HOSTILE[0]}}, "required": [HOSTILE[0]]});
    fs::write(at.join("sub.json"), sub.to_string()).unwrap();
    fs::write(at.join("sup.json"), json!({"patternProperties": {"octocat(?=\u{1b})": false}}).to_string()).unwrap();
    for format in ["text", "json"] {
        run(at, &["list", "--contract", "revision.json", "--format", format]);
        run(at, &["covers", "sub.json", "sup.json", "--format", format]);
        run(at, &["covers", "sub.json", &format!("{}.json", HOSTILE[0]), "--format", format]);
        run(at, &["covers", &format!("{}.json", HOSTILE[1]), "sub.json", "--format", format]);
        for name in HOSTILE.iter().chain([&ORDINARY]) {
            let pointer = format!("/components/schemas/{name}");
            run(at, &["explain", "revision.json", &pointer, "--format", format]);
            run(at, &["explain", "revision.json", &format!("{pointer}y"), "--format", format]);
        }
        run(at, &["explain", "revision.json", "/components/schemas/Order", "--format", format]);
    }
    for name in HOSTILE.iter().chain([&ORDINARY]) {
        run(at, &["schema", "--contract", "revision.json", name]);
        run(at, &["schema", "--contract", "revision.json", &format!("{name}y")]);
    }
    run(at, &["schema", "--contract", "revision.json", "--all", "--out", HOSTILE[3]]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        run(at, &["completions", shell]);
    }
    run(at, &["explain"]);
    run(at, &["--help"]);
}

#[test]
fn no_argument_is_obeyed() {
    let folder = folder();
    let at = folder.path();
    for (turn, text) in HOSTILE.iter().enumerate() {
        let option = format!("--{text}");
        let commands = [
            &[*text][..],
            &[&option],
            &["validate", text],
            &["validate", "kohortpay", text],
            &["validate", "kohortpay", &option],
            &["validate", "kohortpay", "createOrder", text],
            &["validate", "kohortpay", "createOrder", "in", "--format", text],
            &["validate", "kohortpay", "createOrder", "in", "--min-coverage", text],
            &["validate", "kohortpay", "--base-path", text, "in"],
            &["validate", "kohortpay", "in", "--limit", text],
            &["validate", "kohortpay", "in", "--limit", &format!("depth={text}")],
            &["validate", "--contract", text, "in"],
            &["list", text],
            &["list", "kohortpay", text],
            &["schema", text],
            &["schema", "kohortpay", text, text],
            &["schema", "--all", "--out", &format!("base.json/{text}")],
            &["explain", text],
            &["explain", "kohortpay", text],
            &["completions", text],
            &["covers", text, text],
            &["diff", text],
            &["diff", text, text],
            &["diff", "base.json", text],
            &["diff", &format!("http://{text}"), "base.json"],
            &["diff", &format!("main:{text}"), "base.json"],
            &["diff", "base.json", "base.json", "--waivers", text],
            &["diff", "base.json", "base.json", "--witnesses", &format!("base.json/{text}")],
            &["diff", "--git-driver", text, "base.json", "x", "y", "revision.json", "x", "y"],
            &["diff", "--git-driver", text, "exchanges.ndjson", "x", "y", "revision.json", "x", "y"],
            &["diff", "--git-driver", text],
        ];
        // Each command with some of the texts, and with the first: processes take their time.
        for (number, arguments) in commands.into_iter().enumerate() {
            if turn == 0 || (number + turn) % 3 == 0 {
                run(at, arguments);
            }
        }
    }
}

#[test]
fn no_waiver_is_obeyed() {
    let folder = folder();
    let at = folder.path();
    for waivers in [
        json!([{"fingerprint": HOSTILE[0], "reason": ""}]),
        json!([{"fingerprint": HOSTILE[1], "reason": "x", "until": HOSTILE[0]}]),
        json!([{HOSTILE[0]: HOSTILE[1]}]),
        json!([HOSTILE[0]]),
    ] {
        fs::write(at.join("wrong.json"), waivers.to_string()).unwrap();
        run(at, &["diff", "base.json", "revision.json", "--waivers", "wrong.json"]);
    }
}
