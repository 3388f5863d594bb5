//! What a contract declares that traffic can exercise, and what payloads and exchanges that were checked exercise of it.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::Value;

use crate::contract::{Content, Contract, Endpoint, MediaRange, Parameter, Response, SchemaUse};
use crate::json;
use crate::pointer::Pointer;
use crate::schema::Validator;
use crate::validate::{Part, Recorded, Report};

use super::counts::{Coverage, Statement};

impl Coverage {
    /// Everything that exchanges of `contract` can exercise; nothing of it is exercised yet.
    #[must_use]
    pub fn of(contract: &Contract) -> Self {
        let mut coverage = Self::default();
        for endpoint in contract.endpoints() {
            declare_endpoint(contract, endpoint, &mut coverage);
        }
        coverage
    }

    /// Everything that payloads of one schema of `contract` can exercise.
    #[must_use]
    pub fn of_schema(contract: &Contract, schema: &SchemaUse) -> Self {
        let mut coverage = Self::default();
        coverage.declare(contract.tree(), schema.pointer());
        coverage
    }

    /// Counts what one payload of `schema` exercises; `report` is what [`payload_bytes`](crate::validate::payload_bytes) said.
    pub fn count_payload(&mut self, contract: &Contract, schema: &SchemaUse, payload: &Value, report: &Report) {
        let violations = report.violations().iter().filter(|violation| violation.part() == Part::Body);
        let broken: Vec<(Pointer, Pointer)> =
            violations.map(|violation| (violation.instance().clone(), violation.keyword().clone())).collect();
        // Branches are compiled at most once per payload: only runs with coverage pay for it.
        let compiled: RefCell<HashMap<Pointer, Validator>> = RefCell::default();
        let fits = |branch: &Pointer, value: &Value| {
            let mut compiled = compiled.borrow_mut();
            let validator = compiled
                .entry(branch.clone())
                .or_insert_with(|| Validator::of(contract.tree(), branch, schema.direction()));
            validator.is_valid(value)
        };
        self.observe(contract.tree(), schema.pointer(), payload, (&broken, report.left_out() == 0), &fits);
    }

    /// Counts what one exchange exercises: its operation, its parameters, its JSON bodies. Each half has a report if it was
    /// checked.
    pub fn count_exchange(
        &mut self,
        contract: &Contract,
        recorded: &Recorded,
        request: Option<&Report>,
        response: Option<&Report>,
    ) {
        let Some(called) = request.into_iter().chain(response).find_map(Report::operation) else { return };
        let is_called = |endpoint: &&Endpoint| {
            endpoint.operation.method() == called.method && endpoint.operation.path() == called.path
        };
        let Some(endpoint) = contract.endpoints().iter().find(is_called) else { return };
        if let Some(report) = request {
            self.count(endpoint.operation.pointer(), report.violations().is_empty());
            self.count_parameters(endpoint, recorded, report);
            let media_type = recorded.request.headers.first("content-type");
            let declared = endpoint.request_body.as_ref();
            if let Some(schema) = declared.and_then(|found| json_schema(&found.content, media_type)) {
                self.count_body(contract, schema, &recorded.request.body, report);
            }
        }
        if let (Some(report), Some(sent)) = (response, &recorded.response) {
            let declared = endpoint.response(sent.status);
            if let Some(declared) = declared {
                self.count(&response_place(endpoint, declared), report.violations().is_empty());
            }
            let media_type = sent.headers.first("content-type");
            if let Some(schema) = declared.and_then(|found| json_schema(&found.content, media_type)) {
                self.count_body(contract, schema, &sent.body, report);
            }
        }
    }

    fn count_body(&mut self, contract: &Contract, schema: &SchemaUse, bytes: &[u8], report: &Report) {
        if let Ok(value) = json::parse(bytes) {
            self.count_payload(contract, schema, &value, report);
        }
    }

    /// A parameter was sent when its name is in the request; the violations say whether its value is valid.
    fn count_parameters(&mut self, endpoint: &Endpoint, recorded: &Recorded, report: &Report) {
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
                self.count(&parameter.pointer, !broken);
            }
        }
    }
}

pub(super) fn declare_endpoint(contract: &Contract, endpoint: &Endpoint, coverage: &mut Coverage) {
    coverage.state(endpoint.operation.pointer().clone(), Statement::Operation);
    endpoint.parameters.iter().for_each(|parameter| declare_parameter(contract, parameter, coverage));
    for response in &endpoint.responses {
        coverage.state(response_place(endpoint, response), Statement::Response);
    }
    let request = endpoint.request_body.iter().map(|body| &body.content);
    for content in request.chain(endpoint.responses.iter().map(|response| &response.content)) {
        declare_content(contract, content, coverage);
    }
}

pub(super) fn declare_parameter(contract: &Contract, parameter: &Parameter, coverage: &mut Coverage) {
    coverage.state(parameter.pointer.clone(), Statement::Parameter);
    if let Some(schema) = parameter.schema() {
        coverage.declare(contract.tree(), schema.pointer());
    }
}

pub(super) fn declare_content(contract: &Contract, content: &Content, coverage: &mut Coverage) {
    for schema in content.media_types.iter().filter_map(|media| media.schema.as_ref()) {
        coverage.declare(contract.tree(), schema.pointer());
    }
}

/// The place of a response in its operation, even if it refers to one that several operations share.
pub(super) fn response_place(endpoint: &Endpoint, response: &Response) -> Pointer {
    endpoint.operation.pointer().clone().key("responses").key(&response.status.to_string())
}

fn json_schema<'c>(content: &'c Content, sent: Option<&[u8]>) -> Option<&'c SchemaUse> {
    let sent = MediaRange::parse(std::str::from_utf8(sent?).ok()?)?;
    if !sent.is_json() {
        return None;
    }
    content.select(&sent)?.schema.as_ref()
}
