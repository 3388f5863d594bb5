//! Which operation of base is which of revision: by method and the shape of the path, so that `{id}` may be renamed.

use std::collections::BTreeMap;

use super::changes::Changes;
use super::matched::{Matched, name};
use super::uses::Uses;
use super::{callbacks, exchanges, messages, policy, security, servers};
use crate::contract::{Contract, Endpoint, Routed};
use crate::diff::undecided::UndecidedCause;
use crate::diff::witness::Witness;
use crate::validate::{Recorded, Request};

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
        policy::compare(changes, &matched);
        security::compare(changes, &matched);
        servers::compare(changes, &matched);
        messages::compare(changes, uses, &matched);
        callbacks::compare(changes, uses, &matched);
    }
    for number in free.into_values().flatten().collect::<std::collections::BTreeSet<_>>() {
        let endpoint = &revision.endpoints()[number];
        let operation = Some((base.endpoints().len() + number, name(endpoint)));
        changes.add("operation-added", operation, String::new(), None, Some(endpoint.operation.pointer()));
    }
}

fn removed(changes: &mut Changes<'_>, number: usize, endpoint: &Endpoint) {
    let exchange = exchanges::request(changes, endpoint, true, exchanges::Given::Nothing);
    let refused = exchange
        .as_ref()
        .map(|Recorded { request, .. }| is_routed(changes.base, request) && !is_routed(changes.revision, request));
    let witness = exchange.map(|exchange| Witness { exchange, callback: None });
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

fn is_routed(contract: &Contract, request: &Request<'_>) -> bool {
    let path = request.target.split('?').next().unwrap_or_default();
    matches!(contract.route(&request.method, path), Routed::To { .. })
}

/// The method, and the path with nameless parameters.
fn key(endpoint: &Endpoint) -> (String, String) {
    (endpoint.operation.method().to_owned(), endpoint.template.shape())
}
