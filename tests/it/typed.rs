//! Payloads that are judged and decoded in one go: how many of them, with how many allocations, and a second opinion on the
//! values by types that know nothing of this crate.

use allocation_counter::measure;
use order_contracts::kohortpay::types as kohortpay;
use order_contracts::threekit::types as threekit;
use order_contracts::{Api, Payload};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::{assert_none, component_name, examples, instances, payload_type, payload_types, plain};

/// Whether the plain type reads the same from two values; `None` if it reads nothing from the first.
type Compare = fn(&Value, &Value) -> Option<bool>;

fn compare<P: DeserializeOwned + PartialEq>(one: &Value, other: &Value) -> Option<bool> {
    let one: P = serde_json::from_value(one.clone()).ok()?;
    Some(serde_json::from_value(other.clone()).is_ok_and(|other: P| one == other))
}

fn plain_type(api: Api, schema: &str) -> Option<Compare> {
    macro_rules! table {
        ($($api:ident $module:ident: $($name:ident)*;)*) => {
            match (api, schema) {
                $($((Api::$api, stringify!($name)) => Some(compare::<plain::$module::$name>),)*)*
                _ => None,
            }
        };
    }
    table! {
        KohortPay kohortpay:
            Address CreateCustomer CreateGroup CreateOrder Customer CustomerList Error ErrorDetail Group Order OrderList
            UpdateCustomer UpdateGroup;
        Threekit threekit:
            AddItems AddedItem CartItem CreateOrder ErrorBody LegacyItem ModifyOrder Order OrderList Platform;
    }
}

/// Whether a plain derived type reads the same from what a payload spells as from what became of it.
pub(crate) fn second_opinion(api: Api, schema: &str, spelt: &Value, written: &Value) -> Result<(), String> {
    match plain_type(api, schema).and_then(|compare| compare(spelt, written)) {
        Some(false) => Err(format!("a plain type reads something else from {written}")),
        _ => Ok(()),
    }
}

#[test]
fn plain_types_have_an_opinion_on_every_object() {
    let mut findings = Vec::new();
    for ty in payload_types() {
        let full = instances::full(ty.api.schema(ty.schema).unwrap());
        if full.is_object() && plain_type(ty.api, ty.schema).and_then(|compare| compare(&full, &full)) != Some(true) {
            findings.push(format!("{} {}: {full}", ty.api, ty.schema));
        }
    }
    assert_none(&findings);
}

/// What no reader knows from end to end is slow, not wrong; of the embedded documents every schema is known.
#[test]
fn every_documented_payload_is_read_at_once() {
    let (mut findings, mut seen) = (Vec::new(), 0);
    for api in Api::ALL {
        for example in examples(api) {
            let Some(schema) = component_name(api.document(), &example.schema) else { continue };
            let ty = payload_type(api, &schema);
            for text in [example.value.to_string(), format!(" {:#}\n", example.value)] {
                seen += 1;
                if !(ty.is_read_at_once)(text.as_bytes()) {
                    findings.push(format!("{api} {schema}: {text}"));
                }
            }
        }
    }
    for ty in payload_types() {
        let full = instances::full(ty.api.schema(ty.schema).unwrap());
        if !(ty.is_read_at_once)(full.to_string().as_bytes()) {
            findings.push(format!("{} {}: {full}", ty.api, ty.schema));
        }
    }
    assert_none(&findings);
    assert!(seen > 30, "{seen}");
}

