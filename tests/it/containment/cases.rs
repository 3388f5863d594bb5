//! The data suite: every file of `tests/cases/containment`, all failures listed at once.

use std::fmt::Write;

use order_contracts::containment::{Containment, Options, covers};
use serde::Deserialize;
use serde_json::Value;

/// One pair of schemas. Unknown keys are refused, and so is a case that asserts nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is asked.
    name: String,
    sub: Value,
    sup: Value,
    #[serde(default)]
    formats: bool,
    /// `yes`, `no` or `undecided`.
    answer: String,
    /// The exact witness of a `no`.
    witness: Option<Value>,
    /// The ids of the reasons of an `undecided`.
    reasons: Option<Vec<String>>,
}

#[test]
fn every_case_gets_its_answer() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/containment");
    let mut failures = String::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in cases {
            count += 1;
            if let Err(failure) = check(&case) {
                let _ = writeln!(failures, "{} / {}: {failure}", path.display(), case.name);
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(count > 100, "only {count} cases were found");
}

fn check(case: &Case) -> Result<(), String> {
    let options = Options::new().assert_formats(case.formats);
    let answer = covers(&case.sub, &case.sup, &options);
    match (case.answer.as_str(), &answer) {
        ("yes", Containment::Yes) => Ok(()),
        ("no", Containment::No { witness }) => match &case.witness {
            Some(wanted) if wanted != witness => Err(format!("wanted the witness {wanted}, got {witness}")),
            _ => Ok(()),
        },
        ("undecided", Containment::Undecided { reasons }) => {
            let mut ids: Vec<&str> = reasons.iter().map(|undecided| undecided.reason.id()).collect();
            ids.dedup();
            match &case.reasons {
                Some(wanted) if *wanted != ids => Err(format!("wanted {wanted:?}, got {ids:?}")),
                _ => Ok(()),
            }
        }
        (wanted, got) => Err(format!("wanted {wanted}, got {got:?}")),
    }
}
