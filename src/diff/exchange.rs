//! [`Exchange`]: a request, a response, or both, in the form that `validate` reads back.

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
    /// The body, where it is JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The body, where it is another text.
    #[serde(rename = "bodyText", skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
    /// Whether it only says which operation is called.
    #[serde(skip_serializing_if = "is_false")]
    pub assumed: bool,
}

/// What a server answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, where it is JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The body, where it is another text.
    #[serde(rename = "bodyText", skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}
