//! [`Refusal`]: an answer with the documented error body.

use serde_json::Map;

use crate::apis::kohortpay::types::{Error, ErrorDetail};
use crate::sandbox::answer::Answer;

/// Why an operation is not carried out.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// What was asked for cannot be done, or names something that does not exist.
    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// The id in the path is unknown.
    pub(super) fn not_found(what: &str) -> Self {
        Self::new(404, "NOT_FOUND", format!("no {what} has the id in the path"))
    }

    pub(super) fn into_answer(self) -> Answer {
        answer(self.status, self.code, &self.message)
    }
}

/// An answer with this status, code and message; the class follows from the status.
pub(in crate::sandbox) fn answer(status: u16, code: &str, message: &str) -> Answer {
    let class = match status {
        404 => "not_found_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    let error =
        ErrorDetail { type_: class.to_owned(), message: message.to_owned(), code: code.to_owned(), extra: Map::new() };
    Answer::json(status, &Error { error, extra: Map::new() })
}
