//! [`Exchange`]: a request, a response, or both, in the form that `validate` reads back, unless it is of a callback.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::pointer::Pointer;

/// One call: what one side asks and what the other answers. Either part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// What a client sends; in a callback, the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// What a server answers; in a callback, the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// The callback or webhook that it is of; `None` for an operation that clients call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<Callback>,
}

/// An operation of a callback or webhook: the server sends its request, and the client answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Callback {
    /// What reports call it: `POST webhook paid`.
    pub name: String,
    /// The Path Item in base.
    pub base: Pointer,
    /// The Path Item in revision.
    pub revision: Pointer,
    /// Where its requests go: the expression, or the name of the webhook as a path.
    #[serde(skip)]
    pub(super) target: String,
}

impl Exchange {
    /// Whether the server of revision sends what it shows, and not the client of base.
    pub(super) fn is_of_revision(&self) -> bool {
        self.response.is_some() != self.callback.is_some()
    }
}

/// What is asked.
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
    /// Whether it only identifies the operation.
    #[serde(skip_serializing_if = "is_false")]
    pub assumed: bool,
}

/// What is answered.
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
