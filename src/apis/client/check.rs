//! What the contract says of a request that is about to be sent, and of a response that has arrived.

use reqwest::Request;

use crate::apis::{Api, EmbeddedSchema};
use crate::contract::{Operation, StatusPattern};
use crate::validate::{self, Options, Report};

use super::error::{Error, Failure};
use super::response::Response;

/// Refuses a body that violates the contract.
pub(super) fn request<E>(request: &Request, api: Api, operation: &Operation) -> Result<(), Error<E>> {
    let Some(schema) = schema(api, operation, None) else { return Ok(()) };
    let bytes = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    match schema.validate_json(bytes) {
        Ok(report) if report.is_valid() => Ok(()),
        Ok(report) => Err(Error::RefusedRequest(report)),
        Err(error) => Err(Error::InvalidRequest(format!("the body is not JSON: {error}"))),
    }
}

/// Checks a response as a layer and a proxy do: its media type as well as its body.
pub(super) fn response(response: Response, api: Api, operation: &Operation) -> Result<Response, Failure> {
    // The generated code says which status is not declared.
    let Some(schema) = schema(api, operation, Some(response.status().as_u16())) else { return Ok(response) };
    let report = {
        // The path as it is declared calls the operation, wherever the base URL leads.
        let request = validate::Request::new(operation.method(), operation.path());
        let mut received = validate::Response::new(response.status().as_u16()).body(response.body());
        received.headers = response.headers().into();
        Options::new().base_path("").response(api.contract(), &request, &received)
    };
    if report.is_valid() {
        return Ok(response);
    }
    match schema.validate_json(response.body()) {
        Ok(_) => Err(Failure::Refused(response, report)),
        Err(error) => Err(Failure::Malformed(response, error)),
    }
}

/// How the body of a response violates its schema, if it does.
pub(super) fn body(response: &Response, api: Api, operation_id: &str) -> Option<Report> {
    let operation = api.operation(operation_id).ok()?;
    let schema = schema(api, operation, Some(response.status().as_u16()))?;
    schema.validate_json(response.body()).ok().filter(|report| !report.violations().is_empty())
}

/// The schema of the request (`None`) or of the response with this status.
fn schema(api: Api, operation: &Operation, status: Option<u16>) -> Option<&'static EmbeddedSchema> {
    let id = operation.id()?;
    let of_operation = |schema: &'static EmbeddedSchema| {
        let part = schema.name().strip_prefix(id)?.strip_prefix('.')?;
        Some((part, schema))
    };
    let mut schemas = api.schemas().iter().filter_map(of_operation);
    let Some(status) = status else { return schemas.find(|(part, _)| *part == "request").map(|(_, schema)| schema) };
    let covers = |(part, schema): (&str, _)| {
        let nearness = StatusPattern::parse(part.strip_prefix("response.")?)?.covers(status)?;
        Some((nearness, schema))
    };
    schemas.filter_map(covers).max_by_key(|(nearness, _)| *nearness).map(|(_, schema)| schema)
}
