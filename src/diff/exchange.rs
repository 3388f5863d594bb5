//! [`Exchange`]: a request, a response, or both, as a file holds them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// One call: what a client sends and what a server answers. Either part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// What a client sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// What a server answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
}

/// What a client sends.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Request {
    /// The method in capital letters.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// The headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body; a text for what is not JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// What a server answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body; a text for what is not JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}
