//! [`Error`]: why a call of a client gave no value.

use std::fmt;

use http::StatusCode;

use crate::apis::payload::DecodeError;
use crate::json::SyntaxError;
use crate::validate::{Report, Verdict};

use super::response::{Response, ResponseValue};

/// Why a call gave no value. `E` is the body type of the documented error responses.
///
/// Neither its text nor its `Debug` form shows a token, a URL's query or a payload.
#[non_exhaustive]
pub enum Error<E> {
    /// A parameter or property has a value that its type refuses, or a required one is missing. Nothing was sent.
    ///
    /// Where a conversion of your own fails, its error is repeated as it is written.
    InvalidRequest(String),
    /// The body violates the contract. Nothing was sent.
    RefusedRequest(Report),
    /// The request could not be sent, or no response arrived.
    Communication(CommunicationError),
    /// The body is larger than [`Settings::max_response_bytes`](super::Settings::max_response_bytes), in bytes.
    ResponseTooLarge(usize),
    /// A documented error response.
    ErrorResponse(ResponseValue<E>),
    /// A status that the contract does not declare for this operation.
    UnexpectedResponse(Response),
    /// The body of a declared response is not JSON, or not JSON that its type can hold: an error page of a proxy, an
    /// empty body, a missing property.
    UndecodableResponse {
        /// The response as it arrived.
        response: Response,
        /// Why its body could not be decoded.
        error: DecodeError,
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
}

/// Why a request could not be sent, or no response arrived: a failed connection, a timeout, an invalid certificate.
///
/// It does not name the URL, which may carry a token. [`source`](std::error::Error::source) leads to the cause.
#[derive(Debug)]
pub struct CommunicationError(reqwest::Error);

impl<E> Error<E> {
    /// The status, when there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::InvalidRequest(_) | Self::RefusedRequest(_) | Self::ResponseTooLarge(_) => None,
            Self::Communication(error) => error.0.status(),
            Self::ErrorResponse(value) => Some(value.status()),
            Self::UnexpectedResponse(response)
            | Self::UndecodableResponse { response, .. }
            | Self::RefusedResponse { response, .. }
            | Self::MalformedResponse { response, .. } => Some(response.status()),
        }
    }

    /// The violations, when the request or the response broke the contract.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::RefusedRequest(report) | Self::RefusedResponse { report, .. } => Some(report),
            _ => None,
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(why) => write!(f, "the request was not sent: {why}"),
            Self::RefusedRequest(report) => {
                write!(f, "the request was not sent because its body violates the contract:\n{report}")
            }
            Self::Communication(error) => write!(f, "the call failed: {error}"),
            Self::ResponseTooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
            Self::ErrorResponse(value) => write!(f, "the API answered with the error {}", value.status()),
            Self::UnexpectedResponse(response) => {
                write!(f, "the API answered with the undeclared status {}", response.status())
            }
            Self::UndecodableResponse { response, error } if error.is_syntax() => not_json(f, response, error),
            Self::UndecodableResponse { response, error } => {
                write!(f, "the response ({}) cannot be decoded: {error}", response.status())
            }
            Self::RefusedResponse { response, report } => {
                let outcome = match report.verdict() {
                    Verdict::Undecided => "cannot be checked against the contract",
                    Verdict::Invalid | Verdict::Valid => "violates the contract",
                };
                write!(f, "the response ({}) {outcome}:\n{report}", response.status())
            }
            Self::MalformedResponse { response, error } => not_json(f, response, error),
        }
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

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Communication(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}

impl CommunicationError {
    pub(super) fn new(error: reqwest::Error) -> Self {
        // A URL may carry a token.
        Self(error.without_url())
    }

    /// Whether no response arrived in time, or the connection could not be made in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.is_timeout()
    }

    /// Whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.is_connect()
    }
}

impl fmt::Display for CommunicationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CommunicationError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)
    }
}
