//! What payloads and exchanges that were checked exercise of their contract, and of each of its operations.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::contract::{Content, Contract, Endpoint, MediaRange, Response, SchemaUse};
use crate::json;
use crate::pointer::Pointer;
use crate::schema::Validator;
use crate::validate::{Part, Recorded, Report};

use super::counts::{Coverage, Statement};

/// Declares everything that exchanges of `contract` can exercise.
pub(crate) fn declare(contract: &Contract) -> Coverage {
    let mut coverage = Coverage::default();
    for endpoint in contract.endpoints() {
        declare_endpoint(contract, endpoint, &mut coverage);
    }
    coverage
}

fn declare_endpoint(contract: &Contract, endpoint: &Endpoint, coverage: &mut Coverage) {
    coverage.state(endpoint.operation.pointer().clone(), Statement::Operation);
    for parameter in &endpoint.parameters {
        coverage.state(parameter.pointer.clone(), Statement::Parameter);
        if let Some(schema) = parameter.schema() {
            coverage.declare(contract.document(), schema.pointer());
        }
    }
    for response in &endpoint.responses {
        coverage.state(response_place(endpoint, response), Statement::Response);
    }
    let request = endpoint.request_body.iter().map(|body| &body.content);
    for content in request.chain(endpoint.responses.iter().map(|response| &response.content)) {
        for schema in content.media_types.iter().filter_map(|media| media.schema.as_ref()) {
            coverage.declare(contract.document(), schema.pointer());
        }
    }
}

/// The place of a response in its operation, even if it refers to one that several operations share.
fn response_place(endpoint: &Endpoint, response: &Response) -> Pointer {
    endpoint.operation.pointer().clone().key("responses").key(&response.status.to_string())
}

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

/// Counts what one payload of `schema` exercises, by its report.
pub(crate) fn payload(
    contract: &Contract,
    schema: &SchemaUse,
    value: &Value,
    report: &Report,
    coverage: &mut Coverage,
) {
    let violations = report.violations().iter().filter(|violation| violation.part() == Part::Body);
    let broken: Vec<(Pointer, Pointer)> =
        violations.map(|violation| (violation.instance().clone(), violation.keyword().clone())).collect();
    // Branches are compiled at most once per record: only runs with coverage pay for it.
    let compiled: std::cell::RefCell<HashMap<Pointer, Option<Validator>>> = std::cell::RefCell::default();
    let fits = |branch: &Pointer, value: &Value| {
        let mut compiled = compiled.borrow_mut();
        let validator = compiled
            .entry(branch.clone())
            .or_insert_with(|| Validator::new(contract.document(), branch, schema.direction()).ok());
        validator.as_ref().is_some_and(|validator| validator.is_valid(value))
    };
    coverage.observe(contract.document(), schema.pointer(), value, &broken, &fits);
}

/// Counts what one exchange exercises: its operation, its parameters, its JSON bodies. Each half has a report if it was
/// checked.
pub(crate) fn exchange(
    contract: &Contract,
    recorded: &Recorded,
    (request, response): (Option<&Report>, Option<&Report>),
    coverage: &mut Coverage,
) {
    let Some(called) = request.into_iter().chain(response).find_map(Report::operation) else { return };
    let is_called =
        |endpoint: &&Endpoint| endpoint.operation.method() == called.method && endpoint.operation.path() == called.path;
    let Some(endpoint) = contract.endpoints().iter().find(is_called) else { return };
    if let Some(report) = request {
        coverage.count(endpoint.operation.pointer(), report.violations().is_empty());
        parameters(endpoint, recorded, report, coverage);
        let media_type = recorded.request.headers.first("content-type");
        let declared = endpoint.request_body.as_ref();
        if let Some(schema) = declared.and_then(|found| json_schema(&found.content, media_type)) {
            body(contract, schema, &recorded.request.body, report, coverage);
        }
    }
    if let (Some(report), Some(sent)) = (response, &recorded.response) {
        let declared = endpoint.response(sent.status);
        if let Some(declared) = declared {
            coverage.count(&response_place(endpoint, declared), report.violations().is_empty());
        }
        let media_type = sent.headers.first("content-type");
        if let Some(schema) = declared.and_then(|found| json_schema(&found.content, media_type)) {
            body(contract, schema, &sent.body, report, coverage);
        }
    }
}

fn body(contract: &Contract, schema: &SchemaUse, bytes: &[u8], report: &Report, coverage: &mut Coverage) {
    if let Ok(value) = json::parse(bytes) {
        payload(contract, schema, &value, report, coverage);
    }
}

/// A parameter was sent when its name is in the request; the violations say whether its value is valid.
fn parameters(endpoint: &Endpoint, recorded: &Recorded, report: &Report, coverage: &mut Coverage) {
    let request = &recorded.request;
    let query = request.target.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let cookies = request.headers.first("cookie").map(String::from_utf8_lossy).unwrap_or_default();
    for parameter in &endpoint.parameters {
        let part = Part::from(parameter.location);
        let name = parameter.name.as_str();
        let begins = |pair: &str| pair.trim().split(['=', '[']).next() == Some(name);
        let sent = match part {
            Part::Path => true,
            Part::Query => query.split('&').any(begins),
            Part::Cookie => cookies.split(';').any(begins),
            _ => request.headers.first(name).is_some(),
        };
        if sent {
            let broken = report.violations().iter().any(|found| found.part() == part && found.name() == Some(name));
            coverage.count(&parameter.pointer, !broken);
        }
    }
}

fn json_schema<'c>(content: &'c Content, sent: Option<&[u8]>) -> Option<&'c SchemaUse> {
    let sent = MediaRange::parse(std::str::from_utf8(sent?).ok()?)?;
    if !sent.is_json() {
        return None;
    }
    content.select(&sent)?.schema.as_ref()
}
