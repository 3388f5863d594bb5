//! `diff` in git repositories: which document is the base, what it is called, and what is said where there is none.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::commands::BASE;
use crate::cli::run_in;

/// Runs git in `folder`, whatever the configuration of the machine is.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").current_dir(folder).args(identity).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// A repository with a document at the top and one in a folder, on a branch that shortens a text in both.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("docs")).unwrap();
    for file in ["api.yaml", "docs/sub.yaml"] {
        fs::write(at.join(file), BASE).unwrap();
    }
    git(at, &["init", "-q"]);
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "Base"]);
    git(at, &["checkout", "-q", "-b", "shorter"]);
    for file in ["api.yaml", "docs/sub.yaml"] {
        fs::write(at.join(file), BASE.replace("maxLength: 100", "maxLength: 50")).unwrap();
    }
    git(at, &["commit", "-q", "-a", "-m", "Shorten"]);
    folder
}

/// The line with both names.
fn names(told: &str) -> String {
    told.lines().find(|line| line.contains(" -> ")).unwrap_or(told).to_owned()
}

#[test]
fn base_is_called_by_its_branch_and_commit() {
    let folder = repository();
    let at = folder.path();
    let main = git(at, &["rev-parse", "--short", "main"]);
    let wanted = format!("main ({main}):api.yaml -> api.yaml: breaking (1 breaking)");
    assert_eq!(names(&run_in(at, &["diff", "api.yaml"], b"")), wanted);
    git(at, &["checkout", "-q", "--detach"]);
    assert_eq!(names(&run_in(at, &["diff", "api.yaml"], b"")), wanted, "with a detached HEAD");

    let docs = at.join("docs");
    let wanted = format!("main ({main}):docs/sub.yaml -> sub.yaml: breaking (1 breaking)");
    assert_eq!(names(&run_in(&docs, &["diff", "sub.yaml"], b"")), wanted, "in a folder");
    let elsewhere = tempfile::tempdir().unwrap();
    let file = docs.join("sub.yaml");
    let told = run_in(elsewhere.path(), &["diff", file.to_str().unwrap()], b"");
    assert!(names(&told).starts_with(&format!("main ({main}):docs/sub.yaml -> ")), "from outside: {told}");

    let tree = elsewhere.path().join("tree");
    git(at, &["worktree", "add", "-q", "--detach", tree.to_str().unwrap(), "shorter"]);
    let wanted = format!("main ({main}):api.yaml -> api.yaml: breaking (1 breaking)");
    assert_eq!(names(&run_in(&tree, &["diff", "api.yaml"], b"")), wanted, "in another working tree");
}

