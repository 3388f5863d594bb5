//! Requests of browsers from other origins (Fetch Standard, 3.3): the documented APIs take them, and say so only in headers.

use ::http::request::Parts;
use ::http::{HeaderMap, Method};

use super::answer::Answer;

/// The answer to the question whether a request would be allowed; `None` when nobody asks.
pub(super) fn preflight(head: &Parts) -> Option<Answer> {
    let headers = &head.headers;
    let method = headers.get("access-control-request-method")?.to_str().ok()?;
    if head.method != Method::OPTIONS || !headers.contains_key("origin") {
        return None;
    }
    let mut answer = allowed(Answer::empty(204), headers).header("access-control-allow-methods", method);
    if let Some(names) = headers.get("access-control-request-headers").and_then(|names| names.to_str().ok()) {
        answer = answer.header("access-control-allow-headers", names);
    }
    Some(answer.header("access-control-max-age", "600"))
}

/// The same answer for the page that asked.
pub(super) fn allowed(answer: Answer, headers: &HeaderMap) -> Answer {
    match headers.get("origin").and_then(|origin| origin.to_str().ok()) {
        Some(origin) => answer
            .header("access-control-allow-origin", origin)
            .header("access-control-expose-headers", "*")
            .header("vary", "Origin"),
        None => answer,
    }
}
