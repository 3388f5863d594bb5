//! Hostile sizes: every question ends soon, without overflowing anything, and what was too much is said.

use std::time::{Duration, Instant};

use order_contracts::containment::{Containment, Options, Reason, covers, covers_each};
use order_contracts::pointer::Pointer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::schemas;

fn ask(sub: &Value, sup: &Value) -> Containment {
    let start = Instant::now();
    let answer = covers(sub, sup, &Options::new().assert_formats(true));
    assert!(start.elapsed() < Duration::from_secs(60), "took {:?}", start.elapsed());
    answer
}

fn reasons(answer: &Containment) -> Vec<Reason> {
    match answer {
        Containment::Undecided { reasons } => reasons.iter().map(|undecided| undecided.reason).collect(),
        decided => panic!("{decided:?}"),
    }
}

/// Definitions that form one long circle, with `last` in the last of them.
fn circle(length: usize, last: &Value) -> Value {
    let definitions = (0..length).map(|at| {
        let next = json!({"$ref": format!("#/$defs/D{}", (at + 1) % length)});
        let mut definition = json!({"type": "object", "properties": {"next": next}});
        if at + 1 == length {
            definition["properties"]["last"] = last.clone();
        }
        (format!("D{at}"), definition)
    });
    json!({"$ref": "#/$defs/D0", "$defs": definitions.collect::<Map<_, _>>()})
}

#[test]
fn long_circles_are_followed_or_left_open() {
    let (narrow, wide) = (json!({"type": "integer"}), json!({"type": "number"}));
    assert!(ask(&circle(300, &narrow), &circle(300, &wide)).is_yes());
    let answer = ask(&circle(70, &wide), &circle(70, &narrow));
    assert!(answer.is_no(), "{answer:?}");
    assert_eq!(reasons(&ask(&circle(4_000, &narrow), &circle(4_000, &wide))), [Reason::Depth]);
    assert!(ask(&circle(4_000, &narrow), &circle(4_000, &narrow)).is_yes());
}

#[test]
fn deep_nesting_is_left_open() {
    let wrap = |inner| Value::Object(Map::from_iter([("items".to_owned(), inner)]));
    let nested = |depth: usize, leaf: Value| (0..depth).fold(leaf, |inner, _| wrap(inner));
    assert!(ask(&nested(100, json!({"type": "integer"})), &nested(100, json!({"type": "number"}))).is_yes());
    let deep = |leaf: Value| nested(300, leaf);
    assert!(
        reasons(&ask(&deep(json!({"type": "integer"})), &deep(json!({"type": "number"})))).contains(&Reason::Depth)
    );
    assert_eq!(reasons(&ask(&nested(2_000, json!({})), &json!({"type": "array"}))), [Reason::Depth]);
}

#[test]
fn large_counts_do_not_cost_their_size() {
    let many = 1_000_000_000_u64;
    for keyword in ["minItems", "minLength", "minProperties", "maxItems", "maxLength", "maxProperties"] {
        let (a, b) = (json!({keyword: many}), json!({keyword: many + 1}));
        for (sub, sup) in [(&a, &b), (&b, &a)] {
            let answer = ask(sub, sup);
            let widens = (keyword.starts_with("max")) == (sub == &a);
            let is_wrong = if widens { answer.is_no() } else { answer.is_yes() };
            assert!(!is_wrong, "{keyword}: {answer:?}");
        }
    }
    ask(&json!({"contains": {"type": "null"}, "minContains": many}), &json!({"maxItems": many}));
    ask(&json!({"type": "array", "uniqueItems": true, "minItems": 500}), &json!({"items": {"type": "string"}}));
    ask(&json!({"type": "integer", "multipleOf": 999_999_937, "not": {"multipleOf": 999_999_929}}), &json!(false));
}

#[test]
fn combinations_are_cut_short() {
    let parts: Vec<Value> = (0..40).map(|at| json!({"required": [format!("p{at}")]})).collect();
    let choices: Vec<Value> = parts.chunks(2).map(|pair| json!({"anyOf": pair})).collect();
    ask(&json!({"allOf": choices}), &json!({"oneOf": parts}));
    ask(&json!({"oneOf": parts}), &json!({"allOf": choices}));
    let patterns: Map<String, Value> =
        (0..12).map(|at| (format!("[a-{}]x", char::from(b'b' + at)), json!({"minimum": at}))).collect();
    ask(&json!({"patternProperties": patterns}), &json!({"additionalProperties": {"minimum": 3}}));
    ask(&json!({"pattern": "^(a?){200}a{200}$"}), &json!({"pattern": "^a{200,400}$"}));
    let signs: Vec<Value> = (0..9).map(|at| json!({"contains": {"multipleOf": at + 2}})).collect();
    ask(&json!({"type": "array", "allOf": signs}), &json!({"minItems": 2}));
}

