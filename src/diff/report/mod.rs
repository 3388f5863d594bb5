//! A [`Comparison`] as text: for people, for programs, and for pull requests.

mod json;
mod markdown;
mod text;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

use super::change::{Change, Site};
use super::comparison::Comparison;
use super::exchange::Exchange;
use super::verdict::Verdict;

/// How many operations are named before the rest is counted.
const NAMED: usize = 4;

/// `` `maxLength` became smaller: `100` to `50` ``.
fn sentence(change: &Change) -> String {
    match change.subject.as_str() {
        "" => change.rule.summary.to_owned(),
        subject => format!("{}: {subject}", change.rule.summary),
    }
}

/// `POST /orders, GET /orders and 7 more`.
fn operations(change: &Change) -> String {
    let shown = change.operations.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match change.operations.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// `openapi.yaml:12:3`.
fn place(site: &Site) -> String {
    match site.line {
        0 => site.file.clone(),
        _ => format!("{}:{}:{}", site.file, site.line, site.column),
    }
}

/// Who accepts the witness, and who does not.
fn introduction(change: &Change, exchange: &Exchange) -> &'static str {
    match (exchange.is_of_revision(), change.verdict == Verdict::Undecided) {
        (true, false) => "may be sent under revision, and base refuses it",
        (false, false) => "may be sent under base, and revision refuses it",
        (true, true) => "has more in it than revision declares, and base refuses it",
        (false, true) => "has more in it than base declares, and revision refuses it",
    }
}

/// The exchange as it is seen on the wire, line by line.
fn lines(exchange: &Exchange) -> Vec<String> {
    let mut out = Vec::new();
    let body = |json: &Option<serde_json::Value>, text: &Option<String>| {
        json.as_ref().map(ToString::to_string).or_else(|| text.clone())
    };
    if let Some(request) = &exchange.request {
        out.push(format!("{} {}", request.method, request.target));
        if exchange.response.is_none() {
            out.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}")));
            out.extend(body(&request.body, &request.body_text));
        }
    }
    if let Some(response) = &exchange.response {
        out.push(format!("-> {}", response.status));
        out.extend(response.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        out.extend(body(&response.body, &response.body_text));
    }
    out
}

/// `2 breaking, 1 undecided, 3 compatible, 4 docs`, without the zeros.
fn counts(comparison: &Comparison) -> String {
    let order = [Verdict::Breaking, Verdict::Undecided, Verdict::Compatible, Verdict::Docs];
    let count = |verdict| comparison.changes.iter().filter(|change| change.verdict == verdict).count();
    let parts = order.iter().filter(|verdict| count(**verdict) > 0);
    let parts: Vec<String> = parts.map(|verdict| format!("{} {verdict}", count(*verdict))).collect();
    if parts.is_empty() { "no changes".to_owned() } else { parts.join(", ") }
}

/// What a change says to a tool that shows one text for each finding: the sentence, then the witness.
#[must_use]
pub fn message(change: &Change) -> String {
    let mut text = sentence(change);
    if let Some(witness) = &change.witness {
        text = format!("{text}\nThis {}:\n{}", introduction(change, witness), lines(witness).join("\n"));
    }
    for open in &change.reasons {
        text = format!("{text}\nOpen: {}", open.summary());
    }
    text
}
