//! [`Error`]: why a call of a client gave no value.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::apis::payload::DecodeError;
use crate::json::SyntaxError;
use crate::validate::{Report, Verdict};

use super::api_error::ApiError;
use super::response::{Response, ResponseValue};
use super::retry;

/// Why a call gave no value. `E` is the body type of the documented error responses.
///
/// Neither its text nor its `Debug` form shows a token, a URL's query or a payload.
///
/// # Examples
///
/// ```no_run
/// # use order_contracts::client::Sent;
/// # use order_contracts::kohortpay;
/// # async fn run(client: kohortpay::Client) {
/// match client.validate_group().id("grp_1").send().await {
///     Ok(group) => println!("{}", group.id),
///     Err(error) if error.api_error().is_some_and(|error| error.code() == Some("AMOUNT_TOO_LOW")) => println!("buy more"),
///     Err(error) if error.is_retryable() => println!("later: {error}"),
///     Err(error) if error.was_sent() == Sent::No => println!("a mistake of ours: {error}"),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
#[non_exhaustive]
pub enum Error<E> {
    /// Parameters or properties have values that their types refuse, or required ones are missing: a line for each. Nothing was sent.
    ///
    /// Where a conversion of your own fails, its error is repeated as it is written.
    InvalidRequest(String),
    /// The body violates the contract. Nothing was sent.
    RefusedRequest(Report),
    /// The request could not be sent, or no response arrived.
    Communication(CommunicationError),
    /// The body is larger than [`Settings::max_response_bytes`](super::Settings::max_response_bytes), in bytes.
    ResponseTooLarge(usize),
    /// The HTTP client of the [`Transport`](super::Transport) followed a redirect, and may have taken the token along.
    Redirected,
    /// A documented error response.
    ErrorResponse(ResponseValue<E>),
    /// A status that the contract does not declare for this operation.
    UnexpectedResponse(Response),
    /// The body of a declared response is not JSON, or not JSON that its type can hold: an error page of a proxy, an
    /// empty body, a missing property. [`Response::member`] reads what is there nonetheless, such as the id of what was created.
    UndecodableResponse {
        /// The response as it arrived.
        response: Response,
        /// Why its body could not be decoded.
        error: DecodeError,
        /// What in it violates the contract, where that is known.
        report: Option<Report>,
    },
    /// With [`Settings::strict_responses`](super::Settings::strict_responses): the response violates the contract, or cannot be
    /// checked.
    RefusedResponse {
        /// The response as it arrived.
        response: Response,
        /// The violations, and what could not be checked.
        report: Report,
    },
    /// With [`Settings::strict_responses`](super::Settings::strict_responses): the body is not JSON.
    MalformedResponse {
        /// The response as it arrived.
        response: Response,
        /// Where its body is not JSON.
        error: SyntaxError,
    },
    /// A list gave the same page again and again: the server ignores the position that was asked for, which is given.
    RepeatedPage(u64),
}

/// How many violations the text shows where they only explain why a body could not be decoded.
const MOST_SHOWN: usize = 5;

/// Whether the server got the request of a call that failed.
// Complete: a request arrived, did not, or nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It did not: the call changed nothing.
    No,
    /// Nobody can know: the connection was made, and no response arrived.
    Maybe,
    /// It did, and answered.
    Yes,
}

