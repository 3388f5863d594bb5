//! Messages of the crate `http`, borrowed to be checked.

use std::borrow::Cow;

use ::http::{Uri, request, response};

use super::headers::Headers;
use super::message::{Request, Response};

impl<'a, B: AsRef<[u8]>> From<&'a ::http::Request<B>> for Request<'a> {
    fn from(request: &'a ::http::Request<B>) -> Self {
        Self {
            method: Cow::Borrowed(request.method().as_str()),
            target: target(request.uri()),
            headers: Headers::from(request.headers()),
            body: Cow::Borrowed(request.body().as_ref()),
            ..Self::default()
        }
    }
}

impl<'a, B: AsRef<[u8]>> From<&'a ::http::Response<B>> for Response<'a> {
    fn from(response: &'a ::http::Response<B>) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: Headers::from(response.headers()),
            body: Cow::Borrowed(response.body().as_ref()),
            ..Self::default()
        }
    }
}

/// The head of a request, with an empty body.
impl<'a> From<&'a request::Parts> for Request<'a> {
    fn from(parts: &'a request::Parts) -> Self {
        Self {
            method: Cow::Borrowed(parts.method.as_str()),
            target: target(&parts.uri),
            headers: Headers::from(&parts.headers),
            ..Self::default()
        }
    }
}

/// The head of a response, with an empty body.
impl<'a> From<&'a response::Parts> for Response<'a> {
    fn from(parts: &'a response::Parts) -> Self {
        Self { status: parts.status.as_u16(), headers: Headers::from(&parts.headers), ..Self::default() }
    }
}

fn target(uri: &Uri) -> Cow<'_, str> {
    match uri.path_and_query() {
        Some(target) if uri.authority().is_none() => Cow::Borrowed(target.as_str()),
        _ => Cow::Owned(uri.to_string()),
    }
}
