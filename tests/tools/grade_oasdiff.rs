//! Grades the diff with labelled pairs of documents: `cargo run --example grade_oasdiff --features diff -- FOLDER`.
//!
//! FOLDER has a subfolder for each case, with `base.yaml`, `revision.yaml` and `expect.json`, which records whether another
//! tool finds the pair breaking. This crate contains no such data.

use std::path::Path;
use std::process::ExitCode;

use order_contracts::contract::Contract;
use order_contracts::diff::{Settings, Verdict, compare};

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: grade_oasdiff FOLDER");
        return ExitCode::from(2);
    };
    let verbose = std::env::args().any(|argument| argument == "--verbose");
    match grade(Path::new(&folder), verbose) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

#[derive(Default)]
struct Count {
    pairs: usize,
    proved: usize,
    breaking: usize,
    undecided: usize,
    /// Undecided, with a witness that contains more than is declared.
    more_sent: usize,
    harmless: usize,
}

fn grade(folder: &Path, verbose: bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut cases: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    cases.sort_by_key(std::fs::DirEntry::file_name);
    let (mut labelled, mut clean, mut other, mut unread) = (Count::default(), Count::default(), Count::default(), 0);
    for case in cases.iter().map(std::fs::DirEntry::path).filter(|path| path.join("expect.json").exists()) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let expected: serde_json::Value = serde_json::from_slice(&std::fs::read(case.join("expect.json"))?)?;
        let load = |file: &str| Contract::from_path(&case.join(file));
        let (base, revision) = match (load("base.yaml"), load("revision.yaml")) {
            (Ok(base), Ok(revision)) => (base, revision),
            (base, revision) => {
                for error in [base.err(), revision.err()].into_iter().flatten() {
                    println!("unread      {name}: {error}");
                }
                unread += 1;
                continue;
            }
        };
        let comparison = compare(&base, &revision, &Settings::new());
        let shown =
            |wanted| comparison.changes.iter().any(|change| change.witness.is_some() && change.verdict == wanted);
        let proved = shown(Verdict::Breaking);
        let verdict = comparison.verdict();
        let count = match expected["breaking"].as_bool() {
            Some(true) => &mut labelled,
            Some(false) => &mut clean,
            None => &mut other,
        };
        count.pairs += 1;
        count.proved += usize::from(proved);
        count.breaking += usize::from(verdict == Verdict::Breaking);
        count.undecided += usize::from(verdict == Verdict::Undecided);
        count.more_sent += usize::from(!proved && shown(Verdict::Undecided));
        count.harmless += usize::from(verdict < Verdict::Undecided);
        let disagrees = match expected["breaking"].as_bool() {
            Some(true) => !proved,
            Some(false) => verdict > Verdict::Compatible,
            None => false,
        };
        if disagrees || verbose {
            let label = match expected["breaking"].as_bool() {
                Some(true) => "breaking",
                Some(false) => "harmless",
                None => "unknown",
            };
            println!("{label:<9} {verdict:<11} {name}: theirs {}", expected["ids"]);
            for change in &comparison.changes {
                let reasons: Vec<_> = change.reasons.iter().map(|reason| reason.cause.id()).collect();
                let witness = change.witness.as_ref().map(serde_json::to_string).transpose()?.unwrap_or_default();
                println!(
                    "    {} {} {} {} {reasons:?} {witness}",
                    change.verdict, change.rule.facet, change.rule.id, change.subject
                );
            }
        }
    }
    for (label, count) in [("breaking", labelled), ("harmless", clean), ("unknown", other)] {
        let Count { pairs, proved, breaking, undecided, more_sent, harmless } = count;
        println!(
            "{label}: {pairs} pairs; {breaking} breaking ({proved} with a checked witness), {undecided} undecided ({more_sent} with a witness that contains more than is declared), {harmless} compatible or docs"
        );
    }
    println!("unread: {unread}");
    Ok(())
}
