//! [`Credentials`]: targets and headers without them. What is judged stays what it was: a scheme, a name, and that something was
//! sent.

use std::collections::BTreeSet;

use crate::contract::{Contract, Endpoint, Location, Scheme};
use crate::percent;
use crate::tree::Tree;
use crate::validate::Headers;

/// In place of what is not written.
pub(super) const MASK: &str = "masked";

/// The schemes of `Authorization` that are registered (RFC 9110, 16.4.1). Any other first word may be part of a secret.
const SCHEMES: [&str; 14] = [
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

/// The credentials that a contract declares, beside those that HTTP knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    /// In lower case.
    headers: BTreeSet<String>,
    query: BTreeSet<String>,
    schemes: BTreeSet<String>,
}

impl Credentials {
    /// Those of `contract`, whether an operation requires them or not.
    pub(super) fn of(contract: &Contract) -> Self {
        let mut credentials = Self::default();
        for requirement in contract.endpoints().iter().flat_map(|endpoint| endpoint.security.iter().flatten()) {
            match &requirement.scheme {
                Some(Scheme::Authorization(scheme)) => drop(credentials.schemes.insert(scheme.to_ascii_lowercase())),
                Some(Scheme::Header(name)) => credentials.add("header", name),
                Some(Scheme::Query(name)) => credentials.add("query", name),
                // Cookies are masked in any case.
                Some(Scheme::Cookie(_) | Scheme::Connection) | None => {}
            }
        }
        let declared = contract.tree()["components"]["securitySchemes"].as_object();
        for scheme in declared.into_iter().flat_map(|schemes| schemes.values()) {
            let text = |member| scheme.get(member).and_then(Tree::as_str);
            if let (Some("apiKey"), Some(name), Some(place)) = (text("type"), text("name"), text("in")) {
                credentials.add(place, name);
            }
        }
        credentials
    }

    fn add(&mut self, place: &str, name: &str) {
        match place {
            "header" => drop(self.headers.insert(name.to_ascii_lowercase())),
            "query" => drop(self.query.insert(name.to_owned())),
            _ => {}
        }
    }

    /// Whether one of them is declared as a parameter, too, whose value is judged.
    pub(super) fn are_declared_by(&self, endpoint: &Endpoint) -> bool {
        let parameters = endpoint.parameters.iter().any(|parameter| match parameter.location {
            Location::Query => self.query.contains(&parameter.name),
            Location::Header => self.has_header(&parameter.name),
            Location::Cookie => true,
            _ => false,
        });
        let headers = || endpoint.responses.iter().flat_map(|response| &response.headers);
        parameters || headers().any(|header| self.has_header(&header.name))
    }

    fn has_header(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        const ALWAYS: [&str; 7] = [
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "authentication-info",
            "location",
            "referer",
        ];
        ALWAYS.contains(&name.as_str()) || self.headers.contains(&name)
    }

    /// A path or a URL, with the values of its credentials masked.
    pub(super) fn target(&self, target: &str) -> String {
        let Some((before, query)) = target.split_once('?') else { return target.to_owned() };
        let (query, fragment) = match query.split_once('#') {
            Some((query, fragment)) => (query, Some(fragment)),
            None => (query, None),
        };
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if !value.is_empty() && self.query.contains(&*percent::decode_lossy(name)) => {
                format!("{name}={MASK}")
            }
            _ => pair.to_owned(),
        };
        let query = query.split('&').map(pair).collect::<Vec<_>>().join("&");
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{before}?{query}{fragment}")
    }

    /// Headers with the values of their credentials masked.
    pub(super) fn mask(&self, headers: &Headers<'_>) -> Headers<'static> {
        let line = |(name, value): (&str, &[u8])| (name.to_owned(), self.value(name, value));
        headers.iter().map(line).collect()
    }

    fn value(&self, name: &str, value: &[u8]) -> Vec<u8> {
        // An empty credential is none, and stays so.
        if value.trim_ascii().is_empty() {
            return value.to_vec();
        }
        let text = String::from_utf8_lossy(value);
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => self.credentials(&text).into_bytes(),
            "cookie" => text.split(';').map(masked_pair).collect::<Vec<_>>().join(";").into_bytes(),
            "set-cookie" => match text.split_once(';') {
                Some((pair, attributes)) => format!("{};{attributes}", masked_pair(pair)).into_bytes(),
                None => masked_pair(&text).into_bytes(),
            },
            // The query of another request.
            "location" | "referer" | "content-location" => self.target(&text).into_bytes(),
            name if self.has_header(name) => MASK.as_bytes().to_vec(),
            _ => value.to_vec(),
        }
    }

    /// `Bearer masked`: without a known scheme all of it is masked.
    fn credentials(&self, text: &str) -> String {
        let Some((scheme, secret)) = text.split_once(' ') else { return MASK.to_owned() };
        let name = scheme.to_ascii_lowercase();
        let is_known = SCHEMES.contains(&name.as_str()) || self.schemes.contains(&name);
        match (is_known, secret.trim().is_empty()) {
            (true, true) => text.to_owned(),
            (true, false) => format!("{scheme} {MASK}"),
            (false, _) => MASK.to_owned(),
        }
    }
}

/// `name=masked`; what is no pair is masked as a whole.
fn masked_pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if value.trim().is_empty() => format!("{name}={value}"),
        Some((name, _)) => format!("{name}={MASK}"),
        None if pair.trim().is_empty() => pair.to_owned(),
        None => MASK.to_owned(),
    }
}
