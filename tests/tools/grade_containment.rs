//! Grades `covers` on a folder of labelled pairs: `grade_containment FOLDER [--formats] [--verbose]`.
//!
//! Each file holds a list of `{id, schema1, schema2, tests: {s1SubsetEqOfs2, s2SubsetEqOfs1}}`. Every label is one
//! question; the table counts the answers by folder. Wrong answers are listed, and undecided ones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use order_contracts::containment::{Containment, Options, covers};
use serde_json::Value;

#[derive(Default)]
struct Row {
    right: usize,
    wrong: usize,
    open: usize,
    slowest: Duration,
    total: Duration,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.iter().find(|argument| !argument.starts_with("--")).ok_or("wanted a folder")?;
    let options = Options::new().assert_formats(arguments.iter().any(|argument| argument == "--formats"));
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for file in files(Path::new(folder))? {
        let name = file.strip_prefix(folder)?.display().to_string();
        let row = rows.entry(name.split('/').next().unwrap_or_default().to_owned()).or_default();
        let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        for case in &cases {
            for (label, sub, sup) in
                [("s1SubsetEqOfs2", "schema1", "schema2"), ("s2SubsetEqOfs1", "schema2", "schema1")]
            {
                let Some(wanted) = case["tests"][label].as_bool() else { continue };
                let start = Instant::now();
                let answer = covers(&case[sub], &case[sup], &options);
                let taken = start.elapsed();
                row.total += taken;
                row.slowest = row.slowest.max(taken);
                let place = format!("{name} {} {label}", case["id"]);
                match &answer {
                    Containment::Undecided { reasons } => {
                        row.open += 1;
                        println!(
                            "undecided {place}: {}",
                            reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                        );
                    }
                    decided if decided.is_yes() == wanted => {
                        row.right += 1;
                        if verbose {
                            println!("right {place}: {decided:?}");
                        }
                    }
                    decided => {
                        row.wrong += 1;
                        println!("WRONG {place}: wanted {wanted}, got {decided:?}");
                    }
                }
            }
        }
    }
    println!("{:<16}{:>7}{:>7}{:>11}{:>12}{:>12}", "folder", "right", "wrong", "undecided", "slowest", "total");
    for (name, row) in &rows {
        println!(
            "{name:<16}{:>7}{:>7}{:>11}{:>12.1?}{:>12.1?}",
            row.right, row.wrong, row.open, row.slowest, row.total
        );
    }
    Ok(())
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
