//! The generated types against the validators: a type decodes exactly what its schema accepts, and writes it back whole.
//!
//! Where it does not, the difference is in [`EXCEPTIONS`] with its reason, is met here at least once, and is told to
//! users in `src/docs/agreement.md`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use order_contracts::Api;
use order_contracts::contract::SchemaKind;
use order_contracts::json::{self, Decimal, Document, SyntaxErrorKind};
use order_contracts::schema::Expectation;
use order_contracts::validate::{Rejection, Violation};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{assert_none, component_name, examples, instances, payload_type, payload_types};

/// How a type differs from its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// The type decodes what the schema refuses.
    Looser,
    /// The type refuses what the schema accepts.
    Stricter,
    /// Both accept, and what is written back is not quite what was read.
    Lossy,
}

/// Id, direction, and the words of `src/docs/agreement.md`.
const EXCEPTIONS: [(&str, Direction); 10] = [
    ("unlisted-enum-value", Direction::Looser),
    ("format-email", Direction::Looser),
    ("format-uuid", Direction::Looser),
    ("pattern", Direction::Looser),
    ("duplicate-key", Direction::Looser),
    ("fraction-beyond-f64", Direction::Looser),
    ("null-of-a-property-type", Direction::Stricter),
    ("whole-number-beyond-64-bits", Direction::Stricter),
    ("number-beyond-f64", Direction::Stricter),
    ("digits-beyond-f64", Direction::Lossy),
];

const DOCS: &str = include_str!("../../src/docs/agreement.md");

/// Texts of JSON values that stand in for whatever a payload holds.
const REPLACEMENTS: [&str; 79] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1",
    "7",
    "1.0",
    "1.5",
    "-0.0",
    "35000.0",
    "35000.00000000000000001",
    "1e2",
    "1E+2",
    "1e-1",
    "100e-2",
    "0.1e1",
    "4294967296",
    "9007199254740993",
    "9007199254740993.0",
    "-9223372036854775808",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "0.1234567890123456789012",
    "1e19",
    "1e300",
    "-1e300",
    "1e400",
    "-1e400",
    "1e-400",
    r#""""#,
    r#"" ""#,
    r#""text""#,
    r#""null""#,
    r#""35000""#,
    r#""\u0000""#,
    r#""\ud83e\udd80""#,
    r#""é""#,
    r#""2021-07-22T00:00:00.000Z""#,
    r#""2021-07-22T00:00:00Z""#,
    r#""2021-07-22t00:00:00z""#,
    r#""2021-07-22T02:00:00+02:00""#,
    r#""2021-07-22T02:00:00-00:00""#,
    r#""2021-07-22T00:00:00.1234567890123Z""#,
    r#""2021-07-22T23:59:59+23:59""#,
    r#""2021-07-22T23:59:59+24:00""#,
    r#""2021-07-22T23:59:59+00:60""#,
    r#""2016-12-31T23:59:60Z""#,
    r#""2017-01-01T00:59:60+01:00""#,
    r#""2021-07-22T12:00:60Z""#,
    r#""2021-07-22T12:59:60Z""#,
    r#""0000-01-01T00:00:00Z""#,
    r#""9999-12-31T23:59:59-12:00""#,
    r#""2021-07-22 00:00:00Z""#,
    r#""2021-07-22T00:00:00""#,
    r#""2021-02-29T00:00:00Z""#,
    r#""customer@example.com""#,
    r#""nobody""#,
    r#""[email protected]""#,
    r#""44444444-4444-4444-8444-444444444444""#,
    r#""44444444444444448444444444444444""#,
    r#""46Juzcyx""#,
    r#""46 zcyx""#,
    r#""en_US""#,
    r#""en_GB""#,
    r#""New""#,
    r#""CREATED""#,
    "[]",
    "[null]",
    "[[], {}]",
    "{}",
    r#"{"a": null}"#,
    r#"{"a": 1, "a": 2}"#,
    r#"{"configurationId": "1", "count": 1}"#,
    r#"{"error": {}}"#,
];

