//! Exchanges generated around a value: the minimum that base, or revision, requires.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::changes::Changes;
use super::media::Media;
use crate::contract::{Content, Endpoint, Location, MediaRange, MediaType, Parameter, Scheme, Server};
use crate::json;
use crate::percent;
use crate::schema::Direction;
use crate::validate::{Headers, Recorded, Request, Response, parts_of_object, write};

/// The part of the exchange that is given.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Given {
    Nothing,
    /// The body is of this media type, by its number.
    Media(usize),
    /// The body, of this media type.
    Body(Media, Value),
    /// The value of the parameter of this number.
    Parameter(usize, Value),
    /// The header of this number holds this.
    Header(usize, Value),
    /// The credentials are those of the alternative of this number.
    Credentials(usize),
    /// There is no header of this name.
    WithoutHeader(String),
}

/// A request to an operation of base, or else of revision, with what is given and what it requires.
pub(in crate::diff) fn request(
    changes: &mut Changes<'_>,
    endpoint: &Endpoint,
    of_base: bool,
    given: Given,
) -> Option<Recorded> {
    let mut path = endpoint.operation.path().to_owned();
    let mut headers = BTreeMap::new();
    let (mut query, mut cookies): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (number, parameter) in endpoint.parameters.iter().enumerate() {
        let value = match &given {
            Given::Parameter(at, value) if *at == number => value.clone(),
            _ if parameter.required => value_of(changes, of_base, parameter)?,
            _ => continue,
        };
        match parameter.location {
            Location::Path => {
                path = path.replace(&format!("{{{}}}", parameter.name), &write::parameter(parameter, &value)?)
            }
            Location::Query => query.push(write::parameter(parameter, &value)?),
            Location::Header => {
                _ = headers.insert(parameter.name.to_ascii_lowercase(), write::parameter(parameter, &value)?)
            }
            Location::Cookie => cookies.push(write::parameter(parameter, &value)?),
        }
    }
    let alternative = if let Given::Credentials(number) = &given { *number } else { 0 };
    for requirement in endpoint.security.get(alternative).into_iter().flatten() {
        // A scheme that the document does not declare: the credentials are unknown.
        let Some(scheme) = requirement.scheme.as_ref() else { continue };
        match scheme {
            Scheme::Authorization(kind) => _ = headers.insert("authorization".to_owned(), credentials(kind)),
            Scheme::Header(name) => _ = headers.insert(name.to_ascii_lowercase(), "token".to_owned()),
            Scheme::Query(name) => query.push(format!("{}=token", percent::encode(name, b""))),
            Scheme::Cookie(name) => cookies.push(format!("{name}=token")),
            Scheme::Connection => {}
        }
    }
    if !cookies.is_empty() {
        headers.insert("cookie".to_owned(), cookies.join("; "));
    }
    let required = endpoint.request_body.as_ref().filter(|body| body.required || has_body(&given));
    let body = match required {
        Some(declared) => body(changes, of_base, &declared.content, &given, Direction::Request, &mut headers)?,
        None => None,
    };
    // A name in braces that no parameter declares may be anything.
    while let (Some(open), Some(close)) = (path.find('{'), path.find('}')) {
        path.replace_range(open.min(close)..=close.max(open), "1");
    }
    let base = endpoint.servers.first().map(Server::example_path).unwrap_or_default();
    let mut target = format!("{base}{path}");
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let method = endpoint.operation.method().to_owned();
    let body = body.unwrap_or_default().into();
    let request =
        Request { method: method.into(), target: target.into(), headers: sent(headers), body, ..Request::default() };
    Some(Recorded { request, response: None, request_assumed: false, response_assumed: false })
}

