//! The evaluator beside the validator crate, on random schemas with references, alternatives and `unevaluated*`: the same
//! verdicts, and the same violations at the same places.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;

use order_contracts::pointer::Pointer;
use order_contracts::schema::{Direction, Judgement, Validator};
use serde_json::{Map, Value, json};

/// A small generator of numbers: the cases are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const NAMES: [&str; 5] = ["a", "b", "c", "default", "enum"];
const COMPONENTS: [&str; 4] = ["A", "B", "C", "Root"];

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 7 } else { 10 }) {
        0 => Value::Null,
        1 => json!(random.one_in(2)),
        2 => json!(random.below(4)),
        3 => json!(1.5),
        4 => json!(2.0),
        5 => json!(*random.pick(&[&"", &"a", &"ab", &"é", &"2024-02-29"])),
        6 => json!(-1),
        7 => Value::Array((0..random.below(4)).map(|_| value(random, depth - 1)).collect()),
        _ => {
            let count = random.below(4);
            Value::Object((0..count).map(|_| (random.pick(&NAMES).to_owned(), value(random, depth - 1))).collect())
        }
    }
}

fn schemas(random: &mut Random, depth: usize) -> Value {
    Value::Array((0..=random.below(3)).map(|_| schema(random, depth)).collect())
}

fn named(random: &mut Random, names: &[&str], depth: usize) -> Value {
    let count = 1 + random.below(2);
    Value::Object((0..count).map(|_| (random.pick(names).to_owned(), schema(random, depth))).collect())
}

fn names(random: &mut Random) -> Value {
    let some: BTreeSet<&str> = (0..random.below(3)).map(|_| random.pick(&NAMES)).collect();
    json!(some)
}

fn schema(random: &mut Random, depth: usize) -> Value {
    if random.one_in(12) {
        return json!(random.one_in(2));
    }
    if depth == 0 || random.one_in(6) {
        return json!({"$ref": format!("#/components/schemas/{}", random.pick(&COMPONENTS))});
    }
    let mut out = Map::new();
    for _ in 0..=random.below(3) {
        let (keyword, operand) = keyword(random, depth - 1);
        out.insert(keyword.to_owned(), operand);
    }
    Value::Object(out)
}

fn keyword(random: &mut Random, depth: usize) -> (&'static str, Value) {
    let types = ["null", "boolean", "integer", "number", "string", "array", "object"];
    match random.below(36) {
        0..=2 => ("type", json!(random.pick(&types))),
        3 => ("type", json!(BTreeSet::from([random.pick(&types), random.pick(&types)]))),
        4 => ("enum", json!([value(random, 1), value(random, 1)])),
        5 => ("const", value(random, 1)),
        6 => ("minimum", json!(random.below(3))),
        7 => ("exclusiveMaximum", json!(random.below(4))),
        8 => ("multipleOf", json!(*random.pick(&[&0.5, &1.0, &2.0]))),
        9 => ("minLength", json!(random.below(3))),
        10 => ("maxLength", json!(random.below(3))),
        11 => ("pattern", json!(*random.pick(&[&"^a", &"b$", &"é"]))),
        12 => ("format", json!("date")),
        13 => ("items", schema(random, depth)),
        14 => ("prefixItems", schemas(random, depth)),
        15 => ("contains", schema(random, depth)),
        16 => ("minContains", json!(random.below(3))),
        17 => ("maxContains", json!(random.below(3))),
        18 => ("uniqueItems", json!(true)),
        19 => ("maxItems", json!(random.below(3))),
        20 => ("properties", named(random, &NAMES, depth)),
        21 => ("patternProperties", named(random, &["^a", "[bc]"], depth)),
        22 => ("additionalProperties", schema(random, depth)),
        23 => ("required", names(random)),
        24 => ("dependentRequired", json!({(*random.pick(&NAMES)): names(random)})),
        25 => ("dependentSchemas", named(random, &NAMES, depth)),
        26 => ("propertyNames", schema(random, depth)),
        27 => ("minProperties", json!(random.below(3))),
        28 => ("allOf", schemas(random, depth)),
        29 => ("anyOf", schemas(random, depth)),
        30 => ("oneOf", schemas(random, depth)),
        31 => ("not", schema(random, depth)),
        32 => ("if", schema(random, depth)),
        33 => (*random.pick(&[&"then", &"else"]), schema(random, depth)),
        34 => ("unevaluatedProperties", schema(random, depth)),
        _ => ("unevaluatedItems", schema(random, depth)),
    }
}

fn document(random: &mut Random) -> Value {
    let schemas: Map<String, Value> = COMPONENTS.iter().map(|&name| (name.to_owned(), schema(random, 3))).collect();
    json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas}})
}

fn root() -> Pointer {
    Pointer::root().key("components").key("schemas").key("Root")
}

/// Violations, by their places in the instance and in the document.
type Places = BTreeSet<(String, String)>;

/// What the evaluator says, with the crate's answer and the places of its errors.
fn both(document: &Value, instance: &Value) -> Option<(Judgement, bool, Places)> {
    let validator = Validator::new(document, &root(), Direction::Neutral);
    let exact = jsonschema::options()
        .should_validate_formats(true)
        .with_email_options(jsonschema::EmailOptions::default().without_display_text())
        .build(&validator.bundle().schema)
        .ok()?;
    let errors = exact.iter_errors(instance).map(|error| {
        let place = Pointer::parse(error.schema_path().as_str()).unwrap();
        (error.instance_path().to_string(), validator.bundle().document_pointer(&place).to_string())
    });
    let errors = errors.collect();
    Some((validator.judge(instance), exact.is_valid(instance), errors))
}

/// Asserts that the two agree; how many cases were compared, and how many are open.
fn compare(seeds: std::ops::Range<u64>) -> (usize, usize) {
    let (mut compared, mut open) = (0, 0);
    for seed in seeds {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let document = document(&mut random);
        for _ in 0..4 {
            let instance = value(&mut random, 2);
            let Some((ours, exact, errors)) = both(&document, &instance) else { continue };
            if ours.failures.is_empty() && !ours.unjudged.is_empty() {
                open += 1;
                continue;
            }
            compared += 1;
            assert_eq!(ours.failures.is_empty(), exact, "seed {seed}: {document} {instance} {ours:?}");
            if !ours.unjudged.is_empty() {
                continue;
            }
            let told: Places = ours
                .failures
                .iter()
                .map(|failure| (failure.instance.to_string(), failure.keyword.to_string()))
                .collect();
            // Where a schema fails that would have evaluated something, what it left is not reported: it is not known.
            let is_known = |(_, place): &&(String, String)| !place.contains("/unevaluated");
            assert_eq!(
                told.iter().filter(is_known).collect::<Vec<_>>(),
                errors.iter().filter(is_known).collect::<Vec<_>>(),
                "seed {seed}: {document} {instance}",
            );
            assert!(told.is_subset(&errors), "seed {seed}: {document} {instance}");
        }
    }
    (compared, open)
}

#[test]
fn verdicts_and_violations_are_those_of_the_validator_crate() {
    let (compared, open) = compare(0..3_000);
    assert!(compared > 10 * open, "{open} cases are open, {compared} are not");
}