impl<E> Error<E> {
    /// The status, when there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(Response::status)
    }

    /// The response as it arrived, when there was one.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::ErrorResponse(value) => Some(value.response()),
            Self::UnexpectedResponse(response)
            | Self::UndecodableResponse { response, .. }
            | Self::RefusedResponse { response, .. }
            | Self::MalformedResponse { response, .. } => Some(response),
            Self::InvalidRequest(_)
            | Self::RefusedRequest(_)
            | Self::Communication(_)
            | Self::ResponseTooLarge(_)
            | Self::Redirected
            | Self::RepeatedPage(_) => None,
        }
    }

    /// What an error response says to programs, whether its status is declared or not.
    #[must_use]
    pub fn api_error(&self) -> Option<ApiError> {
        self.response().filter(|response| response.status().as_u16() >= 400).and_then(ApiError::of)
    }

    /// The violations, when the request or the response broke the contract.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::RefusedRequest(report) | Self::RefusedResponse { report, .. } => Some(report),
            Self::UndecodableResponse { report, .. } => report.as_ref(),
            _ => None,
        }
    }

    /// Whether the server got the request.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        match self {
            Self::InvalidRequest(_) | Self::RefusedRequest(_) => Sent::No,
            Self::Communication(error) => error.was_sent(),
            _ => Sent::Yes,
        }
    }

    /// Whether the same call may succeed later: no response arrived, or one with the status 408, 429, 502, 503 or 504.
    ///
    /// It does not say that calling again is harmless: see [`Error::was_sent`] and [`Retry`](super::Retry).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Communication(error) => error.is_retryable(),
            _ => self.status().is_some_and(retry::is_transient),
        }
    }

    /// Whether a time limit was over: of the call, of an attempt, or of connecting.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Communication(error) if error.is_timeout())
    }

    /// Whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Communication(error) if error.is_connect())
    }

    /// How long the server asks to wait (`Retry-After`), when it does.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.response()?.headers())
    }

    /// How many attempts were made; 0 when nothing was sent because of a mistake in the call. Of a response that is too large or
    /// redirected, only the last attempt is counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::InvalidRequest(_) | Self::RefusedRequest(_) => 0,
            Self::Communication(error) => error.attempts,
            _ => self.response().map_or(1, Response::attempts),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(why) if why.contains('\n') => write!(f, "the request was not sent:\n{why}"),
            Self::InvalidRequest(why) => write!(f, "the request was not sent: {why}"),
            Self::RefusedRequest(report) => {
                write!(f, "the request was not sent because its body violates the contract:\n{report}")
            }
            Self::Communication(error) => write!(f, "the call failed: {error}"),
            Self::ResponseTooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
            Self::Redirected => f.write_str("the call failed: the HTTP client followed a redirect"),
            Self::ErrorResponse(value) => {
                write!(f, "the API answered with the error {}", value.status())?;
                words(f, self.api_error())
            }
            Self::UnexpectedResponse(response) => {
                write!(f, "the API answered with the undeclared status {}", response.status())?;
                words(f, self.api_error())
            }
            Self::UndecodableResponse { response, error, .. } if error.is_syntax() => not_json(f, response, error),
            Self::UndecodableResponse { response, error, report } => {
                write!(f, "the response ({}", response.status())?;
                words(f, self.api_error())?;
                write!(f, ") cannot be decoded: {error}")?;
                match report {
                    Some(report) => write!(f, "\nit violates the contract:\n{}", report.clone().bounded(MOST_SHOWN)),
                    None => Ok(()),
                }
            }
            Self::RefusedResponse { response, report } => {
                let outcome = match report.verdict() {
                    Verdict::Undecided => "cannot be checked against the contract",
                    Verdict::Invalid | Verdict::Valid => "violates the contract",
                };
                write!(f, "the response ({}) {outcome}:\n{report}", response.status())
            }
            Self::MalformedResponse { response, error } => not_json(f, response, error),
            Self::RepeatedPage(position) => {
                write!(f, "the list repeats the same page instead of going on from position {position}")
            }
        }
    }
}

fn words(f: &mut fmt::Formatter<'_>, error: Option<ApiError>) -> fmt::Result {
    match error.filter(ApiError::has_words) {
        Some(error) => write!(f, ": {error}"),
        None => Ok(()),
    }
}

/// Describes what arrived instead of JSON. For another media type, the place of the syntax error would be of no use.
fn not_json(f: &mut fmt::Formatter<'_>, response: &Response, error: &dyn fmt::Display) -> fmt::Result {
    let (status, size) = (response.status(), response.body().len());
    let bytes = if size == 1 { "byte" } else { "bytes" };
    match response.media_type() {
        _ if size == 0 => write!(f, "the response ({status}) has an empty body; expected JSON"),
        Some(media_type) if !media_type.is_json() => {
            write!(f, "the response ({status}) is `{}`, {size} {bytes}; expected JSON", media_type.essence())
        }
        Some(media_type) => {
            let essence = media_type.essence();
            write!(f, "the response ({status}) is `{essence}`, {size} {bytes}, but not valid JSON: {error}")
        }
        None => write!(f, "the response ({status}) has no media type, {size} {bytes}, and is not JSON: {error}"),
    }
}

/// The text, quoted: payloads are in neither.
impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?})", self.to_string())
    }
}

impl<E> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Communication(error) => StdError::source(error),
            _ => None,
        }
    }
}

/// Why there is no response that can be used: an [`Error`] without the operation's error type.
pub(crate) enum Failure {
    Communication(CommunicationError),
    TooLarge(usize),
    Redirected,
    Refused(Response, Report),
    Malformed(Response, SyntaxError),
}

impl Failure {
    pub(super) fn service(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Communication(CommunicationError::of(Cause::Service(error.into())))
    }

    /// The service did not get as far as taking the request.
    pub(super) fn before_service(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Communication(CommunicationError::of(Cause::NotReady(error.into())))
    }

