//! [`Checked`]: a value for a handler of `axum`, of a request that the layer found to be valid.

use ::http::{Request, Response, StatusCode, header};
use axum_core::body::Body;
use axum_core::extract::FromRequest;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::matched::Matched;
use super::refusal;
use crate::contract::MediaRange;
use crate::validate::{Verdict, decoded};

/// The JSON body of a request, as a value of the type `T`: only of a request that a [`ContractLayer`](super::ContractLayer) has
/// checked and found to be valid, whatever its mode.
///
/// A request that is not valid, or was not checked, is answered with 422, so that a handler cannot meet one while the layer only
/// observes. Without a layer the answer is 500. Values are in none of them.
///
/// # Examples
///
/// ```
/// use order_contracts::http::Checked;
///
/// #[derive(serde::Deserialize)]
/// struct CreateOrder {
///     amount: u64,
/// }
///
/// async fn create(Checked(order): Checked<CreateOrder>) -> String {
///     // Every constraint of the contract holds here.
///     format!("{} cents", order.amount)
/// }
/// # let _ = create;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Checked<T> {
    type Rejection = Response<Body>;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Response<Body>> {
        value(request).await.map(Self).map_err(|Refused(status, title)| {
            let refusal = refusal::bare("urn:order-contracts:unusable-request", title, status);
            refusal.map(Body::from)
        })
    }
}

struct Refused(StatusCode, &'static str);

async fn value<T: DeserializeOwned>(request: Request<Body>) -> Result<T, Refused> {
    let (parts, body) = request.into_parts();
    let Some(matched) = parts.extensions.get::<Matched>() else {
        return Err(Refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The service does not check requests against the contract",
        ));
    };
    match matched.verdict() {
        Some(Verdict::Valid) => {}
        Some(Verdict::Invalid) => {
            return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, "The request violates the contract"));
        }
        Some(Verdict::Undecided) | None => {
            return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, "The request was not checked against the contract"));
        }
    }
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let is_json = text(header::CONTENT_TYPE).and_then(MediaRange::parse).is_some_and(|sent| sent.is_json());
    if !is_json {
        return Err(Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is not JSON"));
    }
    let read = Limited::new(body, matched.limit()).collect().await;
    let bytes = read.map_err(|error| match error.is::<LengthLimitError>() {
        true => Refused(StatusCode::PAYLOAD_TOO_LARGE, "The body is too long"),
        false => Refused(StatusCode::BAD_REQUEST, "The body ended before it was complete"),
    })?;
    let mut bytes = bytes.to_bytes();
    if let Some(encoding) = text(header::CONTENT_ENCODING) {
        let unpacked = decoded(encoding, &bytes, matched.limit());
        bytes = unpacked.map_err(|_| Refused(StatusCode::BAD_REQUEST, "The body cannot be unpacked"))?.into();
    }
    // The error would repeat what was sent.
    serde_json::from_slice(&bytes).map_err(|_| {
        Refused(StatusCode::UNPROCESSABLE_ENTITY, "The request is valid, but the service cannot represent it")
    })
}
