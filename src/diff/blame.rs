//! Why a change was left open: where a document cannot be used, that is the reason, and not that a witness was not confirmed.

use std::collections::BTreeSet;

use super::parts::PendingChange;
use super::undecided::{UndecidedCause, UndecidedReason};
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// More values than these are not looked through for one change.
const MAX_VALUES: usize = 50_000;

/// Names the part that cannot be used, where a change is only left open for want of a confirmed witness.
pub(super) fn name_unusable(pending: &mut PendingChange, base: &Contract, revision: &Contract) {
    if !pending.reasons.iter().any(|open| open.cause == UndecidedCause::Unconfirmed) {
        return;
    }
    let operations: BTreeSet<&String> = pending.operations.iter().map(|(_, name)| name).collect();
    let places = [(revision, pending.revision.as_ref()), (base, pending.base.as_ref())];
    let found = places.iter().find_map(|(contract, place)| unusable(contract, place.iter().copied()));
    let found = found.or_else(|| {
        places.iter().find_map(|(contract, _)| {
            let own = contract.endpoints().iter().map(|endpoint| &endpoint.operation);
            let affected = own.filter(|own| operations.contains(&format!("{} {}", own.method(), own.path())));
            unusable(contract, affected.take(1).map(|operation| operation.pointer()))
        })
    });
    if let Some(place) = found {
        pending.reasons.retain(|open| open.cause != UndecidedCause::Unconfirmed);
        pending.reasons.push(UndecidedReason::new(UndecidedCause::Unusable, Some(place)));
    }
}

/// A place that cannot be used in what is at `starts` of the document, or in anything that it refers to.
fn unusable<'p>(contract: &Contract, starts: impl Iterator<Item = &'p Pointer>) -> Option<Pointer> {
    let problems = contract.problems();
    if problems.is_empty() {
        return None;
    }
    let mut open: Vec<Pointer> = starts.cloned().collect();
    let mut known: BTreeSet<Pointer> = open.iter().cloned().collect();
    let mut left = MAX_VALUES;
    while let Some(place) = open.pop() {
        if let Some(problem) = problems.iter().find(|problem| problem.location.pointer.is_within(&place)) {
            return Some(problem.location.pointer.clone());
        }
        let mut values: Vec<&Tree> = place.find(contract.tree()).into_iter().collect();
        while let Some(value) = values.pop() {
            left = left.checked_sub(1)?;
            match value {
                Tree::Object(members) => {
                    let reference = members.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference);
                    open.extend(reference.filter(|target| known.insert(target.clone())));
                    values.extend(members.values());
                }
                Tree::Array(items) => values.extend(items),
                _ => {}
            }
        }
    }
    None
}
