//! Names and promises: `operationId`, tags, deprecation, sunset and stability.

use std::collections::BTreeMap;

use super::changes::Changes;
use super::matched::Matched;
use crate::contract::{Endpoint, Parameter};
use crate::pointer::Pointer;
use crate::tree::Tree;

/// From the least to the most that is promised.
const LEVELS: [&str; 4] = ["pending", "alpha", "beta", "stable"];

pub(super) fn compare(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let mut add = |rule: &str, keyword: &str, subject: String| {
        let place = |endpoint: &Endpoint, document: &Tree| {
            let below = endpoint.operation.pointer().clone().key(keyword);
            if below.find(document).is_some() { below } else { endpoint.operation.pointer().clone() }
        };
        let base = place(matched.base, changes.base.tree());
        let revision = place(matched.revision, changes.revision.tree());
        changes.add(rule, Some(matched.name()), subject, Some(&base), Some(&revision));
    };
    match (matched.base.operation.id(), matched.revision.operation.id()) {
        (Some(old), Some(new)) if old != new => {
            add("operation-id-changed", "operationId", format!("`{old}` to `{new}`"));
        }
        (Some(old), None) => add("operation-id-removed", "operationId", format!("`{old}`")),
        (None, Some(new)) => add("operation-id-added", "operationId", format!("`{new}`")),
        _ => {}
    }
    promises(changes, matched);
}

fn promises(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    let (old_at, new_at) = (matched.base.operation.pointer(), matched.revision.operation.pointer());
    let old = old_at.find(base).unwrap_or(&Tree::Null);
    let new = new_at.find(revision).unwrap_or(&Tree::Null);
    if old.get("tags") != new.get("tags") {
        let place = (old_at.clone().key("tags"), new_at.clone().key("tags"));
        let name = Some(matched.name());
        changes.add("operation-tags-changed", name, String::new(), Some(&place.0), Some(&place.1));
    }
    compare_promises(changes, Some(matched), (old_at, old), (new_at, new));
    // Parameters and their promises, where both sides have them.
    let others: BTreeMap<_, &Parameter> =
        matched.revision.parameters.iter().rev().map(|other| (other.identity(), other)).collect();
    for parameter in &matched.base.parameters {
        let Some(other) = others.get(&parameter.identity()) else { continue };
        let old = parameter.pointer.find(base).unwrap_or(&Tree::Null);
        let new = other.pointer.find(revision).unwrap_or(&Tree::Null);
        sunset(changes, Some(matched), (&parameter.pointer, old), (&other.pointer, new));
        stability(changes, Some(matched), (&parameter.pointer, old), (&other.pointer, new));
    }
}

type Placed<'a> = (&'a Pointer, &'a Tree);

fn compare_promises(changes: &mut Changes<'_>, matched: Option<&Matched<'_>>, old: Placed<'_>, new: Placed<'_>) {
    let deprecated = |value: &Tree| value.get("deprecated") == Some(&Tree::Bool(true));
    let name = || matched.map(Matched::name);
    match (deprecated(old.1), deprecated(new.1)) {
        (false, true) => {
            let at = new.0.clone().key("deprecated");
            changes.add("operation-deprecated", name(), String::new(), Some(old.0), Some(&at));
        }
        (true, false) => {
            let at = old.0.clone().key("deprecated");
            changes.add("operation-reactivated", name(), String::new(), Some(&at), Some(new.0));
        }
        _ => {}
    }
    sunset(changes, matched, old, new);
    stability(changes, matched, old, new);
}

/// `x-sunset`, compared as dates (RFC 3339).
pub(super) fn sunset(changes: &mut Changes<'_>, matched: Option<&Matched<'_>>, old: Placed<'_>, new: Placed<'_>) {
    let key = "x-sunset";
    let name = || matched.map(Matched::name);
    let (before, after) = (old.1.get(key), new.1.get(key));
    let date = |value: &Tree| {
        let text = value.as_str()?.to_owned();
        let day = text.get(..10)?.to_owned();
        let is_date = day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        is_date.then_some(day)
    };
    let (old_at, new_at) = (old.0.clone().key(key), new.0.clone().key(key));
    let subject = |value: Option<&Tree>| value.map(|value| format!("`{value}`")).unwrap_or_default();
    if let Some(bad) = after.filter(|value| date(value).is_none()).or(before.filter(|value| date(value).is_none())) {
        let places = (before.map_or(old.0, |_| &old_at), after.map_or(new.0, |_| &new_at));
        changes.add("sunset-unreadable", name(), subject(Some(bad)), Some(places.0), Some(places.1));
        return;
    }
    let still_deprecated = new.1.get("deprecated") == Some(&Tree::Bool(true));
    match (before.and_then(date), after.and_then(date)) {
        (Some(before), Some(after)) if after < before => {
            let subject = format!("`{before}` to `{after}`");
            changes.add("sunset-brought-forward", name(), subject, Some(&old_at), Some(&new_at));
        }
        (Some(before), Some(after)) if after > before => {
            changes.add("sunset-changed", name(), format!("`{before}` to `{after}`"), Some(&old_at), Some(&new_at));
        }
        (Some(before), None) if still_deprecated => {
            changes.add("sunset-removed", name(), format!("`{before}`"), Some(&old_at), Some(new.0));
        }
        (None, Some(after)) => {
            changes.add("sunset-changed", name(), format!("`{after}`"), Some(old.0), Some(&new_at));
        }
        _ => {}
    }
}

/// `x-stability-level`.
pub(super) fn stability(changes: &mut Changes<'_>, matched: Option<&Matched<'_>>, old: Placed<'_>, new: Placed<'_>) {
    let key = "x-stability-level";
    let name = || matched.map(Matched::name);
    let (before, after) = (old.1.get(key), new.1.get(key));
    let level = |value: &Tree| LEVELS.iter().position(|level| value.as_str() == Some(level));
    let (old_at, new_at) = (old.0.clone().key(key), new.0.clone().key(key));
    let places = (before.map_or(old.0, |_| &old_at), after.map_or(new.0, |_| &new_at));
    let bad = after.filter(|value| level(value).is_none()).or(before.filter(|value| level(value).is_none()));
    let rule = match (bad, before.and_then(level), after.and_then(level)) {
        (Some(_), ..) => "stability-unreadable",
        (None, Some(before), Some(after)) if after < before => "stability-decreased",
        (None, Some(before), Some(after)) if after > before => "stability-increased",
        (None, Some(_), None) => "stability-decreased",
        (None, None, Some(_)) => "stability-increased",
        _ => return,
    };
    let text = |value: Option<&Tree>| value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"));
    changes.add(rule, name(), format!("{} to {}", text(before), text(after)), Some(places.0), Some(places.1));
}
