//! The floors of the crate: a file imports from lower floors only, and some crates have one door.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of each floor, from the top down. A room may use the rooms of lower floors, and itself.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["proxy", "sandbox"],
    &["server"],
    &["apis", "http"],
    &["diff", "lint"],
    &["validate"],
    &["contract", "containment"],
    &["schema"],
    &["json"],
    &["limits", "pointer", "tables"],
    &["tree"],
    &["at_once", "error", "fingerprint", "percent", "quick_hash", "similar", "stack"],
    &["plain"],
];

/// Crates, and the only places that may name them. `cli` names what it prints with.
const DOORS: &[(&str, &[&str])] = &[
    ("jsonschema", &["schema/"]),
    ("smol_str", &["tree/"]),
    ("stacker", &["stack.rs"]),
    ("toml", &["tables.rs"]),
    ("glob", &["cli/"]),
    ("reqwest", &["apis/client/"]),
    ("hyper", &["server/", "proxy/"]),
    ("hyper_util", &["server/", "proxy/"]),
    ("hyper_rustls", &["proxy/"]),
    ("rustls", &["proxy/"]),
    ("axum_core", &["http/checked.rs"]),
    ("progenitor_client", &["apis/client/mod.rs"]),
    ("progenitor", &["codegen/"]),
    ("schemars", &["apis/json_schema.rs", "apis/wire/", "codegen/schemas.rs"]),
    ("askama", &["cli/page/", "plain/html.rs"]),
    ("clap", &["cli/"]),
    ("anstyle", &["cli/"]),
    ("anstream", &["cli/", "main.rs"]),
];

/// Printing is for the program: a library says what it found in values.
const PRINTING: &[&str] = &["println!", "print!", "eprintln!", "eprint!"];

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        // Compiled into build.rs, not into the library.
        if path.starts_with("codegen") {
            continue;
        }
        let room = room_of(&path);
        if room == "lib" {
            continue;
        }
        let floor = floor(&room).unwrap_or_else(|| panic!("src/{}: `{room}` has no floor", path.display()));
        for used in crate_paths(&text) {
            // `crate::Error` and the like are re-exports of lower floors.
            let used = if used.starts_with(char::is_uppercase) { reexported(&used) } else { used };
            let below = self::floor(&used).unwrap_or_else(|| panic!("src/{}: no floor: `{used}`", path.display()));
            if used != room && below <= floor {
                wrong.push(format!("src/{} ({room}) uses `{used}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not go down:\n{}", wrong.join("\n"));
}

#[test]
fn crates_are_used_behind_their_doors() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let path = path.display().to_string().replace('\\', "/");
        for (name, doors) in DOORS {
            let named = code_lines(&text).any(|line| names_crate(line, name));
            if named && !doors.iter().any(|door| path.starts_with(door)) {
                wrong.push(format!("src/{path} names `{name}`"));
            }
        }
        if code_lines(&text).any(|line| PRINTING.iter().any(|macro_name| line.contains(macro_name))) {
            wrong.push(format!("src/{path} prints"));
        }
    }
    assert!(wrong.is_empty(), "crates used elsewhere than behind their doors:\n{}", wrong.join("\n"));
}

/// The engine serves any document: it names no API, not even in its examples, and no path of `openapi/`.
#[test]
fn the_engine_names_no_api() {
    let words = ["kohortpay", "threekit", "api::", "`api`", "openapi/", "::api;", "order_contracts::api"];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room_of(&path);
        if ["main", "lib", "cli", "sandbox", "apis", "codegen"].contains(&room.as_str()) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            if words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("src/{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "lines of the engine that name an API:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_decides() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!") && !text.starts_with("#![doc"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "files that do not open with `//!`: {silent:?}");
}

pub(crate) fn sources() -> BTreeMap<PathBuf, String> {
    fn collect(folder: &Path, root: &Path, out: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, root, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = BTreeMap::new();
    collect(&root, &root, &mut out);
    assert!(out.len() > 20, "the sources are read");
    out
}

fn room_of(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn reexported(name: &str) -> String {
    match name {
        "Error" => "error",
        "Api" | "EmbeddedSchema" | "Nullable" | "Payload" | "SchemaKind" | "Timestamp" => "apis",
        other => panic!("`crate::{other}`: say here which room it is from"),
    }
    .to_owned()
}

pub(crate) fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// The first name of every `crate::` path.
fn crate_paths(text: &str) -> Vec<String> {
    code_lines(text)
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}

fn names_crate(line: &str, name: &str) -> bool {
    let pattern = format!("{name}::");
    line.match_indices(&pattern).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let own_module = line[..at].ends_with("crate::") || line[..at].ends_with("super::");
        !own_module && !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}
