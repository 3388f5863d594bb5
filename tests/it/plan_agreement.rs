//! The promise of `Pass::Valid`, held against `json::parse` and the exact validator: random schemas, random payloads,
//! and payloads changed byte by byte.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::json;
use order_contracts::schema::plan::{Pass, Plan};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::strategy::ValueTree;
use serde_json::{Map, Value, json as value};

/// A schema, its plan, and the exact validator.
pub(crate) struct Pair {
    schema: Value,
    plan: Plan,
    exact: jsonschema::Validator,
}

/// What the two say of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdicts {
    BothValid,
    OnlyExact,
    NeitherValid,
}

impl Pair {
    pub(crate) fn new(schema: &Value) -> Self {
        let exact = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .with_email_options(jsonschema::EmailOptions::default().without_display_text())
            .build(schema)
            .unwrap();
        Self { schema: schema.clone(), plan: Plan::compile(schema), exact }
    }

    /// Compares the two on `bytes`.
    ///
    /// # Panics
    ///
    /// When the plan accepts what the exact validator or the parser does not.
    pub(crate) fn compare(&self, bytes: &[u8]) -> Verdicts {
        let exact = json::parse(bytes).is_ok_and(|value| self.exact.is_valid(&value));
        let sure = self.plan.accepts(bytes) == Pass::Valid;
        assert!(exact || !sure, "accepted {} for {}", String::from_utf8_lossy(bytes), self.schema);
        match (sure, exact) {
            (true, _) => Verdicts::BothValid,
            (false, true) => Verdicts::OnlyExact,
            (false, false) => Verdicts::NeitherValid,
        }
    }
}

const NAMES: [&str; 6] = ["a", "b", "amount", "né", "a/b", ""];
const TEXTS: [&str; 16] = [
    "",
    "a",
    "EUR",
    "é",
    "🦀",
    "ab",
    "2024-02-29",
    "2024-11-05T14:44:03.303Z",
    "a@b.co",
    "a.b+c@x-y.org",
    "127.0.0.1",
    "::1",
    "123e4567-e89b-12d3-a456-426614174000",
    "https://example.com/a?b#c",
    "a\u{301}\"\\\n",
    "x-1",
];
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "-1",
    "2",
    "3",
    "10",
    "1.0",
    "1e0",
    "0.5",
    "1.5",
    "0.3",
    "-0",
    "1e2",
    "9007199254740993",
    "18446744073709551616",
    "0.1000000000000000000001",
    "1e400",
    "19.99",
    "0.01",
    "100",
];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => select(&TEXTS[..]).prop_map(Value::from),
        3 => select(&[0, 1, -1, 2, 3, 10, 100][..]).prop_map(Value::from),
        1 => select(&[0.5, 1.5, 0.3, 1.0, 19.99][..]).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