/// Asking for many places at once gives what asking for each gives.
#[test]
fn batches_agree_with_single_questions() {
    let options = Options::new().assert_formats(true);
    TestRunner::new(Config { failure_persistence: None, cases: 100, ..Config::default() })
        .run(&(schemas::related(), schemas::recursive()), |((sub, sup), (other_sub, other_sup))| {
            for (sub, sup) in [(sub, sup), (other_sub, other_sup)] {
                let place = |name: &str| Pointer::root().key("$defs").key(name);
                let pairs = [(place("A"), place("A")), (place("B"), place("A")), (Pointer::root(), Pointer::root())];
                let together = covers_each(&sub, &sup, &pairs, &options);
                let single = |document: &Value, place: &Pointer| match place.is_root() {
                    true => document.clone(),
                    false => json!({"$ref": format!("#{place}"), "$defs": document["$defs"]}),
                };
                for ((sub_place, sup_place), answer) in pairs.iter().zip(together) {
                    let alone = covers(&single(&sub, sub_place), &single(&sup, sup_place), &options);
                    prop_assert_eq!(alone.is_yes(), answer.is_yes(), "{:?} {:?} {} {}", alone, answer, sub, sup);
                    prop_assert_eq!(alone.is_no(), answer.is_no(), "{:?} {:?} {} {}", alone, answer, sub, sup);
                }
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// `#/$defs/B0` of a chain in which each schema is `make` of the next.
fn fan(depth: usize, leaf: &Value, make: impl Fn(Value) -> Value) -> Value {
    let next = |number: usize| json!({"$ref": format!("#/$defs/B{number}")});
    let mut schemas: serde_json::Map<String, Value> =
        (0..depth).map(|number| (format!("B{number}"), make(next(number + 1)))).collect();
    schemas.insert(format!("B{depth}"), leaf.clone());
    json!({"$ref": "#/$defs/B0", "$defs": schemas})
}

#[test]
fn a_witness_that_doubles_with_every_level_is_not_built() {
    let both =
        |next: Value| json!({"type": "object", "required": ["a", "b"], "properties": {"a": next.clone(), "b": next}});
    let (wide, narrow) =
        (fan(40, &json!({"type": "string"}), both), fan(40, &json!({"type": "string", "maxLength": 5}), both));
    let Containment::Undecided { reasons } = covers(&wide, &narrow, &Options::new()) else { panic!("it is too large") };
    assert_eq!(reasons[0].reason, Reason::Budget);
    assert!(covers(&narrow, &wide, &Options::new()).is_yes());
}

#[test]
fn thousands_of_parts_and_of_excluded_values_are_decided() {
    let part =
        |at: usize, most: usize| json!({"properties": {format!("p{at}"): {"type": "string", "maxLength": most}}});
    let all = |most: usize| json!({"allOf": (0..3_000).map(|at| part(at, most)).collect::<Vec<_>>()});
    assert!(covers(&all(4), &all(5), &Options::new()).is_yes());
    let listed = json!({"enum": (0..4_000).map(|at| json!({"a": at})).collect::<Vec<_>>()});
    assert!(covers(&json!({"type": "object"}), &listed, &Options::new()).is_no());
    assert!(covers(&listed, &json!({"type": "object"}), &Options::new()).is_yes());
}

#[test]
fn alternatives_that_lead_back_to_themselves_are_a_loop() {
    let circle =
        json!({"$ref": "#/$defs/A", "$defs": {"A": {"oneOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}]}}});
    let Containment::Undecided { reasons } = covers(&circle, &json!({"type": "string"}), &Options::new()) else {
        panic!("it has no meaning")
    };
    assert_eq!(reasons[0].reason, Reason::Loop);
}

#[test]
fn a_small_stack_carries_long_chains_of_schemas() {
    let questions = || {
        let leaves = [json!({"type": "string"}), json!({"type": "string", "maxLength": 5})];
        let chain = |make: &dyn Fn(Value) -> Value| leaves.clone().map(|leaf| fan(5_000, &leaf, make));
        let [wide, narrow] = chain(&|next| next);
        let references = covers(&narrow, &wide, &Options::new()).is_yes();
        let [wide, narrow] = chain(&|next| json!({"allOf": [next]}));
        let parts = covers(&narrow, &wide, &Options::new()).is_yes();
        let [wide, narrow] = chain(&|next| json!({"type": "array", "items": next}));
        let items = covers(&wide, &narrow, &Options::new());
        (references, parts, items.is_no())
    };
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(questions).unwrap();
    assert_eq!(thread.join().unwrap(), (true, true, false));
}

#[test]
fn keywords_of_another_dialect_are_compared_to_the_letter() {
    let list = |more: bool| {
        let items = json!([{"type": "string"}]);
        json!({"$schema": "http://json-schema.org/draft-07/schema#", "items": items, "additionalItems": more})
    };
    assert!(covers(&list(false), &list(false), &Options::new()).is_yes());
    let answer = covers(&list(true), &list(false), &Options::new());
    assert_eq!(reasons(&answer), [Reason::Dialect], "{answer:?}");
}
