//! A response whose body is read as the declared type, or the error that it is not.
//!
//! A server that departs from its contract in one member should not cost the others: where a client is lenient, a member that
//! keeps the body from being decoded is left out, if the type can do without it. The value then says which.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::check;
use super::error::Error;
use super::exchange::ClientInfo;
use super::response::{Response, ResponseValue};
use super::settings::Session;
use crate::apis::payload;
use crate::pointer::Pointer;
use crate::validate::Report;

impl<T: DeserializeOwned> ResponseValue<T> {
    #[expect(clippy::unused_async, reason = "the generated code awaits it")]
    pub(crate) async fn from_response<E>(
        response: Response,
        client: &impl ClientInfo<Session>,
        operation_id: &str,
    ) -> Result<Self, Error<E>> {
        let error = match payload::decode(response.body()) {
            Ok(inner) => return Ok(Self::new(inner, response, Vec::new())),
            Err(error) => error,
        };
        let session = client.inner();
        let report = check::body(&response, session.api, operation_id);
        let rest = report.as_ref().filter(|_| !session.strict_responses).and_then(|report| without(&response, report));
        match rest {
            Some((inner, left_out)) => Ok(Self::new(inner, response, left_out)),
            None => Err(Error::UndecodableResponse { response, error, report }),
        }
    }
}

impl ResponseValue<()> {
    /// A response for which no body is declared.
    #[allow(dead_code, reason = "the documents decide whether there are any")]
    pub(crate) fn empty(response: Response) -> Self {
        Self::new((), response, Vec::new())
    }
}

impl ResponseValue<Vec<u8>> {
    /// A response whose body is not JSON.
    #[allow(dead_code, reason = "the documents decide whether there are any")]
    pub(crate) fn stream(response: Response) -> Self {
        Self::new(response.body().to_vec(), response, Vec::new())
    }
}

/// The value without the members that violate the contract: those of another type, and if that is not enough, all but those
/// whose value is only not listed, which the types keep.
fn without<T: DeserializeOwned>(response: &Response, report: &Report) -> Option<(T, Vec<Pointer>)> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    let is_type = |id: &str| id == "type";
    let is_wrong = |id: &str| id != "enum";
    [&is_type as &dyn Fn(&str) -> bool, &is_wrong].into_iter().find_map(|counts| {
        let mut body = body.clone();
        let violations = report.violations().iter().filter(|violation| counts(violation.id()));
        let left_out: Vec<Pointer> =
            violations.map(|violation| violation.instance().clone()).filter(|place| remove(&mut body, place)).collect();
        Some((serde_json::from_value(body).ok()?, left_out))
    })
}

/// Removes a member of an object. An element of an array stays: without it, the others would be others.
fn remove(body: &mut Value, place: &Pointer) -> bool {
    let (Some(parent), Some(name)) = (place.parent(), place.last()) else { return false };
    body.pointer_mut(parent.as_str())
        .and_then(Value::as_object_mut)
        .is_some_and(|object| object.remove(&name).is_some())
}
