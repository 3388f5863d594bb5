//! Time and peak memory of `diff` on generated documents, and how both grow: `cargo bench --bench diff --features diff`.
//!
//! Every row runs in a process of its own, for its peak memory. A document of N schema objects has N / 10 operations; every
//! schema refers to shared ones, and one in seven closes a cycle. The revision edits one schema in a hundred.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use order_contracts::diff::{self, Settings, Verdict};
use order_contracts::limits::Limits;
use serde_json::{Map, Value, json};

mod table;

use table::Table;

/// The rows: schema objects, properties of each, and the length of the cycle.
const ROWS: [(&str, usize, usize, usize); 5] = [
    ("100 schemas", 100, 8, 7),
    ("1,000 schemas", 1_000, 8, 7),
    ("10,000 schemas", 10_000, 8, 7),
    ("1.6 MB", 2_000, 8, 7),
    ("4 MB, cycle of 70", 5_000, 8, 70),
];

/// The row that this process measures.
const ROW: &str = "DIFF_BENCH_ROW";
/// The folder with its documents: whoever makes them takes more memory than whoever compares them.
const FOLDER: &str = "DIFF_BENCH_FOLDER";

fn main() -> io::Result<()> {
    let row = std::env::var(ROW).ok().and_then(|row| row.parse::<usize>().ok());
    if let (Some(row), Some(folder)) = (row, std::env::var_os(FOLDER)) {
        measure(row, folder.as_ref());
        return Ok(());
    }
    let columns =
        ["documents", "bytes each", "load both", "compare", "peak memory", "breaking", "undecided", "compatible"];
    let mut rows = Table::new("generated documents", &columns);
    let program = std::env::current_exe()?;
    for (row, &(name, schemas, properties, cycle)) in ROWS.iter().enumerate() {
        let folder = tempfile::tempdir()?;
        for (file, is_revision) in [(BASE, false), (REVISION, true)] {
            let text = document(schemas, properties, cycle, is_revision).to_string();
            std::fs::write(folder.path().join(file), text)?;
        }
        match Command::new(&program).env(ROW, row.to_string()).env(FOLDER, folder.path()).output() {
            Ok(output) => {
                let text = String::from_utf8_lossy(&output.stdout);
                let cells = text.trim().split(" | ").map(str::to_owned);
                rows.row(&cells.collect::<Vec<_>>());
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
    rows.finish();
    Ok(())
}

const BASE: &str = "base.json";
const REVISION: &str = "revision.json";

/// Prints the cells of a row.
fn measure(row: usize, folder: &Path) {
    let name = ROWS[row].0;
    let start = Instant::now();
    let Ok((base, revision)) = diff::versions(&folder.join(BASE), &folder.join(REVISION), &Limits::default()) else {
        return println!("{name} | does not load");
    };
    let (loaded, bytes) = (start.elapsed(), base.text().len());
    let start = Instant::now();
    let comparison = diff::compare(&base, &revision, &Settings::new());
    let compared = start.elapsed();
    let count = |verdict| comparison.changes.iter().filter(|change| change.verdict == verdict).count();
    println!(
        "{name} | {bytes} | {} ms | {} ms | {} MB | {} | {} | {}",
        loaded.as_millis(),
        compared.as_millis(),
        peak() / 1024,
        count(Verdict::Breaking),
        count(Verdict::Undecided),
        count(Verdict::Compatible),
    );
}

/// The peak memory of this process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or_default()
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
