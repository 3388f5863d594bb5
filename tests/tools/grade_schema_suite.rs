//! Grades the evaluator on the official JSON Schema Test Suite: `grade_schema_suite FOLDER [--files] [--undecided] [--verbose]`.
//!
//! FOLDER is a checkout of the suite. Each draft is judged as an OpenAPI 3.1 document names it (`jsonSchemaDialect`), and draft 4
//! also as Schema Objects of OpenAPI 3.0, where groups with keywords that 3.0 does not have are counted apart. A schema is a
//! component of the document, with `--files` a file beside it that a component refers to. The documents of `remotes` are components
//! with the URL that the suite serves them at as their identifier.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use order_contracts::contract::Contract;
use order_contracts::validate::{self, Options, Verdict};
use serde_json::{Map, Value, json};

/// Where the suite serves `remotes`.
const SERVER: &str = "http://localhost:1234/";

/// A draft of the suite, and how a document says that it means it.
struct Run {
    name: &'static str,
    folder: &'static str,
    version: &'static str,
    dialect: Option<&'static str>,
}

const RUNS: [Run; 6] = [
    Run {
        name: "2020-12 in 3.1",
        folder: "draft2020-12",
        version: "3.1.0",
        dialect: Some("https://json-schema.org/draft/2020-12/schema"),
    },
    Run { name: "4 as 3.0", folder: "draft4", version: "3.0.3", dialect: None },
    Run {
        name: "4 in 3.1",
        folder: "draft4",
        version: "3.1.0",
        dialect: Some("http://json-schema.org/draft-04/schema#"),
    },
    Run {
        name: "6 in 3.1",
        folder: "draft6",
        version: "3.1.0",
        dialect: Some("http://json-schema.org/draft-06/schema#"),
    },
    Run {
        name: "7 in 3.1",
        folder: "draft7",
        version: "3.1.0",
        dialect: Some("http://json-schema.org/draft-07/schema#"),
    },
    Run {
        name: "2019-09 in 3.1",
        folder: "draft2019-09",
        version: "3.1.0",
        dialect: Some("https://json-schema.org/draft/2019-09/schema"),
    },
];

#[derive(Clone, Copy)]
struct Flags {
    files: bool,
    undecided: bool,
    verbose: bool,
}

#[derive(Default)]
struct Row {
    right: usize,
    on_purpose: usize,
    wrong: usize,
    undecided: usize,
    foreign: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder =
        arguments.iter().find(|argument| !argument.starts_with("--")).ok_or("wanted the folder of the suite")?;
    let folder = Path::new(folder);
    let is_on = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let flags = Flags { files: is_on("--files"), undecided: is_on("--undecided"), verbose: is_on("--verbose") };
    println!("{:<26}{:>7}{:>12}{:>7}{:>11}{:>9}", "draft", "right", "on purpose", "wrong", "undecided", "foreign");
    for run in &RUNS {
        let tests = folder.join("tests").join(run.folder);
        let remotes = remotes(&folder.join("remotes"), run.folder)?;
        let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
        for file in files(&tests)? {
            let name = file.strip_prefix(&tests)?.display().to_string();
            let part = if name.starts_with("optional/format/") {
                "optional formats"
            } else if name.starts_with("optional/") {
                "optional"
            } else {
                "required"
            };
            let row = rows.entry(part).or_default();
            let groups: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
            for group in &groups {
                grade(run, group, &name, &remotes, flags, row)?;
            }
        }
        for (part, row) in rows {
            let Row { right, on_purpose, wrong, undecided, foreign } = row;
            let name = format!("{} {part}", run.name);
            println!("{name:<26}{right:>7}{on_purpose:>12}{wrong:>7}{undecided:>11}{foreign:>9}");
        }
    }
    Ok(())
}

