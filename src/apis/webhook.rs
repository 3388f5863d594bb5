//! [`receive`]: what another system sends to us, as a typed value and a report of where it departs from the contract.
//!
//! Neither API documents its webhooks. What arrives is one of the documented payloads, or a part of a message that you take out.

use std::fmt;
use std::ops::Deref;

use http::header::{CONTENT_TYPE, HeaderMap};

use crate::contract::MediaRange;
use crate::validate::{Rejection, Report};

use super::payload::{self, Payload};

/// The largest body that is read, in bytes: 1 MiB.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Reads a message that a webhook received.
///
/// It is read leniently, so that a new status or a member that was added loses no event: [`Event::report`] says what departs from the
/// contract, and the receiver decides. Who sent it, the receiver has to check before, by a signature or an address.
///
/// # Errors
///
/// When the message is not JSON by its media type or in fact, larger than [`MAX_BYTES`], or no value of the type;
/// [`WebhookError::status`] is the status to answer with.
///
/// # Examples
///
/// ```
/// use http::HeaderMap;
/// use order_contracts::kohortpay::types::CreateOrder;
/// use order_contracts::webhook;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("content-type", "application/json".parse()?);
/// let event = webhook::receive::<CreateOrder>(&headers, br#"{"amount": 35000, "locale": "de_DE"}"#)?;
/// assert_eq!(event.amount, 35000);
/// assert_eq!(event.report().violations()[0].instance().as_str(), "/locale");
///
/// let error = webhook::receive::<CreateOrder>(&headers, b"amount=35000").unwrap_err();
/// assert_eq!(error.status(), 400);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn receive<T: Payload>(headers: &HeaderMap, body: &[u8]) -> Result<Event<T>, WebhookError> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| MediaRange::parse(value.to_str().ok()?));
    if !media_type.is_some_and(|media_type| media_type.is_json()) {
        return Err(WebhookError(Kind::MediaType));
    }
    if body.len() > MAX_BYTES {
        return Err(WebhookError(Kind::TooLarge(body.len())));
    }
    let report = T::schema().validate_json(body).map_err(|error| WebhookError(Kind::Rejected(error.into())))?;
    match payload::decode(body) {
        Ok(value) => Ok(Event { value, report }),
        Err(_) if !report.is_valid() => Err(WebhookError(Kind::Rejected(Rejection::Violations(report)))),
        Err(error) => Err(WebhookError(Kind::Rejected(Rejection::Unrepresentable(error.to_string())))),
    }
}

/// A message that was read. It derefs to the value; `Debug` shows kinds and lengths, as that of the value does.
#[derive(Clone)]
pub struct Event<T> {
    value: T,
    report: Report,
}

impl<T> Event<T> {
    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Where the message departs from the contract.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl<T> Deref for Event<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("value", &self.value)
            .field("verdict", &self.report.verdict())
            .finish_non_exhaustive()
    }
}

/// Why a message could not be read. Its text shows nothing of the message.
#[derive(Debug)]
pub struct WebhookError(Kind);

#[derive(Debug)]
enum Kind {
    MediaType,
    TooLarge(usize),
    Rejected(Rejection),
}

impl WebhookError {
    /// The status to answer with: 400, 413, 415, or 422 where it is JSON that violates the contract.
    #[must_use]
    pub fn status(&self) -> u16 {
        match &self.0 {
            Kind::MediaType => 415,
            Kind::TooLarge(_) => 413,
            Kind::Rejected(Rejection::Violations(_)) => 422,
            Kind::Rejected(_) => 400,
        }
    }

    /// The violations, where they are the reason.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match &self.0 {
            Kind::Rejected(Rejection::Violations(report)) => Some(report),
            _ => None,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::MediaType => f.write_str("the message has no media type of JSON"),
            Kind::TooLarge(bytes) => write!(f, "the message has {bytes} bytes, more than {MAX_BYTES}"),
            Kind::Rejected(rejection) => rejection.fmt(f),
        }
    }
}

impl std::error::Error for WebhookError {}
