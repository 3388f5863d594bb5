//! Credentials: whether one of the declared alternatives was sent. Their values are neither checked nor kept.

use ::http::header::{AUTHORIZATION, COOKIE};

use super::findings::Findings;
use super::found::Found;
use super::message::Request;
use super::part::Part;
use super::style::is_named;
use super::target::Target;
use super::undecided::Reason;
use super::wanted::Wanted;
use crate::contract::{Endpoint, Location, Parameter, Requirement, Scheme};

/// Checks that one alternative was sent completely.
pub(super) fn check(endpoint: &Endpoint, request: &Request<'_>, target: &Target<'_>, findings: &mut Findings<'_>) {
    let answers = || endpoint.security.iter().map(|alternative| all(alternative, request, target));
    if endpoint.security.is_empty() || answers().any(|answer| answer == Some(true)) {
        return;
    }
    let unknown = endpoint.security.iter().zip(answers()).find(|(_, answer)| answer.is_none());
    if let Some((alternative, _)) = unknown {
        let silent = alternative.iter().find(|requirement| present(requirement, request, target).is_none());
        let Some(requirement) = silent else { return };
        let reason = match requirement.scheme {
            Some(Scheme::Connection) => Reason::ClientCertificate,
            _ => Reason::UnusableContract,
        };
        findings.undecided(Part::Security, None, &requirement.pointer, reason);
        return;
    }
    let wanted = endpoint.security.iter().map(|alternative| words(alternative)).collect();
    let keyword = endpoint.security.first().and_then(|alternative| Some(&alternative.first()?.pointer));
    let keyword = keyword.unwrap_or(endpoint.operation.pointer()).clone();
    if findings.lacks_credentials {
        return findings.undecided(Part::Security, None, &keyword, Reason::CredentialsNotKept);
    }
    findings.violated(Part::Security, None, &keyword, Wanted::Credentials(wanted), Found::Nothing);
}

/// Whether the parameter or header is one that captures are stripped of.
pub(super) fn is_credential(parameter: &Parameter) -> bool {
    const HEADERS: [&str; 8] = [
        "authorization",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-api-key",
        "x-auth-token",
        "x-csrf-token",
        "x-xsrf-token",
    ];
    let is_known = |name: &str| HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name));
    match parameter.location {
        Location::Cookie => true,
        Location::Header => is_known(&parameter.name),
        Location::Path | Location::Query => false,
    }
}

/// Whether an alternative was sent completely; `None` when a message cannot show it.
fn all(alternative: &[Requirement], request: &Request<'_>, target: &Target<'_>) -> Option<bool> {
    let mut is_known = true;
    for requirement in alternative {
        match present(requirement, request, target) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => is_known = false,
        }
    }
    is_known.then_some(true)
}

fn present(requirement: &Requirement, request: &Request<'_>, target: &Target<'_>) -> Option<bool> {
    Some(match requirement.scheme.as_ref()? {
        Scheme::Authorization(scheme) => request.headers.of(AUTHORIZATION).any(|value| {
            let (name, rest) = value.split_at_checked(scheme.len()).unwrap_or((value, b""));
            name.eq_ignore_ascii_case(scheme.as_bytes())
                && rest.first() == Some(&b' ')
                && rest.iter().any(|byte| !byte.is_ascii_whitespace())
        }),
        Scheme::Header(name) => request.headers.all(name).any(|value| !value.trim_ascii().is_empty()),
        Scheme::Query(name) => target.query.iter().any(|pair| is_named(pair, name) && !pair.text().is_empty()),
        Scheme::Cookie(name) => request.headers.of(COOKIE).any(|value| {
            String::from_utf8_lossy(value).split(';').any(|cookie| {
                cookie.trim().split_once('=').is_some_and(|(known, value)| known == name && !value.is_empty())
            })
        }),
        Scheme::Connection => return None,
    })
}

/// `Bearer` for `bearer`, as it is usually written.
fn capitalised(scheme: &str) -> String {
    let (first, rest) = scheme.split_at_checked(1).unwrap_or((scheme, ""));
    format!("{}{rest}", first.to_ascii_uppercase())
}

fn words(alternative: &[Requirement]) -> String {
    let word = |requirement: &Requirement| match requirement.scheme.as_ref() {
        Some(Scheme::Authorization(scheme)) => format!("Authorization: {} …", capitalised(scheme)),
        Some(Scheme::Header(name)) => format!("{name}: …"),
        Some(Scheme::Query(name)) => format!("?{name}=…"),
        Some(Scheme::Cookie(name)) => format!("Cookie: {name}=…"),
        Some(Scheme::Connection) => "a client certificate".to_owned(),
        None => requirement.name.clone(),
    };
    alternative.iter().map(word).collect::<Vec<_>>().join(" and ")
}
