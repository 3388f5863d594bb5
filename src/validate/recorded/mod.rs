//! [`Recorded`]: exchanges in files, either JSON objects or entries of a HAR capture.

mod har;
mod json_form;
mod written;

use super::{Request, Response};

/// A recorded exchange, and which of its halves to check.
///
/// The JSON form; the response is optional, and `null` stands for none:
///
/// ```json
/// {
///   "request": {
///     "method": "POST",
///     "target": "/orders",
///     "headers": {"authorization": "Bearer …"},
///     "body": {"amount": 35000}
///   },
///   "response": {"status": 201, "body": {"id": "ord_1234567890"}}
/// }
/// ```
///
/// | member | meaning |
/// |---|---|
/// | `method`, `target` | the method, and the path with its query or a whole URL |
/// | `status` | the status code |
/// | `headers` | values by name; an array if a header was sent more than once |
/// | `body` | a JSON value; implies `content-type: application/json` unless a header overrides it |
/// | `bodyText`, `bodyBase64` | instead of `body`: a string as it was sent, or any bytes |
/// | `bodyOmitted` | instead of them: `true` when a body was sent and is not known |
/// | `assumed` | `true` on a half that only completes the other one and is not checked |
///
/// It is written in this form, too ([`Serialize`](serde::Serialize)), so that it reads back as it was: headers in the order of
/// their names, and a body as JSON if it has a media type and is JSON without white space. Bytes in headers that are not UTF-8
/// are replaced.
///
/// # Examples
///
/// ```
/// use order_contracts::validate::Recorded;
///
/// let text = br#"{"request": {"method": "POST", "target": "/orders", "body": {"amount": 35000}}}"#;
/// let recorded = Recorded::from_json(text)?;
/// assert_eq!(*recorded.request.body, *br#"{"amount":35000}"#);
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The request.
    pub request: Request<'static>,
    /// The response, if it was recorded.
    pub response: Option<Response<'static>>,
    /// The request only identifies the operation of the response.
    pub request_assumed: bool,
    /// The response is not checked.
    pub response_assumed: bool,
}

impl Recorded {
    /// An exchange of which both halves are checked, or the request alone if there is no response.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::validate::{Recorded, Request, Response};
    ///
    /// let recorded = Recorded::new(Request::new("GET", "/orders"), Some(Response::new(200)));
    /// assert!(!recorded.request_assumed && !recorded.response_assumed);
    /// ```
    #[must_use]
    pub fn new(request: Request<'static>, response: Option<Response<'static>>) -> Self {
        Self { request, response, request_assumed: false, response_assumed: false }
    }
}
