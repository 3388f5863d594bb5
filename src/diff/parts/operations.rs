//! Which operation of base is which of revision: by method and the shape of the path, so that `{id}` may be renamed.

use std::collections::BTreeMap;

use super::draft::Drafts;
use super::matched::{Matched, name};
use super::uses::Uses;
use super::{callbacks, messages, policy, sample, security, servers};
use crate::contract::{Contract, Endpoint, Routed};

/// Compares all operations; what their schemas do to each other is left to the graphs in `uses`.
pub(in crate::diff) fn operations<'c>(drafts: &mut Drafts<'c>, uses: &mut Uses<'c>) {
    let (base, revision) = (drafts.base, drafts.revision);
    let mut free: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (number, endpoint) in revision.endpoints().iter().enumerate() {
        free.entry(key(endpoint)).or_default().push(number);
    }
    for (number, endpoint) in base.endpoints().iter().enumerate() {
        let candidates = free.get_mut(&key(endpoint)).filter(|candidates| !candidates.is_empty());
        let Some(candidates) = candidates else {
            removed(drafts, number, endpoint);
            continue;
        };
        let exact = candidates
            .iter()
            .position(|&other| revision.endpoints()[other].operation.path() == endpoint.operation.path());
        let other = candidates.remove(exact.unwrap_or(0));
        let numbers = (number, other);
        let matched = Matched { base: endpoint, revision: &revision.endpoints()[other], numbers, called: None };
        policy::compare(drafts, &matched);
        security::compare(drafts, &matched);
        servers::compare(drafts, &matched);
        messages::compare(drafts, uses, &matched);
        callbacks::compare(drafts, uses, &matched);
    }
    for number in free.into_values().flatten().collect::<std::collections::BTreeSet<_>>() {
        let endpoint = &revision.endpoints()[number];
        let operation = Some((base.endpoints().len() + number, name(endpoint)));
        drafts.add("operation-added", operation, String::new(), None, Some(endpoint.operation.pointer()));
    }
}

fn removed(drafts: &mut Drafts<'_>, number: usize, endpoint: &Endpoint) {
    let witness = sample::request(drafts, endpoint, true, sample::Given::Nothing);
    let refused = witness.as_ref().and_then(|exchange| {
        let request = exchange.request.as_ref()?;
        Some(is_routed(drafts.base, request) && !is_routed(drafts.revision, request))
    });
    let Some(draft) = drafts.add(
        "operation-removed",
        Some((number, name(endpoint))),
        String::new(),
        Some(endpoint.operation.pointer()),
        None,
    ) else {
        return;
    };
    match refused {
        Some(true) => draft.witness = witness,
        // Another operation answers to it, such as `/orders/{id}` to `/orders/mine`; perhaps it refuses the call.
        Some(false) => {
            draft.leave_open("meaning");
            draft.witness = witness;
        }
        None => draft.leave_open("unconfirmed"),
    }
}

fn is_routed(contract: &Contract, request: &crate::diff::exchange::Request) -> bool {
    let path = request.target.split('?').next().unwrap_or_default();
    matches!(contract.route(&request.method, path), Routed::To { .. })
}

/// The method, and the path with nameless parameters.
fn key(endpoint: &Endpoint) -> (String, String) {
    (endpoint.operation.method().to_owned(), endpoint.template.shape())
}
