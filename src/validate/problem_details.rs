//! [`ProblemDetails`]: the answer of a service to a request that breaks its contract (RFC 9457).

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::part::Part;
use super::report::{Report, Verdict};
use super::undecided::{NotRead, Reason, Undecided};
use super::violation::Violation;
use super::wanted::Wanted;
use crate::contract::Called;
use crate::pointer::Pointer;

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
#[derive(Debug, Clone, serde::Serialize)]
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
                [only] => only.shortened().to_string(),
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
    pub fn short(&self) -> impl Serialize + use<'_, 'a> {
        Short(self)
    }
}

/// `type`, `title`, `status`, `detail`, then of each finding `id`, `part`, `name`, `pointer`, `message`.
struct Short<'s, 'a>(&'s ProblemDetails<'a>);

impl Serialize for Short<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ProblemDetails { r#type, title, status, detail, operation: _, violations, undecided } = self.0;
        let violated = violations.iter().map(|violation| Finding {
            id: violation.id(),
            part: violation.part(),
            name: violation.name(),
            pointer: Some(violation.instance()).filter(|pointer| !pointer.as_str().is_empty()),
            message: violation.to_string(),
        });
        let undecided = undecided.iter().map(|undecided| Finding {
            id: undecided.reason().id(),
            part: undecided.part(),
            name: undecided.name(),
            pointer: None,
            message: undecided.shortened().to_string(),
        });
        let findings: Vec<Finding<'_>> = violated.chain(undecided).collect();
        let mut out = serializer.serialize_struct("Problem", 5)?;
        out.serialize_field("type", r#type)?;
        out.serialize_field("title", title)?;
        out.serialize_field("status", status)?;
        out.serialize_field("detail", detail)?;
        if !findings.is_empty() {
            out.serialize_field("findings", &findings)?;
        }
        out.end()
    }
}

#[derive(serde::Serialize)]
struct Finding<'f> {
    id: &'static str,
    part: Part,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'f Pointer>,
    message: String,
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
