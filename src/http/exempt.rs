//! Which responses are no answer that a contract declares.

use ::http::StatusCode;

/// Whether a response is an interim one, a switch of protocols, or `304`, which repeats what the client has.
pub(super) fn is_interim(status: StatusCode) -> bool {
    status.is_informational() || status == StatusCode::NOT_MODIFIED
}
