//! Requests as they come in: the body read whole within a limit, and unpacked.

use ::http::header::CONTENT_ENCODING;
use ::http::{HeaderMap, Request};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::validate::{NotDecoded, decoded, knows_encoding};

/// Why a request was not read.
#[derive(Debug)]
pub(super) enum NotRead {
    /// The body is longer than the limit, packed or unpacked.
    TooLong,
    /// The client has gone.
    Gone,
}

/// The request with its whole body. One in an encoding that is known is unpacked; what cannot be is left for the contract to
/// refuse.
pub(super) async fn read<B>(request: Request<B>, limit: usize) -> Result<Request<Bytes>, NotRead>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut head, body) = request.into_parts();
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(NotRead::TooLong);
    }
    let body = match Limited::new(body, limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(NotRead::TooLong),
        Err(_) => return Err(NotRead::Gone),
    };
    let Some(encoding) = encoding(&head.headers).filter(|_| !body.is_empty()) else {
        return Ok(Request::from_parts(head, body));
    };
    match decoded(&encoding, &body, limit) {
        Ok(unpacked) => {
            head.headers.remove(CONTENT_ENCODING);
            Ok(Request::from_parts(head, unpacked.into()))
        }
        Err(NotDecoded::TooLong) => Err(NotRead::TooLong),
        Err(NotDecoded::Malformed) => Ok(Request::from_parts(head, body)),
    }
}

/// The content encoding, where it is one that is known.
fn encoding(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let encoding = lines.collect::<Vec<_>>().join(", ");
    (!encoding.trim().is_empty() && knows_encoding(&encoding)).then_some(encoding)
}
