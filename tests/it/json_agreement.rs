//! `json::parse` against `serde_json`: the same verdict and the same value, but for the differences listed here.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::json::{self, Document, SyntaxErrorKind};
use order_contracts::pointer::Pointer;
use proptest::prelude::*;
use serde_json::Value;

const SAMPLE: &str = r#" {"id": "ord_\u00e9\ud83e\udd80é🦀\n", "amount":35000,"rate" :-1.25e-3, "list":[ true,false , null,
    [],{},[[0]] ], "metadata":{"a":{"b":"c\\"}, "big": 18446744073709551615, "e": 1E+2}, "":"" } "#;

/// Compares the two readers; `Err` tells how they differ.
fn compare(bytes: &[u8]) -> Result<(), String> {
    let ours = json::parse(bytes);
    let theirs = serde_json::from_slice::<Value>(bytes);
    let told = || format!("{:?}: {ours:?} against {theirs:?}", String::from_utf8_lossy(bytes));
    let same = match (&ours, &theirs) {
        // A number beyond f64 is kept here and refused there.
        (Ok(_), Err(error)) => error.to_string().contains("number out of range"),
        (Ok(one), Ok(other)) => one == other && printed(one) == printed(other),
        (Err(error), Ok(_)) => matches!(error.kind(), SyntaxErrorKind::DuplicateKey { .. }),
        (Err(error), Err(_)) => error.offset() <= bytes.len(),
    };
    if same { Ok(()) } else { Err(told()) }
}

/// Equal values may differ in what `==` ignores: the sign of zero.
fn printed(value: &Value) -> String {
    value.to_string()
}

#[test]
fn every_truncation_of_a_sample() {
    for end in 0..=SAMPLE.len() {
        compare(&SAMPLE.as_bytes()[..end]).unwrap();
    }
}

#[test]
fn every_change_of_one_byte_of_a_sample() {
    for at in 0..SAMPLE.len() {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for byte in 0..=255 {
            bytes[at] = byte;
            compare(&bytes).unwrap();
        }
    }
}

#[test]
fn every_byte_put_in_or_taken_out() {
    for at in 0..SAMPLE.len() {
        let (before, after) = SAMPLE.as_bytes().split_at(at);
        compare(&[before, &after[1..]].concat()).unwrap();
        for &byte in b"\0\t \"\\/,:.+-0eEu[]{}n\x1F\x7F\x80\xBF\xC3\xED\xF0\xFF" {
            compare(&[before, &[byte], after].concat()).unwrap();
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read_back(value in any_value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        prop_assert_eq!(json::parse(&text).unwrap(), value);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        compare(&bytes).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_text_of_json_characters(text in r#"[\[\]{},:" \\u0-9a-fD8-E.+\-truelsn]{0,40}"#) {
        compare(text.as_bytes()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_number(text in r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?") {
        compare(text.as_bytes()).map_err(TestCaseError::fail)?;
        // What counts as exact prints as the number in the text.
        let document = Document::parse(text.as_bytes()).unwrap();
        let spelt = json::Decimal::parse(&text).unwrap();
        let held = json::Decimal::of(document.value().as_number().unwrap()).unwrap();
        prop_assert!(document.has_inexact_numbers() || spelt == held);
        prop_assert_eq!(document.inexact_number(&Pointer::root()).is_some(), document.has_inexact_numbers());
    }

    #[test]
    fn changed_texts(value in any_value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        text[at] = byte;
        compare(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn spans_hold_the_values_that_pointers_name(value in any_value()) {
        let text = serde_json::to_vec_pretty(&value).unwrap();
        let mut pointers = Vec::new();
        list(&value, Pointer::root(), &mut pointers);
        for (pointer, span) in pointers.iter().zip(json::spans(&text, &pointers)) {
            let span = span.unwrap();
            prop_assert_eq!(&json::parse(&text[span.value]).unwrap(), pointer.resolve(&value).unwrap());
            if let Some(key) = span.key {
                prop_assert_eq!(json::parse(&text[key]).unwrap().as_str().map(str::to_owned), pointer.last());
            }
        }
    }
}

fn list(value: &Value, at: Pointer, pointers: &mut Vec<Pointer>) {
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, below)| list(below, at.clone().index(index), pointers));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, below)| list(below, at.clone().key(name), pointers));
        }
        _ => {}
    }
    pointers.push(at);
}
