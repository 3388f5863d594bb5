//! Security: whether the credentials that base asks for are enough for revision.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::exchanges::Given;
use super::matched::Matched;
use crate::contract::{Endpoint, Requirement, Scheme};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::tree::Tree;

pub(super) fn compare(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
    let documents = (changes.base.tree(), changes.revision.tree());
    let places = (place(documents.0, base), place(documents.1, revision));
    let at = (Some(&places.0), Some(&places.1));
    let (old, new) = (alternatives(documents.0, base, &places.0), alternatives(documents.1, revision, &places.1));
    let is_same = |one: &Credential<'_>, other: &Credential<'_>| one.is(other, documents);
    let covers = |offer: &Alternative<'_>,
                  wanted: &Alternative<'_>,
                  enough: &dyn Fn(&Credential<'_>, &Credential<'_>) -> bool| {
        wanted.iter().all(|wanted| offer.iter().any(|offered| enough(offered, wanted)))
    };
    let looks_alike = |offered: &Credential<'_>, wanted: &Credential<'_>| match (offered.scheme, wanted.scheme) {
        // Names of headers have no case (RFC 9110, 5.1).
        (Some(Scheme::Header(offered)), Some(Scheme::Header(wanted))) => offered.eq_ignore_ascii_case(wanted),
        (offered, wanted) => offered == wanted,
    };
    let suffices = |offered: &Credential<'_>, wanted: &Credential<'_>| {
        looks_alike(offered, wanted) && is_same(offered, wanted) && wanted.scopes.is_subset(&offered.scopes)
    };
    let any_covers = |offer: &Alternative<'_>, enough: &dyn Fn(&Credential<'_>, &Credential<'_>) -> bool| {
        new.iter().any(|wanted| covers(offer, wanted, enough))
    };
    let subject = format!("{} to {}", spelled(&old), spelled(&new));
    let unusable = |side: &[Alternative<'_>]| side.iter().flatten().any(|one| one.scheme.is_none());
    if let Some(refused) = old.iter().position(|offer| !any_covers(offer, &looks_alike)) {
        let witness = matched.request(changes, Given::Credentials(refused));
        let Some(pending) = changes.add("request-security-added", Some(matched.name()), subject, at.0, at.1) else {
            return;
        };
        if unusable(&old) || unusable(&new) {
            pending.leave_undecided(UndecidedCause::Unusable);
        } else {
            pending.prove(witness);
        }
    } else if !old.iter().all(|offer| any_covers(offer, &suffices)) {
        // Messages look alike, but whoever holds the old credentials may not hold the new ones.
        let subject = if spelled(&old) == spelled(&new) { String::new() } else { subject };
        let rule = "request-security-scope-changed";
        if let Some(pending) = changes.add(rule, Some(matched.name()), subject, at.0, at.1) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Credentials, None)];
        }
    } else if !new
        .iter()
        .all(|wanted| old.iter().any(|offer| covers(offer, wanted, &suffices) && covers(wanted, offer, &suffices)))
        || old.len() != new.len()
    {
        let added = changes.add("request-security-removed", Some(matched.name()), subject, at.0, at.1);
        if let (Some(pending), true) = (added, unusable(&old) || unusable(&new)) {
            pending.leave_undecided(UndecidedCause::Unusable);
        }
    }
}

/// Credentials that are sent together.
type Alternative<'d> = Vec<Credential<'d>>;

/// A credential that an alternative asks for.
struct Credential<'d> {
    name: &'d str,
    /// How it is sent.
    scheme: Option<&'d Scheme>,
    scopes: BTreeSet<&'d str>,
}

impl Credential<'_> {
    /// Whether who holds `self`, of base, holds `other`, of revision: both documents give it the same name, or its scheme was
    /// renamed.
    fn is(&self, other: &Self, documents: (&Tree, &Tree)) -> bool {
        let is_renamed = || {
            declaration(documents.0, other.name).is_none()
                && declaration(documents.1, self.name).is_none()
                && declaration(documents.0, self.name) == declaration(documents.1, other.name)
        };
        self.name == other.name || is_renamed()
    }
}

fn declaration<'d>(document: &'d Tree, name: &str) -> Option<&'d Tree> {
    document.get("components")?.get("securitySchemes")?.get(name)
}

/// The alternatives of an operation; a single one without credentials where it asks for none.
fn alternatives<'d>(document: &'d Tree, endpoint: &'d Endpoint, place: &Pointer) -> Vec<Alternative<'d>> {
    if endpoint.security.is_empty() {
        return vec![Vec::new()];
    }
    let written = place.find(document).and_then(Tree::as_array);
    let credential = |position: usize, one: &'d Requirement| {
        let scopes = written.and_then(|written| written.get(position)?.get(&one.name)?.as_array());
        let scopes = scopes.into_iter().flatten().filter_map(Tree::as_str).collect();
        Credential { name: &one.name, scheme: one.scheme.as_ref(), scopes }
    };
    let alternatives = endpoint.security.iter().enumerate();
    alternatives.map(|(position, all)| all.iter().map(|one| credential(position, one)).collect()).collect()
}

/// Where the operation's requirements are.
fn place(document: &Tree, endpoint: &Endpoint) -> Pointer {
    let own = endpoint.operation.pointer().clone().key("security");
    let all = Pointer::root().key("security");
    [own, all]
        .into_iter()
        .find(|place| place.find(document).is_some())
        .unwrap_or_else(|| endpoint.operation.pointer().clone())
}

fn spelled(alternatives: &[Alternative<'_>]) -> String {
    let alternative = |credentials: &Alternative<'_>| {
        let names: Vec<&str> = credentials.iter().map(|one| one.name).collect();
        if names.is_empty() { "nothing".to_owned() } else { format!("`{}`", names.join(" + ")) }
    };
    alternatives.iter().map(alternative).collect::<Vec<_>>().join(" or ")
}