/// Longer strings, at the limits of the documents and past them, in code points.
static LONG: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lengths = [50, 51, 100, 101, 255, 256];
    lengths.iter().flat_map(|length| ["a", "é", "🦀"].map(|unit| format!("\"{}\"", unit.repeat(*length)))).collect()
});

fn replacements() -> impl Iterator<Item = &'static str> {
    REPLACEMENTS.into_iter().chain(LONG.iter().map(String::as_str))
}

/// One change of one place of a payload.
#[derive(Debug, Clone)]
enum Edit {
    Replace(&'static str),
    Drop,
    /// Adds an undeclared member, or an item.
    Add(&'static str),
    /// Writes a member twice, the second time with this value; the name is escaped where that is asked for.
    Twice(&'static str, bool),
    /// Writes the name in capital letters.
    Rename,
}

/// A text with edits: written by hand, because a `Value` has no duplicate keys and rounds numbers.
fn write(value: &Value, at: &str, edits: &[(String, Edit)], out: &mut String) {
    let here = |edit: fn(&Edit) -> bool, at: &str| edits.iter().any(|(place, known)| place == at && edit(known));
    if let Some((_, Edit::Replace(text))) =
        edits.iter().find(|(place, edit)| place == at && matches!(edit, Edit::Replace(_)))
    {
        out.push_str(text);
        return;
    }
    let added = edits.iter().filter_map(|(place, edit)| match edit {
        Edit::Add(text) if place == at => Some(*text),
        _ => None,
    });
    match value {
        Value::Object(members) => {
            let mut texts = Vec::new();
            for (name, value) in members {
                let place = format!("{at}/{name}");
                if here(|edit| matches!(edit, Edit::Drop), &place) {
                    continue;
                }
                let mut text = String::new();
                write(value, &place, edits, &mut text);
                let shown =
                    if here(|edit| matches!(edit, Edit::Rename), &place) { name.to_uppercase() } else { name.clone() };
                texts.push(format!("{}:{text}", Value::from(shown)));
                for (at, edit) in edits {
                    if let (true, Edit::Twice(text, escaped)) = (*at == place, edit) {
                        let first = u32::from(name.chars().next().unwrap_or('_'));
                        let escape = format!("\"\\u{first:04x}{}\"", &name[1..]);
                        texts.push(format!(
                            "{}:{text}",
                            if *escaped { escape } else { Value::from(name.as_str()).to_string() }
                        ));
                    }
                }
            }
            texts.extend(added.map(|text| format!("\"undeclared\":{text}")));
            out.push_str(&format!("{{{}}}", texts.join(",")));
        }
        Value::Array(items) => {
            let mut texts = Vec::new();
            for (position, item) in items.iter().enumerate() {
                let place = format!("{at}/{position}");
                if !here(|edit| matches!(edit, Edit::Drop), &place) {
                    let mut text = String::new();
                    write(item, &place, edits, &mut text);
                    texts.push(text);
                }
            }
            texts.extend(added.map(str::to_owned));
            out.push_str(&format!("[{}]", texts.join(",")));
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn edited(value: &Value, edits: &[(String, Edit)]) -> String {
    let mut out = String::new();
    write(value, "", edits, &mut out);
    out
}

/// The places of a payload, the whole included; names with `/` or `~` do not occur.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(position, item)| places(item, &format!("{at}/{position}"), out));
        }
        _ => {}
    }
}

/// A type and a payload that holds its schema.
struct Base {
    api: Api,
    schema: &'static str,
    payload: Value,
    places: Vec<String>,
}

/// For each type the payload with every declared property, and every documented example.
static BASES: LazyLock<Vec<Base>> = LazyLock::new(|| {
    let base = |api, schema: &'static str, payload: Value| {
        let mut all = Vec::new();
        places(&payload, "", &mut all);
        if schema.ends_with("List") {
            // What is below an item has bases of its own.
            all.retain(|place| place.matches('/').count() < 3);
        }
        Base { api, schema, payload, places: all }
    };
    let mut bases = Vec::new();
    for ty in payload_types() {
        let schema = ty.api.schema(ty.schema).expect("every type has a schema");
        bases.push(base(ty.api, ty.schema, instances::full(schema)));
        for example in examples(ty.api) {
            if example.name.is_some()
                && component_name(ty.api.document(), &example.schema).as_deref() == Some(ty.schema)
            {
                bases.push(base(ty.api, ty.schema, example.value));
            }
        }
    }
    bases
});

/// The exceptions that explain how the type `schema` treats `text`, or how it differs without one.
fn judge(api: Api, schema: &'static str, text: &str) -> Result<Vec<&'static str>, String> {
    let ty = payload_type(api, schema);
    let told = |what: String| format!("{api} {schema}: {text}: {what}");
    let embedded = api.schema(schema).expect("every type has a schema");
    let judged = embedded.validate_json(text.as_bytes());
    let typed = (ty.round_trip)(text.as_bytes());
    let whole = (ty.from_json)(text.as_bytes());
    match (judged, typed) {
        (Ok(report), Ok(written)) if report.is_valid() => {
            let document = Document::parse(text.as_bytes()).map_err(|error| told(error.to_string()))?;
            if !same(document.value(), &written) {
                return Err(told(format!("written back as {written}")));
            }
            if !whole.is_ok_and(|whole| same(&whole, &written)) {
                return Err(told("`from_json` refuses it".to_owned()));
            }
            if !(ty.as_by_serde)(text.as_bytes()) {
                return Err(told("`from_json` makes another value of it than serde".to_owned()));
            }
            crate::typed::second_opinion(api, schema, document.value(), &written).map_err(told)?;
            Ok(document.has_inexact_numbers().then_some("digits-beyond-f64").into_iter().collect())
        }
        (Ok(report), Ok(_)) => {
            if !matches!(&whole, Err(Rejection::Violations(told)) if *told == report) {
                return Err(told(format!("`from_json`: {whole:?}")));
            }
            let looser = report.violations().iter().map(|violation| looser(violation).ok_or(violation));
            let looser: Result<Vec<_>, _> = looser.collect();
            looser.map_err(|violation| told(format!("the type takes it; {violation}")))
        }
        (Ok(report), Err(error)) if report.is_valid() => {
            let Err(Rejection::Unrepresentable(why)) = &whole else {
                return Err(told(format!("the type refuses it: {error}; `from_json`: {whole:?}")));
            };
            if why.contains('`') {
                return Err(told(format!("the message shows a value: {why}")));
            }
            if text == "null" && embedded.kind() == SchemaKind::Property {
                return Ok(vec!["null-of-a-property-type"]);
            }
            stricter(&error).map(|id| vec![id]).ok_or_else(|| told(format!("the type refuses it: {error}")))
        }
        (Ok(_), Err(_)) => match whole {
            Err(Rejection::Violations(_)) => Ok(Vec::new()),
            other => Err(told(format!("`from_json`: {other:?}"))),
        },
        (Err(error), typed) => {
            if !matches!(whole, Err(Rejection::Syntax(_))) {
                return Err(told(format!("`from_json`: {whole:?}")));
            }
            match (error.kind(), typed) {
                (_, Err(_)) => Ok(Vec::new()),
                (SyntaxErrorKind::DuplicateKey { .. }, Ok(_)) => Ok(vec!["duplicate-key"]),
                (_, Ok(_)) => Err(told(format!("the type takes it; {error}"))),
            }
        }
    }
}

/// Why a type takes what breaks the contract in this way.
fn looser(violation: &Violation) -> Option<&'static str> {
    match violation.wanted().expectation()? {
        Expectation::Enum(_) if violation.value().is_some_and(Value::is_string) => Some("unlisted-enum-value"),
        Expectation::Format(format) if format == "email" => Some("format-email"),
        Expectation::Format(format) if format == "uuid" => Some("format-uuid"),
        Expectation::Pattern(_) => Some("pattern"),
        // The digits say that there is a fraction, and what is left of them does not.
        Expectation::Type(names) if names.iter().any(|name| name == "integer") => {
            let whole = violation.value().and_then(Value::as_f64).is_some_and(|value| value.fract() == 0.0);
            whole.then_some("fraction-beyond-f64")
        }
        _ => None,
    }
}

/// Why a type refuses what holds.
fn stricter(error: &str) -> Option<&'static str> {
    if error.contains("expected an integer in range") {
        Some("whole-number-beyond-64-bits")
    } else if error.contains("number out of range") {
        Some("number-beyond-f64")
    } else {
        None
    }
}

/// The same JSON value: numbers by what they are, not by how they are spelt.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => Decimal::of(one) == Decimal::of(other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        (one, other) => one == other,
    }
}

