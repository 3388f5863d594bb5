//! Checks payloads, requests and responses against a contract.
//!
//! Each departure from the contract is a [`Violation`], and each check that could not be made is an [`Undecided`].
//! Together they form a [`Report`] with a [`Verdict`]. A violation states its location in the message and in the contract,
//! what the contract requires, what was found, and where the requirement comes from. It never shows the value itself,
//! which may be a name, an e-mail address or an amount; [`Violation::value`] returns it on request.
//!
//! | what is checked | by |
//! |---|---|
//! | a JSON text against a schema of any contract | [`payload_bytes`] |
//! | a request, or the response to it, against any contract | [`request`], [`response`], [`exchange`]; with [`Options`] |
//! | the same in two steps, before and after the body is read | [`Options::head`] |
//! | what would make an invalid payload valid (feature `diff`) | `Repairs` |
//!
//! [`Recorded`] reads exchanges from files. [`Coverage`] counts the statements that traffic has exercised, and
//! [`CoverageData`] adds up several runs. A [`Baseline`] accepts the kinds of violation that are known. [`Slack`] says what a
//! contract could say more tightly, given some traffic.
//!
#![cfg_attr(feature = "diff", doc = include_str!("../docs/traffic.md"))]

mod baseline;
mod body;
mod checks;
mod coverage;
mod example;
mod findings;
mod form;
mod found;
mod from_http;
mod halfway;
mod head;
mod headers;
mod hint;
mod kept;
mod left_out;
mod message;
mod multipart;
mod options;
mod packed;
mod parameters;
mod part;
mod payload;
mod problem_details;
mod recorded;
mod rejection;
#[cfg(feature = "diff")]
mod repair;
mod report;
mod route;
mod rules;
mod scalar;
mod security;
mod sentence;
mod short_problem;
mod slack;
mod strict;
mod style;
mod target;
mod two_steps;
mod undecided;
mod violation;
mod wanted;

pub use crate::contract::Called;
pub use crate::contract::origin::Origin;
pub use baseline::{Baseline, BaselineComparison, BaselineEntry, Kind, KindCount, Kinds, Subject};
pub use checks::{exchange, request, response};
pub use coverage::{Coverage, CoverageData, Exercised, Statement};
#[cfg(feature = "cli")]
pub(crate) use coverage::{
    CoverageCell, CoveragePart, OperationCoverage, Sides, by_operation, flat as coverage_of_schema,
    matrix as coverage_matrix, missing as not_exercised,
};
pub use example::Example;
pub use found::Found;
#[cfg(feature = "tower")]
pub(crate) use halfway::Halfway;
#[cfg(feature = "tower")]
pub(crate) use head::Head;
pub use headers::Headers;
#[cfg(feature = "cli")]
pub(crate) use left_out::First;
pub use message::{BodyForm, Exchange, Request, Response};
#[cfg(feature = "diff")]
pub(crate) use multipart::of_object as parts_of_object;
pub use options::{Options, Strictness};
#[cfg(any(feature = "axum", feature = "server"))]
pub(crate) use packed::decoded;
#[cfg(feature = "server")]
pub(crate) use packed::{NotDecoded, encoding as content_encoding, knows as knows_encoding};
pub use part::Part;
pub use payload::payload_bytes;
#[cfg(feature = "cli")]
pub(crate) use payload::{payload_holds, payload_in_doubt};
pub(crate) use payload::{text, value};
pub use problem_details::ProblemDetails;
pub use recorded::Recorded;
pub use rejection::Rejection;
#[cfg(feature = "diff")]
pub use repair::{Edit, Grade, Operation, Repair, RepairOutcome, Repairs, Unrepaired};
pub use report::{Report, Verdict};
pub use rules::{RULES, Rule, rule};
pub use slack::{Looseness, Slack, SlackFinding};
#[cfg(feature = "diff")]
pub(crate) use style::write;
pub use two_steps::{MessageHead, RequestHead};
pub use undecided::{NotRead, Reason, Undecided};
pub use violation::Violation;
pub use wanted::Wanted;
