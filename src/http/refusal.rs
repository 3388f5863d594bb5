//! The answers of a layer: problems (RFC 9457), with the headers that their statuses ask for.

use ::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use super::authorize::Denied;
use super::mode::Unjudged;
use super::unchecked::Cause;
use crate::contract::{Contract, Endpoint, Scheme};
use crate::validate::{NotRead, ProblemDetails, Reason, Report, Verdict, Wanted};

/// A response of our own.
pub(super) type Refusal = Box<Response<Vec<u8>>>;

/// What is refused of a request that violates nothing.
pub(super) fn is_unacceptable(report: &Report, policy: Unjudged) -> bool {
    // These depend on what is sent, and not on the contract alone.
    let is_evasive = |reason: &Reason| {
        matches!(
            reason,
            Reason::ContentEncoding(_)
                | Reason::Charset(_)
                | Reason::Limit(_)
                | Reason::CostlyPattern
                | Reason::BodyNotRead(NotRead::TooLong(_) | NotRead::Interrupted)
        )
    };
    match policy {
        Unjudged::Pass => false,
        Unjudged::Refuse => true,
        Unjudged::RefuseEvasive => report.undecided().iter().any(|undecided| is_evasive(undecided.reason())),
    }
}

/// The answer of a service that checks requests itself, with the headers that its status asks for; `None` when the request is to be
/// passed on. It is what [`ContractLayer`](super::ContractLayer) answers.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::http::{Unjudged, refusal};
/// use order_contracts::validate::{Options, Request};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let (options, request) = (Options::new().for_services(), Request::new("DELETE", "/v1/orders"));
/// let head = options.head(&contract, &request);
/// let refused = refusal(&head.report(), &contract, head.endpoint(), Unjudged::RefuseEvasive, false);
/// assert_eq!(refused.ok_or("it holds")?.headers()["allow"], "GET, HEAD, POST");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn refusal(
    report: &Report,
    contract: &Contract,
    endpoint: Option<&Endpoint>,
    unjudged: Unjudged,
    shows_sources: bool,
) -> Option<Response<Vec<u8>>> {
    let is_refused = match report.verdict() {
        Verdict::Valid => false,
        Verdict::Undecided => is_unacceptable(report, unjudged),
        Verdict::Invalid => true,
    };
    is_refused.then(|| *of_request(report, endpoint, contract.title(), shows_sources))
}

/// The answer to a request that is not passed on.
pub(super) fn of_request(report: &Report, endpoint: Option<&Endpoint>, title: &str, shows_sources: bool) -> Refusal {
    let Some(problem) = ProblemDetails::of_request(report).or_else(|| ProblemDetails::of_undecided(report)) else {
        return response(StatusCode::BAD_REQUEST, b"{}".to_vec());
    };
    let mut response = of_problem(&problem, shows_sources);
    match problem.status {
        401 => endpoint.into_iter().for_each(|endpoint| challenge(endpoint, title, &mut response)),
        405 => add(&mut response, header::ALLOW, &problem.allow().join(", ")),
        // What would have been accepted (RFC 9110, 12.5.1 and 12.5.3).
        415 if problem.violations.is_empty() => {
            add(&mut response, header::ACCEPT_ENCODING, "gzip, deflate, identity");
        }
        415 => {
            let ranges = problem.violations.iter().filter_map(|violation| match violation.wanted() {
                Wanted::MediaType(ranges) => Some(ranges.join(", ")),
                _ => None,
            });
            ranges.take(1).for_each(|ranges| add(&mut response, header::ACCEPT, &ranges));
        }
        _ => {}
    }
    response
}

/// What replaces a response that violates the contract. What is wrong with it is nothing for the client.
pub(super) fn of_response(report: &Report, status: StatusCode, shows_sources: bool) -> Refusal {
    match ProblemDetails::of_response(report).filter(|_| shows_sources) {
        Some(mut problem) => {
            problem.status = status.as_u16();
            response(status, bytes(&problem))
        }
        None => bare("urn:order-contracts:invalid-response", "The response violates the contract", status),
    }
}

/// The answer to a request that is not checked.
pub(super) fn of_cause(cause: Cause, endpoint: &Endpoint, title: &str) -> Refusal {
    let r#type = format!("urn:order-contracts:{}", cause.id());
    let mut response = bare(&r#type, &capitalised(&cause.to_string()), cause.status());
    if cause == Cause::Denied(Denied::Unauthorized) {
        challenge(endpoint, title, &mut response);
    }
    response
}

/// A problem without details.
pub(super) fn bare(r#type: &str, title: &str, status: StatusCode) -> Refusal {
    #[derive(Serialize)]
    struct Bare<'b> {
        r#type: &'b str,
        title: &'b str,
        status: u16,
    }
    response(status, bytes(&Bare { r#type, title, status: status.as_u16() }))
}

fn of_problem(problem: &ProblemDetails<'_>, shows_sources: bool) -> Refusal {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    response(status, if shows_sources { bytes(problem) } else { bytes(&problem.short()) })
}

fn bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_else(|_| b"{}".to_vec())
}

fn response(status: StatusCode, body: Vec<u8>) -> Refusal {
    let mut response = Box::new(Response::new(body));
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static(ProblemDetails::MEDIA_TYPE);
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

fn add(response: &mut Refusal, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}

fn challenge(endpoint: &Endpoint, title: &str, response: &mut Refusal) {
    for scheme in challenges(endpoint) {
        add(response, header::WWW_AUTHENTICATE, &format!("{scheme} realm=\"{}\"", quoted(title)));
    }
}

/// The authentication schemes that are declared (RFC 9110, 11.6.1); a key of one's own has no registered name.
fn challenges(endpoint: &Endpoint) -> Vec<String> {
    let mut schemes: Vec<String> = Vec::new();
    for scheme in endpoint.security.iter().flatten().filter_map(|requirement| requirement.scheme.as_ref()) {
        let scheme = match scheme {
            Scheme::Authorization(name) => capitalised(name),
            Scheme::Header(_) | Scheme::Query(_) | Scheme::Cookie(_) => "ApiKey".to_owned(),
            Scheme::Connection => continue,
        };
        let is_token = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+".contains(&byte));
        if is_token && !scheme.is_empty() && !schemes.contains(&scheme) {
            schemes.push(scheme);
        }
    }
    schemes
}

fn capitalised(text: &str) -> String {
    let (first, rest) = text.split_at_checked(1).unwrap_or((text, ""));
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// The text of a quoted string (RFC 9110, 5.6.4).
fn quoted(text: &str) -> String {
    text.chars().filter(|it| matches!(it, ' '..='~') && !matches!(it, '"' | '\\')).take(100).collect()
}