/// Every edit at every place of every base payload.
#[test]
fn types_and_validators_agree_on_every_single_edit() {
    let mut findings = Vec::new();
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut trials = 0;
    for base in BASES.iter() {
        let mut texts = vec![base.payload.to_string()];
        for place in &base.places {
            let edits = replacements()
                .map(Edit::Replace)
                .chain(["null", "1", r#"{"a": [0.10]}"#, "123456789012345678901234567890"].map(Edit::Add))
                .chain([Edit::Drop, Edit::Rename, Edit::Twice("null", false), Edit::Twice("1", true)]);
            texts.extend(edits.map(|edit| edited(&base.payload, &[(place.clone(), edit)])));
        }
        texts.dedup();
        for text in texts {
            trials += 1;
            match judge(base.api, base.schema, &text) {
                Ok(exceptions) => exceptions.into_iter().for_each(|id| *used.entry(id).or_default() += 1),
                Err(finding) if findings.len() < 40 => findings.push(finding),
                Err(_) => {}
            }
        }
    }
    assert_none(&findings);
    assert!(trials > 20_000, "{trials}");
    let listed: Vec<&str> = EXCEPTIONS.iter().map(|(id, _)| *id).collect();
    for id in used.keys() {
        assert!(listed.contains(id), "`{id}` is not listed");
    }
    for id in listed {
        assert!(used.contains_key(id), "the exception `{id}` was never met: take it off the list");
    }
}

#[test]
fn nesting_ends_at_the_same_depth() {
    // The payload and `metadata` are open already.
    for (depth, fits) in [(json::MAX_DEPTH - 2, true), (json::MAX_DEPTH - 1, false)] {
        let text = format!(r#"{{"amount": 1, "metadata": {{"a": {}{}}}}}"#, "[".repeat(depth), "]".repeat(depth));
        let typed = (payload_type(Api::KohortPay, "CreateOrder").round_trip)(text.as_bytes());
        assert_eq!(typed.is_ok(), fits, "{depth}: {:?}", typed.err());
        assert_eq!(json::parse(text.as_bytes()).is_ok(), fits, "{depth}");
        assert_eq!(judge(Api::KohortPay, "CreateOrder", &text), Ok(Vec::new()), "{depth}");
    }
}

#[test]
fn what_users_are_told_is_what_is_listed() {
    let rows = DOCS.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let id = cells.next()?.trim_end_matches('`');
        Some((id.to_owned(), cells.next()?.to_owned()))
    });
    let listed = EXCEPTIONS.iter().map(|(id, direction)| (id.to_string(), format!("{direction:?}").to_lowercase()));
    assert_eq!(rows.collect::<Vec<_>>(), listed.collect::<Vec<_>>());
}

fn edit() -> impl Strategy<Value = Edit> {
    let text = || (0..REPLACEMENTS.len() + LONG.len()).prop_map(|index| replacements().nth(index).expect("in range"));
    prop_oneof![
        4 => text().prop_map(Edit::Replace),
        1 => text().prop_map(Edit::Add),
        1 => Just(Edit::Drop),
        1 => Just(Edit::Rename),
        1 => (text(), any::<bool>()).prop_map(|(text, escaped)| Edit::Twice(text, escaped)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Several edits at once: one error must not hide another.
    #[test]
    fn types_and_validators_agree_on_several_edits(
        base in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), edit()), 1..5),
    ) {
        let base = base.get(&BASES);
        let edits: Vec<_> = edits.into_iter().map(|(place, edit)| (place.get(&base.places).clone(), edit)).collect();
        let judged = judge(base.api, base.schema, &edited(&base.payload, &edits));
        prop_assert!(judged.is_ok(), "{}", judged.unwrap_err());
    }
}
