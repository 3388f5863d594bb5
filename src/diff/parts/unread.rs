//! What was not read is never called compatible: where one document has a problem that the other does not have there, or has
//! otherwise, nothing is known, unless a change says so already.

use std::collections::{BTreeSet, HashSet};

use super::beside::whole;
use super::changes::{Changes, PendingChange};
use super::matched::name;
use crate::contract::Contract;
use crate::diff::schemas::is_empty_list;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::verdict::Verdict;
use crate::pointer::Pointer;
use crate::schema::objects::{self, Object, Role};
use crate::tree::Tree;

/// More problems than these are not reported one by one.
const MAX_REPORTED: usize = 1_000;

/// Reports the problems that only one document has, where no change of `known` is undecided or breaking.
pub(in crate::diff) fn unread(changes: &mut Changes<'_>) {
    newer(changes);
    let (base, revision) = (changes.base, changes.revision);
    let both = (signs(base), signs(revision));
    let mut found = Vec::new();
    for (contract, others, of_base) in [(base, &both.1, true), (revision, &both.0, false)] {
        for (place, message) in contract.problem_places() {
            if !others.contains(&sign(contract, place, message)) {
                found.push((of_base, place.clone(), message.to_owned()));
            }
        }
    }
    found.truncate(MAX_REPORTED);
    for (of_base, place, message) in found {
        let contract = if of_base { base } else { revision };
        let is_empty = place.find(contract.tree()).is_some_and(is_empty_list);
        if is_empty || changes.known().any(|known| covers(known, &place, of_base)) {
            continue;
        }
        let holder = contract.endpoints().iter().enumerate();
        let holder = holder.filter(|(_, endpoint)| place.is_within(endpoint.operation.pointer()));
        let operation = holder.map(|(number, endpoint)| (number, name(endpoint))).next();
        let (left, right) = if of_base { (Some(&place), None) } else { (None, Some(&place)) };
        let other = nearest(if of_base { revision } else { base }, &place);
        let places = (left.or(Some(&other)), right.or(Some(&other)));
        if let Some(pending) = changes.add("part-unread", operation, message, places.0, places.1) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Unread, Some(place))];
        }
    }
}

/// Fields of OpenAPI 3.2, which is read as 3.1: what they hold is not compared, so that nothing is known where it differs.
fn newer(changes: &mut Changes<'_>) {
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    let (old, new) = (newer_fields(base), newer_fields(revision));
    let differing = |place: &&Pointer| whole(base, place, "base") != whole(revision, place, "revision");
    let places: BTreeSet<Pointer> = old.union(&new).filter(differing).cloned().collect();
    for place in places.into_iter().take(MAX_REPORTED) {
        let at = (nearest(changes.base, &place), nearest(changes.revision, &place));
        if let Some(pending) = changes.add("part-unread", None, NEWER.to_owned(), Some(&at.0), Some(&at.1)) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Unread, Some(place))];
        }
    }
}

/// What is said of such a field.
const NEWER: &str = "a field of OpenAPI 3.2";

/// Where these fields are in a document of that version.
fn newer_fields(document: &Tree) -> BTreeSet<Pointer> {
    let version = document.get("openapi").and_then(Tree::as_str).unwrap_or_default();
    let mut places = BTreeSet::new();
    if !version.starts_with("3.2") {
        return places;
    }
    objects::visit(document, Role::Object(Object::Document), &mut Pointer::root(), &mut |place, role, value| {
        let names: &[&str] = match role.of(value) {
            Role::Object(Object::PathItem) => &["query", "additionalOperations"],
            Role::Object(Object::MediaType) => &["itemSchema", "itemEncoding", "prefixEncoding"],
            Role::Object(Object::Encoding) => &["encoding", "itemEncoding", "prefixEncoding"],
            _ => &[],
        };
        let held = names.iter().filter(|name| value.get(name).is_some());
        places.extend(held.map(|name| place.clone().key(name)));
        true
    });
    places
}

/// What identifies a problem: the object that it is in, its message, and what is written there.
fn signs(contract: &Contract) -> HashSet<(String, String, String)> {
    contract.problem_places().map(|(place, message)| sign(contract, place, message)).collect()
}

fn sign(contract: &Contract, place: &Pointer, message: &str) -> (String, String, String) {
    // Lists may have been reordered, but an operation or a component is the same.
    const DEPTH: usize = 3;
    let object: Vec<String> = place.tokens().take(DEPTH).collect();
    let written = place.find(contract.tree()).map(Tree::to_string).unwrap_or_default();
    (object.join("/"), message.to_owned(), written)
}

/// Whether a change says already that nothing is known at `place`, or that something breaks there.
fn covers(known: &PendingChange, place: &Pointer, of_base: bool) -> bool {
    let at = if of_base { &known.base } else { &known.revision };
    let near = |at: &Pointer| at.is_within(place) || place.is_within(at) && !at.is_root();
    let is_known = known.reasons.iter().any(|reason| {
        matches!(reason.cause, UndecidedCause::Unread | UndecidedCause::Unusable)
            && reason.pointer.as_ref().is_some_and(near)
    });
    // Nobody called an operation that is new.
    let is_new = known.rule.id == "operation-added" && at.as_ref().is_some_and(|at| place.is_within(at));
    // What is inside of it was compared.
    let is_inside = |at: &Option<Pointer>| at.as_ref().is_some_and(|at| at.is_within(place));
    let is_compared = known.verdict > Verdict::Docs && (is_inside(&known.base) || is_inside(&known.revision));
    is_known || is_new || is_compared || known.verdict >= Verdict::Undecided && at.as_ref().is_some_and(near)
}

/// `place`, or what is nearest above it in the other document.
fn nearest(contract: &Contract, place: &Pointer) -> Pointer {
    let mut above = std::iter::successors(Some(place.clone()), Pointer::parent);
    above.find(|place| place.find(contract.tree()).is_some()).unwrap_or_default()
}
