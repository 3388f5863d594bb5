//! One edit, one case: a base document, a patch, and the report that comes of it.
//!
//! `UPDATE_CASES=1 cargo test` writes the reports anew; what changed in them is reviewed like code.

use std::fs;
use std::path::{Path, PathBuf};

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, report};
use serde_json::Value;

use super::patch;

/// A case, loaded.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) base: Contract,
    pub(crate) revision: Contract,
}

/// Every case, by name.
pub(crate) fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    assert!(folders.len() > 100, "the cases are found");
    folders.into_iter().map(load).collect()
}

fn load(folder: PathBuf) -> Case {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    for entry in fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().file_name();
        let known = ["base.yaml", "patch.json", "report.json"].iter().any(|known| file == *known);
        assert!(known, "{name}: what is {} for?", file.display());
    }
    let base = Contract::from_bytes(fs::read(folder.join("base.yaml")).unwrap(), "base.yaml").unwrap();
    let patch: Vec<patch::Operation> = serde_json::from_slice(&fs::read(folder.join("patch.json")).unwrap())
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!patch.is_empty(), "{name}: a case that edits nothing");
    let mut document = base.document().clone();
    patch::apply(&mut document, &patch);
    let revision = Contract::from_str(&format!("{document:#}"), "revision.json").unwrap();
    Case { name, folder, base, revision }
}

#[test]
fn every_case_has_its_report() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut failures = Vec::new();
    for Case { name, folder, base, revision } in cases() {
        let same = diff::compare(&base, &base, &Settings::new());
        if !same.changes.is_empty() {
            failures.push(format!("{name}: base against itself is not silent"));
        }
        let found = report::json(&diff::compare(&base, &revision, &Settings::new()));
        let path = folder.join("report.json");
        if update {
            fs::write(&path, format!("{found:#}\n")).unwrap();
            continue;
        }
        let wanted: Option<Value> = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if wanted.as_ref() != Some(&found) {
            failures.push(format!("{name}: another report than {}:\n{found:#}", path.display()));
        }
        let silent =
            found["changes"].as_array().is_some_and(|changes| changes.iter().all(|change| change["facet"] != "wire"));
        if name.contains("silent") && !silent {
            failures.push(format!("{name}: not silent"));
        }
    }
    assert!(failures.is_empty(), "{} failing:\n{}", failures.len(), failures.join("\n"));
}
