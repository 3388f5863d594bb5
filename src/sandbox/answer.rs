//! [`Answer`]: a response before it is one of any HTTP library, and whether it leaves the contract on purpose.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

/// The header of every answer that the contract does not declare, with the reason.
pub(crate) const OUTSIDE: &str = "x-sandbox-outside-contract";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    /// Whether the sandbox itself answers, and not an operation.
    pub(super) is_own: bool,
}

impl Answer {
    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), is_own: false }
    }

    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        Self::of("application/json", status, body)
    }

    /// An answer of the sandbox itself, about a request that no operation answers (RFC 9457).
    pub(super) fn problem(status: u16, title: &str, detail: impl Into<String>) -> Self {
        let problem = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail.into() });
        Self::of_problem(status, &problem)
    }

    /// The same with the place in the contract that it is about.
    pub(super) fn problem_at(status: u16, title: &str, detail: impl Into<String>, pointer: &str) -> Self {
        let mut problem = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail.into() });
        problem["pointer"] = Value::from(pointer);
        Self::of_problem(status, &problem)
    }

    fn of_problem(status: u16, problem: &Value) -> Self {
        Self { is_own: true, ..Self::of("application/problem+json", status, problem) }
    }

    fn of(media_type: &str, status: u16, body: &impl Serialize) -> Self {
        // Only a map whose keys are no strings cannot be written, and there is none.
        let body = serde_json::to_vec(body).unwrap_or_default().into();
        Self { body, ..Self::empty(status) }.header("content-type", media_type)
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Marks the answer as one that the contract does not declare.
    pub(super) fn outside(self, reason: &str) -> Self {
        self.header(OUTSIDE, reason)
    }

    pub(super) fn into_response(self) -> ::http::Response<Bytes> {
        let mut response = ::http::Response::new(self.body);
        *response.status_mut() = ::http::StatusCode::from_u16(self.status).unwrap_or_default();
        for (name, value) in self.headers {
            let name = ::http::HeaderName::from_bytes(name.as_bytes());
            // What no header can hold is left out: names and values of documents are checked where they are read.
            if let (Ok(name), Ok(value)) = (name, ::http::HeaderValue::from_bytes(value.as_bytes())) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}
