//! Manual pages and completion scripts, written to folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cli::run_in;

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_command_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let told = run_in(folder.path(), &["man", "--out", "man"], b"");
    let pages = names(&folder.path().join("man"));
    assert_eq!(told, format!("exit 0\n--- stdout\n--- stderr\nwrote {} pages to man\n", pages.len()));
    let help = run_in(folder.path(), &["--help"], b"");
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let commands: Vec<&str> = commands.into_iter().filter(|name| !name.is_empty() && *name != "help").collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        let name = format!("order-contracts-{command}.1");
        assert!(pages.contains(&name), "{name}: {pages:?}");
        let page = fs::read_to_string(folder.path().join("man").join(name)).unwrap();
        let printed = run_in(folder.path(), &["man", command], b"");
        assert_eq!(printed, format!("exit 0\n--- stdout\n{page}--- stderr\n"));
        assert!(
            page.contains(".SH NAME\n") && page.contains(".SH SYNOPSIS\n") && page.contains("\\-\\-help"),
            "{page}"
        );
    }
    // Written again, they are replaced; what is somebody else's is not.
    assert!(run_in(folder.path(), &["man", "--out", "man"], b"").starts_with("exit 0"));
    fs::write(folder.path().join("man/order-contracts.1"), "mine").unwrap();
    let told = run_in(folder.path(), &["man", "--out", "man"], b"");
    assert!(told.starts_with("exit 2") && told.contains("was written by something else"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join("man/order-contracts.1")).unwrap(), "mine");
}

#[test]
fn wrong_arguments_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), arguments, b"");
    assert_eq!(
        run(&["man", "dif"]),
        "exit 2\n--- stdout\n--- stderr\nerror: unknown command `dif`; did you mean `diff`?\n"
    );
    fs::write(folder.path().join("file"), "").unwrap();
    for arguments in [["man", "--out", "file"], ["completions", "--out", "file"]] {
        let told = run(&arguments);
        assert!(
            told.starts_with("exit 2") && told.contains("cannot write `file`: it is there and no folder"),
            "{told}"
        );
    }
    assert!(run(&["completions"]).starts_with("exit 2"));
    assert!(run(&["completions", "bash", "--out", "d"]).starts_with("exit 2"));
}

#[test]
fn the_scripts_of_all_shells_are_those_that_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let told = run_in(folder.path(), &["completions", "--out", "c"], b"");
    assert_eq!(told, "exit 0\n--- stdout\n--- stderr\nwrote 5 scripts to c\n");
    for (shell, name) in [
        ("bash", "order-contracts.bash"),
        ("zsh", "_order-contracts"),
        ("fish", "order-contracts.fish"),
        ("elvish", "order-contracts.elv"),
        ("powershell", "_order-contracts.ps1"),
    ] {
        let written = fs::read_to_string(folder.path().join("c").join(name)).unwrap();
        let printed = run_in(folder.path(), &["completions", shell], b"");
        assert!(printed == format!("exit 0\n--- stdout\n{written}--- stderr\n"), "{shell}");
    }
    assert!(run_in(folder.path(), &["completions", "--out", "c"], b"").starts_with("exit 0"));
}
