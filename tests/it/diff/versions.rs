//! Two versions that are read together: each is what it is when it is read alone.

use std::fs;
use std::path::Path;

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, report, versions};
use order_contracts::json;
use order_contracts::limits::Limits;
use serde_json::json;

use super::cases::cases;

/// What is known of two contracts.
fn known(base: &Contract, revision: &Contract) -> [String; 5] {
    let problems =
        |contract: &Contract| contract.problems().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let comparison = diff::compare(base, revision, &Settings::new());
    let report = report::json(&comparison).to_string();
    [base.digest(), revision.digest(), problems(base), problems(revision), report]
}

fn assert_same_alone(base: &Path, revision: &Path) {
    let alone = [base, revision].map(|path| Contract::from_path(path).unwrap());
    let (first, second) = versions(base, revision, &Limits::default()).unwrap();
    assert_eq!(known(&first, &second), known(&alone[0], &alone[1]), "{}", base.display());
    assert_eq!([first.text(), second.text()], [alone[0].text(), alone[1].text()]);
}

#[test]
fn versions_are_read_together_as_they_are_alone() {
    let folder = tempfile::tempdir().unwrap();
    for case in cases() {
        let write = |name: &str, contract: &Contract| {
            let path = folder.path().join(name);
            fs::write(&path, json::schema_text(contract.document())).unwrap();
            path
        };
        let (base, revision) = (write("base.json", &case.base), write("revision.json", &case.revision));
        assert_same_alone(&base, &revision);
        assert_same_alone(&revision, &base);
        assert_same_alone(&base, &base);
    }
}

#[test]
fn a_document_of_several_files_keeps_its_own_references() {
    let folder = tempfile::tempdir().unwrap();
    let info = json!({ "title": "T", "version": "1" });
    let schema = json!({
        "description": "x".repeat(300),
        "properties": { "a": { "$ref": "parts.json#/A" }, "b": { "$ref": "#/components/schemas/B" } },
    });
    let document = |most: u8| {
        let schemas = json!({ "S": schema, "T": schema, "B": { "maximum": most } });
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/S" } } });
        let paths = json!({ "/a": { "post": { "requestBody": { "content": content }, "responses": {} } } });
        json!({ "openapi": "3.0.3", "info": info, "paths": paths, "components": { "schemas": schemas } })
    };
    for (version, most) in [("old", 9), ("new", 8)] {
        let folder = folder.path().join(version);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("api.json"), document(most).to_string()).unwrap();
        fs::write(folder.join("parts.json"), json!({ "A": { "maxLength": most } }).to_string()).unwrap();
    }
    let [old, new] = ["old", "new"].map(|version| folder.path().join(version).join("api.json"));
    assert_same_alone(&old, &new);
    let (base, revision) = versions(&old, &new, &Limits::default()).unwrap();
    let rules: Vec<&str> =
        diff::compare(&base, &revision, &Settings::new()).changes.iter().map(|one| one.rule.id).collect();
    assert_eq!(rules, ["request-max-length-decreased", "request-maximum-decreased"]);
}

#[test]
fn the_first_document_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let good = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
    let (good, broken) = (write("good.json", good), write("broken.json", &good[..40]));
    let yaml = write("good.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n");
    let missing = folder.path().join("missing.json");
    let read =
        |base: &Path, revision: &Path| versions(base, revision, &Limits::default()).map_err(|error| error.to_string());
    for (base, revision, named) in
        [(&broken, &missing, "broken"), (&missing, &broken, "missing"), (&good, &broken, "broken")]
    {
        let error = read(base, revision).err().unwrap();
        assert!(error.contains(named), "{error}");
    }
    // What is not JSON has no parts to be found again.
    assert_same_alone(&yaml, &good);
    assert_same_alone(&good, &yaml);
}
