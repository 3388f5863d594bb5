//! What Node's engine says of patterns and texts, which is recorded in `tests/cases/patterns`, is what we say.

use std::path::Path;

use serde::Deserialize;

use super::{Pattern, Unusable};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    pattern: String,
    grammar: Grammar,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Grammar {
    U,
    AnnexB,
    None,
}

/// Patterns that we read otherwise, and why.
const OTHERWISE: &[(&str, &str)] = &[];

fn differences(rows: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(rows).expect("the rows are there");
    let rows: Vec<Row> = serde_json::from_str(&text).expect("they are rows");
    let mut differences = Vec::new();
    for Row { pattern: source, grammar, yes, no } in &rows {
        let pattern = Pattern::new(source);
        // A property without the flag would be the letter `p`, which nobody means.
        let is_property = *grammar == Grammar::AnnexB && (source.contains("\\p") || source.contains("\\P"));
        if OTHERWISE.iter().any(|(known, _)| known == source) || is_property {
            continue;
        }
        if *grammar == Grammar::None || pattern.is_err() {
            if pattern.as_ref().err() != (*grammar == Grammar::None).then_some(&Unusable::Syntax) {
                differences.push(format!("{source:?}: {:?}", pattern.as_ref().map(|_| "usable")));
            }
            continue;
        }
        let pattern = pattern.expect("it was checked");
        for (wanted, texts) in [(true, yes), (false, no)] {
            for text in texts {
                let found = pattern.matches(text);
                if found != Some(wanted) {
                    differences.push(format!("{source:?} on {text:?}: wanted {wanted}, found {found:?} ({pattern:?})"));
                }
            }
        }
    }
    assert!(!rows.is_empty());
    differences
}

#[test]
fn node_agrees() {
    let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/patterns/node.json");
    let differences = differences(&rows);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// `node tests/tools/patterns.mjs random 5000 1 > rows.json`, then this with `PATTERN_ROWS=rows.json`.
#[test]
#[ignore = "by hand, with rows that Node has written"]
fn node_agrees_on_other_rows() {
    let rows = std::env::var_os("PATTERN_ROWS").expect("PATTERN_ROWS names the rows");
    let differences = differences(Path::new(&rows));
    assert!(differences.is_empty(), "{} differ\n{}", differences.len(), differences.join("\n"));
}