/// A string with escapes, members in any order, undeclared ones, numbers and nesting: read at once, and nothing lost.
#[test]
fn unusual_spellings_are_read_at_once_or_as_before() {
    let order = |rest: &str| format!(r#"{{"amount": 1, {rest}}}"#);
    for (text, at_once) in [
        (order(r#""customerFirstName": "Zo\u00eb \"Z\" \ud83e\udd80 /\/""#), true),
        (order(r#""x": {"a": [1, -2, 0.5, 1e3, true, null, "\n"]}, "customerId": "é""#), true),
        (order(r#""x": 18446744073709551615, "y": -9223372036854775808"#), true),
        (order(r#""x": -0"#), false),
        (order(r#""x": 0.1234567890123456789"#), false),
        (order(r#""customer\u0049d": "c""#), false),
        (order(r#""customerEmail": "\"quoted\"@example.com""#), false),
        (r#"{"amount": 35000.0}"#.to_owned(), false),
        (r#"{"amount": 3.5e4}"#.to_owned(), false),
    ] {
        let ty = payload_type(Api::KohortPay, "CreateOrder");
        assert_eq!((ty.is_read_at_once)(text.as_bytes()), at_once, "{text}");
        assert!((ty.as_by_serde)(text.as_bytes()), "{text}");
        assert!((ty.from_json)(text.as_bytes()).is_ok(), "{text}");
    }
}

/// One allocation for each string, a node for each map with members, and nothing else.
#[test]
fn a_payload_is_read_with_the_allocations_of_its_value() {
    fn count<T: Payload>(text: &str) -> (u64, u64) {
        let read = || T::from_json(text.as_bytes()).unwrap();
        drop(read());
        let typed = measure(|| drop(read())).count_total;
        (typed, measure(|| drop(serde_json::from_str::<Value>(text).unwrap())).count_total)
    }
    for (name, (typed, tree), most) in [
        ("CreateOrder", count::<kohortpay::CreateOrder>(kohortpay::CreateOrder::EXAMPLE.unwrap()), 10),
        ("Order", count::<kohortpay::Order>(kohortpay::Order::EXAMPLE.unwrap()), 18),
        ("threekit CreateOrder", count::<threekit::CreateOrder>(threekit::CreateOrder::EXAMPLE.unwrap()), 4),
    ] {
        println!("{name}: {typed} allocations, {tree} for a tree of values");
        assert!(typed <= most && typed < tree, "{name}: {typed} allocations, at most {most} wanted; a tree has {tree}");
    }
}

/// How many texts the next test tries.
const MUTATED: u64 = 60_000;

/// Bytes changed, put in, taken out, doubled and cut: what is read at once is valid, and the value is that of serde.
#[test]
fn changed_bytes_are_read_at_once_only_if_they_are_valid() {
    const BYTES: &[u8] = b"\"\\{}[]:,.-+eE0123456789ntfu \n\t\x00\x7f\xc3\xa9\xffaAzZ@TZ";
    let types = payload_types();
    let texts: Vec<Vec<u8>> = types
        .iter()
        .map(|ty| {
            ty.example.map_or_else(|| instances::full(ty.api.schema(ty.schema).unwrap()).to_string(), str::to_owned)
        })
        .map(String::into_bytes)
        .collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below.max(1)
    };
    let (mut read, mut findings) = (0, Vec::new());
    for _ in 0..MUTATED {
        let which = random(types.len());
        let (ty, mut text) = (&types[which], texts[which].clone());
        for _ in 0..=random(3) {
            let at = random(text.len());
            match random(6) {
                0 => text[at] = BYTES[random(BYTES.len())],
                1 => text.insert(at, BYTES[random(BYTES.len())]),
                2 => drop(text.remove(at)),
                3 => text.truncate(text.len() - random(2)),
                4 => {
                    let part = text[at..(at + random(24)).min(text.len())].to_vec();
                    let to = random(text.len());
                    text.splice(to..to, part);
                }
                _ => text[at] = text[random(text.len())],
            }
            if text.is_empty() {
                text.push(b'0');
            }
        }
        if (ty.is_read_at_once)(&text) {
            read += 1;
            let valid = ty.api.schema(ty.schema).unwrap().validate_json(&text).is_ok_and(|report| report.is_valid());
            if !valid || !(ty.as_by_serde)(&text) {
                findings.push(format!("{} {}: {}", ty.api, ty.schema, String::from_utf8_lossy(&text)));
            }
        }
    }
    assert_none(&findings);
    assert!(read > MUTATED / 10, "{read}");
}