/// One keyword with its value; `inner` for subschemas.
fn keyword(inner: BoxedStrategy<Value>) -> impl Strategy<Value = (String, Value)> {
    let size = || (0_u64..4).prop_map(Value::from);
    let bound = || {
        prop_oneof![(-2_i64..12).prop_map(Value::from), select(&[0.5, 1.5, 1.0, 0.01, 1e300][..]).prop_map(Value::from)]
    };
    let divisor = select(&["1", "2", "3", "0.5", "0.1", "0.01", "1.0", "1e-7"][..])
        .prop_map(|text| serde_json::from_str::<Value>(text).unwrap());
    const KINDS: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let names = || subsequence(&NAMES[..], 0..4).prop_map(|names| value!(names));
    let list = |inner: BoxedStrategy<Value>| prop::collection::vec(inner, 1..4).prop_map(Value::from);
    let map = |inner: BoxedStrategy<Value>| {
        prop::collection::vec((select(&NAMES[..]), inner), 0..4).prop_map(|members| {
            Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        })
    };
    let named =
        |name: &'static str, values: BoxedStrategy<Value>| values.prop_map(move |value| (name.to_owned(), value));
    prop_oneof![
        6 => named("type", prop_oneof![
            select(&KINDS[..]).prop_map(Value::from),
            subsequence(&KINDS[..], 1..5).prop_map(|kinds| value!(kinds)),
        ].boxed()),
        2 => named("enum", prop::collection::vec(scalar(), 1..5).prop_map(Value::from).boxed()),
        1 => named("const", scalar().boxed()),
        1 => named("minLength", size().boxed()),
        1 => named("maxLength", (0_u64..12).prop_map(Value::from).boxed()),
        1 => named("pattern", select(&["^a", "[0-9]+$", "^\\S*$", "^.{2}$"][..]).prop_map(Value::from).boxed()),
        2 => named("format", select(&[
            "email", "date-time", "date", "time", "uuid", "ipv4", "ipv6", "hostname", "uri", "uri-reference", "int32", "regex",
        ][..]).prop_map(Value::from).boxed()),
        1 => named("minimum", bound().boxed()),
        1 => named("maximum", bound().boxed()),
        1 => named("exclusiveMinimum", bound().boxed()),
        1 => named("exclusiveMaximum", bound().boxed()),
        1 => named("multipleOf", divisor.boxed()),
        2 => named("items", inner.clone()),
        1 => named("prefixItems", list(inner.clone()).boxed()),
        1 => named("minItems", size().boxed()),
        1 => named("maxItems", size().boxed()),
        1 => named("uniqueItems", any::<bool>().prop_map(Value::from).boxed()),
        6 => named("properties", map(inner.clone()).boxed()),
        2 => named("required", names().boxed()),
        2 => named("additionalProperties", inner.clone()),
        1 => named("patternProperties", (select(&["^a", "^$", "."][..]), inner.clone())
            .prop_map(|(pattern, schema)| value!({pattern: schema})).boxed()),
        1 => named("propertyNames", value_of(&[r#"{"maxLength": 1}"#, r#"{"enum": ["a", "b", ""]}"#]).boxed()),
        1 => named("minProperties", size().boxed()),
        1 => named("maxProperties", size().boxed()),
        1 => named("dependentRequired", (select(&NAMES[..]), names())
            .prop_map(|(name, names)| value!({name: names})).boxed()),
        1 => named("allOf", list(inner.clone()).boxed()),
        1 => named("anyOf", list(inner.clone()).boxed()),
        1 => named("oneOf", list(inner.clone()).boxed()),
        1 => named("not", inner.clone()),
        1 => named("if", inner.clone()),
        1 => named("then", inner.clone()),
        1 => named("else", inner.clone()),
        1 => named("contains", inner),
        1 => named("description", Just(Value::from("text")).boxed()),
    ]
}

fn value_of(texts: &[&str]) -> impl Strategy<Value = Value> + use<> {
    select(texts.iter().map(|text| serde_json::from_str::<Value>(text).unwrap()).collect::<Vec<_>>())
}

fn keywords(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(keyword(inner), 0..5).prop_map(|keywords| Value::Object(keywords.into_iter().collect()))
}

/// A self-contained schema. `$ref`s stand only where a value has been taken apart before, so that none recurs for ever.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => keywords(Just(value!({})).boxed()),
        1 => any::<bool>().prop_map(Value::from),
    ];
    let body = leaf.prop_recursive(
        3,
        24,
        4,
        |inner| prop_oneof![3 => keywords(inner.boxed()), 1 => value_of(&[r#"{"type": "object"}"#])],
    );
    let reference =
        value_of(&[r##"{"$ref": "#"}"##, r##"{"$ref": "#/$defs/A"}"##, r##"{"$ref": "#/$defs/B", "minLength": 1}"##]);
    let top = (body.clone(), prop::option::of((select(&["properties", "items"][..]), reference)));
    (top, body.clone(), body).prop_map(|((mut top, link), a, b)| {
        if let Value::Object(members) = &mut top {
            match link {
                Some(("items", link)) => drop(members.insert("items".to_owned(), link)),
                Some((_, link)) => {
                    let properties = members.entry("properties").or_insert_with(|| value!({}));
                    properties.as_object_mut().unwrap().insert("a".to_owned(), link);
                }
                None => {}
            }
            members.insert("$defs".to_owned(), value!({"A": a, "B": b}));
        }
        top
    })
}

/// Payloads as texts, numbers in many spellings.
fn payload() -> impl Strategy<Value = String> {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let leaf = prop_oneof![
        3 => select(&TEXTS[..]).prop_map(quoted),
        1 => Just(r#""\u0061""#.to_owned()),
        3 => select(&NUMBERS[..]).prop_map(str::to_owned),
        2 => select(&["true", "false", "null"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        let member =
            (select(&NAMES[..]), inner.clone()).prop_map(move |(name, value)| format!("{}: {value}", quoted(name)));
        prop_oneof![
            1 => prop::collection::vec(inner, 0..4).prop_map(|values| format!("[{}]", values.join(", "))),
            3 => prop::collection::vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn random_schemas_and_payloads(
        schema in schema(),
        payloads in prop::collection::vec(payload(), 32),
        changes in prop::collection::vec((any::<Index>(), select(&b" \t,:{}[]\"\\0159.-+eEtnu\x00\x80\xC3"[..])), 32),
    ) {
        let pair = Pair::new(&schema);
        for (payload, (at, byte)) in payloads.iter().zip(&changes) {
            pair.compare(payload.as_bytes());
            let mut changed = payload.clone().into_bytes();
            let at = at.index(changed.len());
            changed[at] = *byte;
            pair.compare(&changed);
            changed.insert(at, *byte);
            pair.compare(&changed);
        }
    }
}

/// Of random valid payloads, most must be recognised: a pass that is never sure would keep its promise too.
#[test]
fn most_random_valid_payloads_are_recognised() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut sure, mut all) = (0, 0);
    for _ in 0..400 {
        let case = (schema(), prop::collection::vec(payload(), 16)).new_tree(&mut runner).unwrap().current();
        let pair = Pair::new(&case.0);
        for payload in &case.1 {
            let verdicts = pair.compare(payload.as_bytes());
            sure += usize::from(verdicts == Verdicts::BothValid);
            all += usize::from(verdicts != Verdicts::NeitherValid);
        }
    }
    assert!(sure * 100 >= all * 70, "{sure} of {all} valid payloads are recognised");
}

/// Every change of one byte, and the removal and the doubling of every byte, of a payload that is valid.
pub(crate) fn every_change(schema: &Value, payload: &str) {
    let pair = Pair::new(schema);
    assert_eq!(pair.compare(payload.as_bytes()), Verdicts::BothValid, "{payload}");
    for at in 0..payload.len() {
        let mut changed = payload.as_bytes().to_vec();
        for byte in *b" \"\\,:{}[]0139.-+eEZTaz@\n\x00\x1F\x7F\x80\xC3\xFF" {
            changed[at] = byte;
            pair.compare(&changed);
        }
        changed.remove(at);
        pair.compare(&changed);
        let mut doubled = payload.as_bytes().to_vec();
        doubled.insert(at, payload.as_bytes()[at]);
        pair.compare(&doubled);
        pair.compare(&payload.as_bytes()[..at]);
    }
}

/// Every member left out, sent twice, null, or of another type.
pub(crate) fn every_member(schema: &Value, payload: &str) {
    let pair = Pair::new(schema);
    let whole: Map<String, Value> = serde_json::from_str(payload).unwrap();
    for name in whole.keys() {
        let mut without = whole.clone();
        let old = without.remove(name).unwrap();
        pair.compare(value!(without).to_string().as_bytes());
        for new in [value!(null), value!(""), value!(0), value!(1.0), value!(true), value!([]), value!({}), value!("x")]
        {
            let mut with = without.clone();
            with.insert(name.clone(), new.clone());
            pair.compare(value!(with).to_string().as_bytes());
            let twice = format!("{{{}:{new},{}", value!(name), &payload[1..]);
            assert_eq!(pair.compare(twice.as_bytes()), Verdicts::NeitherValid, "{name} {old} twice");
        }
    }
}
