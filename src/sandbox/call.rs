//! [`Call`]: a request as the operation that it calls sees it.

use ::http::request::Parts;

use crate::apis::Payload;
use crate::contract::{Contract, Endpoint, Routed};
use crate::percent;
use crate::validate::Rejection;

#[derive(Debug)]
pub(super) struct Call<'r> {
    pub(super) endpoint: &'r Endpoint,
    parameters: Vec<(&'r str, String)>,
    query: Vec<(String, String)>,
    head: &'r Parts,
    body: &'r [u8],
}

impl<'r> Call<'r> {
    /// The operation that a request with this head and body calls; `None` when the contract declares none.
    pub(super) fn of(contract: &'r Contract, head: &'r Parts, body: &'r [u8]) -> Option<Self> {
        let path = head.uri.path();
        let mut routed = contract.route(head.method.as_str(), path);
        if head.method == ::http::Method::HEAD && !matches!(routed, Routed::To { .. }) {
            routed = contract.route("GET", path);
        }
        let Routed::To { endpoint, parameters } = routed else { return None };
        let parameters = parameters.into_iter().map(|(name, text)| (name, percent::decode_lossy(text).into_owned()));
        Some(Self { endpoint, parameters: parameters.collect(), query: query(&head.uri), head, body })
    }

    /// The same call before its body is read.
    pub(super) fn of_head(contract: &'r Contract, head: &'r Parts) -> Option<Self> {
        Self::of(contract, head, &[])
    }

    pub(super) fn operation(&self) -> &str {
        self.endpoint.operation.id().unwrap_or_default()
    }

    /// The path parameter `name`.
    pub(super) fn in_path(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
    }

    /// The first query parameter `name`.
    pub(super) fn query<'s>(&'s self, name: &'s str) -> Option<&'s str> {
        self.all(name).next()
    }

    /// All of them.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.query.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The token of `Authorization: Bearer` (RFC 6750, 2.1).
    pub(super) fn bearer(&self) -> Option<&str> {
        bearer(&self.head.headers)
    }

    /// The body as the type that the contract declares; why not, where it does not hold.
    pub(super) fn body<T: Payload>(&self) -> Result<T, String> {
        T::from_json(self.body).map_err(|rejection| match rejection {
            Rejection::Unrepresentable(_) => "an integer is beyond the 64 bits that the sandbox keeps".to_owned(),
            other => other.to_string(),
        })
    }
}

/// The names and values of a query, as forms write them.
pub(super) fn query(uri: &::http::Uri) -> Vec<(String, String)> {
    let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let text = |text: &str| percent::decode_lossy(&text.replace('+', " ")).into_owned();
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (text(name), text(value)))
        .collect()
}

pub(super) fn bearer(headers: &::http::HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get("authorization")?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
