//! Which messages are no exchange of the contract.

use ::http::request::Parts;
use ::http::{Method, StatusCode, header};

/// Whether a browser asks if another request would be allowed (Fetch Standard, 4.9).
pub(super) fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts.headers.contains_key(header::ORIGIN)
        && parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Whether a response is no answer that a contract declares: an interim one, a switch of protocols, or `304`, which repeats
/// what the client has.
pub(super) fn is_interim(status: StatusCode) -> bool {
    status.is_informational() || status == StatusCode::NOT_MODIFIED
}
