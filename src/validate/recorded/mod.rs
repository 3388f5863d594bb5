//! [`Recorded`]: exchanges as files hold them, one JSON object each or an entry of a HAR capture.

mod har;
mod json_form;

use super::{Request, Response};

/// An exchange that was written down, and which of its halves is to be judged.
///
/// The JSON form, of which the response may be missing:
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
/// | `headers` | values by name; a list where a header came more than once |
/// | `body` | a JSON value; says `content-type: application/json` where no header says otherwise |
/// | `bodyText`, `bodyBase64` | instead of `body`: a text as it was sent, or any bytes |
/// | `assumed` | `true` on a half that is there to complete the other one and is not judged |
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
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// What was sent.
    pub request: Request<'static>,
    /// What came back, where that was recorded.
    pub response: Option<Response<'static>>,
    /// The request only says which operation the response belongs to.
    pub request_assumed: bool,
    /// The response is not judged.
    pub response_assumed: bool,
}
