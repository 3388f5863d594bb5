//! Documented examples with mistakes made in them: nearly all single mistakes have a repair of one edit, and the laws hold for
//! several at once.

use std::collections::BTreeMap;

use order_contracts::Api;
use order_contracts::contract::{Contract, SchemaUse};
use order_contracts::pointer::Pointer;
use order_contracts::validate::{Options, Repairs};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{checked, repaired};
use crate::support::{component_name, examples};

/// The payloads that the documents show, with their schemas.
fn documented() -> Vec<(&'static Contract, SchemaUse, Value)> {
    let mut out = Vec::new();
    for api in Api::ALL {
        for example in examples(api).into_iter().filter(|example| example.name.is_some()) {
            let name = component_name(api.document(), &example.schema).unwrap();
            out.push((api.contract(), api.contract().schema_named(&name).unwrap(), example.value));
        }
    }
    assert!(out.len() > 10);
    out
}

fn places(value: &Value) -> Vec<Pointer> {
    let mut places = Vec::new();
    let mut open = vec![(Pointer::root(), value)];
    while let Some((place, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, member)| (place.clone().key(name), member)));
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, item)| (place.clone().index(at), item)));
            }
            _ => {}
        }
        places.push(place);
    }
    places.sort();
    places
}

/// What a mistake makes of a value.
type Mistake = fn(&Value) -> Option<Value>;

/// The kinds of mistakes, and what each makes of the value at a place; `None` where it cannot be made.
const MISTAKES: &[(&str, Mistake)] = &[
    ("quoted", |value| value.is_number().then(|| json!(value.to_string()))),
    ("unquoted", |value| value.as_str().map(|text| json!(text.len()))),
    ("null", |value| (!value.is_null()).then_some(Value::Null)),
    ("emptied", |value| value.as_str().filter(|text| !text.is_empty()).map(|_| json!(""))),
    ("lengthened", |value| value.as_str().map(|text| json!(text.repeat(300)))),
    ("misspelt", |value| value.as_str().filter(|text| text.len() > 3).map(|text| json!(text.get(..text.len() - 1)))),
    ("upper case", |value| value.as_str().map(|text| json!(text.to_uppercase()))),
    ("negative", |value| value.as_i64().map(|number| json!(-number - 1))),
    ("huge", |value| value.is_number().then(|| json!(9_007_199_254_740_991_i64))),
    ("fraction", |value| {
        value.as_i64().and_then(|number| i32::try_from(number).ok()).map(|number| json!(f64::from(number) + 0.5))
    }),
    ("array", |value| (!value.is_array()).then(|| json!([value]))),
    ("boolean as text", |value| value.as_bool().map(|flag| json!(flag.to_string()))),
    ("spaced date", |value| {
        value.as_str().filter(|text| text.contains('T') && text.contains(':')).map(|text| json!(text.replace('T', " ")))
    }),
];

/// `payload` with the mistake number `kind` at `place`; beyond those above, a member is removed, renamed or added.
fn mutated(payload: &Value, place: &Pointer, kind: usize) -> Option<(&'static str, Value)> {
    let mut mutant = payload.clone();
    if let Some((name, change)) = MISTAKES.get(kind) {
        let changed = change(place.resolve(payload)?)?;
        *mutant.pointer_mut(place.as_str())? = changed;
        return Some((name, mutant));
    }
    let (object, name) = (place.parent()?, place.last()?);
    let members = mutant.pointer_mut(object.as_str())?.as_object_mut()?;
    match kind - MISTAKES.len() {
        0 => {
            members.remove(&name)?;
            Some(("removed", mutant))
        }
        1 => {
            let value = members.remove(&name)?;
            let mut renamed: Vec<char> = name.chars().collect();
            (renamed.len() > 4).then(|| renamed.swap(1, 2))?;
            members.insert(renamed.into_iter().collect(), value);
            Some(("renamed", mutant))
        }
        2 => {
            members.insert(format!("{name}Extra"), json!("x"));
            Some(("added", mutant))
        }
        _ => None,
    }
}

const KINDS: usize = MISTAKES.len() + 3;

#[test]
fn nine_in_ten_single_mistakes_need_one_edit() {
    let (mut all, mut one, mut more) = (0_u32, 0_u32, 0_u32);
    let mut kinds: BTreeMap<&str, [u32; 3]> = BTreeMap::new();
    let options = Options::new();
    let repairs = Repairs::new(&options);
    for (contract, schema, payload) in documented() {
        for place in places(&payload) {
            for kind in 0..KINDS {
                let Some((name, mutant)) = mutated(&payload, &place, kind) else { continue };
                if order_contracts::validate::payload_bytes(
                    contract,
                    &schema,
                    mutant.to_string().as_bytes(),
                    &Options::new(),
                )
                .is_valid()
                {
                    continue;
                }
                all += 1;
                let edits = checked(&repairs, contract, &schema, &mutant, &options).map(|repair| repair.edits().len());
                let counts = kinds.entry(name).or_default();
                match edits {
                    Some(1) => (one += 1, counts[0] += 1),
                    Some(_) => (more += 1, counts[1] += 1),
                    None => {
                        if std::env::var_os("SHOW").is_some() {
                            eprintln!("{name} at {place}: {mutant:.300}");
                        }
                        ((), counts[2] += 1)
                    }
                };
            }
        }
    }
    let summary = format!("{one} of {all} with one edit, {more} with more; {kinds:?}");
    if std::env::var_os("SHOW").is_some() {
        eprintln!("{summary}");
    }
    assert!(all > 1_000, "{summary}");
    assert!(one * 10 >= all * 9, "{summary}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is wrong, all that holds for every repair holds: see [`repaired`].
    #[test]
    fn the_laws_hold_for_several_mistakes(which in any::<prop::sample::Index>(), mistakes in prop::collection::vec((any::<prop::sample::Index>(), 0..KINDS), 1..5)) {
        let documented = documented();
        let (contract, schema, payload) = which.get(&documented);
        let mut mutant = payload.clone();
        for (place, kind) in mistakes {
            let places = places(&mutant);
            if let Some((_, changed)) = mutated(&mutant, place.get(&places), kind) {
                mutant = changed;
            }
        }
        repaired(contract, schema, &mutant, &Options::new());
    }
}
