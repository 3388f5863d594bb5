//! Coverage while traffic is judged: what each payload and exchange exercises of the contract.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::contract::{Contract, Endpoint, MediaRange, SchemaUse};
use crate::json;
use crate::pointer::Pointer;
use crate::schema::{Direction, Validator};
use crate::validate::{Coverage, Part, Recorded, Report, Statement};

use super::judge::Half;

/// Declares everything that exchanges of `contract` can exercise.
pub(super) fn declare(contract: &Contract) -> Coverage {
    let mut coverage = Coverage::default();
    for endpoint in contract.endpoints() {
        coverage.state(endpoint.operation.pointer().clone(), Statement::Operation);
        for parameter in &endpoint.parameters {
            coverage.state(parameter.pointer.clone(), Statement::Parameter);
            if let Some(schema) = parameter.schema() {
                coverage.declare(contract.document(), schema.pointer());
            }
        }
        let request = endpoint.request_body.iter().map(|body| &body.content);
        for content in request.chain(endpoint.responses.iter().map(|response| &response.content)) {
            for schema in content.media_types.iter().filter_map(|media| media.schema.as_ref()) {
                coverage.declare(contract.document(), schema.pointer());
            }
        }
    }
    coverage
}

/// Counts what one payload exercises.
pub(super) fn payload(
    contract: &Contract,
    schema: &Pointer,
    direction: Direction,
    bytes: &[u8],
    report: &Report,
    coverage: &Mutex<Coverage>,
) {
    if let Ok(value) = json::parse(bytes) {
        let mut coverage = coverage.lock().unwrap_or_else(PoisonError::into_inner);
        observe(contract, schema, direction, &value, report, &mut coverage);
    }
}

/// Counts what one exchange exercises: its operation, its parameters, its JSON bodies.
pub(super) fn exchange(
    contract: &Contract,
    recorded: &Recorded,
    halves: &[(Option<Half>, Report)],
    coverage: &Mutex<Coverage>,
) {
    let Some(called) = halves.iter().find_map(|(_, report)| report.operation()) else { return };
    let is_called =
        |endpoint: &&Endpoint| endpoint.operation.method() == called.method && endpoint.operation.path() == called.path;
    let Some(endpoint) = contract.endpoints().iter().find(is_called) else { return };
    let mut coverage = coverage.lock().unwrap_or_else(PoisonError::into_inner);
    for (half, report) in halves {
        match half {
            Some(Half::Response) => {
                let Some(sent) = &recorded.response else { continue };
                let declared = endpoint.response(sent.status);
                let media_type = sent.headers.first("content-type");
                if let Some(schema) = declared.and_then(|found| json_schema(&found.content, media_type)) {
                    body(contract, schema, &sent.body, report, &mut coverage);
                }
            }
            _ => {
                let held = report.violations().is_empty();
                coverage.count(endpoint.operation.pointer(), held);
                parameters(endpoint, recorded, report, &mut coverage);
                let media_type = recorded.request.headers.first("content-type");
                let declared = endpoint.request_body.as_ref();
                if let Some(schema) = declared.and_then(|found| json_schema(&found.content, media_type)) {
                    body(contract, schema, &recorded.request.body, report, &mut coverage);
                }
            }
        }
    }
}

fn body(contract: &Contract, schema: &SchemaUse, bytes: &[u8], report: &Report, coverage: &mut Coverage) {
    if let Ok(value) = json::parse(bytes) {
        observe(contract, schema.pointer(), schema.direction(), &value, report, coverage);
    }
}

/// A parameter was sent when its name stands where it is sent; the violations say whether it held.
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

fn json_schema<'c>(content: &'c crate::contract::Content, sent: Option<&[u8]>) -> Option<&'c SchemaUse> {
    let sent = MediaRange::parse(std::str::from_utf8(sent?).ok()?)?;
    if !sent.is_json() {
        return None;
    }
    content.select(&sent)?.schema.as_ref()
}

fn observe(
    contract: &Contract,
    schema: &Pointer,
    direction: Direction,
    value: &Value,
    report: &Report,
    coverage: &mut Coverage,
) {
    let violations = report.violations().iter().filter(|violation| violation.part() == Part::Body);
    let broken: Vec<(Pointer, Pointer)> =
        violations.map(|violation| (violation.instance().clone(), violation.keyword().clone())).collect();
    // Branches are compiled once a record at most: coverage is asked for, not paid for by every check.
    let compiled: std::cell::RefCell<HashMap<Pointer, Option<Validator>>> = std::cell::RefCell::default();
    let fits = |branch: &Pointer, value: &Value| {
        let mut compiled = compiled.borrow_mut();
        let validator = compiled
            .entry(branch.clone())
            .or_insert_with(|| Validator::new(contract.document(), branch, direction).ok());
        validator.as_ref().is_some_and(|validator| validator.is_valid(value))
    };
    coverage.observe(contract.document(), schema, value, &broken, &fits);
}
