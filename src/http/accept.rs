//! Whether a client takes any of the media types that an operation may answer with (RFC 9110, 12.5.1).

use ::http::{HeaderMap, header};

use crate::contract::{Endpoint, MediaRange, StatusPattern};

/// `false` only when the client says what it takes, and no declared answer to a request that succeeds is of that.
pub(super) fn takes_an_answer(headers: &HeaderMap, endpoint: &Endpoint) -> bool {
    let is_success = |status: StatusPattern| match status {
        StatusPattern::Code(code) => (200..300).contains(&code),
        StatusPattern::Range(first) => first == 2,
        StatusPattern::Default => false,
    };
    let mut answers = endpoint.responses.iter().filter(|response| is_success(response.status));
    if answers.clone().any(|answer| answer.content.media_types.is_empty()) || answers.clone().next().is_none() {
        return true;
    }
    let taken: Vec<(MediaRange, bool)> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(range)
        .collect();
    if taken.is_empty() {
        return true;
    }
    answers.any(|answer| answer.content.media_types.iter().any(|declared| takes(&taken, &declared.range)))
}

/// One range of the header, and whether it is taken at all.
fn range(text: &str) -> Option<(MediaRange, bool)> {
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let weight = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let weight =
        weight.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q")).map(|(_, weight)| weight.trim()).next();
    let is_taken = weight.and_then(|weight| weight.parse::<f32>().ok()).is_none_or(|weight| weight > 0.0);
    Some((MediaRange::parse(essence)?, is_taken))
}

fn takes(taken: &[(MediaRange, bool)], declared: &MediaRange) -> bool {
    // A range may be answered with anything in it.
    if declared.is_range() {
        return true;
    }
    let fitting = taken.iter().filter_map(|(range, is_taken)| Some((range.covers(declared)?, *is_taken)));
    fitting.max().is_some_and(|(_, is_taken)| is_taken)
}
