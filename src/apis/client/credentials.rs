//! [`Token`]: a secret that is sent and never shown, and the ways it is sent.

use std::fmt;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use crate::error::Error;

/// An API key or token. `Debug` hides it.
#[derive(Clone)]
pub struct Token(String);

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// How a token is sent.
#[derive(Debug, Clone)]
pub(crate) enum Credentials {
    /// `Authorization: Bearer <token>`, marked as sensitive so that HTTP logs do not show it.
    Bearer(HeaderValue),
    /// A query parameter.
    Query(&'static str, Token),
}

impl Credentials {
    pub(crate) fn bearer(token: &Token) -> Result<Self, Error> {
        let refused = |why| Error::settings(format!("the token cannot be sent: {why}"));
        if token.0.is_empty() {
            return Err(refused("it is empty"));
        }
        let mut value = HeaderValue::try_from(format!("Bearer {}", token.0))
            .map_err(|_| refused("it contains a character that is not allowed in a header, such as a line break"))?;
        value.set_sensitive(true);
        Ok(Self::Bearer(value))
    }

    pub(crate) fn query(name: &'static str, token: Token) -> Result<Self, Error> {
        if token.0.is_empty() {
            return Err(Error::settings("the token cannot be sent: it is empty"));
        }
        Ok(Self::Query(name, token))
    }

    pub(crate) fn apply(&self, request: &mut Request) {
        match self {
            Self::Bearer(value) => {
                request.headers_mut().insert(AUTHORIZATION, value.clone());
            }
            Self::Query(name, token) => {
                request.url_mut().query_pairs_mut().append_pair(name, &token.0);
            }
        }
    }
}
