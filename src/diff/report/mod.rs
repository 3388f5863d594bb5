//! A [`Comparison`](super::Comparison) as text: for people, for programs, and for the tools that show findings.

mod github;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;
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
fn introduction(exchange: &Exchange) -> &'static str {
    match exchange.response {
        Some(_) => "may be sent under revision, and base refuses it",
        None => "may be sent under base, and revision refuses it",
    }
}

/// The exchange as it is seen on the wire, line by line.
fn lines(exchange: &Exchange) -> Vec<String> {
    let mut out = Vec::new();
    let body = |body: &Option<serde_json::Value>| match body {
        Some(serde_json::Value::String(text)) if !text.is_empty() && text.contains('=') => Some(text.clone()),
        Some(value) => Some(value.to_string()),
        None => None,
    };
    if let Some(request) = &exchange.request {
        out.push(format!("{} {}", request.method, request.target));
        if exchange.response.is_none() {
            out.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}")));
            out.extend(body(&request.body));
        }
    }
    if let Some(response) = &exchange.response {
        out.push(format!("-> {}", response.status));
        out.extend(response.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        out.extend(body(&response.body));
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

/// Text for XML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0, 2.2: most control characters cannot be written at all.
            control if control.is_control() && !matches!(control, '\n' | '\t') => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
