//! [`Passed`]: what has passed of an exchange.

use ::http::{HeaderMap, Method, StatusCode};

use super::failure::Failure;
use super::kept::Kept;

/// A request, and what has come back.
pub(super) struct Passed {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Kept,
    pub(super) answer: Option<Answered>,
    pub(super) failure: Option<Failure>,
}

/// The answer of the upstream.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Kept,
}
