//! [`choose`]: which declared response, and which of its media types, a request is answered with.

use ::http::HeaderMap;

use super::media;
use crate::contract::{Endpoint, Response, StatusPattern};
use crate::sandbox::answer::Answer;

/// A declared response, and how it is sent.
#[derive(Debug)]
pub(super) struct Chosen<'c> {
    pub(super) response: &'c Response,
    pub(super) status: u16,
    /// The media type of the body, by its number; `None` for a response without a body.
    pub(super) media_type: Option<usize>,
}

/// The response with status `code`, else the one of a success.
pub(super) fn choose<'c>(endpoint: &'c Endpoint, code: Option<u16>, headers: &HeaderMap) -> Result<Chosen<'c>, Answer> {
    let place = endpoint.operation.pointer();
    let (response, status) = match code {
        Some(code) => match endpoint.response(code) {
            Some(response) => (response, code),
            None => {
                let detail = format!("the operation declares no status {code}");
                return Err(Answer::problem_at(code, "A status on purpose", detail, place.as_str()));
            }
        },
        None => usual(endpoint).ok_or_else(|| super::cannot(place, "the operation declares no response"))?,
    };
    // RFC 9110, 6.4.1: these have no body, whatever they declare.
    let has_body = !response.content.media_types.is_empty() && !matches!(status, 204 | 304);
    let media_type = match has_body {
        false => None,
        true => {
            let accepted = media::acceptable(&response.content, headers);
            Some(accepted.ok_or_else(|| {
                let declared: Vec<String> =
                    response.content.media_types.iter().map(|declared| format!("`{}`", declared.range)).collect();
                let detail = format!("the response is declared as {}", declared.join(", "));
                Answer::problem_at(
                    406,
                    "None of the accepted media types is declared",
                    detail,
                    response.pointer.as_str(),
                )
            })?)
        }
    };
    Ok(Chosen { response, status, media_type })
}

/// The lowest success, else `default`, else the lowest of the others.
fn usual(endpoint: &Endpoint) -> Option<(&Response, u16)> {
    let rank = |status: StatusPattern| match status {
        StatusPattern::Code(code @ 200..=299) => (0, code),
        StatusPattern::Range(2) => (1, 200),
        StatusPattern::Default => (2, 200),
        StatusPattern::Code(code @ 300..) => (3, code),
        StatusPattern::Range(hundred @ 3..) => (4, hundred * 100),
        // An interim answer is none.
        StatusPattern::Code(code) => (5, code),
        StatusPattern::Range(hundred) => (5, hundred * 100),
    };
    let lowest = endpoint.responses.iter().min_by_key(|response| rank(response.status))?;
    let (class, status) = rank(lowest.status);
    (class < 5).then_some((lowest, status))
}
