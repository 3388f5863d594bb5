//! Credentials: which parts of a request carry them, and which of them are refused.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::call::Call;
use crate::contract::{Contract, Scheme};

/// A credential with this in it, in any case, is refused; all others are accepted. So a client can be tested with a wrong one.
const REFUSED: &str = "invalid";

/// The names of the headers, query parameters and cookies that carry credentials.
pub(super) fn names(contract: &Contract) -> Vec<String> {
    let requirements = contract.endpoints().iter().flat_map(|endpoint| endpoint.security.iter().flatten());
    let mut names: Vec<String> = requirements
        .filter_map(|requirement| match &requirement.scheme {
            Some(Scheme::Header(name) | Scheme::Query(name) | Scheme::Cookie(name)) => Some(name.clone()),
            Some(Scheme::Authorization(_) | Scheme::Connection) | None => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a credential that the operation asks for is one that is refused.
pub(super) fn are_refused(call: &Call<'_>) -> bool {
    let requirements = call.endpoint.security.iter().flatten();
    requirements.filter_map(|requirement| requirement.scheme.as_ref()).any(|scheme| {
        let credential = match scheme {
            Scheme::Authorization(_) => call.header("authorization").map(shown),
            Scheme::Header(name) => call.header(name).map(Cow::Borrowed),
            Scheme::Query(name) => call.query(name).map(Cow::Borrowed),
            Scheme::Cookie(name) => {
                call.header("cookie").filter(|cookies| cookies.contains(name.as_str())).map(Cow::Borrowed)
            }
            Scheme::Connection => None,
        };
        credential.is_some_and(|credential| credential.to_ascii_lowercase().contains(REFUSED))
    })
}

/// What `Authorization` says: name and password of `Basic` are packed (RFC 7617, 2).
fn shown(credentials: &str) -> Cow<'_, str> {
    let packed = credentials.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    let unpacked = packed.and_then(|(_, packed)| BASE64_STANDARD.decode(packed.trim()).ok());
    match unpacked {
        Some(unpacked) => Cow::Owned(String::from_utf8_lossy(&unpacked).into_owned()),
        None => Cow::Borrowed(credentials),
    }
}