fn grade(
    run: &Run,
    group: &Value,
    file: &str,
    remotes: &Map<String, Value>,
    flags: Flags,
    row: &mut Row,
) -> Result<(), Box<dyn std::error::Error>> {
    let tests = group["tests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut schema = group["schema"].clone();
    let mut components = remotes.clone();
    if run.dialect.is_none() {
        if let Some(keyword) = foreign_to_30(&schema) {
            row.foreign += tests.len();
            if flags.verbose {
                println!("foreign {}: {file}: {}: `{keyword}`", run.name, group["description"]);
            }
            return Ok(());
        }
        components.clear();
    }
    if !flags.files && !names_itself(&schema) {
        point_into_components(&mut schema);
    }
    let text = schema.to_string();
    components.insert("Tested".to_owned(), if flags.files { json!({"$ref": "tested.json"}) } else { schema });
    let mut document = json!({
        "openapi": run.version,
        "info": {"title": "Suite", "version": "1"},
        "paths": {},
        "components": {"schemas": components},
    });
    if let Some(dialect) = run.dialect {
        document["jsonSchemaDialect"] = json!(dialect);
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("openapi.json");
    std::fs::write(&path, document.to_string())?;
    if flags.files {
        std::fs::write(folder.path().join("tested.json"), text)?;
    }
    let contract = Contract::from_path(&path)?;
    let schema = contract.schema_named("Tested")?;
    for test in tests {
        let (Some(wanted), data) = (test["valid"].as_bool(), test["data"].to_string()) else { continue };
        let report = validate::payload_bytes(&contract, &schema, data.as_bytes(), &Options::new());
        let place = format!("{}: {file}: {}: {}", run.name, group["description"], test["description"]);
        match (report.verdict(), wanted) {
            (Verdict::Valid, true) | (Verdict::Invalid, false) => row.right += 1,
            // We assert formats; these tests want them to be annotations.
            (Verdict::Invalid, true) if report.violations().iter().all(|violation| violation.id() == "format") => {
                row.on_purpose += 1;
                if flags.verbose {
                    println!("on purpose {place}: formats are asserted");
                }
            }
            (Verdict::Undecided, _) => {
                row.undecided += 1;
                if flags.undecided || !file.starts_with("optional") {
                    println!("undecided {place}: {}", report.to_string().replace('\n', "; "));
                }
            }
            (found, _) => {
                row.wrong += 1;
                println!("WRONG {place}: wanted {wanted}, found {found:?}");
            }
        }
    }
    Ok(())
}

/// Whether there is an identifier in `schema`, so that pointers begin at it.
fn names_itself(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => {
            ["$id", "id"].iter().any(|keyword| keywords.get(*keyword).is_some_and(Value::is_string))
                || keywords.values().any(names_itself)
        }
        Value::Array(items) => items.iter().any(names_itself),
        _ => false,
    }
}

/// The documents that the suite serves, each with its URL as the identifier of the resource.
fn remotes(folder: &Path, draft: &str) -> Result<Map<String, Value>, Box<dyn std::error::Error>> {
    let mut found = Map::new();
    for file in files(folder)? {
        let name = file.strip_prefix(folder)?.display().to_string();
        // What is in the folder of another draft is for that one.
        let is_shared = !name.starts_with("draft") && !name.starts_with("v1/");
        if !is_shared && !name.starts_with(&format!("{draft}/")) {
            continue;
        }
        let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
        let url = format!("{SERVER}{name}");
        let holder = match schema.as_object_mut() {
            Some(keywords) if keywords.get("$id").is_none_or(|id| *id == json!(url)) => {
                keywords.insert("$id".to_owned(), json!(url));
                schema
            }
            // The URL is one more name of a document that has its own.
            _ => json!({"$id": url, "$defs": {"own": schema}, "$ref": "#/$defs/own"}),
        };
        found.insert(name.replace('/', "."), holder);
    }
    Ok(found)
}

/// A keyword of draft 4 that Schema Objects of OpenAPI 3.0 do not have, or have in another form.
fn foreign_to_30(schema: &Value) -> Option<&'static str> {
    const FOREIGN: [&str; 7] =
        ["additionalItems", "definitions", "dependencies", "patternProperties", "id", "$schema", "const"];
    let Value::Object(keywords) = schema else { return Some("true and false") };
    if keywords.get("$ref").is_some_and(|reference| !reference.as_str().is_some_and(|text| text.starts_with('#'))) {
        return Some("$ref beyond the document");
    }
    // Each schema may be any of these; what is data is told apart by its keyword.
    for (keyword, value) in keywords {
        if let Some(foreign) = FOREIGN.iter().find(|foreign| *foreign == keyword) {
            return Some(foreign);
        }
        let below: Vec<&Value> = match (keyword.as_str(), value) {
            ("type", Value::Array(_)) => return Some("a list in `type`"),
            ("type", Value::String(name)) if name == "null" => return Some("the type `null`"),
            ("items", Value::Array(_)) => return Some("a list in `items`"),
            ("properties", Value::Object(members)) => members.values().collect(),
            ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => items.iter().collect(),
            ("items" | "not", value) => vec![value],
            ("additionalProperties", Value::Object(_)) => vec![value],
            _ => Vec::new(),
        };
        if let Some(foreign) = below.into_iter().find_map(foreign_to_30) {
            return Some(foreign);
        }
    }
    None
}

/// A pointer of the suite begins at the schema, one of OpenAPI 3.0 at the document.
fn point_into_components(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                match value {
                    Value::String(reference)
                        if matches!(keyword.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef") =>
                    {
                        let fragment = reference.strip_prefix('#');
                        if let Some(pointer) = fragment.filter(|text| text.is_empty() || text.starts_with('/')) {
                            *reference = format!("#/components/schemas/Tested{pointer}");
                        }
                    }
                    _ if matches!(keyword.as_str(), "enum" | "default") => {}
                    value => point_into_components(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(point_into_components),
        _ => {}
    }
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