/// A response of an operation of base, or else of revision, by its number and a status, with the call that it answers.
pub(in crate::diff) fn response(
    changes: &mut Changes<'_>,
    endpoint: &Endpoint,
    of_base: bool,
    (number, status): (usize, u16),
    given: Given,
) -> Option<Recorded> {
    let declared = &endpoint.responses[number];
    let mut headers = BTreeMap::new();
    for (number, header) in declared.headers.iter().enumerate() {
        let value = match &given {
            Given::Header(at, value) if *at == number => value.clone(),
            Given::WithoutHeader(name) if header.name.eq_ignore_ascii_case(name) => continue,
            _ if header.required => value_of(changes, of_base, header)?,
            _ => continue,
        };
        headers.insert(header.name.to_ascii_lowercase(), write::parameter(header, &value)?);
    }
    let body = body(changes, of_base, &declared.content, &given, Direction::Response, &mut headers)?;
    // What it answers is context: only where it leads counts.
    let call = request(changes, endpoint, of_base, Given::Nothing).map(|exchange| exchange.request);
    let request = match call {
        Some(Request { method, target, .. }) => Request { method, target, ..Request::default() },
        None => Request::new(endpoint.operation.method().to_owned(), endpoint.operation.path().to_owned()),
    };
    let response =
        Response { status, headers: sent(headers), body: body.unwrap_or_default().into(), ..Response::default() };
    Some(Recorded { request, response: Some(response), request_assumed: true, response_assumed: false })
}

fn sent(headers: BTreeMap<String, String>) -> Headers<'static> {
    headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect()
}

fn has_body(given: &Given) -> bool {
    matches!(given, Given::Media(_) | Given::Body(..))
}

/// The body, and its `content-type`; the outer `None` when none can be generated.
fn body(
    changes: &mut Changes<'_>,
    of_base: bool,
    content: &Content,
    given: &Given,
    direction: Direction,
    headers: &mut BTreeMap<String, String>,
) -> Option<Option<Vec<u8>>> {
    let number = match given {
        Given::Media(number) | Given::Body(Media { number, .. }, _) => *number,
        _ => content.media_types.iter().position(|media_type| media_type.range.is_json()).unwrap_or(0),
    };
    let Some(media_type) = content.media_types.get(number) else { return Some(None) };
    let value = match given {
        Given::Body(_, value) => value.clone(),
        _ => match &media_type.schema {
            Some(schema) => changes.engine.member(of_base, schema.pointer(), direction)?,
            None => json!({}),
        },
    };
    let range = match given {
        Given::Body(Media { sent: Some(range), .. }, _) => range,
        _ => &media_type.range,
    };
    let (sent, bytes) = spelled_as(range, media_type, &value);
    headers.insert("content-type".to_owned(), sent);
    Some(Some(bytes))
}

/// A media type that the range covers.
fn concrete(range: &MediaRange) -> String {
    let text = range.to_string();
    match text.as_str() {
        "*/*" | "application/*" => "application/json".to_owned(),
        other => other.replace('*', "plain"),
    }
}

/// A media type that is sent, and the bytes of the value.
#[cfg(feature = "server")]
pub(crate) fn spelled(media_type: &MediaType, value: &Value) -> (String, Vec<u8>) {
    spelled_as(&media_type.range, media_type, value)
}

/// The same, as one of `range`.
fn spelled_as(range: &MediaRange, media_type: &MediaType, value: &Value) -> (String, Vec<u8>) {
    let sent = concrete(range);
    let text = match value {
        Value::Object(members) if range.is_form() => write::form(members, &media_type.encoding),
        Value::Object(members) if range.is_multipart_form() => {
            let (body, boundary) = parts_of_object(members, &media_type.encoding);
            return (format!("{sent}; boundary={boundary}"), body.into_bytes());
        }
        Value::String(text) if !range.is_json() && !range.is_range() => json::digits(value).unwrap_or(text).to_owned(),
        other => json::schema_text(other),
    };
    (sent, text.into_bytes())
}

fn value_of(changes: &mut Changes<'_>, of_base: bool, parameter: &Parameter) -> Option<Value> {
    let Some(schema) = parameter.schema() else { return Some(json!("1")) };
    let direction = schema.direction();
    let value = changes.engine.written_member(of_base, schema.pointer(), direction)?;
    Some(value)
}

fn credentials(kind: &str) -> String {
    let mut name = kind.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match kind {
        "basic" => format!("{name} dXNlcjpwYXNzd29yZA=="),
        _ => format!("{name} token"),
    }
}
