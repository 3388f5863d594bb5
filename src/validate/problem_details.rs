//! [`ProblemDetails`]: the answer of a service to a request that breaks its contract (RFC 9457).

use serde::Serialize;

use super::part::Part;
use super::report::{Report, Verdict};
use super::short_problem::Short;
use super::undecided::{NotRead, Reason, Undecided};
use super::violation::Violation;
use super::wanted::Wanted;
use crate::contract::Called;

/// A body of the media type `application/problem+json`. It contains no value of the request, and no path of the server: the
/// contract is named by its title.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, ProblemDetails, Request};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let request = Request::new("DELETE", "/v1/orders");
/// let report = validate::request(&contract, &request);
/// let problem = ProblemDetails::of_request(&report).ok_or("the request holds")?;
/// assert_eq!(problem.status, 405);
/// assert_eq!(problem.allow(), ["GET", "HEAD", "POST"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ProblemDetails<'a> {
    /// What kind of problem it is.
    pub r#type: &'static str,
    /// The same for people.
    pub title: &'static str,
    /// The status that the answer has.
    pub status: u16,
    /// How many violations there are, or the only one in words.
    pub detail: String,
    /// The operation that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'a Called>,
    /// The violations.
    pub violations: &'a [Violation],
    /// What could not be judged.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub undecided: &'a [Undecided],
}

impl<'a> ProblemDetails<'a> {
    /// The media type of the body.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// The answer to a request with this report; `None` when nothing is violated.
    #[must_use]
    pub fn of_request(report: &'a Report) -> Option<Self> {
        if report.verdict() != Verdict::Invalid {
            return None;
        }
        // With a maximum of 0 it is not known what kind of violation there is.
        let status =
            report.violations().iter().map(status).min_by_key(|(urgency, _)| *urgency).map_or(400, |(_, it)| it);
        let (r#type, title) = match status {
            404 => ("urn:order-contracts:unknown-path", "The contract declares no such path"),
            405 => ("urn:order-contracts:unknown-method", "The contract declares no such method"),
            401 => ("urn:order-contracts:missing-credentials", "The request carries no credentials"),
            415 => ("urn:order-contracts:media-type", "The contract does not declare the media type of the body"),
            _ => ("urn:order-contracts:invalid-request", "The request violates the contract"),
        };
        Some(Self::new(report, r#type, title, status))
    }

    /// The answer of a service whose own response, or that of a server behind it, has this report; `None` when nothing
    /// is violated.
    #[must_use]
    pub fn of_response(report: &'a Report) -> Option<Self> {
        let title = "The response violates the contract";
        (report.verdict() == Verdict::Invalid)
            .then(|| Self::new(report, "urn:order-contracts:invalid-response", title, 502))
    }

    /// The answer to a request that violates nothing, but of which some part could not be checked; `None` when all was.
    #[must_use]
    pub fn of_undecided(report: &'a Report) -> Option<Self> {
        if report.verdict() != Verdict::Undecided {
            return None;
        }
        let status =
            report.undecided().iter().map(|undecided| undecided_status(undecided.reason())).max().unwrap_or(422);
        let title = "The request cannot be checked against the contract";
        Some(Self::new(report, "urn:order-contracts:undecided-request", title, status))
    }

    fn new(report: &'a Report, r#type: &'static str, title: &'static str, status: u16) -> Self {
        let violations = report.violations();
        let detail = match violations {
            [] if report.left_out() == 0 => match report.undecided() {
                [only] => only.without_place().to_string(),
                all => format!("{} checks could not be made", all.len()),
            },
            [only] if report.left_out() == 0 => only.to_string(),
            all => match all.len() + report.left_out() {
                1 => "1 violation".to_owned(),
                number => format!("{number} violations"),
            },
        };
        let (operation, undecided) = (report.operation(), report.undecided());
        Self { r#type, title, status, detail, operation, violations, undecided }
    }

    /// The value of the header `Allow`, which an answer with the status 405 has; empty for others.
    #[must_use]
    pub fn allow(&self) -> Vec<&str> {
        let methods = self.violations.iter().filter_map(|violation| match violation.wanted() {
            Wanted::DeclaredMethod(methods) => Some(methods.iter().map(String::as_str)),
            _ => None,
        });
        let mut methods: Vec<&str> = methods.flatten().collect();
        // What can be got has a head (RFC 9110, 9.3.2).
        if let (Some(get), false) = (methods.iter().position(|it| *it == "GET"), methods.contains(&"HEAD")) {
            methods.insert(get + 1, "HEAD");
        }
        methods
    }

    /// The same without what only those who have the contract can use: the places of its statements, and their sources.
    #[must_use]
    pub fn short(&self) -> impl Serialize {
        Short::of((self.r#type, self.title, self.status), &self.detail, self.violations, self.undecided)
    }
}

/// The status that fits what could not be checked (RFC 9110, 15.5.14, 15.5.16 and 15.5.21).
fn undecided_status(reason: &Reason) -> u16 {
    match reason {
        Reason::BodyNotRead(NotRead::TooLong(_)) => 413,
        Reason::BodyNotRead(NotRead::Interrupted) => 400,
        Reason::ContentEncoding(_) | Reason::Charset(_) | Reason::MediaType(_) => 415,
        _ => 422,
    }
}

/// The status that fits a violation, and which of several to answer with: the lowest number first.
fn status(violation: &Violation) -> (u8, u16) {
    match violation.id() {
        "unknown-path" => (0, 404),
        "unknown-method" => (1, 405),
        "missing-credentials" => (2, 401),
        "media-type" => (3, 415),
        // What could be read and is not what was wanted (RFC 9110, 15.5.21).
        _ if violation.part() == Part::Body && violation.wanted().expectation().is_some() => (5, 422),
        _ => (4, 400),
    }
}
