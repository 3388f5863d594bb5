//! A [`Comparison`] as text: for people, for programs, and for pull requests.
//!
#![doc = include_str!("../../docs/pull-requests.md")]

mod changelog;
mod json;
mod lines;
mod markdown;
#[cfg(feature = "cli")]
mod quote;
mod text;
#[cfg(feature = "cli")]
mod words;

#[cfg(feature = "cli")]
pub(crate) use changelog::entries;
pub use changelog::{changelog, insert_into};
#[cfg(feature = "cli")]
pub(crate) use json::Report;
pub use json::json;
#[cfg(feature = "cli")]
pub(crate) use lines::{Role, lines};
pub use markdown::{Medium, markdown, markdown_of};
#[cfg(feature = "cli")]
pub(crate) use markdown::{Section, comment};
#[cfg(feature = "cli")]
pub(crate) use quote::{Quote, Quotes};
pub use text::text;

use super::change::{Change, Renamed};
use super::comparison::Comparison;
use super::levels::RuleLevel;
use super::undecided::UndecidedCause;
use super::verdict::Verdict;
use super::waivers::Waiver;
use super::witness::{Reading, Witness};
use crate::contract::SourceLocation;
use crate::plain::{Dialect, Joined, Plain, Screen, Show, Shown, lines as lines_of, plain};
use crate::pointer::Pointer;
use crate::validate::Recorded;

/// How many operations are named before the rest is counted.
const NAMED: usize = 4;

/// A body with more characters is cut in a comment or an annotation.
const LONG: usize = 400;

/// What the words of a report mean, and where there is more.
const LEGEND: &str = "[wire] messages, [code] generated code, [policy] promises such as deprecation, docs: documentation only; \
                      see `order-contracts explain <rule>`";

/// The same in Markdown.
const LEGEND_IN_MARKDOWN: &str = "`wire` messages, `code` generated code, `policy` promises such as deprecation, docs: \
                                  documentation only; see `order-contracts explain <rule>`";

/// `` `maxLength` became smaller: `100` to `50` ``.
fn sentence(change: &Change) -> String {
    match sentence_parts(change) {
        (summary, subject) if subject.is_empty() => summary.to_owned(),
        (summary, subject) => format!("{summary}: {subject}"),
    }
}

/// Our words, and those of the documents.
fn sentence_parts(change: &Change) -> (&'static str, String) {
    (change.rule.summary, subject(change))
}

/// What a change is about; of a long list the first, and how many more there are. JSON has them all.
fn subject(change: &Change) -> String {
    const LISTED: usize = 8;
    let items: Vec<&str> = change.subject.split("`, `").collect();
    match items.len().checked_sub(LISTED) {
        None | Some(0) => change.subject.clone(),
        Some(more) => format!("{}` and {more} more", items[..LISTED].join("`, `")),
    }
}

/// The first of some names, and how many more there are: `POST /orders, GET /orders and 7 more`.
struct Named<'n>(&'n [Plain]);

impl<D: Dialect> Show<D> for Named<'_> {
    fn show(&self, out: &mut Shown<D>) {
        out.push(Joined(&self.0[..self.0.len().min(NAMED)], ", "));
        match self.0.len().saturating_sub(NAMED) {
            0 => {}
            more => out.push((" and ", more, " more")),
        }
    }
}

/// `openapi.yaml:12:3`.
fn place(site: &SourceLocation) -> String {
    match site.line {
        0 => site.file.clone(),
        _ => format!("{}:{}:{}", site.file, site.line, site.column),
    }
}

/// ``renamed `a` to `b`?``, without the question where a document says so.
fn renamed_question(renamed: &Renamed) -> String {
    let end = if renamed.is_certain { "" } else { "?" };
    format!("renamed `{}` to `{}`{end}", renamed.from, renamed.to)
}

/// The texts of documentation that were edited with a change: `documentation changed at openapi.yaml:12:3`.
fn documentation_with(change: &Change) -> Option<String> {
    let first = change.documentation.first()?;
    let more = match change.documentation.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!("documentation changed at {}{more}", place(first)))
}

/// What readers must know of schemas whose alternatives overlap.
const OVERLAPPING: &str = "alternatives of its `oneOf` overlap, so that it is read as `anyOf` (see `--overlapping`)";

/// Which document allows the witness, and which does not.
fn introduction(change: &Change, witness: &Witness) -> Vec<&'static str> {
    let message = if witness.exchange.response.is_some() { "response" } else { "request" };
    let (sender, receiver) = if witness.is_of_revision() { ("revision", "base") } else { ("base", "revision") };
    let reading = match witness.reading {
        Reading::OneOf => ":",
        Reading::AnyOf => ", with `oneOf` read as `anyOf`:",
    };
    let is_undeclared = change.reasons.iter().any(|open| open.cause == UndecidedCause::Undeclared);
    match change.verdict {
        Verdict::Undecided if is_undeclared => {
            vec![
                "a ",
                message,
                " with properties that ",
                sender,
                " does not declare, which ",
                receiver,
                " refuses",
                reading,
            ]
        }
        _ => vec!["a ", message, " that ", sender, " allows and ", receiver, " refuses", reading],
    }
}

/// The exchange as it is seen on the wire: start line and headers, and the body.
fn message_lines(witness: &Witness) -> (Vec<String>, Option<String>) {
    let Recorded { request, response, .. } = &witness.exchange;
    let mut head = vec![format!("{} {}", request.method, request.target)];
    let (headers, body) = match response {
        Some(response) => {
            head.push(format!("-> {}", response.status));
            (&response.headers, &response.body)
        }
        None => (&request.headers, &request.body),
    };
    head.extend(headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value))));
    (head, (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned()))
}

