//! [`Gate`]: the contract around a backend. What does not hold is refused before it, and nothing else leaves it.

use ::http::Request;
use bytes::Bytes;

use super::answer::Answer;
use super::backend::Backend;
use super::call::Call;
use super::prefer::Preferences;
use crate::validate::{self, ProblemDetails, Verdict};

/// The answer of `backend` to `request`, which the contract accepts, and so does the answer.
pub(super) fn respond(backend: &Backend, request: &Request<Bytes>, preferences: &Preferences) -> Answer {
    let contract = backend.contract();
    let message = validate::Request::from(request);
    let report = validate::request(contract, &message);
    if let Some(problem) = ProblemDetails::of_request(&report) {
        let call = Call::of(contract, request);
        let endpoint = call.as_ref().map(|call| (call.endpoint, request));
        let why = report.to_string();
        let mut answer = backend.refusal(endpoint, problem.status, &why);
        if problem.status == 405 {
            answer = answer.header("allow", problem.allow().join(", "));
        }
        return answer;
    }
    backend.respond(request, preferences)
}

/// The answer, or one that says what is wrong with it: a fault of the sandbox.
pub(super) fn checked(backend: &Backend, request: &Request<Bytes>, answer: Answer) -> Answer {
    let mut response = validate::Response::new(answer.status).body(&answer.body);
    for (name, value) in &answer.headers {
        response = response.header(name.as_str(), value);
    }
    let report = validate::response(backend.contract(), &validate::Request::from(request), &response);
    match report.verdict() {
        Verdict::Invalid => Answer::problem(500, "The sandbox made an answer that does not hold", report.to_string()),
        Verdict::Valid | Verdict::Undecided => answer,
    }
}
