//! Responses: as they arrived, and decoded.

use std::fmt;
use std::ops::Deref;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};

use crate::contract::MediaRange;

/// A response whose body has been read in full. `Debug` shows the status and the size, not the body.
#[derive(Clone)]
pub struct Response(Box<Parts>);

/// Behind a pointer, because errors carry responses and results should stay small.
#[derive(Clone)]
struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Response {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self(Box::new(Parts { status, headers, body }))
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
}

impl<T> ResponseValue<T> {
    pub(super) fn new(inner: T, response: Response) -> Self {
        Self { inner, response }
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