/// The first characters of a text that has more than `limit`, and how many it has.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}… ({} characters in all)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

/// Why a change was accepted, and until when: `agreed with all clients (until 2027-01-31)`.
pub(crate) fn waived(waiver: &Waiver) -> String {
    match &waiver.until {
        Some(until) => format!("{} (until {until})", waiver.reason),
        None => waiver.reason.clone(),
    }
}

/// What was decided about its rule, and why: `allow: no generated clients`.
pub(crate) fn leveled(level: &RuleLevel) -> String {
    match &level.reason {
        Some(reason) => format!("{}: {reason}", level.level.name()),
        None => level.level.name().to_owned(),
    }
}

/// What a change is, in one line.
pub(super) fn sentence_of(change: &Change) -> String {
    plain(sentence(change)).as_str().to_owned()
}

/// What people call a place in a component: `Order.items[].name`.
fn schema_name(pointer: &Pointer) -> Option<String> {
    let tokens: Vec<String> = pointer.tokens().collect();
    let mut tokens = tokens.iter().map(String::as_str);
    if (tokens.next(), tokens.next()) != (Some("components"), Some("schemas")) {
        return None;
    }
    let mut name = tokens.next()?.to_owned();
    while let Some(token) = tokens.next() {
        match token {
            "properties" => {
                if let Some(property) = tokens.next() {
                    name = format!("{name}.{property}");
                }
            }
            "items" => name.push_str("[]"),
            _ => break,
        }
    }
    Some(name)
}

/// How many texts of the documentation changed; waived ones are not counted.
fn documentation(comparison: &Comparison) -> usize {
    // The last may be a count of many.
    let count = |change: &Change| change.subject.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(1);
    let texts = comparison.changes.iter().filter(|change| change.rule.id == "documentation-changed");
    texts.filter(|change| change.waiver.is_none()).map(count).sum()
}

/// How many changes there are of a verdict; waived ones are not counted.
fn count(comparison: &Comparison, verdict: Verdict) -> usize {
    let open = comparison.changes.iter().filter(|change| change.waiver.is_none() && change.verdict == verdict);
    match verdict {
        Verdict::Docs => {
            open.filter(|change| change.rule.id != "documentation-changed").count() + documentation(comparison)
        }
        _ => open.count(),
    }
}

/// How many changes of which kind: ` (2 breaking, 1 waived)`.
struct Counts(Vec<(usize, &'static str, &'static str)>);

impl<D: Dialect> Show<D> for Counts {
    fn show(&self, out: &mut Shown<D>) {
        if !self.0.is_empty() {
            out.push((" (", Joined(&self.0, ", "), ")"));
        }
    }
}

/// What it comes to, in words, and how many changes that are.
fn summary(comparison: &Comparison) -> (&'static str, Counts) {
    if comparison.changes.is_empty() {
        return ("no changes", Counts(Vec::new()));
    }
    let mut parts = Vec::new();
    for verdict in [Verdict::Breaking, Verdict::Undecided, Verdict::Compatible] {
        match count(comparison, verdict) {
            0 => {}
            count => parts.push((count, " ", verdict.name())),
        }
    }
    let docs = count(comparison, Verdict::Docs);
    let waived = comparison.changes.iter().filter(|change| change.waiver.is_some()).count();
    if docs > 0 {
        parts.push(match (docs, parts.is_empty() && waived == 0) {
            (1, true) => (1, " ", "change"),
            (_, true) => (docs, " ", "changes"),
            (1, false) => (1, " ", "documentation change"),
            (_, false) => (docs, " ", "documentation changes"),
        });
    }
    if waived > 0 {
        parts.push((waived, " ", "waived"));
    }
    let verdict = match comparison.verdict() {
        Verdict::Docs => "documentation only",
        other => other.name(),
    };
    (verdict, Counts(parts))
}

/// What it comes to, in words: `breaking (2 breaking, 1 waived)`.
#[cfg(feature = "cli")]
pub(crate) fn headline<D: Dialect>(comparison: &Comparison) -> impl Show<D> + use<D> {
    summary(comparison)
}

/// A change for a tool that shows one text for each finding: the sentence, the waiver, the reasons, then the witness.
/// It has line breaks, and nothing else that a terminal or a log would obey.
#[must_use]
pub fn message(change: &Change) -> String {
    Shown::<Screen>::of(Joined(&said(change), "\n")).into_string()
}

/// The lines of that.
pub(crate) fn said(change: &Change) -> Vec<Plain> {
    let mut out = vec![plain(sentence(change))];
    if let Some(waiver) = &change.waiver {
        out.push(plain(format_args!("waived: {}", waived(waiver))));
    }
    out.extend(change.level.as_ref().map(|level| plain(format_args!("level {}", leveled(level)))));
    out.extend(change.renamed.as_ref().map(|renamed| plain(renamed_question(renamed))));
    out.extend(change.why.map(plain));
    out.extend(documentation_with(change).map(plain));
    for reason in &change.reasons {
        out.push(plain(format_args!("undecided because {}", reason.cause.summary())));
    }
    if let Some(witness) = &change.witness {
        let (head, body) = message_lines(witness);
        out.push(plain(format_args!("example: {}", introduction(change, witness).concat())));
        out.extend(head.iter().map(plain));
        if let Some(body) = body {
            out.extend(lines_of(&shortened(&body, LONG)).map(plain));
        }
    }
    out
}
