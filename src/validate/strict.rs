//! Strict mode: query parameters, headers and properties that were sent but are not declared.

use std::collections::HashSet;

use serde_json::Value;

use super::findings::Findings;
use super::found::Found;
use super::headers::Headers;
use super::hint::is_searched;
use super::kept::kept;
use super::options::Options;
use super::part::Part;
use super::target::Target;
use super::violation::Violation;
use super::wanted::Wanted;
use crate::contract::{Endpoint, Location, Requirement, Response, Scheme};
use crate::pointer::Pointer;
use crate::schema::{Shape, Types};
use crate::similar::nearest;
use crate::stack::deep;

/// Headers that HTTP, browsers, proxies and tracing add.
const USUAL: [&str; 46] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "alt-svc",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "dnt",
    "etag",
    "expect",
    "expires",
    "forwarded",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "keep-alive",
    "last-modified",
    "origin",
    "pragma",
    "priority",
    "range",
    "referer",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "vary",
    "via",
    "traceparent",
    "tracestate",
];
const USUAL_BEGINNINGS: [&str; 4] = ["access-control-", "sec-", "x-forwarded-", "cf-"];

/// Reports undeclared query parameters; `used` marks the pairs that belong to a declared one.
pub(super) fn query(
    endpoint: &Endpoint,
    target: &Target<'_>,
    used: &[bool],
    options: &Options,
    findings: &mut Findings<'_>,
) {
    if !options.strictness.query {
        return;
    }
    let mut reported: HashSet<String> = HashSet::new();
    for (pair, used) in target.query.iter().zip(used) {
        let name = crate::percent::decode(pair.name).map_or_else(|_| pair.name.to_owned(), String::from);
        let credential = requirements(endpoint).any(|scheme| matches!(scheme, Scheme::Query(known) if *known == name));
        if *used || credential || reported.contains(&name) {
            continue;
        }
        let keyword = endpoint.operation.pointer();
        if let Some(violation) = findings.violated(Part::Query, Some(&name), keyword, Wanted::Declared, "a parameter") {
            let declared = endpoint.parameters.iter().filter(|parameter| parameter.location == Location::Query);
            let near = nearest(&name, declared.map(|parameter| parameter.name.as_str()));
            violation.hint = near.map(|near| match near == name {
                // An object that is written property by property is not written under its own name.
                true => format!("expected the properties of the object `{near}`, each on its own"),
                false => format!("did you mean `{near}`?"),
            });
        }
        reported.insert(name);
    }
}

/// Reports undeclared request headers, except the usual ones.
pub(super) fn headers(endpoint: &Endpoint, headers: &Headers<'_>, options: &Options, findings: &mut Findings<'_>) {
    let declared = |name: &str| {
        let parameter = endpoint
            .parameters
            .iter()
            .any(|parameter| parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case(name));
        parameter
            || requirements(endpoint)
                .any(|scheme| matches!(scheme, Scheme::Header(known) if known.eq_ignore_ascii_case(name)))
    };
    undeclared_headers(headers, declared, endpoint.operation.pointer(), options, findings);
}

/// The same of a response.
pub(super) fn response_headers(
    response: &Response,
    headers: &Headers<'_>,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let declared = |name: &str| response.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name));
    undeclared_headers(headers, declared, &response.pointer, options, findings);
}

fn undeclared_headers(
    headers: &Headers<'_>,
    declared: impl Fn(&str) -> bool,
    keyword: &Pointer,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    if !options.strictness.headers {
        return;
    }
    let mut reported: HashSet<String> = HashSet::new();
    for (name, _) in headers.iter() {
        let name = name.to_ascii_lowercase();
        let usual = USUAL.contains(&name.as_str())
            || USUAL_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
            || options.allowed_headers.iter().any(|allowed| allowed.eq_ignore_ascii_case(&name));
        if !usual && !declared(&name) && !reported.contains(&name) {
            findings.violated(Part::Header, Some(&name), keyword, Wanted::Declared, "a header");
            reported.insert(name);
        }
    }
}

fn requirements(endpoint: &Endpoint) -> impl Iterator<Item = &Scheme> {
    endpoint.security.iter().flatten().filter_map(|Requirement { scheme, .. }| scheme.as_ref())
}

/// Reports properties of `value` that the schema at `keyword`, of this shape, does not declare.
pub(super) fn properties<'f>(
    value: &Value,
    shape: &Shape<'_>,
    keyword: &Pointer,
    findings: &'f mut Findings<'_>,
) -> &'f mut [Violation] {
    let first = findings.count();
    walk(value, shape, keyword, &mut Pointer::root(), findings);
    findings.since(first)
}

fn walk(value: &Value, shape: &Shape<'_>, keyword: &Pointer, here: &mut Pointer, findings: &mut Findings<'_>) {
    match value {
        Value::Object(members) => {
            let declared = shape.property_names();
            // An object without declared properties is open.
            let closed =
                !declared.is_empty() && !shape.speaks_of_other_properties() && shape.types().has(Types::OBJECT);
            for (name, member) in members {
                here.push(name);
                if declared.binary_search(&name.as_str()).is_ok() || !closed {
                    deep(|| walk(member, &shape.property(name), keyword, here, findings));
                } else if findings.admits(Wanted::DeclaredProperty.id(), Part::Body, here) {
                    let free = || declared.iter().copied().filter(|known| !members.contains_key(*known));
                    let near = if is_searched(members) { nearest(name, free()) } else { None };
                    let hint = near.map(|near| format!("did you mean `{near}`?"));
                    let found = Found::of(member);
                    let wanted = Wanted::DeclaredProperty;
                    let mut violation = Violation::new(Part::Body, keyword.clone(), wanted, found, findings.contract);
                    violation.instance = here.clone();
                    violation.value = kept(member);
                    violation.hint = hint;
                    findings.push(violation);
                }
                here.up();
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                here.push(&position.to_string());
                deep(|| walk(item, &shape.items(position), keyword, here, findings));
                here.pop();
            }
        }
        _ => {}
    }
}
