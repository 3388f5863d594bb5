//! Media types of bodies that are made: which of the declared ones a client accepts, and how a value is written in it.

use ::http::HeaderMap;
use serde_json::Value;

use crate::contract::{Content, MediaRange, MediaType};
use crate::diff::spelled;

/// The number of the declared media type that `Accept` likes best (RFC 9110, 12.5.1); of several JSON, then the first.
pub(super) fn acceptable(content: &Content, headers: &HeaderMap) -> Option<usize> {
    let lines = headers.get_all("accept").iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let accepted: Vec<(MediaRange, u32)> =
        lines.flat_map(|line| line.split(',').filter_map(accepted).collect::<Vec<_>>()).collect();
    let numbered = content.media_types.iter().enumerate();
    let liked = numbered.filter_map(|(number, declared)| {
        let concrete = MediaRange::parse(&concrete(&declared.range))?;
        // The most specific range decides.
        let matching = accepted.iter().filter_map(|(range, weight)| Some((range.covers(&concrete)?, *weight)));
        let weight = match accepted.is_empty() {
            true => 1_000,
            false => matching.max_by_key(|(nearness, _)| *nearness)?.1,
        };
        (weight > 0).then_some((weight, concrete.is_json(), number))
    });
    let best = liked.max_by_key(|&(weight, is_json, number)| (weight, is_json, std::cmp::Reverse(number)));
    best.map(|(_, _, number)| number)
}

/// A range of `Accept`, and its weight in thousandths.
fn accepted(text: &str) -> Option<(MediaRange, u32)> {
    let mut parts = text.split(';').map(str::trim);
    let range = MediaRange::parse(parts.next()?)?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(1.0).clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1,000")]
    Some((range, (weight * 1_000.0) as u32))
}

/// A media type that the range covers.
fn concrete(range: &MediaRange) -> String {
    match range.to_string().as_str() {
        "*/*" | "application/*" => "application/json".to_owned(),
        "image/*" => "image/png".to_owned(),
        other => match other.split_once("/*+") {
            Some((main, suffix)) => format!("{main}/sandbox+{suffix}"),
            None => other.replace('*', "plain"),
        },
    }
}

/// The `Content-Type` and the bytes of a value.
pub(super) fn written(declared: &MediaType, value: &Value) -> (String, Vec<u8>) {
    let (content_type, bytes) = spelled(declared, value);
    match declared.range.is_range() {
        true => (concrete(&declared.range), bytes),
        false => (content_type, bytes),
    }
}
