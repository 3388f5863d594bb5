//! A response whose body is read as the declared type, or the error that it is not.

use serde::de::DeserializeOwned;

use super::error::Error;
use super::response::{Response, ResponseValue};
use crate::apis::payload;

impl<T: DeserializeOwned> ResponseValue<T> {
    #[expect(clippy::unused_async, reason = "the generated code awaits it")]
    pub(crate) async fn from_response<E>(response: Response) -> Result<Self, Error<E>> {
        match payload::decode(response.body()) {
            Ok(inner) => Ok(Self::new(inner, response)),
            Err(error) => Err(Error::UndecodableResponse { response, error }),
        }
    }
}
