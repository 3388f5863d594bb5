//! One call: the request is checked and gets its credentials; the response is read within limits and checked if strict.

use reqwest::{Request, header};

use crate::apis::EmbeddedSchema;
use crate::contract::{Operation, StatusPattern};
use crate::json;
use crate::validate::{self, Options};

use super::error::{CommunicationError, Error};
use super::path;
use super::response::Response;
use super::settings::Session;

/// The operation being called.
pub(crate) struct OperationInfo {
    /// Its `operationId`.
    pub(crate) operation_id: &'static str,
}

/// What a generated client provides.
#[allow(dead_code, reason = "the generated code implements all of it")]
pub(crate) trait ClientInfo<S> {
    fn api_version() -> &'static str;
    fn baseurl(&self) -> &str;
    fn client(&self) -> &reqwest::Client;
    fn inner(&self) -> &S;
}

impl<S, C: ClientInfo<S>> ClientInfo<S> for &C {
    fn api_version() -> &'static str {
        C::api_version()
    }

    fn baseurl(&self) -> &str {
        (*self).baseurl()
    }

    fn client(&self) -> &reqwest::Client {
        (*self).client()
    }

    fn inner(&self) -> &S {
        (*self).inner()
    }
}

/// The steps of a call, in the names that the generated code uses.
pub(crate) trait ClientHooks<S = Session>: ClientInfo<Session> {
    /// Refuses a request that violates the contract, and adds the credentials to others.
    async fn pre<E>(&self, request: &mut Request, info: &OperationInfo) -> Result<(), Error<E>> {
        let session = self.inner();
        // progenitor sends the document's version in a header that neither API declares.
        request.headers_mut().remove("api-version");
        if let Ok(operation) = session.api.operation(info.operation_id) {
            path::check(request.url(), self.baseurl(), operation).map_err(Error::InvalidRequest)?;
            check_body(request, session, operation)?;
        }
        session.credentials.apply(request);
        Ok(())
    }

    /// Sends the request and reads the response.
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<Response, Failure> {
        let session = self.inner();
        let response = read(self.client().execute(request).await?, session.max_response_bytes).await?;
        match session.strict_responses {
            true => check_response(response, session, info),
            false => Ok(response),
        }
    }

    /// Does nothing: `exec` has checked the response.
    async fn post<E>(&self, _result: &Result<Response, Failure>, _info: &OperationInfo) -> Result<(), Error<E>> {
        Ok(())
    }
}

/// Why there is no response: an [`Error`] without the operation's error type.
pub(crate) enum Failure {
    Communication(CommunicationError),
    TooLarge(usize),
    Refused(Response, validate::Report),
    Malformed(Response, json::SyntaxError),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Communication(CommunicationError::new(error))
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Communication(error) => Self::Communication(error),
            Failure::TooLarge(limit) => Self::ResponseTooLarge(limit),
            Failure::Refused(response, report) => Self::RefusedResponse { response, report },
            Failure::Malformed(response, error) => Self::MalformedResponse { response, error },
        }
    }
}

fn check_body<E>(request: &Request, session: &Session, operation: &Operation) -> Result<(), Error<E>> {
    let Some(schema) = schema(session, operation, None) else { return Ok(()) };
    let bytes = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    match schema.validate_json(bytes) {
        Ok(report) if report.is_valid() => Ok(()),
        Ok(report) => Err(Error::RefusedRequest(report)),
        Err(error) => Err(Error::InvalidRequest(format!("the body is not JSON: {error}"))),
    }
}

/// Checks a response as a layer and a proxy do: its media type as well as its body.
fn check_response(response: Response, session: &Session, info: &OperationInfo) -> Result<Response, Failure> {
    let Ok(operation) = session.api.operation(info.operation_id) else { return Ok(response) };
    // The generated code says which status is not declared.
    let Some(schema) = schema(session, operation, Some(response.status().as_u16())) else { return Ok(response) };
    let report = {
        // The path as it is declared calls the operation, wherever the base URL leads.
        let request = validate::Request::new(operation.method(), operation.path());
        let mut received = validate::Response::new(response.status().as_u16()).body(response.body());
        received.headers = response.headers().into();
        Options::new().base_path("").response(session.api.contract(), &request, &received)
    };
    if report.is_valid() {
        return Ok(response);
    }
    match schema.validate_json(response.body()) {
        Ok(_) => Err(Failure::Refused(response, report)),
        Err(error) => Err(Failure::Malformed(response, error)),
    }
}

/// The schema of the request (`None`) or of the response with this status.
fn schema(session: &Session, operation: &Operation, status: Option<u16>) -> Option<&'static EmbeddedSchema> {
    let id = operation.id()?;
    let of_operation = |schema: &'static EmbeddedSchema| {
        let part = schema.name().strip_prefix(id)?.strip_prefix('.')?;
        Some((part, schema))
    };
    let mut schemas = session.api.schemas().iter().filter_map(of_operation);
    let Some(status) = status else { return schemas.find(|(part, _)| *part == "request").map(|(_, schema)| schema) };
    let covers = |(part, schema): (&str, _)| {
        let nearness = StatusPattern::parse(part.strip_prefix("response.")?)?.covers(status)?;
        Some((nearness, schema))
    };
    schemas.filter_map(covers).max_by_key(|(nearness, _)| *nearness).map(|(_, schema)| schema)
}

async fn read(mut response: reqwest::Response, limit: usize) -> Result<Response, Failure> {
    let declared = response.content_length().and_then(|length| usize::try_from(length).ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(Failure::TooLarge(limit));
    }
    let mut body = Vec::with_capacity(declared.unwrap_or_default());
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(Failure::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    let mut headers = response.headers().clone();
    // The address of a redirect may repeat the query, and a token in it.
    headers.remove(header::LOCATION);
    Ok(Response::new(response.status(), headers, body))
}
