//! Making a witness as small as it can be and still be one: first leaving things out, then making scalars plainer.

use serde_json::{Value, json};

use crate::pointer::Pointer;

/// How often a smaller candidate is put to the test.
const TRY_LIMIT: usize = 2_000;
/// How many values inside of candidates are copied and put to the test, all in all; a step of a large witness costs more.
const WORK_LIMIT: usize = 1_000_000;

/// The smallest value reached from `witness` by small steps of which each result is still `accepted`.
pub(super) fn shrink(mut witness: Value, mut is_witness: impl FnMut(&Value) -> bool) -> Value {
    let (mut tries, mut work) = (0, 0);
    loop {
        let places = places(&witness);
        let size = places.len();
        let allowed = candidates(&witness, places).take_while(|_| {
            tries += 1;
            work += size;
            tries <= TRY_LIMIT && work <= WORK_LIMIT
        });
        let smaller = allowed.into_iter().find(|candidate| is_witness(candidate));
        match smaller {
            Some(smaller) => witness = smaller,
            None => return witness,
        }
    }
}

/// Everything one step smaller, the boldest steps first.
fn candidates(value: &Value, places: Vec<Pointer>) -> impl Iterator<Item = Value> {
    places.into_iter().flat_map(move |place| {
        let steps: Vec<Step> = match place.resolve(value) {
            Some(Value::Object(members)) => members.keys().cloned().map(Step::Without).collect(),
            Some(Value::Array(items)) => {
                let half = (items.len() > 8).then_some(Step::Halved);
                half.into_iter().chain((0..items.len()).rev().map(|at| Step::Without(at.to_string()))).collect()
            }
            Some(scalar) => plainer(scalar).into_iter().map(Step::Replaced).collect(),
            None => Vec::new(),
        };
        steps.into_iter().filter_map(move |step| match step {
            Step::Without(token) => without(value, &place, &token),
            Step::Halved => halved(value, &place),
            Step::Replaced(with) => replaced(value, &place, with),
        })
    })
}

/// One way to be smaller.
enum Step {
    Without(String),
    Halved,
    Replaced(Value),
}

/// Every place in `value`, outer places first.
fn places(value: &Value) -> Vec<Pointer> {
    let mut open = vec![(Pointer::root(), value)];
    let mut at = 0;
    while let Some((place, value)) = open.get(at).cloned() {
        at += 1;
        match value {
            Value::Object(members) => open.extend(members.iter().map(|(name, value)| (place.clone().key(name), value))),
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(nth, value)| (place.clone().index(nth), value)));
            }
            _ => {}
        }
    }
    open.into_iter().map(|(place, _)| place).collect()
}

fn without(value: &Value, place: &Pointer, token: &str) -> Option<Value> {
    let mut copy = value.clone();
    match copy.pointer_mut(place.as_str())? {
        Value::Object(members) => {
            members.remove(token)?;
        }
        Value::Array(items) => {
            items.remove(token.parse().ok()?);
        }
        _ => return None,
    }
    Some(copy)
}

fn halved(value: &Value, place: &Pointer) -> Option<Value> {
    let mut copy = value.clone();
    let items = copy.pointer_mut(place.as_str())?.as_array_mut()?;
    items.truncate(items.len() / 2);
    Some(copy)
}

fn replaced(value: &Value, place: &Pointer, with: Value) -> Option<Value> {
    let mut copy = value.clone();
    *copy.pointer_mut(place.as_str())? = with;
    Some(copy)
}

/// Scalars of the same type that are plainer.
fn plainer(scalar: &Value) -> Vec<Value> {
    match scalar {
        Value::String(text) if text.len() > 1 => vec![json!(""), json!("a")],
        Value::String(text) if !text.is_empty() => vec![json!("")],
        Value::Number(number) if number.as_i64() != Some(0) && number.as_i64() != Some(1) => vec![json!(0), json!(1)],
        Value::Number(number) if number.as_i64() == Some(1) => vec![json!(0)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_needed_goes() {
        let big = json!({"a": [1, 2, {"deep": "text"}], "b": "long text", "c": 17});
        let small = shrink(big, |value| value.pointer("/a/0").is_some() && value["b"].is_string());
        assert_eq!(small, json!({"a": [0], "b": ""}));
    }
}
