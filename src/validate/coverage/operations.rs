//! [`OperationCoverage`]: how much of each operation was exercised, for reports.

use std::collections::{BTreeSet, HashMap};

use crate::contract::{Contract, Endpoint, Response};
use crate::pointer::Pointer;

use super::counts::Coverage;
use super::traffic::{declare_endpoint, response_place};

/// How much of an operation was exercised.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OperationCoverage {
    /// The `operationId`, else method and path.
    pub(crate) label: String,
    /// Method and path, and the `operationId`.
    pub(crate) name: String,
    /// How many requests were checked.
    pub(crate) requests: u64,
    /// How many of the declared responses were seen.
    pub(crate) responses: usize,
    pub(crate) declared_responses: usize,
    /// The share of its statements that was exercised. What several operations share counts for each of them.
    pub(crate) percent: f64,
    /// The places of its statements.
    pub(crate) places: BTreeSet<Pointer>,
}

/// What `coverage` holds of each operation, in the order of the document.
pub(crate) fn by_operation(contract: &Contract, coverage: &Coverage) -> Vec<OperationCoverage> {
    let exercised: HashMap<&Pointer, (u64, u64)> =
        coverage.statements().map(|(place, found)| (place, (found.accepted, found.refused))).collect();
    let seen = |place: &Pointer| exercised.get(place).copied().unwrap_or_default();
    let operation = |endpoint: &Endpoint| {
        let mut own = Coverage::default();
        declare_endpoint(contract, endpoint, &mut own);
        let places: BTreeSet<Pointer> = own.statements().map(|(place, _)| place.clone()).collect();
        for (place, (accepted, _)) in places.iter().map(|place| (place, seen(place))) {
            if accepted > 0 {
                own.count(place, true);
            }
        }
        let (accepted, refused) = seen(endpoint.operation.pointer());
        let is_seen = |response: &&Response| seen(&response_place(endpoint, response)) != (0, 0);
        let route = format!("{} {}", endpoint.operation.method(), endpoint.operation.path());
        let id = endpoint.operation.id();
        OperationCoverage {
            name: id.map_or_else(|| route.clone(), |id| format!("{route} ({id})")),
            label: id.map_or(route, str::to_owned),
            requests: accepted + refused,
            responses: endpoint.responses.iter().filter(is_seen).count(),
            declared_responses: endpoint.responses.len(),
            percent: own.percent(),
            places,
        }
    };
    contract.endpoints().iter().map(operation).collect()
}
