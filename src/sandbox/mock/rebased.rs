//! Requests below another base path than that of their operation: a sandbox is one address for all servers of a document.

use std::collections::BTreeSet;

use ::http::Uri;
use ::http::request::Parts;

use crate::contract::{Contract, Routed};

/// The same request below the base path of the operation that it means, where none is at its path: one without a base path,
/// as a client sends that was given the bare address, or with that of another server.
pub(super) fn rebased(contract: &Contract, head: &Parts) -> Option<Uri> {
    let (method, path) = (head.method.as_str(), head.uri.path());
    let is_declared = |path: &str| matches!(contract.route(method, path), Routed::To { .. });
    if is_declared(path) {
        return None;
    }
    let servers = contract.endpoints().iter().flat_map(|endpoint| &endpoint.servers);
    let bases: BTreeSet<&str> = servers.map(|server| server.base_path().trim_end_matches('/')).collect();
    let below = bases.iter().filter_map(|base| path.strip_prefix(base)).filter(|rest| rest.starts_with('/'));
    let rests: Vec<&str> = std::iter::once(path).chain(below).collect();
    let candidates = rests.iter().flat_map(|rest| bases.iter().map(move |base| format!("{base}{rest}")));
    let meant = candidates.into_iter().find(|candidate| is_declared(candidate))?;
    let target = match head.uri.query() {
        Some(query) => format!("{meant}?{query}"),
        None => meant,
    };
    target.parse().ok()
}
