//! Names that only some systems allow: bytes that are no text, and what git keeps.

use std::fs;
use std::process::Command;

use super::runs::{folder, run};
use super::{HOSTILE, contracts};

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_shown_as_one() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    for bytes in [&b"\xff\x1b]0;x.json"[..], b"\xed\xa0\x80::a.json", b"\xc2\x9b.json.gz"] {
        fs::write(folder.path().join(OsStr::from_bytes(bytes)), "{\"amount\": -1}").unwrap();
    }
    for format in ["text", "json", "sarif", "github", "gitlab", "junit"] {
        let printed = run(folder.path(), &["validate", "kohortpay", "CreateOrder", ".", "--format", format]);
        assert!(printed.out.contains('\u{fffd}') || printed.out.contains("%EF%BF%BD"), "{format}: {}", printed.out);
    }
}

#[test]
fn refs_and_paths_of_git_are_not_obeyed() {
    let folder = folder();
    let at = folder.path();
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").current_dir(at).args(name).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "x"]);
    // Refs have no control characters, but the rest.
    let branch = "octo\u{202e}\u{9b}@octocat`#1\u{feff}";
    git(&["branch", branch]);
    for (number, name) in HOSTILE.iter().enumerate().filter(|(_, name)| !name.starts_with('-')) {
        let file = format!("{name}.json");
        fs::write(at.join(&file), contracts::small(HOSTILE[number])).unwrap();
        let formats = ["text", "json", "sarif", "github", "gitlab", "junit", "markdown"];
        run(at, &["diff", &file, "--format", formats[number % formats.len()]]);
        run(at, &["diff", &format!("{branch}:{name}x"), "base.json"]);
        run(at, &["diff", &format!("{branch}x:{name}"), "base.json"]);
    }
    run(at, &["diff", &format!("{branch}:base.json"), "revision.json", "--format", "markdown"]);
}
