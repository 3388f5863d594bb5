//! Security: whether the credentials that base asks for are enough for revision.

use std::cmp::Ordering;

use serde_json::Value;

use super::draft::Drafts;
use super::matched::Matched;
use super::sample::Given;
use crate::contract::{Endpoint, Requirement, Scheme};
use crate::pointer::Pointer;

pub(super) fn compare(drafts: &mut Drafts<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
    let places = (place(drafts.base.document(), base), place(drafts.revision.document(), revision));
    let at = (Some(&places.0), Some(&places.1));
    let unusable = |endpoint: &Endpoint| endpoint.security.iter().flatten().any(|one| one.scheme.is_none());
    let subject = format!("{} to {}", spelled(&base.security), spelled(&revision.security));
    let kinds = |endpoint: &Endpoint| -> Vec<Vec<Option<Scheme>>> {
        let kind = |alternative: &Vec<Requirement>| alternative.iter().map(|one| one.scheme.clone()).collect();
        endpoint.security.iter().map(kind).collect()
    };
    // The order of alternatives means nothing.
    let same_kinds = are_same(&kinds(base), &kinds(revision), |left, right| are_same(left, right, PartialEq::eq));
    if same_kinds {
        let raw = |document: &Value, place: &Pointer| {
            place.resolve(document).and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let (old, new) = (raw(drafts.base.document(), &places.0), raw(drafts.revision.document(), &places.1));
        if are_same(&old, &new, PartialEq::eq) || base.security.is_empty() {
            return;
        }
        let same_names = are_same(&names(&base.security), &names(&revision.security), PartialEq::eq);
        let (rule, subject) = match base.security.len().cmp(&revision.security.len()) {
            // A scheme has another name.
            Ordering::Equal if !same_names => return,
            // What was accepted is accepted, and something else.
            Ordering::Less => ("request-security-removed", subject),
            Ordering::Greater if !same_names => ("request-security-added", subject),
            Ordering::Equal | Ordering::Greater => ("request-security-scope-changed", String::new()),
        };
        if let Some(draft) = drafts.add(rule, Some(matched.name()), subject, at.0, at.1)
            && rule != "request-security-removed"
        {
            draft.leave_open("credentials");
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
    let witness = refused.and_then(|number| matched.request(drafts, Given::Credentials(number)));
    let Some(draft) = drafts.add(rule, Some(matched.name()), subject, at.0, at.1) else { return };
    if unusable(base) || unusable(revision) {
        draft.leave_open("unusable");
    } else if refused.is_some() {
        draft.prove(witness);
    }
}

/// Whether each member of one list is in the other, too.
fn are_same<T>(left: &[T], right: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    let is_in = |one: &T, list: &[T]| list.iter().any(|other| is_same(one, other));
    left.iter().all(|one| is_in(one, right)) && right.iter().all(|one| is_in(one, left))
}

fn names(security: &[Vec<Requirement>]) -> Vec<Vec<&str>> {
    security.iter().map(|alternative| alternative.iter().map(|one| one.name.as_str()).collect()).collect()
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
