//! [`Hook`]: what a user of a client sees of every attempt, and may add to it.

use std::fmt;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

use super::error::Failure;
use super::response::Response;

/// Called before each attempt of each call is sent, and when it is over. Both methods may be left out.
///
/// Neither sees a payload, a query or a token.
///
/// # Examples
///
/// ```
/// use order_contracts::client::{Attempt, Hook, Outgoing, Settings};
///
/// struct Log;
///
/// impl Hook for Log {
///     fn before_send(&self, request: &mut Outgoing<'_>) {
///         request.set_header("x-request-id", "5e4f");
///     }
///
///     fn after_receive(&self, attempt: &Attempt<'_>) {
///         println!("{} #{}: {:?} after {:?}", attempt.operation_id(), attempt.number(), attempt.status(), attempt.duration());
///     }
/// }
///
/// let settings = Settings::default().hook(Log);
/// # let _ = settings;
/// ```
pub trait Hook: Send + Sync {
    /// The request as it is about to be sent. Headers can be added; method, target and body cannot be changed.
    fn before_send(&self, request: &mut Outgoing<'_>) {
        let _ = request;
    }

    /// The attempt is over, with a response or without.
    fn after_receive(&self, attempt: &Attempt<'_>) {
        let _ = attempt;
    }
}

/// An attempt that is about to be sent.
#[derive(Debug)]
pub struct Outgoing<'a> {
    pub(super) operation_id: &'static str,
    pub(super) number: u32,
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) headers: &'a mut HeaderMap,
}

impl Outgoing<'_> {
    /// The `operationId` of the call.
    #[must_use]
    pub fn operation_id(&self) -> &str {
        self.operation_id
    }

    /// Which attempt of the call it is, counted from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.method
    }

    /// The path as the contract declares it, such as `/orders/{id}`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path
    }

    /// Sets a header of this attempt, such as the context of a trace. Returns whether it was set: the name and the value must be
    /// valid, and the header none of those that carry the credentials or follow from the body.
    pub fn set_header(&mut self, name: &str, value: &str) -> bool {
        use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
        let fixed = [AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING];
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) if !fixed.contains(&name) => {
                self.headers.insert(name, value);
                true
            }
            _ => false,
        }
    }
}

/// An attempt that is over.
pub struct Attempt<'a> {
    pub(super) operation_id: &'static str,
    pub(super) number: u32,
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) duration: Duration,
    pub(super) outcome: Result<&'a Response, &'a Failure>,
    pub(super) next: Option<Duration>,
}

impl Attempt<'_> {
    /// The `operationId` of the call.
    #[must_use]
    pub fn operation_id(&self) -> &str {
        self.operation_id
    }

    /// Which attempt of the call it was, counted from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.method
    }

    /// The path as the contract declares it, such as `/orders/{id}`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path
    }

    /// How long it took, up to the last byte of the response.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// The status, when there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.outcome.ok().map(Response::status)
    }

    /// The headers, when there was a response.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.outcome.ok().map(Response::headers)
    }

    /// Why there was no response that can be used, in words.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.outcome.err().map(ToString::to_string)
    }

    /// After which wait the call is repeated; `None` when this was its last attempt.
    #[must_use]
    pub fn retried_after(&self) -> Option<Duration> {
        self.next
    }
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("operation_id", &self.operation_id)
            .field("number", &self.number)
            .field("status", &self.status())
            .field("failure", &self.failure())
            .field("duration", &self.duration)
            .field("retried_after", &self.next)
            .finish_non_exhaustive()
    }
}
