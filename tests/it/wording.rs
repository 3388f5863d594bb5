//! The words of messages and documentation: plain English, and the same word for the same thing (see CONTRIBUTING.md).

use std::fs;
use std::path::{Path, PathBuf};

use order_contracts::containment;
use order_contracts::{diff, validate};

/// Words and phrases of an old dialect, and what to write instead.
const BANNED: &[(&str, &str)] = &[
    ("told", "reported"),
    ("tell", "report"),
    ("tells", "reports"),
    ("felt", "affects"),
    ("feels", "is affected by"),
    ("stands", "is"),
    ("joined", "added to"),
    ("nobody", "no client"),
    ("whoever", "clients that"),
    ("looked at", "checked"),
    ("became another", "changed"),
    ("made up", "generated"),
    ("whole number", "integer"),
    ("says something else", "changed"),
    ("leads to nothing", "unresolved"),
    ("not judged", "cannot be checked"),
    ("waive as", "fingerprint"),
];

/// Folders and files whose string literals people read.
const SOURCES: &[&str] = &[
    "src/validate",
    "src/schema",
    "src/json",
    "src/contract",
    "src/containment",
    "src/diff",
    "src/apis",
    "src/codegen",
    "src/cli",
    "src/http",
    "src/proxy",
    "src/sandbox",
    "src/server",
    "src/error.rs",
    "src/pointer.rs",
];

/// Prose.
const PAGES: &[&str] = &["src/docs", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "openapi"];

/// The banned words in `text`, with what to write instead.
fn banned(text: &str) -> Vec<String> {
    let words: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric() && !"_-".contains(character))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let text = format!(" {} ", words.join(" "));
    let found = BANNED.iter().filter(|(word, _)| text.contains(&format!(" {word} ")));
    found.map(|(word, instead)| format!("`{word}`, write `{instead}`")).collect()
}

/// The string literals of Rust source, one after another.
fn literals(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '/', '\'', 'r']) {
        let before = rest[..at].chars().next_back();
        let here = &rest[at..];
        let hashes = here[1..].bytes().take_while(|byte| *byte == b'#').count();
        let is_raw = here.starts_with('r')
            && here[1 + hashes..].starts_with('"')
            && !before.is_some_and(|character| character.is_alphanumeric() || character == '_' || character == 'b');
        let length = if here.starts_with("//") {
            here.find('\n').unwrap_or(here.len())
        } else if is_raw {
            let body = &here[hashes + 2..];
            let end = body.find(&format!("\"{}", "#".repeat(hashes))).unwrap_or(body.len());
            out.push(body[..end].to_owned());
            (2 * hashes + 3 + end).min(here.len())
        } else if let Some(body) = here.strip_prefix('"') {
            let mut escaped = false;
            let end = body.find(|character| {
                let closes = character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                closes
            });
            let end = end.unwrap_or(body.len());
            out.push(body[..end].to_owned());
            (end + 2).min(here.len())
        } else if here.starts_with("'\"'") || here.starts_with("'/'") {
            3
        } else {
            1
        };
        rest = &here[length..];
    }
    out
}

fn files(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| files(&entry.unwrap().path(), out));
    } else if path.extension().is_some_and(|extension| ["rs", "md", "yaml"].iter().any(|known| extension == *known)) {
        out.push(path.to_path_buf());
    }
}

fn all_files(roots: &[&str]) -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    roots.iter().for_each(|root| files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(root), &mut paths));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_registries_use_plain_words() {
    let validation = validate::RULES.iter().map(|rule| (rule.id, rule.summary));
    let changes = diff::RULES.iter().flat_map(|rule| [(rule.id, rule.summary), (rule.id, rule.page)]);
    let reasons = diff::UndecidedCause::ALL.iter().map(|cause| (cause.id(), cause.summary()));
    let search = containment::Reason::ALL.iter().map(|reason| (reason.id(), reason.summary()));
    let texts = validation.chain(changes).chain(reasons).chain(search);
    let wrong: Vec<String> = texts
        .flat_map(|(id, text)| banned(text).into_iter().map(move |word| format!("{id}: {word}: {text}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_and_pages_use_plain_words() {
    let mut wrong = Vec::new();
    let sources = all_files(SOURCES);
    assert!(sources.len() > 100, "only {} files were read", sources.len());
    for (path, source) in sources {
        for literal in literals(&source) {
            wrong.extend(banned(&literal).into_iter().map(|word| format!("{}: {word}: {literal:?}", path.display())));
        }
    }
    for (path, page) in all_files(PAGES) {
        for (number, line) in page.lines().enumerate() {
            let place = format!("{}:{}", path.display(), number + 1);
            // A page may quote a word to warn of it.
            let quoted = line.contains("not: ");
            wrong.extend(banned(line).into_iter().filter(|_| !quoted).map(|word| format!("{place}: {word}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_banned_word_is_found_wherever_a_message_may_be() {
    let source = r###"
        // told in a comment is no message
        let quote = '"';
        let one = "is told \" twice"; let two = r#"looked "at" it"#; let path = "//told";
    "###;
    let found: Vec<usize> = literals(source).iter().map(|literal| banned(literal).len()).collect();
    assert_eq!(found, [1, 1, 1]);
    assert!(banned("Who stands for it?").len() == 1 && banned("a bystander, untold, feline").is_empty());
}
