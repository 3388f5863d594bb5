//! Making a witness as small as it can be and still be one: first leaving things out, then making scalars plainer.

use serde_json::{Value, json};

use crate::pointer::Pointer;

/// How often a smaller candidate is put to the test.
const TRY_LIMIT: usize = 2_000;
/// How many values inside of candidates are put to the test, all in all; a step of a large witness costs more.
const WORK_LIMIT: usize = 1_000_000;

/// The smallest value reached from `witness` by small steps of which each result is still `accepted`.
pub(super) fn shrink(mut witness: Value, mut is_witness: impl FnMut(&Value) -> bool) -> Value {
    let (mut tries, mut work) = (0, 0);
    let mut is_accepted = |candidate: &Value, size: usize| {
        tries += 1;
        work += size;
        (tries <= TRY_LIMIT && work <= WORK_LIMIT).then(|| is_witness(candidate))
    };
    while is_made_smaller(&mut witness, &mut is_accepted) {}
    witness
}

/// Makes every step to something smaller that is accepted, outer values first; `false` when there is none, or nothing more is tried.
fn is_made_smaller(witness: &mut Value, is_accepted: &mut dyn FnMut(&Value, usize) -> Option<bool>) -> bool {
    let places = places(witness);
    let mut is_smaller = false;
    for place in &places {
        for step in steps(place.resolve(witness)) {
            // Of several plainer scalars the plainest is the first.
            let is_last = matches!(step, Step::Replaced(_));
            let Some(undone) = witness.pointer_mut(place.as_str()).and_then(|value| step.make(value)) else { continue };
            let is_accepted = is_accepted(witness, places.len());
            if is_accepted == Some(true) {
                is_smaller = true;
                if is_last {
                    break;
                }
                continue;
            }
            if let Some(value) = witness.pointer_mut(place.as_str()) {
                undone.undo(value);
            }
            if is_accepted.is_none() {
                return false;
            }
        }
    }
    is_smaller
}

/// One way to be smaller.
enum Step {
    WithoutMember(String),
    WithoutItem(usize),
    Halved,
    Replaced(Value),
}

/// What a step took away.
enum Undone {
    Member(String, Value),
    Item(usize, Value),
    Items(Vec<Value>),
    Whole(Value),
}

/// The steps to make at a value.
fn steps(value: Option<&Value>) -> Vec<Step> {
    match value {
        Some(Value::Object(members)) => members.keys().cloned().map(Step::WithoutMember).collect(),
        Some(Value::Array(items)) => {
            let half = (items.len() > 8).then_some(Step::Halved);
            half.into_iter().chain((0..items.len()).rev().map(Step::WithoutItem)).collect()
        }
        Some(scalar) => plainer(scalar).into_iter().map(Step::Replaced).collect(),
        None => Vec::new(),
    }
}

impl Step {
    fn make(self, value: &mut Value) -> Option<Undone> {
        Some(match (self, value) {
            (Self::WithoutMember(name), Value::Object(members)) => {
                let member = members.remove(&name)?;
                Undone::Member(name, member)
            }
            (Self::WithoutItem(at), Value::Array(items)) if at < items.len() => Undone::Item(at, items.remove(at)),
            (Self::Halved, Value::Array(items)) => Undone::Items(items.split_off(items.len() / 2)),
            (Self::Replaced(with), value) => Undone::Whole(std::mem::replace(value, with)),
            _ => return None,
        })
    }
}

impl Undone {
    fn undo(self, value: &mut Value) {
        match (self, value) {
            (Self::Member(name, member), Value::Object(members)) => {
                members.insert(name, member);
            }
            (Self::Item(at, item), Value::Array(items)) if at <= items.len() => items.insert(at, item),
            (Self::Items(more), Value::Array(items)) => items.extend(more),
            (Self::Whole(before), value) => *value = before,
            _ => {}
        }
    }
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
