//! [`Masks`]: what of an exchange is not written down.
//!
//! Credentials stay out of recordings, and what is judged stays what it was: a scheme, a name, and that something was sent.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::contract::{Contract, Endpoint, Location, Scheme};
use crate::percent;
use crate::validate::{Headers, Options, Recorded, Report};

/// In place of what is not written.
const MASK: &str = "masked";

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
pub struct Masks {
    /// In lower case.
    headers: BTreeSet<String>,
    query: BTreeSet<String>,
    schemes: BTreeSet<String>,
    /// Whether something that is masked is declared as a parameter, too, whose value is judged.
    is_judged: bool,
}

impl Masks {
    /// Those of `contract`, whether an operation requires them or not.
    #[must_use]
    pub fn of(contract: &Contract) -> Self {
        let mut masks = Self::default();
        for requirement in contract.endpoints().iter().flat_map(|endpoint| endpoint.security.iter().flatten()) {
            match &requirement.scheme {
                Some(Scheme::Authorization(scheme)) => drop(masks.schemes.insert(scheme.to_ascii_lowercase())),
                Some(Scheme::Header(name)) => masks.add("header", name),
                Some(Scheme::Query(name)) => masks.add("query", name),
                // Cookies are masked in any case.
                Some(Scheme::Cookie(_) | Scheme::Connection) | None => {}
            }
        }
        let declared = contract.document().pointer("/components/securitySchemes").and_then(Value::as_object);
        for scheme in declared.into_iter().flat_map(|schemes| schemes.values()) {
            let text = |member| scheme.get(member).and_then(Value::as_str);
            if let (Some("apiKey"), Some(name), Some(place)) = (text("type"), text("name"), text("in")) {
                masks.add(place, name);
            }
        }
        masks.is_judged = contract.endpoints().iter().any(|endpoint| masks.are_declared_by(endpoint));
        masks
    }

    fn add(&mut self, place: &str, name: &str) {
        match place {
            "header" => drop(self.headers.insert(name.to_ascii_lowercase())),
            "query" => drop(self.query.insert(name.to_owned())),
            _ => {}
        }
    }

    fn are_declared_by(&self, endpoint: &Endpoint) -> bool {
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

    /// The exchange as it may be written. A half of it that would be judged differently now is marked as assumed: it is not
    /// judged again.
    #[must_use]
    pub fn masked(&self, contract: &Contract, options: &Options, recorded: Recorded) -> Recorded {
        let before = self.is_judged.then(|| judge(contract, options, &recorded));
        let mut masked = recorded;
        masked.request.target = Cow::Owned(self.target(&masked.request.target));
        masked.request.headers = self.mask(&masked.request.headers);
        if let Some(response) = &mut masked.response {
            response.headers = self.mask(&response.headers);
        }
        if let Some((request, response)) = before {
            let (masked_request, masked_response) = judge(contract, options, &masked);
            masked.request_assumed |= masked_request != request;
            masked.response_assumed |= masked_response != response;
        }
        masked
    }

    /// A path or a URL, with the values of its credentials masked.
    fn target(&self, target: &str) -> String {
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

    fn mask(&self, headers: &Headers<'_>) -> Headers<'static> {
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

/// What both messages violate, and what could not be judged.
fn judge(contract: &Contract, options: &Options, recorded: &Recorded) -> (Ids, Ids) {
    let head = options.request(contract, &recorded.request);
    let response = recorded.response.as_ref().map(|response| options.response(contract, &recorded.request, response));
    (ids(&head), response.as_ref().map(ids).unwrap_or_default())
}

/// The ids of findings, and how many there are besides.
type Ids = (Vec<&'static str>, usize);

fn ids(report: &Report) -> Ids {
    let undecided = report.undecided().iter().map(|undecided| undecided.reason().id());
    (report.violations().iter().map(|violation| violation.id()).chain(undecided).collect(), report.left_out())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::Masks;
    use crate::contract::Contract;
    use crate::validate::{Headers, Options, Recorded, Request, Response, Verdict};

    const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters:\n        - \
        {name: theme, in: cookie, schema: {type: string, enum: [dark, light]}}\n      security: [{bearer: [], key: []}]\n      \
        responses: {'200': {description: ok}}\ncomponents:\n  securitySchemes:\n    bearer: {type: http, scheme: bearer}\n    \
        key: {type: apiKey, in: header, name: X-Key}\n    token: {type: apiKey, in: query, name: bearer_token}\n";

    fn recorded(request: Request<'static>, response: Option<Response<'static>>) -> Recorded {
        Recorded { request, response, request_assumed: false, response_assumed: false }
    }

    fn masked(request: Request<'static>, response: Option<Response<'static>>) -> Recorded {
        let contract = Contract::from_str(DOCUMENT, "a.yaml").unwrap();
        Masks::of(&contract).masked(&contract, &Options::new(), recorded(request, response))
    }

    #[test]
    fn no_credential_is_left() {
        let request = Request::new("GET", "/a?bearer_token=SECRET&b=1&bearer%5Ftoken=SECRET")
            .header("authorization", "Bearer SECRET")
            .header("x-key", "SECRET")
            .header("proxy-authorization", "Basic SECRET")
            .header("referer", "https://a/?bearer_token=SECRET#x")
            .header("authorization", "SECRET SECRET")
            .header("cookie", "session=SECRET; empty=; SECRET");
        let response = Response::new(200)
            .header("set-cookie", "session=SECRET; HttpOnly")
            .header("location", "/?bearer_token=SECRET");
        let masked = masked(request, Some(response));
        let text = serde_json::to_string(&masked).unwrap();
        assert!(!text.contains("SECRET"), "{text}");
        assert_eq!(masked.request.target, "/a?bearer_token=masked&b=1&bearer%5Ftoken=masked");
        let header = |headers: &Headers<'_>, name| String::from_utf8(headers.first(name).unwrap().to_vec()).unwrap();
        assert_eq!(header(&masked.request.headers, "authorization"), "Bearer masked");
        assert_eq!(header(&masked.request.headers, "cookie"), "session=masked; empty=;masked");
        assert_eq!(header(&masked.response.unwrap().headers, "set-cookie"), "session=masked; HttpOnly");
    }

    #[test]
    fn what_is_masked_is_judged_alike_or_not_at_all() {
        let contract = Contract::from_str(DOCUMENT, "a.yaml").unwrap();
        let verdict = |request: &Request<'_>| Options::new().request(&contract, request).verdict();
        let request = || Request::new("GET", "/a").header("authorization", "Bearer x").header("x-key", "x");
        assert_eq!(verdict(&masked(request(), None).request), Verdict::Valid);
        // An empty credential is none.
        for broken in [Request::new("GET", "/a"), request().header("cookie", "theme=SECRET")] {
            assert_eq!(verdict(&broken), Verdict::Invalid);
            let masked = masked(broken, None);
            assert_eq!(verdict(&masked.request), Verdict::Invalid);
            assert!(!masked.request_assumed);
        }
        let masked = masked(request().header("cookie", "theme=dark"), None);
        assert_eq!(verdict(&masked.request), Verdict::Invalid);
        assert!(masked.request_assumed);
    }
}
