//! Responses: as they arrived, and decoded.

use std::fmt;
use std::ops::Deref;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use crate::contract::MediaRange;
use crate::pointer::Pointer;

/// A response whose body has been read in full. `Debug` shows the status and the size, not the body.
#[derive(Clone)]
pub struct Response(Box<Parts>);

/// Behind a pointer, because errors carry responses and results should stay small.
#[derive(Clone)]
struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    attempts: u32,
}

impl Response {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self(Box::new(Parts { status, headers, body, attempts: 1 }))
    }

    /// The same response of a call that took this many attempts.
    pub(super) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body as it arrived.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// How many attempts the call took.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The member of the body at a JSON Pointer (RFC 6901), such as `/id`, whether or not the body has the declared type.
    ///
    /// # Examples
    ///
    /// An order was created, and an undocumented `null` in the response should not lose its id:
    ///
    /// ```no_run
    /// # async fn run(client: order_contracts::kohortpay::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let id = match client.create_order().body_map(|order| order.amount(35000)).send().await {
    ///     Ok(order) => Some(order.id.clone()),
    ///     Err(error) => error.response().and_then(|response| Some(response.member("/id")?.as_str()?.to_owned())),
    /// };
    /// # let _ = id;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn member(&self, pointer: &str) -> Option<Value> {
        serde_json::from_slice::<Value>(self.body()).ok()?.pointer_mut(pointer).map(Value::take)
    }

    /// The media type, where the `Content-Type` is one that fits into an error text.
    pub(super) fn media_type(&self) -> Option<MediaRange> {
        const LONGEST: usize = 100;
        let text = self.headers().get(CONTENT_TYPE)?.to_str().ok()?;
        MediaRange::parse(text).filter(|media_type| media_type.essence().len() <= LONGEST)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().as_u16();
        f.debug_struct("Response").field("status", &status).field("bytes", &self.body().len()).finish_non_exhaustive()
    }
}

/// A decoded body, with the response that it is from.
///
/// It derefs to the body, and [`ResponseValue::into_inner`] takes it out.
pub struct ResponseValue<T> {
    inner: T,
    response: Response,
    left_out: Vec<Pointer>,
}

impl<T> ResponseValue<T> {
    pub(super) fn new(inner: T, response: Response, left_out: Vec<Pointer>) -> Self {
        Self { inner, response, left_out }
    }

    /// The decoded body.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// How many attempts the call took.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    /// The optional members that the response has and the value has not, because they are not of the declared type.
    ///
    /// Such a response is an error with [`Settings::strict_responses`](super::Settings::strict_responses).
    #[must_use]
    pub fn left_out(&self) -> &[Pointer] {
        &self.left_out
    }

    /// The response that was decoded.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

/// The status and the size, not the body.
impl<T> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ResponseValue").field(&self.response).finish()
    }
}
