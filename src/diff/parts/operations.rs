//! Which operation of base is which of revision: by method and the shape of the path, so that `{id}` may be renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Changes;
use super::matched::{Matched, name};
use super::uses::Uses;
use super::{callbacks, exchanges, messages, policy, security, servers};
use crate::contract::{Contract, Endpoint, Found, Server};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::witness::Witness;
use crate::pointer::Pointer;
use crate::tree::Tree;
use crate::validate::{self, Recorded, Request};

/// Compares all operations; what their schemas do to each other is left to the graphs in `uses`.
pub(in crate::diff) fn operations<'c>(changes: &mut Changes<'c>, uses: &mut Uses<'c>) {
    let (base, revision) = (changes.base, changes.revision);
    let mut free: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (number, endpoint) in revision.endpoints().iter().enumerate() {
        free.entry(key(endpoint)).or_default().push(number);
    }
    for (number, endpoint) in base.endpoints().iter().enumerate() {
        let candidates = free.get_mut(&key(endpoint)).filter(|candidates| !candidates.is_empty());
        let Some(candidates) = candidates else {
            removed(changes, number, endpoint);
            continue;
        };
        let exact = candidates
            .iter()
            .position(|&other| revision.endpoints()[other].operation.path() == endpoint.operation.path());
        let other = candidates.remove(exact.unwrap_or(0));
        let numbers = (number, other);
        let matched = Matched { base: endpoint, revision: &revision.endpoints()[other], numbers, called: None };
        unread(changes, &matched);
        policy::compare(changes, &matched);
        security::compare(changes, &matched);
        servers::compare(changes, &matched);
        messages::compare(changes, uses, &matched);
        callbacks::compare(changes, uses, &matched);
    }
    for number in free.into_values().flatten().collect::<BTreeSet<_>>() {
        let endpoint = &revision.endpoints()[number];
        let operation = Some((base.endpoints().len() + number, name(endpoint)));
        changes.add("operation-added", operation, String::new(), None, Some(endpoint.operation.pointer()));
    }
    shadowed(changes);
}

/// Operations of base that lose calls to a path of revision that base does not have (OpenAPI 3.0.3, 4.7.8.1: concrete paths
/// are matched before templates).
fn shadowed(changes: &mut Changes<'_>) {
    let (base, revision) = (changes.base, changes.revision);
    let shapes: BTreeSet<String> = base.endpoints().iter().map(|endpoint| endpoint.template.shape()).collect();
    let methods: BTreeSet<&str> = base.endpoints().iter().map(|endpoint| endpoint.operation.method()).collect();
    let kept: BTreeSet<(String, String)> = revision.endpoints().iter().map(key).collect();
    let mut seen = BTreeSet::new();
    for new in revision.endpoints() {
        let shape = new.template.shape();
        if shapes.contains(&shape) || !seen.insert(shape.clone()) {
            continue;
        }
        let call = exchanges::request(changes, new, false, exchanges::Given::Nothing);
        let called = call.map(|call| call.request.target.split('?').next().unwrap_or_default().to_owned());
        let crossing = crossing(base, new);
        let paths: BTreeSet<&String> = called.iter().chain(&crossing).collect();
        let calls = paths.into_iter().flat_map(|path| methods.iter().map(move |method| (path, method)));
        let mut known = BTreeSet::new();
        for (path, method) in calls {
            let Found::To { endpoint: old, .. } = base.find(None, method, path) else { continue };
            let is_kept = match revision.find(None, method, path) {
                Found::To { endpoint, .. } => endpoint.template.shape() == old.template.shape(),
                _ => false,
            };
            // A template that is gone is reported as removed.
            if is_kept || !kept.contains(&key(old)) || known.contains(old.operation.pointer()) {
                continue;
            }
            let number = base.endpoints().iter().position(|other| std::ptr::eq(other, old)).unwrap_or_default();
            let witness = exchanges::request(changes, old, true, exchanges::Given::Nothing).map(|mut exchange| {
                let target = &exchange.request.target;
                let query = target.split_once('?').map(|(_, query)| format!("?{query}"));
                exchange.request.target = format!("{path}{}", query.unwrap_or_default()).into();
                Witness::new(exchange, None)
            });
            // Base refused such calls, so that no client makes them.
            let request = witness.as_ref().map(|witness| &witness.exchange.request);
            if request.is_some_and(|request| validate::request(base, request).verdict() == validate::Verdict::Invalid) {
                continue;
            }
            known.insert(old.operation.pointer());
            let subject = format!("`{}`", new.operation.path());
            let places = (Some(old.operation.pointer()), Some(new.operation.pointer()));
            let added = changes.add("operation-shadowed", Some((number, name(old))), subject, places.0, places.1);
            if let Some(pending) = added {
                pending.leave_undecided(UndecidedCause::Meaning);
                pending.witness = witness;
            }
        }
    }
}

