//! What Node's engine says of patterns and texts, which is recorded in `tests/cases/patterns`, is what we say.

use std::path::Path;

use serde::Deserialize;

use super::automaton::Automaton;
use super::backtrack::Backtracker;
use super::parse::parse;
use super::program::Programs;
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

/// Each engine that can take a pattern says the same as the one that is chosen for it.
#[test]
fn engines_agree() {
    let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/patterns/node.json");
    let rows: Vec<Row> =
        serde_json::from_str(&std::fs::read_to_string(rows).expect("the rows are there")).expect("they are rows");
    for Row { pattern: source, yes, no, .. } in &rows {
        let (Ok(pattern), Ok(ast)) = (Pattern::new(source), parse(source)) else { continue };
        let machine = Programs::new(&ast).ok();
        let backtracker = Backtracker::new(&ast).expect(source);
        let automaton = Automaton::new(source, &ast);
        for text in yes.iter().chain(no) {
            let wanted = pattern.matches(text);
            let machine = machine.as_ref().map(|machine| machine.matches(text, 1_000_000));
            let automaton = automaton.as_ref().map(|automaton| automaton.matches(text, 1_000_000));
            assert!(machine.is_none_or(|found| found == wanted), "machine: {source:?} on {text:?}");
            assert!(automaton.is_none_or(|found| found == wanted), "automaton: {source:?} on {text:?}");
            let found = backtracker.matches(text, 10_000_000);
            assert!(found.is_none() || found == wanted, "backtrack: {source:?} on {text:?}: {found:?}");
        }
    }
}

#[test]
fn counts_are_exact_at_their_ends() {
    for (source, unit, least, most) in [
        ("^[a-z0-9]{1,100000}$", "a", 1, 100_000),
        ("^.{0,262144}$", "é", 0, 262_144),
        ("^(?:ab){0,70000}$", "ab", 0, 70_000),
        ("^(?:ab){65536}$", "ab", 65_536, 65_536),
        ("^(?:a|b){3,65536}$", "b", 3, 65_536),
        ("^(?:a|bb){0,70000}$", "a", 0, 70_000),
        ("^x?(?:[ab][cd]){20,30}$", "ad", 20, 30),
        ("^(?:(?=a)a){9,20}$", "a", 9, 20),
    ] {
        let pattern = Pattern::new(source).expect(source);
        for count in [least, least + 1, most - 1, most] {
            let wanted = (least..=most).contains(&count);
            assert_eq!(pattern.matches(&unit.repeat(count)), Some(wanted), "{source} with {count}");
        }
        if least > 0 {
            assert_eq!(pattern.matches(&unit.repeat(least - 1)), Some(false), "{source} with too few");
        }
        // What is too long for the count may be too much, but is never taken for a match.
        assert_ne!(pattern.matches(&unit.repeat(most + 1)), Some(true), "{source} with too many");
    }
}

#[test]
fn hostile_patterns_and_texts_end() {
    let a = "a".repeat(100_000);
    for (source, text, wanted) in [
        ("^(a+)+$", a.clone() + "!", Some(false)),
        ("^(a|a)*b", a.clone(), Some(false)),
        ("^(?!(a+)+$)", a.clone(), Some(false)),
        ("(?<=(a|aa)+)b", a.clone(), Some(false)),
        ("(?:(?:a|b|ab|ba){30}){30}c", a.clone(), Some(false)),
        ("a[a-z]{0,50000}b[a-z]{0,50000}c", a.clone(), Some(false)),
        (r"(a*)*\1b", a.clone(), None),
        (r"(\w+\s?)*\1$", a[..40].to_owned() + "!", None),
        (&"(?=.*a)".repeat(1_000), a.clone(), None),
    ] {
        let pattern = Pattern::new(source).expect(source);
        assert_eq!(pattern.matches(&text), wanted, "{}", &source[..source.len().min(40)]);
    }
    for (source, wanted) in [
        ("(".repeat(50_000), Some(Unusable::Size)),
        (format!("{}a{}", "(".repeat(90), "{9}){9}".repeat(90).replace("{9})", ")")), None),
        (r"(?:(?=a)|\b){9000}".to_owned(), Some(Unusable::Size)),
        ("[".repeat(50_000), Some(Unusable::Syntax)),
        ("a{4294967296}".to_owned(), None),
        ("a{99999999999999999999,1}".to_owned(), Some(Unusable::Syntax)),
    ] {
        let found = Pattern::new(&source).err();
        let begin: String = source.chars().take(20).collect();
        assert!(found == wanted || wanted.is_none() && found == Some(Unusable::Size), "{begin}: {found:?}");
    }
}
