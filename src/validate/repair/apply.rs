//! [`apply`]: operations on a payload, with the digits of the numbers that its value does not represent.

use serde_json::Value;

use super::edit::{Kind, Operation};
use crate::pointer::Pointer;
use crate::schema::Inexact;

/// A payload that is being repaired.
#[derive(Debug, Clone)]
pub(super) struct Payload {
    pub(super) value: Value,
    pub(super) inexact: Inexact,
}

/// `payload` after `operations`; `None` when one of them does not fit.
pub(super) fn apply<'o>(payload: &Payload, operations: impl IntoIterator<Item = &'o Operation>) -> Option<Payload> {
    let mut payload = payload.clone();
    apply_to(&mut payload, operations)?;
    Some(payload)
}

/// The same in place: of operations that do not all fit, the first are applied.
pub(super) fn apply_to<'o>(payload: &mut Payload, operations: impl IntoIterator<Item = &'o Operation>) -> Option<()> {
    operations.into_iter().try_for_each(|operation| step(payload, operation))
}

fn step(payload: &mut Payload, operation: &Operation) -> Option<()> {
    match &operation.0 {
        Kind::Add { path, value } => add(payload, path, value.clone(), Inexact::new()),
        Kind::Remove { path } => take(payload, path).map(drop),
        Kind::Replace { path, value, .. } => {
            *path_mut(&mut payload.value, path)? = value.clone();
            payload.inexact.retain(|(place, _)| !place.is_within(path));
            Some(())
        }
        Kind::Move { from, path } => {
            // RFC 6902, 4.4: nothing is moved into itself.
            if path.is_within(from) {
                return (path == from).then_some(());
            }
            let (value, digits) = take(payload, from)?;
            add(payload, path, value, digits)
        }
    }
}

/// RFC 6902, 4.1: a member that exists is replaced, and items behind the place move.
fn add(payload: &mut Payload, path: &Pointer, value: Value, digits: Inexact) -> Option<()> {
    let Some(parent) = path.parent() else {
        *payload = Payload { value, inexact: digits };
        return Some(());
    };
    let name = path.last()?;
    let mut place = path.clone();
    match path_mut(&mut payload.value, &parent)? {
        Value::Object(members) => {
            members.insert(name, value);
            payload.inexact.retain(|(known, _)| !known.is_within(path));
        }
        Value::Array(items) => {
            let at = if name == "-" { items.len() } else { name.parse().ok().filter(|at| *at <= items.len())? };
            items.insert(at, value);
            place = parent.clone().index(at);
            shift(&mut payload.inexact, &parent, at, 1);
        }
        _ => return None,
    }
    payload.inexact.extend(digits.into_iter().map(|(below, digits)| (place.join(&below), digits)));
    Some(())
}

/// Takes the value at `path` away, with the digits of the numbers in it.
fn take(payload: &mut Payload, path: &Pointer) -> Option<(Value, Inexact)> {
    let (parent, name) = (path.parent()?, path.last()?);
    let (value, removed) = match path_mut(&mut payload.value, &parent)? {
        Value::Object(members) => (members.remove(&name)?, None),
        Value::Array(items) => {
            let at = name.parse::<usize>().ok().filter(|at| *at < items.len())?;
            (items.remove(at), Some(at))
        }
        _ => return None,
    };
    let (inside, outside): (Inexact, Inexact) =
        std::mem::take(&mut payload.inexact).into_iter().partition(|(place, _)| place.is_within(path));
    payload.inexact = outside;
    if let Some(at) = removed {
        shift(&mut payload.inexact, &parent, at, -1);
    }
    let below = |place: &Pointer| Pointer::parse(&place.as_str()[path.as_str().len()..]).unwrap_or_default();
    Some((value, inside.iter().map(|(place, digits)| (below(place), digits.clone())).collect()))
}

/// Moves the places of the items from `at` on.
fn shift(inexact: &mut Inexact, array: &Pointer, at: usize, by: isize) {
    for (place, _) in inexact {
        if place == array || !place.is_within(array) {
            continue;
        }
        let rest: Vec<&str> = place.as_str()[array.as_str().len() + 1..].splitn(2, '/').collect();
        let Some(position) = rest.first().and_then(|token| token.parse::<usize>().ok()).filter(|it| *it >= at) else {
            continue;
        };
        let moved = array.clone().index(position.saturating_add_signed(by));
        let below = rest.get(1).map(|below| format!("/{below}")).unwrap_or_default();
        *place = moved.join(&Pointer::parse(&below).unwrap_or_default());
    }
}

fn path_mut<'v>(value: &'v mut Value, path: &Pointer) -> Option<&'v mut Value> {
    value.pointer_mut(path.as_str())
}