/// Paths of base that the path of `new` has a part of: neither template is for all the paths of the other.
fn crossing(base: &Contract, new: &Endpoint) -> BTreeSet<String> {
    const MAX_PATHS: usize = 64;
    let server = new.servers.first().map(Server::example_path).unwrap_or_default();
    let others = base.endpoints().iter().filter_map(|old| old.template.shared_path(&new.template));
    others.take(MAX_PATHS).map(|path| format!("{server}{path}")).collect()
}

/// Operations that are a reference in place of their fields, which the standard does not know: what they refer to is not read.
fn unread(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let written = |document: &Tree, endpoint: &Endpoint| -> Option<Tree> {
        endpoint.operation.pointer().find(document)?.get("$ref").cloned()
    };
    let (old, new) = (written(changes.base.tree(), matched.base), written(changes.revision.tree(), matched.revision));
    let is_outside =
        |reference: &Option<Tree>| reference.as_ref().and_then(Tree::as_str).is_some_and(|text| !text.starts_with('#'));
    if old == new && !is_outside(&old) {
        return;
    }
    for id in ["request-schema-changed", "response-schema-changed"] {
        let (base, revision) = (matched.base.operation.pointer(), matched.revision.operation.pointer());
        if let Some(pending) = matched.add(changes, id, "`$ref` of an operation".to_owned(), base, revision) {
            pending.leave_undecided(UndecidedCause::Unusable);
        }
    }
}

fn removed(changes: &mut Changes<'_>, number: usize, endpoint: &Endpoint) {
    // What could not be read may have it still.
    if let Some(place) = unread_item(changes.revision, endpoint) {
        let (operation, base) = (Some((number, name(endpoint))), Some(endpoint.operation.pointer()));
        if let Some(pending) = changes.add("part-unread", operation, String::new(), base, Some(&place)) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Unread, Some(place))];
        }
        return;
    }
    let exchange = exchanges::request(changes, endpoint, true, exchanges::Given::Nothing);
    let refused = exchange
        .as_ref()
        .map(|Recorded { request, .. }| is_routed(changes.base, request) && !is_routed(changes.revision, request));
    let witness = exchange.map(|exchange| Witness::new(exchange, None));
    let Some(pending) = changes.add(
        "operation-removed",
        Some((number, name(endpoint))),
        String::new(),
        Some(endpoint.operation.pointer()),
        None,
    ) else {
        return;
    };
    match refused {
        Some(true) => pending.witness = witness,
        // Another operation answers to it, such as `/orders/{id}` to `/orders/mine`; perhaps it refuses the call.
        Some(false) => {
            pending.leave_undecided(UndecidedCause::Meaning);
            pending.witness = witness;
        }
        None => pending.leave_undecided(UndecidedCause::Unconfirmed),
    }
}

/// The Path Item of the other document that has the operation's path, and problems.
fn unread_item(contract: &Contract, endpoint: &Endpoint) -> Option<Pointer> {
    let place = Pointer::root().key("paths").key(endpoint.operation.path());
    let is_unread = |problem: &Pointer| problem.is_within(&place) && problem.tokens().count() <= 3;
    contract.problem_places().any(|(problem, _)| is_unread(problem)).then_some(place)
}

fn is_routed(contract: &Contract, request: &Request<'_>) -> bool {
    let path = request.target.split('?').next().unwrap_or_default();
    matches!(contract.find(None, &request.method, path), Found::To { .. })
}

/// The method, and the path with nameless parameters.
fn key(endpoint: &Endpoint) -> (String, String) {
    (endpoint.operation.method().to_owned(), endpoint.template.shape())
}
