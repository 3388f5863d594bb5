//! Answers against oracles that know nothing of how they were found: random instances under the validator, and the
//! containment that the validator's own crate offers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jsonschema::canonical::Containment as Theirs;
use order_contracts::containment::{Containment, Options, covers};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::schemas;

fn validator(schema: &Value) -> Option<jsonschema::Validator> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_email_options(jsonschema::EmailOptions::default().without_display_text())
        .build(&dots_spelled_out(schema))
        .ok()
}

/// The schema with each `.` of its patterns written as the class that ECMA-262 gives it: for the oracle, `.` matches U+2028
/// and U+2029 as well.
fn dots_spelled_out(schema: &Value) -> Value {
    let spelled = |pattern: &str| pattern.replace('.', r"[^\n\r\u2028\u2029]");
    match schema {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| {
                    let value = match (name.as_str(), value) {
                        ("pattern", Value::String(pattern)) => Value::String(spelled(pattern)),
                        _ => dots_spelled_out(value),
                    };
                    (if name.contains("^.") { spelled(name) } else { name.clone() }, value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(dots_spelled_out).collect()),
        scalar => scalar.clone(),
    }
}

/// `^.$` beside two properties led the search to U+2028, which the oracle took for a match.
#[test]
fn a_line_separator_is_no_match_of_a_dot() {
    let schema = serde_json::json!({"patternProperties": {"^.$": false}, "pattern": "^.$"});
    let accepts = validator(&schema).unwrap_or_else(|| panic!("{schema}"));
    assert!(accepts.is_valid(&serde_json::json!({"\u{2028}": null})));
    assert!(!accepts.is_valid(&serde_json::json!("\u{2028}")));
    assert!(accepts.is_valid(&serde_json::json!("a")));
}

/// Every value that stands in a schema: those are the instances most likely to tell two schemas apart.
fn values_in(schema: &Value, found: &mut Vec<Value>) {
    match schema {
        Value::Object(members) => {
            found.push(schema.clone());
            members.values().for_each(|value| values_in(value, found));
        }
        Value::Array(items) => {
            found.push(schema.clone());
            items.iter().for_each(|value| values_in(value, found));
        }
        scalar => found.push(scalar.clone()),
    }
}

/// A `Yes` is never contradicted by an instance, and a witness is one.
#[test]
fn answers_survive_the_validator() {
    survive(schemas::related(), &schemas::universe());
}

/// The same where numbers of members decide, over every small instance.
#[test]
fn answers_about_few_values_survive_the_validator() {
    survive(schemas::finite(), &schemas::universe());
}

/// The same where definitions need one another, and some turn out to have no instances.
#[test]
fn answers_about_cycles_survive_the_validator() {
    survive(schemas::recursive(), &schemas::nested_universe());
}

fn survive(pairs: impl Strategy<Value = (Value, Value)>, universe: &[Value]) {
    let instances = proptest::collection::vec(schemas::instance(), 20);
    let tally: RefCell<BTreeMap<&str, usize>> = RefCell::default();
    TestRunner::new(super::config())
        .run(&(pairs, instances), |((sub, sup), mut instances)| {
            let (Some(accepts_sub), Some(accepts_sup)) = (validator(&sub), validator(&sup)) else { return Ok(()) };
            let answer = covers(&sub, &sup, &Options::new().assert_formats(true));
            *tally.borrow_mut().entry(name_of(&answer)).or_default() += 1;
            match answer {
                Containment::No { witness } => {
                    prop_assert!(accepts_sub.is_valid(&witness) && !accepts_sup.is_valid(&witness), "{witness}");
                }
                Containment::Yes => {
                    values_in(&sub, &mut instances);
                    values_in(&sup, &mut instances);
                    for instance in instances.iter().chain(universe) {
                        prop_assert!(
                            !accepts_sub.is_valid(instance) || accepts_sup.is_valid(instance),
                            "said yes, but {instance} tells\n{sub}\nfrom\n{sup}"
                        );
                    }
                }
                Containment::Undecided { reasons } => {
                    prop_assert!(!reasons.is_empty());
                    if std::env::var_os("SHOW_UNDECIDED").is_some() {
                        let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
                        eprintln!("undecided {}\n   {sub}\n   {sup}", reasons.join("; "));
                    }
                }
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    eprintln!("{:?}", tally.borrow());
}

fn name_of(answer: &Containment) -> &'static str {
    match answer {
        Containment::Yes => "yes",
        Containment::No { .. } => "no",
        Containment::Undecided { .. } => "undecided",
    }
}

/// Where the canonical form decides, and so do we, the answers agree.
#[test]
fn answers_agree_with_the_canonical_form() {
    let tally: RefCell<BTreeMap<(&str, &str), usize>> = RefCell::default();
    let pairs = prop_oneof![schemas::related(), schemas::finite(), schemas::recursive()];
    TestRunner::new(super::config())
        .run(&pairs, |(sub, sup)| {
            let canonical = |schema: &Value| jsonschema::canonicalize(schema).ok();
            let (Some(canonical_sub), Some(canonical_sup)) = (canonical(&sub), canonical(&sup)) else { return Ok(()) };
            let theirs = canonical_sup.covers(&canonical_sub);
            let ours = covers(&sub, &sup, &Options::new());
            let their_name = theirs.as_ref().map_or("refused", |theirs| theirs.as_str());
            *tally.borrow_mut().entry((name_of(&ours), their_name)).or_default() += 1;
            match (&ours, theirs) {
                (Containment::Yes, Ok(Theirs::No)) | (Containment::No { .. }, Ok(Theirs::Yes)) => {
                    prop_assert!(false, "{ours:?} but {their_name}\n{sub}\n{sup}");
                }
                _ => {}
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    eprintln!("{:?}", tally.borrow());
}
