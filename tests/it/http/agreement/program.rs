//! What the program says of the exchanges as NDJSON.

use std::collections::{BTreeMap, BTreeSet};

use order_contracts::Api;
use serde_json::Value;

use super::mutated;
use crate::cli::run_in;

/// Ids by record, and by half: `false` for requests.
type Found = BTreeMap<(usize, bool), BTreeSet<String>>;

#[test]
fn the_program_agrees() {
    for api in Api::ALL {
        let mut wanted = Found::new();
        let mut lines = String::new();
        for (record, mutated) in (1..).zip(mutated::of(api)) {
            lines.push_str(&format!("{}\n", mutated.exchange));
            for (is_response, (_, ids)) in [false, true].into_iter().zip(&mutated.found) {
                if !ids.is_empty() {
                    wanted.insert((record, is_response), ids.iter().map(|id| (*id).to_owned()).collect());
                }
            }
        }
        assert!(lines.lines().count() >= 2_000);
        assert_eq!(by_program(api, &lines), wanted);
    }
}

fn by_program(api: Api, lines: &str) -> Found {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("exchanges.ndjson"), lines).unwrap();
    let out = run_in(folder.path(), &["validate", api.name(), "exchanges.ndjson", "--format", "json"], b"");
    let json = out.split_once("--- stdout\n").unwrap().1.split("--- stderr").next().unwrap();
    let report: Value = serde_json::from_str(json).unwrap();
    let mut found = Found::new();
    for list in ["violations", "undecided"] {
        for finding in report["inputs"][0][list].as_array().unwrap() {
            let record = usize::try_from(finding["record"].as_u64().unwrap()).unwrap();
            let key = (record, finding["half"] == "response");
            found.entry(key).or_default().insert(finding["id"].as_str().unwrap().to_owned());
        }
    }
    found
}
