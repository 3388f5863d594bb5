//! Security: whether the credentials that base asks for are enough for revision.

use serde_json::Value;

use super::changes::Changes;
use super::exchanges::Given;
use super::matched::Matched;
use crate::contract::{Endpoint, Requirement, Scheme};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;

pub(super) fn compare(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
    let places = (place(changes.base.document(), base), place(changes.revision.document(), revision));
    let at = (Some(&places.0), Some(&places.1));
    let unusable = |endpoint: &Endpoint| endpoint.security.iter().flatten().any(|one| one.scheme.is_none());
    let subject = format!("{} to {}", spelled(&base.security), spelled(&revision.security));
    let kinds = |endpoint: &Endpoint| -> Vec<Vec<Option<Scheme>>> {
        let kind = |alternative: &Vec<Requirement>| alternative.iter().map(|one| one.scheme.clone()).collect();
        endpoint.security.iter().map(kind).collect()
    };
    if kinds(base) == kinds(revision) {
        let raw = |document: &Value, place: &Pointer| place.resolve(document).cloned();
        let same = raw(changes.base.document(), &places.0) == raw(changes.revision.document(), &places.1);
        let names = spelled(&base.security) == spelled(&revision.security);
        let changed = !same && names && !base.security.is_empty();
        let rule = "request-security-scope-changed";
        if changed && let Some(pending) = changes.add(rule, Some(matched.name()), String::new(), at.0, at.1) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Credentials, None)];
        }
        return;
    }
    let none = [Vec::new()];
    let offered = if base.security.is_empty() { &none[..] } else { &base.security };
    let enough = |offer: &Vec<Requirement>| {
        revision.security.is_empty()
            || revision
                .security
                .iter()
                .any(|wanted| wanted.iter().all(|one| offer.iter().any(|other| other.scheme == one.scheme)))
    };
    let refused = offered.iter().position(|offer| !enough(offer));
    let rule = if refused.is_some() { "request-security-added" } else { "request-security-removed" };
    // A request brings the first alternative; another one is generated from a copy of the operation that has it first.
    let witness = match refused {
        Some(0) => matched.request(changes, Given::Nothing),
        _ => None,
    };
    let Some(pending) = changes.add(rule, Some(matched.name()), subject, at.0, at.1) else { return };
    if unusable(base) || unusable(revision) {
        pending.leave_undecided(UndecidedCause::Unusable);
    } else if refused.is_some() {
        pending.prove(witness);
    }
}

/// Where the operation's requirements are said.
fn place(document: &Value, endpoint: &Endpoint) -> Pointer {
    let own = endpoint.operation.pointer().clone().key("security");
    let all = Pointer::root().key("security");
    [own, all]
        .into_iter()
        .find(|place| place.resolve(document).is_some())
        .unwrap_or_else(|| endpoint.operation.pointer().clone())
}

fn spelled(security: &[Vec<Requirement>]) -> String {
    let alternative = |requirements: &Vec<Requirement>| {
        let names: Vec<&str> = requirements.iter().map(|one| one.name.as_str()).collect();
        if names.is_empty() { "nothing".to_owned() } else { format!("`{}`", names.join(" + ")) }
    };
    if security.is_empty() {
        "nothing".to_owned()
    } else {
        security.iter().map(alternative).collect::<Vec<_>>().join(" or ")
    }
}