    /// The same failure of a call that took this many attempts.
    pub(super) fn after(self, attempts: u32) -> Self {
        match self {
            Self::Communication(error) => Self::Communication(CommunicationError { attempts, ..error }),
            other => other,
        }
    }

    /// A word for it, as `error.type` has it in traces.
    #[cfg(feature = "tracing")]
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Communication(error) if error.is_timeout() => "timeout",
            Self::Communication(error) if error.is_connect() => "connect",
            Self::Communication(_) => "communication",
            Self::TooLarge(_) => "response_too_large",
            Self::Redirected => "redirected",
            Self::Refused(..) => "refused_response",
            Self::Malformed(..) => "malformed_response",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Communication(error) => error.fmt(f),
            Self::TooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
            Self::Redirected => f.write_str("the HTTP client followed a redirect"),
            Self::Refused(..) => f.write_str("the response violates the contract"),
            Self::Malformed(..) => f.write_str("the response is not JSON"),
        }
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Communication(error) => Self::Communication(error),
            Failure::TooLarge(limit) => Self::ResponseTooLarge(limit),
            Failure::Redirected => Self::Redirected,
            Failure::Refused(response, report) => Self::RefusedResponse { response, report },
            Failure::Malformed(response, error) => Self::MalformedResponse { response, error },
        }
    }
}

/// Why a request could not be sent, or no response arrived: a failed connection, a timeout, an invalid certificate.
///
/// It does not name the URL, which may carry a token. [`source`](StdError::source) leads to the cause.
#[derive(Debug)]
pub struct CommunicationError {
    cause: Cause,
    attempts: u32,
}

#[derive(Debug)]
enum Cause {
    Http(reqwest::Error),
    /// The time limit that was over.
    Timeout(Duration),
    Service(Box<dyn StdError + Send + Sync>),
    NotReady(Box<dyn StdError + Send + Sync>),
    NoRuntime,
}

impl CommunicationError {
    fn of(cause: Cause) -> Self {
        Self { cause, attempts: 1 }
    }

    pub(super) fn http(error: reqwest::Error) -> Self {
        // A URL may carry a token.
        Self::of(Cause::Http(error.without_url()))
    }

    pub(super) fn timeout(limit: Duration) -> Self {
        Self::of(Cause::Timeout(limit))
    }

    pub(super) fn no_runtime() -> Self {
        Self { cause: Cause::NoRuntime, attempts: 0 }
    }

    /// Whether no response arrived in time, or the connection could not be made in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.cause {
            Cause::Http(error) => error.is_timeout(),
            Cause::Timeout(_) => true,
            Cause::Service(_) | Cause::NotReady(_) | Cause::NoRuntime => false,
        }
    }

    /// Whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match &self.cause {
            Cause::Http(error) => error.is_connect(),
            Cause::NotReady(_) => true,
            Cause::Timeout(_) | Cause::Service(_) | Cause::NoRuntime => false,
        }
    }

    pub(super) fn is_retryable(&self) -> bool {
        match &self.cause {
            // What cannot be built is the same the next time. A body that breaks off counts as not decoded.
            Cause::Http(error) => !error.is_builder(),
            Cause::Timeout(_) | Cause::Service(_) | Cause::NotReady(_) => true,
            Cause::NoRuntime => false,
        }
    }

    fn was_sent(&self) -> Sent {
        match &self.cause {
            Cause::Http(error) if error.is_connect() || error.is_builder() => Sent::No,
            Cause::NotReady(_) | Cause::NoRuntime => Sent::No,
            Cause::Http(_) | Cause::Timeout(_) | Cause::Service(_) => Sent::Maybe,
        }
    }
}

/// What happened, and the innermost cause of it.
impl fmt::Display for CommunicationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Timeout(limit) => write!(f, "no complete response arrived within {limit:?}")?,
            Cause::NoRuntime => f.write_str("it was made outside of a Tokio runtime")?,
            Cause::Http(error) if error.is_connect() && error.is_timeout() => {
                f.write_str("no connection was made in time")?
            }
            Cause::Http(error) if error.is_connect() => f.write_str("no connection could be made")?,
            Cause::Http(error) if error.is_timeout() => f.write_str("no complete response arrived in time")?,
            Cause::Http(error) => error.fmt(f)?,
            Cause::Service(_) => f.write_str("the service failed")?,
            Cause::NotReady(_) => f.write_str("the service is not ready")?,
        }
        if self.attempts > 1 {
            write!(f, " ({} attempts)", self.attempts)?;
        }
        Ok(())
    }
}

impl StdError for CommunicationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Http(error) => error.source(),
            Cause::Service(error) | Cause::NotReady(error) => Some(&**error),
            Cause::Timeout(_) | Cause::NoRuntime => None,
        }
    }
}
