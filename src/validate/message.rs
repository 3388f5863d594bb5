//! [`Request`], [`Response`] and [`Exchange`]: the messages that are checked, independent of any HTTP library.

use std::borrow::Cow;
use std::fmt;

use super::headers::Headers;
use super::target;

/// A request as it was sent.
///
/// [`Debug`](fmt::Debug) shows no values.
///
/// # Examples
///
/// ```
/// use order_contracts::validate::Request;
///
/// let request = Request::new("POST", "/orders?limit=2")
///     .header("content-type", "application/json")
///     .body(br#"{"amount": 35000}"#);
/// assert_eq!(request.headers.first("Content-Type"), Some(&b"application/json"[..]));
/// assert_eq!(format!("{request:?}"), "POST, 1 headers, 17 bytes");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request<'a> {
    /// The method, such as `POST`.
    pub method: Cow<'a, str>,
    /// The path and query, or the whole URL.
    pub target: Cow<'a, str>,
    /// The headers.
    pub headers: Headers<'a>,
    /// The body; empty when there is none.
    pub body: Cow<'a, [u8]>,
    /// What `body` is of what was sent.
    pub body_form: BodyForm,
}

/// A response as it was sent.
///
/// [`Debug`](fmt::Debug) shows no values.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers<'a>,
    /// The body; empty when there is none.
    pub body: Cow<'a, [u8]>,
    /// What `body` is of what was sent.
    pub body_form: BodyForm,
}

/// What the body of a message is of the body that was sent. Captures keep bodies as applications see them, or do not keep
/// them, while their headers are those that were sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BodyForm {
    /// The bytes that were sent.
    #[default]
    Sent,
    /// The bytes after `Content-Encoding` was undone.
    Decoded,
    /// The text in UTF-8, whatever `Content-Encoding` and `charset` say.
    Text,
    /// A body was sent and is not known.
    Omitted,
    /// It is not known whether a body was sent.
    Unknown,
}

/// A request and the response to it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Exchange<'a> {
    /// The request.
    pub request: Request<'a>,
    /// The response.
    pub response: Response<'a>,
}

impl<'a> Request<'a> {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: impl Into<Cow<'a, str>>, target: impl Into<Cow<'a, str>>) -> Self {
        Self { method: method.into(), target: target.into(), ..Self::default() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'a, str>>, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.headers.push(name, value.as_ref());
        self
    }

    /// The same with this body.
    #[must_use]
    pub fn body(mut self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.body = Cow::Borrowed(body.as_ref());
        self
    }

    /// The host that the request was sent to, with its port where it has one: that of the URL, else of the header `Host`
    /// (RFC 9112, 3.2.2); `None` when neither is there. [`Contract::has_host`](crate::contract::Contract::has_host) says
    /// whether it is one of the contract's.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let header = || std::str::from_utf8(self.headers.first("host")?).ok().map(str::trim);
        target::host(&self.target).or_else(header).filter(|host| !host.is_empty())
    }

    /// Whether a browser asks whether it may send another request (the Fetch Standard, 3.2.2).
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.method.eq_ignore_ascii_case("OPTIONS") && self.headers.first("access-control-request-method").is_some()
    }

    /// Whether it was sent by HTTP, as far as the target says: the URL of a capture may also be that of data, of a file or of
    /// an extension of the browser, which no server has seen, or what a proxy was asked to connect to.
    #[must_use]
    pub fn is_http(&self) -> bool {
        // A tunnel is one to any host, of which the server behind it sees nothing (RFC 9110, 9.3.6).
        if self.method.eq_ignore_ascii_case("CONNECT") {
            return false;
        }
        target::scheme(&self.target).is_none_or(|scheme| {
            // A WebSocket begins as a request of HTTP (RFC 6455, 4.1).
            ["http", "https", "ws", "wss"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        })
    }
}

impl<'a> Response<'a> {
    /// A response without headers and body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'a, str>>, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.headers.push(name, value.as_ref());
        self
    }

    /// The same with this body.
    #[must_use]
    pub fn body(mut self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.body = Cow::Borrowed(body.as_ref());
        self
    }
}

impl<'a> Exchange<'a> {
    /// A request and the response to it.
    #[must_use]
    pub fn new(request: Request<'a>, response: Response<'a>) -> Self {
        Self { request, response }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} headers, {} bytes", self.method, self.headers.len(), self.body.len())
    }
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} headers, {} bytes", self.status, self.headers.len(), self.body.len())
    }
}
