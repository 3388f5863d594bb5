//! The completion scripts, run in the shells that they are for.

use std::path::Path;
use std::process::Command;

use crate::cli::run_in;

fn script(shell: &str) -> String {
    let printed = run_in(Path::new("."), &["completions", shell], b"");
    let script = printed.strip_prefix("exit 0\n--- stdout\n").unwrap();
    script.strip_suffix("--- stderr\n").unwrap().to_owned()
}

/// What `shell -c code` prints; `None` where there is no such shell, which is said.
fn run_shell(shell: &str, arguments: &[&str], code: &str) -> Option<String> {
    let output = match Command::new(shell).args(arguments).arg("-c").arg(code).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("completions are not tried in {shell}: {error}");
            return None;
        }
    };
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(errors, "", "{shell} complains");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What is typed, what must be among the completions, and what must not.
const TYPED: [(&[&str], &[&str], &[&str]); 7] = [
    (&["v"], &["validate"], &["list"]),
    (&["validate", "--f"], &["--format", "--fail-fast"], &["--strict"]),
    (&["validate", "--any"], &["--any-host"], &[]),
    (&["diff", "--wai"], &["--waivers"], &[]),
    (&["explain", "--fo"], &["--format"], &[]),
    (&["completions", "ba"], &["bash"], &["zsh"]),
    (&["list", "--format", "j"], &["json"], &["text"]),
];

fn check(shell: &str, completions: impl Fn(&[&str]) -> Option<String>) {
    // The script for fish completes no arguments, only options.
    let typed = TYPED.into_iter().filter(|(typed, ..)| shell != "fish" || typed[0] != "completions");
    for (typed, wanted, unwanted) in typed {
        let Some(found) = completions(typed) else { return };
        let found: Vec<&str> = found.split_whitespace().collect();
        for word in wanted {
            assert!(found.contains(word), "{shell}: {typed:?} completes to {found:?}, without `{word}`");
        }
        for word in unwanted {
            assert!(!found.contains(word), "{shell}: {typed:?} completes to {found:?}");
        }
    }
}

#[test]
#[cfg(unix)]
fn bash_completes_options_of_subcommands() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("completions.bash");
    std::fs::write(&file, script("bash")).unwrap();
    check("bash", |typed| {
        // Bash calls the function with the program, the word and the word before it.
        let words: Vec<String> = typed.iter().map(|word| format!("'{word}'")).collect();
        let before = if typed.len() > 1 { typed[typed.len() - 2] } else { "order-contracts" };
        let current = typed[typed.len() - 1];
        let code = format!(
            "source '{}'; COMP_WORDS=(order-contracts {}); COMP_CWORD={}; \
             function=$(complete -p order-contracts | sed 's/.*-F \\([^ ]*\\).*/\\1/'); \
             compopt() {{ :; }}; \"$function\" order-contracts '{current}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            file.display(),
            words.join(" "),
            typed.len(),
        );
        Some(run_shell("bash", &["--norc"], &code).expect("every system with tests has bash"))
    });
}

#[test]
#[cfg(unix)]
fn zsh_completes_options_of_subcommands() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("_order-contracts"), script("zsh")).unwrap();
    // The completion system works in a line editor only: one is run on a terminal of its own, and each completion is listed.
    check("zsh", |typed| {
        let code = format!(
            "zmodload zsh/zpty; zpty -b shell zsh -f; \
             zpty -w shell 'PS1=; fpath=({} $fpath); autoload -U compinit; compinit -u -D; \
             zstyle \":completion:*\" list-prompt \"\"; LISTMAX=10000; setopt autolist; bindkey \"^I\" list-choices; print re\"\"ady'; \
             zpty -r -m shell line '*ready*'; \
             zpty -w -n shell $'order-contracts {}\\t'; sleep 1; \
             out=; while zpty -r -t shell line; do out+=$line; done; zpty -d shell; print -r -- $out",
            folder.path().display(),
            typed.join(" "),
        );
        run_shell("zsh", &["-f"], &code).map(|text| without_escapes(&text))
    });
}

/// Terminal output as words.
fn without_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => {
                // `ESC [ ... letter`
                if characters.next() == Some('[') {
                    while characters.next().is_some_and(|character| !character.is_ascii_alphabetic()) {}
                }
                out.push(' ');
            }
            character if character.is_control() => out.push(' '),
            character => out.push(character),
        }
    }
    out
}

#[test]
#[cfg(unix)]
fn fish_completes_options_of_subcommands() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("completions.fish");
    std::fs::write(&file, script("fish")).unwrap();
    check("fish", |typed| {
        let line = format!("order-contracts {}", typed.join(" "));
        run_shell("fish", &["--no-config"], &format!("source '{}'; complete -C '{line}'", file.display()))
    });
}
