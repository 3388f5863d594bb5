//! Time and peak memory of `diff` on generated documents, and how both grow: `cargo bench --bench diff --features cli`.
//!
//! A document of N schema objects has N / 10 operations; every schema refers to shared ones, and one in seven closes a cycle. The
//! revision edits one schema in a hundred. What the library takes on one core is measured in processes of their own, for their peak
//! memory; beside it is the whole program, with `--features cli`, and another one, if `REDOCLY=COMMAND` names it, called with `diff
//! BASE REVISION`. Other programs that run at the same time make all of this slower and nothing faster: each figure is the least of
//! some runs that take turns, of one for the other program, except that of memory, which is the most.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use order_contracts::diff::{self, Settings, Verdict};
use order_contracts::limits::Limits;
use serde_json::{Map, Value, json};

mod process;
mod table;

use process::{Took, peak, run};
use table::Table;

/// The rows: schema objects, properties of each, and the length of the cycle.
const ROWS: [(&str, usize, usize, usize); 5] = [
    ("100 schemas", 100, 8, 7),
    ("1,000 schemas", 1_000, 8, 7),
    ("10,000 schemas", 10_000, 8, 7),
    ("1.6 MB", 2_000, 8, 7),
    ("4 MB, cycle of 70", 5_000, 8, 70),
];

/// The folder with the documents for this process: whoever makes them takes more memory than whoever compares them.
const FOLDER: &str = "DIFF_BENCH_FOLDER";
const PROGRAM: Option<&str> = option_env!("CARGO_BIN_EXE_order-contracts");
const RUNS: usize = 9;

fn main() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return measure(folder.as_ref());
    }
    let columns = [
        "documents",
        "MB each",
        "load both",
        "compare",
        "peak memory",
        "the program",
        "CPU",
        "peak memory",
        "redocly",
        "CPU",
        "peak memory",
        "breaking",
        "undecided",
    ];
    let mut rows = Table::new("generated documents", &columns);
    let library = std::env::current_exe().unwrap();
    let redocly = std::env::var("REDOCLY").ok();
    for (name, schemas, properties, cycle) in ROWS {
        let folder = tempfile::tempdir().unwrap();
        let files = [(BASE, false), (REVISION, true)].map(|(file, is_revision)| {
            let text = document(schemas, properties, cycle, is_revision).to_string();
            let path = folder.path().join(file);
            std::fs::write(&path, &text).unwrap();
            (path, text.len())
        });
        let compares = |program: &str| run(Command::new(program).arg("diff").args(files.iter().map(|(path, _)| path)));
        let (mut ours, mut programs, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..RUNS {
            let output = Command::new(&library).env(FOLDER, folder.path()).output().unwrap();
            ours.push(serde_json::from_slice::<[u64; 5]>(&output.stdout).unwrap());
            programs.extend(PROGRAM.map(compares));
            // It takes so long that one run is enough.
            others.extend(redocly.as_deref().filter(|_| round == 0).map(compares));
        }
        let least = |figure: usize| ours.iter().map(|run| run[figure]).min().unwrap_or_default();
        let most = ours.iter().map(|run| run[2]).max().unwrap_or_default();
        let [.., breaking, undecided] = ours[0];
        let mut cells = vec![name.to_owned(), format!("{:.1}", files[1].1 as f64 / 1e6)];
        cells.extend([format!("{} ms", least(0)), format!("{} ms", least(1)), format!("{} MB", most / 1024)]);
        cells.extend(taken(&programs));
        cells.extend(taken(&others));
        cells.extend([breaking.to_string(), undecided.to_string()]);
        rows.row(&cells);
    }
    rows.finish();
}

/// Time by the clock, that of all threads, and peak memory.
fn taken(runs: &[Took]) -> [String; 3] {
    let least = |time: fn(&Took) -> Duration| match runs.iter().map(time).min() {
        Some(time) if time.as_millis() < 1000 => format!("{} ms", time.as_millis()),
        Some(time) => format!("{:.1} s", time.as_secs_f64()),
        None => "-".to_owned(),
    };
    let peak = runs.iter().filter_map(|took| took.peak).max();
    let peak = peak.map_or_else(|| "-".to_owned(), |peak| format!("{} MB", peak / 1000));
    [least(|took| took.wall), least(|took| took.cpu), peak]
}

const BASE: &str = "base.json";
const REVISION: &str = "revision.json";

/// Prints milliseconds to load and to compare, peak memory in kilobytes, and how many changes break and are undecided.
fn measure(folder: &Path) {
    let start = Instant::now();
    let (base, revision) = diff::versions(&folder.join(BASE), &folder.join(REVISION), &Limits::default()).unwrap();
    let loaded = start.elapsed();
    let start = Instant::now();
    let comparison = diff::compare(&base, &revision, &Settings::new());
    let compared = start.elapsed();
    let count = |verdict| comparison.changes.iter().filter(|change| change.verdict == verdict).count();
    let times = [loaded.as_millis(), compared.as_millis()].map(|time| u64::try_from(time).unwrap_or(u64::MAX));
    let counts = [Verdict::Breaking, Verdict::Undecided].map(count);
    println!("[{}, {}, {}, {}, {}]", times[0], times[1], peak("self").unwrap_or_default(), counts[0], counts[1]);
}

fn document(schemas: usize, properties: usize, cycle: usize, is_revision: bool) -> Value {
    let name = |number: usize| format!("Schema{number}");
    let reference = |number: usize| json!({ "$ref": format!("#/components/schemas/{}", name(number)) });
    let mut components = Map::new();
    for number in 0..schemas {
        let edited = is_revision && number % 100 == 50;
        let mut members = Map::new();
        for property in 0..properties {
            let most = if edited && property == 0 { 20 } else { 40 };
            let schema = match property % 4 {
                0 => {
                    json!({ "type": "string", "maxLength": most, "description": "A text of some length, for people to read." })
                }
                1 => {
                    json!({ "type": "integer", "minimum": 0, "maximum": 1000 + number, "description": "A count of something." })
                }
                2 => json!({ "type": "array", "items": { "type": "string", "enum": ["ONE", "TWO", "THREE"] } }),
                _ => json!({ "type": "string", "format": "date-time", "description": "When it was." }),
            };
            members.insert(format!("property{property}"), schema);
        }
        // Shared by all, next in the cycle, and one below.
        members.insert("shared".to_owned(), reference(number % 10));
        let next = if number % cycle == cycle - 1 { number + 1 - cycle } else { number + 1 };
        members.insert("next".to_owned(), reference(next.min(schemas - 1)));
        let required = ["property0", "property1"];
        components.insert(name(number), json!({ "type": "object", "required": required, "properties": members }));
    }
    let mut paths = Map::new();
    for number in 0..schemas / 10 {
        let body = |schema: usize| json!({ "application/json": { "schema": reference(schema) } });
        let operation = json!({
            "operationId": format!("operation{number}"),
            "requestBody": { "required": true, "content": body(number * 10) },
            "responses": { "200": { "description": "Done", "content": body(number * 10 + 5) } },
        });
        paths.insert(format!("/things{number}"), json!({ "post": operation }));
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Generated", "version": "1.0.0" },
        "paths": paths,
        "components": { "schemas": components },
    })
}
