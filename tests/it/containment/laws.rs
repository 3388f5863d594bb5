//! Laws that hold for every schema, whatever it says.

use order_contracts::containment::{Containment, Options, covers};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Map, Value, json};

use super::schemas;

fn options() -> Options {
    Options::new().assert_formats(true)
}

fn both_ways(a: &Value, b: &Value) -> Result<(), TestCaseError> {
    for (sub, sup) in [(a, b), (b, a)] {
        let answer = covers(sub, sup, &options());
        prop_assert!(answer.is_yes(), "{answer:?}\n{sub}\n{sup}");
    }
    Ok(())
}

/// Every rewriting in this list leaves the meaning alone, and is proved to.
#[test]
fn refactorings_are_silent() {
    type Rewriting = fn(&Value) -> Value;
    let rewritings: [(&str, Rewriting); 7] = [
        ("itself", Value::clone),
        ("wrapped in allOf", |schema| moved(schema, |inner| json!({"allOf": [inner]}))),
        ("wrapped twice", |schema| moved(schema, |inner| json!({"anyOf": [{"allOf": [inner, {}]}]}))),
        ("behind a reference", |schema| {
            let mut moved = moved(schema, |_| json!({"$ref": "#/$defs/Root"}));
            moved["$defs"]["Root"] = body(schema);
            moved
        }),
        ("negated twice", |schema| moved(schema, |inner| json!({"not": {"not": inner}}))),
        ("definitions renamed", |schema| {
            let text = schema.to_string().replace("#/$defs/A", "#/$defs/Renamed").replace("\"A\":", "\"Renamed\":");
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
        }),
        ("references written out once", written_out),
    ];
    for (name, rewrite) in rewritings {
        TestRunner::new(super::config())
            .run(&schemas::schema(), |schema| {
                // Moving a schema below `not` or another applicator changes what it leaves unevaluated.
                if schema.to_string().contains("unevaluated") && name != "itself" {
                    return Ok(());
                }
                both_ways(&schema, &rewrite(&schema))
            })
            .unwrap_or_else(|failure| panic!("{name}: {failure}"));
    }
}

fn body(schema: &Value) -> Value {
    let mut body = schema.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("$defs");
    }
    body
}

fn moved(schema: &Value, wrap: impl Fn(Value) -> Value) -> Value {
    let mut moved = wrap(body(schema));
    moved["$defs"] = schema["$defs"].clone();
    moved
}

/// Each reference replaced by what it names, one level deep.
fn written_out(schema: &Value) -> Value {
    fn replace(value: &Value, definitions: &Value, is_schema: bool) -> Value {
        match value {
            Value::Object(members) => match members.get("$ref").filter(|_| is_schema).and_then(Value::as_str) {
                Some(reference) if members.len() == 1 => {
                    definitions.pointer(&reference.replace("#/$defs", "")).cloned().unwrap_or(Value::Null)
                }
                _ => {
                    let below = |(name, value): (&String, &Value)| {
                        let below = match (is_schema, name.as_str()) {
                            (true, "const" | "enum") => value.clone(),
                            (true, "properties" | "patternProperties" | "dependentSchemas") => {
                                replace(value, definitions, false)
                            }
                            _ => replace(value, definitions, true),
                        };
                        (name.clone(), below)
                    };
                    members.iter().map(below).collect::<Map<_, _>>().into()
                }
            },
            Value::Array(items) => items.iter().map(|item| replace(item, definitions, is_schema)).collect(),
            scalar => scalar.clone(),
        }
    }
    let mut out = match replace(&body(schema), &schema["$defs"], true) {
        // A root that was nothing but a reference to `true` or `false`.
        Value::Bool(flag) => json!({ "allOf": [flag] }),
        other => other,
    };
    out["$defs"] = schema["$defs"].clone();
    out
}

/// What is within a part is within the whole: `a` in `b` and `b` in `c` leave no witness from `a` to `c`.
#[test]
fn containment_is_transitive() {
    TestRunner::new(super::config())
        .run(&(schemas::related(), schemas::fragment()), |((a, b), other)| {
            let c = moved(&b, |inner| json!({"anyOf": [inner, other]}));
            prop_assert!(!covers(&b, &c, &options()).is_no(), "{b}\n{c}");
            if covers(&a, &b, &options()).is_yes() {
                let answer = covers(&a, &c, &options());
                prop_assert!(!answer.is_no(), "{answer:?}\n{a}\n{b}\n{c}");
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// A schema and its negation cover everything and share nothing.
#[test]
fn a_schema_and_its_negation_part_the_instances() {
    TestRunner::new(super::config())
        .run(&schemas::schema(), |schema| {
            let either = moved(&schema, |inner| json!({"anyOf": [inner, {"not": inner}]}));
            let both = moved(&schema, |inner| json!({"allOf": [inner, {"not": inner}]}));
            prop_assert!(covers(&json!(true), &either, &options()).is_yes(), "{either}");
            prop_assert!(covers(&both, &json!(false), &options()).is_yes(), "{both}");
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// The same question gets the same answer, also when the members of the schemas stand in another order.
#[test]
fn answers_depend_on_nothing_else() {
    TestRunner::new(super::config())
        .run(&schemas::related(), |(sub, sup)| {
            let first = covers(&sub, &sup, &options());
            prop_assert_eq!(&first, &covers(&sub, &sup, &options()));
            prop_assert_eq!(&first, &covers(&reordered(&sub), &reordered(&sup), &options()));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().rev().map(|(name, value)| (name.clone(), reordered(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(reordered).collect(),
        scalar => scalar.clone(),
    }
}

/// With hardly any budget the answer is open, never another one.
#[test]
fn a_small_budget_only_opens_answers() {
    TestRunner::new(super::config())
        .run(&(schemas::related(), 0_u64..60), |((sub, sup), budget)| {
            let hurried = covers(&sub, &sup, &options().budget(budget));
            if !matches!(hurried, Containment::Undecided { .. }) {
                let calm = covers(&sub, &sup, &options());
                prop_assert_eq!(hurried.is_yes(), calm.is_yes());
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
