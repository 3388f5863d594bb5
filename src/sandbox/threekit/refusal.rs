//! [`Refusal`]: an answer with a body that says why. No page shows one, so any object is within the contract.

use serde_json::json;

use crate::sandbox::answer::Answer;

/// Why an operation is not carried out.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(super) fn into_answer(self) -> Answer {
        answer(self.status, &self.message)
    }
}

pub(in crate::sandbox) fn answer(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "message": message }))
}
