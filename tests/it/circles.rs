//! Files that import each other in circles: none, except for those that are listed here with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::layers::{code_lines, sources};

/// Groups of files that need each other. The list can only shrink.
const ACCEPTED: &[(&[&str], &str)] = &[
    (
        &["contract::declared::content", "contract::declared::parameter"],
        "as the standard has it: a header may be of a media type, and the parts of a media type have headers",
    ),
    (
        &["schema::plan::compile", "schema::plan::keywords"],
        "recursive descent: a schema is compiled by its keywords, and keywords hold schemas",
    ),
];

#[test]
fn files_import_each_other_in_no_other_circles() {
    let found = circles(&imports());
    let listed: BTreeSet<Vec<String>> =
        ACCEPTED.iter().map(|(files, _)| files.iter().map(|&file| file.to_owned()).collect()).collect();
    let new: Vec<_> = found.difference(&listed).map(|files| files.join(" ")).collect();
    assert!(new.is_empty(), "circles of imports that are not listed:\n{}", new.join("\n"));
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "listed circles that are none any more: strike them: {gone:?}");
}

/// Which files each file imports from, by module path (`diff::report::text`).
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let sources: BTreeMap<String, String> = sources()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("codegen"))
        .map(|(path, text)| (module(&path), text))
        .collect();
    let reexports: BTreeMap<&str, BTreeMap<String, String>> =
        sources.iter().map(|(module, text)| (module.as_str(), reexported(module, text))).collect();
    let mut out = BTreeMap::new();
    for (module, text) in &sources {
        let mut used = BTreeSet::new();
        for path in paths(module, text) {
            if let Some(target) = home(&path, &sources, &reexports, 0)
                && target != *module
                // A folder's `mod.rs` names its files; they may use what it defines.
                && !module.starts_with(&format!("{target}::"))
                && !target.starts_with(&format!("{module}::"))
            {
                used.insert(target);
            }
        }
        out.insert(module.clone(), used);
    }
    out
}

fn module(path: &Path) -> String {
    let path = path.with_extension("");
    let names: Vec<&str> = path.iter().filter_map(|name| name.to_str()).filter(|name| *name != "mod").collect();
    match names.as_slice() {
        ["lib"] => String::new(),
        names => names.join("::"),
    }
}

/// Every path of ours in the code, absolute and without `crate::`, trees of `use` written out.
fn paths(module: &str, text: &str) -> Vec<String> {
    let code = code_lines(text).collect::<Vec<_>>().join("\n");
    let mut out = Vec::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            for path in tree(&code[at..]) {
                out.extend(absolute(module, &path));
            }
        }
    }
    out
}

/// The paths of a tree such as `a::{b, c::{self, d as e}}`.
fn tree(code: &str) -> Vec<String> {
    let end = code.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(code.len());
    let (path, rest) = code.split_at(end);
    if !(path.ends_with("::") && rest.starts_with('{')) {
        return vec![path.trim_end_matches(':').to_owned()];
    }
    let (mut depth, mut parts, mut from) = (0, Vec::new(), 1);
    for (at, character) in rest.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                parts.push(&rest[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            parts.push(&rest[from..at]);
            break;
        }
    }
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(tree).map(|below| format!("{path}{below}")).collect()
}

fn absolute(module: &str, path: &str) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").filter(|name| !name.is_empty()).collect();
    let mut names: Vec<&str> = path.split("::").collect();
    match names.first() {
        Some(&"crate") => base.clear(),
        Some(&"self") => {}
        _ => {
            while names.first() == Some(&"super") {
                base.pop()?;
                names.remove(0);
            }
            names.insert(0, "");
        }
    }
    base.extend(&names[1..]);
    Some(base.into_iter().filter(|name| *name != "self").collect::<Vec<_>>().join("::"))
}

/// What a module re-exports: each name, and the absolute path behind it.
fn reexported(module: &str, text: &str) -> BTreeMap<String, String> {
    let code = code_lines(text).collect::<Vec<_>>().join("\n");
    let mut out = BTreeMap::new();
    for (at, _) in code.match_indices("use ") {
        let line_start = code[..at].rfind('\n').map_or(0, |at| at + 1);
        if !code[line_start..at].trim_start().starts_with("pub") {
            continue;
        }
        for path in tree(&code[at + "use ".len()..]) {
            let name = path.rsplit("::").next().unwrap_or_default().to_owned();
            let path = if path.starts_with("crate::") || path.starts_with("super::") || path.starts_with("self::") {
                path
            } else {
                format!("self::{path}")
            };
            if let Some(path) = absolute(module, &path) {
                out.insert(name, path);
            }
        }
    }
    out
}

/// The file that defines what `path` names: re-exports are followed.
fn home(
    path: &str,
    sources: &BTreeMap<String, String>,
    reexports: &BTreeMap<&str, BTreeMap<String, String>>,
    depth: usize,
) -> Option<String> {
    let names: Vec<&str> = path.split("::").collect();
    let known =
        (0..=names.len()).rev().map(|count| names[..count].join("::")).find(|name| sources.contains_key(name))?;
    let next = names.get(known.split("::").filter(|name| !name.is_empty()).count());
    match next.and_then(|next| reexports[known.as_str()].get(*next)) {
        Some(target) if depth < 8 => home(target, sources, reexports, depth + 1),
        _ => Some(known).filter(|known| !known.is_empty()),
    }
}

/// Groups of two and more files that reach each other.
fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> = imports
        .keys()
        .map(|from| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(file) = open.pop() {
                for next in imports.get(file).into_iter().flatten() {
                    if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
            (from, seen)
        })
        .collect();
    let in_circle = |file: &String| reach[file].contains(file);
    let group = |file: &String| {
        let own = reach[file].iter().filter(|other| reach.get(**other).is_some_and(|back| back.contains(file)));
        own.map(|other| (*other).clone()).collect::<Vec<_>>()
    };
    imports.keys().filter(|file| in_circle(file)).map(group).collect()
}
