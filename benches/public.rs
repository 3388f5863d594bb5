//! `diff` on versions of public documents, beside another program in the same run.
//!
//! `PAIRS=FOLDER cargo bench --bench public --features cli`. FOLDER has a folder for each pair, named after it, with two files: `base.*`
//! and `revision.*`. The documents are not part of this crate. `REDOCLY=COMMAND` is the other program, called with `diff BASE REVISION`;
//! without it, only this one runs. Every figure is the median of three runs that take turns.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod process;
mod table;

use process::{Took, run};
use serde_json::Value;
use table::Table;

const PROGRAM: &str = env!("CARGO_BIN_EXE_order-contracts");
const RUNS: usize = 3;

fn main() {
    let Some(folder) = std::env::var_os("PAIRS") else {
        return println!("PAIRS names no folder of documents; nothing to compare");
    };
    let other = std::env::var("REDOCLY").ok();
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort_unstable();
    let columns = ["documents", "order-contracts, CPU", "redocly, CPU", "ratio", "peak memory", "redocly", "undecided"];
    let mut rows = Table::new("public documents", &columns);
    for pair in folders {
        let (base, revision) = (file(&pair, "base"), file(&pair, "revision"));
        let ours = || run(Command::new(PROGRAM).args(["diff", "--format", "json"]).args([&base, &revision]));
        let theirs = |command: &String| run(Command::new(command).arg("diff").args([&base, &revision]));
        let (mut our_runs, mut their_runs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            our_runs.push(ours());
            their_runs.extend(other.as_ref().map(theirs));
        }
        let (cpu, peak) = median(&our_runs).unwrap();
        let other = median(&their_runs);
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let size = fs::metadata(&revision).unwrap().len() as f64 / 1e6;
        rows.row(&[
            format!("{}, {size:.1} MB", pair.file_name().unwrap().to_string_lossy()),
            format!("{cpu:.2} s"),
            or_dash(other.map(|(cpu, _)| format!("{cpu:.2} s"))),
            or_dash(other.map(|(their, _)| format!("{:.2}", cpu / their))),
            format!("{peak} MB"),
            or_dash(other.map(|(_, peak)| format!("{peak} MB"))),
            undecided(&base, &revision),
        ]);
    }
    rows.finish();
}

/// `base.yaml`, `base.json` or whatever it is.
fn file(folder: &Path, stem: &str) -> PathBuf {
    let mut paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.file_stem().is_some_and(|found| found == stem)).unwrap()
}

/// Seconds of all threads, and megabytes.
fn median(runs: &[Took]) -> Option<(f64, u64)> {
    let mut cpu: Vec<f64> = runs.iter().map(|took| took.cpu.as_secs_f64()).collect();
    let mut peak: Vec<u64> = runs.iter().map(|took| took.peak.unwrap_or_default() / 1000).collect();
    cpu.sort_unstable_by(f64::total_cmp);
    peak.sort_unstable();
    Some((*cpu.get(runs.len() / 2)?, *peak.get(runs.len() / 2)?))
}

/// How many changes are undecided, of how many that are not documentation.
fn undecided(base: &Path, revision: &Path) -> String {
    let output = Command::new(PROGRAM).args(["diff", "--format", "json"]).args([base, revision]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let matters = |change: &&Value| change["documentation"] != true;
    let open = changes.iter().filter(matters).filter(|change| change["verdict"] == "undecided").count();
    format!("{open} of {}", changes.iter().filter(matters).count())
}