#[test]
fn a_renamed_document_is_compared_and_a_new_one_breaks_nothing() {
    let folder = repository();
    let at = folder.path();
    let main = git(at, &["rev-parse", "--short", "main"]);
    git(at, &["mv", "api.yaml", "service.yaml"]);
    let wanted = format!("main ({main}):api.yaml -> service.yaml: breaking (1 breaking)");
    assert_eq!(names(&run_in(at, &["diff", "service.yaml"], b"")), wanted);

    fs::write(at.join("new.yaml"), BASE.replace("title: Orders", "title: New")).unwrap();
    let told = run_in(at, &["diff", "new.yaml"], b"");
    let wanted = format!("new.yaml: new document, nothing to compare: it is not in main ({main})");
    assert_eq!(told, format!("exit 0\n--- stdout\n{wanted}\n--- stderr\n"));
    let told = run_in(at, &["diff", "new.yaml", "--format", "json", "--fail-on", "any"], b"");
    assert!(told.starts_with("exit 0") && told.contains(r#""changes": []"#), "{told}");

    let empty = tempfile::tempdir().unwrap();
    git(empty.path(), &["init", "-q"]);
    fs::write(empty.path().join("api.yaml"), BASE).unwrap();
    let told = run_in(empty.path(), &["diff", "api.yaml"], b"");
    assert!(
        told.starts_with("exit 0")
            && told.contains("new document, nothing to compare: the repository has no commits yet"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_found_is_said_in_words() {
    let folder = repository();
    let at = folder.path();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("api.yaml"), BASE).unwrap();
    let url = "https://example.com/api.yaml";
    for (folder, arguments, wanted) in [
        (at, &["shortr:api.yaml", "api.yaml"][..], "error: unknown git revision `shortr`; did you mean `shorter`?"),
        (at, &["main:apu.yaml", "api.yaml"], "error: `main` has no file `apu.yaml`; did you mean `api.yaml`?"),
        (at, &["main:docs", "api.yaml"], "error: `docs` is a folder in `main`: name a file"),
        (at, &["main:", "api.yaml"], "error: `main:` names no file; expected `main:PATH`"),
        (
            &at.join("docs"),
            &["main:sub.yaml", "sub.yaml"],
            "error: `main` has no file `sub.yaml`; did you mean `main:./sub.yaml`?",
        ),
        (
            at,
            &[url],
            "error: `https://example.com/api.yaml` is a URL: download the document first, as in `curl -o api.yaml https://example.com/api.yaml`",
        ),
        (
            at,
            &[url, "api.yaml"],
            "error: `https://example.com/api.yaml` is a URL: download the document first, as in `curl -o api.yaml https://example.com/api.yaml`",
        ),
        (
            at,
            &["kohortpay"],
            "error: an embedded contract has no earlier version: name both documents, as in `order-contracts diff BASE kohortpay`",
        ),
        (
            outside.path(),
            &["api.yaml"],
            "error: `api.yaml` is not in a git repository: name both documents, as in `order-contracts diff old.yaml api.yaml`",
        ),
        (
            outside.path(),
            &["main:api.yaml", "api.yaml"],
            "error: there is no file `main:api.yaml`, and no git repository with a revision `main`",
        ),
    ] {
        let told = run_in(folder, &[&["diff"], arguments].concat(), b"");
        assert_eq!(told, format!("exit 2\n--- stdout\n--- stderr\n{wanted}\n"));
    }
    let told = run_in(at, &["diff", "missing.yaml"], b"");
    assert!(told.starts_with("exit 2") && told.contains("cannot read `missing.yaml`"), "{told}");
    git(at, &["branch", "-m", "main", "trunk"]);
    let told = run_in(at, &["diff", "api.yaml"], b"");
    assert!(
        told.starts_with("exit 2") && told.contains("no default branch found") && !told.contains("shallow"),
        "{told}"
    );
}

#[test]
fn a_shallow_clone_is_said_to_be_one() {
    let folder = repository();
    git(folder.path(), &["checkout", "-q", "main"]);
    let url = format!("file://{}", folder.path().display());
    let clones = tempfile::tempdir().unwrap();
    let clone = |name: &str, options: &[&str]| {
        git(clones.path(), &[&["clone", "-q", "--depth", "1", "-b", "shorter"], options, &[&url, name]].concat());
        run_in(&clones.path().join(name), &["diff", "api.yaml"], b"")
    };
    let told = clone("one", &[]);
    assert!(
        told.starts_with("exit 2") && told.contains("no default branch found") && told.contains("shallow"),
        "{told}"
    );
    let told = clone("all", &["--no-single-branch"]);
    let wanted =
        "error: `origin/main` and HEAD have no common commit; this clone is shallow: run `git fetch --unshallow`";
    assert!(told.starts_with("exit 2") && told.contains(wanted), "{told}");
}

#[test]
fn git_shows_documents_by_meaning_and_other_files_as_text() {
    let folder = repository();
    let at = folder.path();
    fs::write(at.join("values.yaml"), "a: 1\nb: 2\n").unwrap();
    git(at, &["add", "values.yaml"]);
    git(at, &["commit", "-q", "-m", "Values"]);
    fs::write(at.join("values.yaml"), "a: 1\nb: 3\n").unwrap();
    fs::write(at.join("api.yaml"), BASE.replace("maxLength: 100", "maxLength: 40")).unwrap();
    fs::write(at.join(".gitattributes"), "*.yaml diff=openapi\n").unwrap();
    let driver = format!("diff.openapi.command={} diff --git-driver", env!("CARGO_BIN_EXE_order-contracts"));
    let told = git(at, &["-c", &driver, "diff"]);
    assert!(told.contains("order-contracts diff api.yaml\nbreaking [wire] request-max-length-decreased"), "{told}");
    assert!(told.ends_with("--- a/values.yaml\n+++ b/values.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3"), "{told}");
    git(at, &["rm", "-q", "--cached", "api.yaml", "values.yaml"]);
    let told = git(at, &["-c", &driver, "diff", "--cached"]);
    assert!(told.contains("order-contracts diff api.yaml\nthe document was removed\n"), "{told}");
    assert!(told.ends_with("--- a/values.yaml\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a: 1\n-b: 2"), "{told}");
}
