//! Exchanges generated around a value: the minimum that base, or revision, requires.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::draft::Drafts;
use crate::contract::{Content, Endpoint, Form, Location, MediaType, Parameter, Scheme, Style};
use crate::diff::exchange::{Exchange, Request, Response};
use crate::diff::schemas::plain;
use crate::percent;
use crate::schema::Direction;

/// The part of the exchange that is given.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Given {
    Nothing,
    /// The body is of this media type, by its number.
    Media(usize),
    /// The body, of this media type.
    Body(usize, Value),
    /// The value of the parameter of this number.
    Parameter(usize, Value),
    /// The header of this number holds this.
    Header(usize, Value),
    /// The credentials of this alternative of the requirements, by its number.
    Credentials(usize),
    /// There is no header of this name.
    WithoutHeader(String),
}

/// A request to an operation of base, or else of revision, with what is given and what it requires.
pub(in crate::diff) fn request(
    drafts: &mut Drafts<'_>,
    endpoint: &Endpoint,
    of_base: bool,
    given: Given,
) -> Option<Exchange> {
    let mut path = endpoint.operation.path().to_owned();
    let mut headers = BTreeMap::new();
    let (mut query, mut cookies): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (number, parameter) in endpoint.parameters.iter().enumerate() {
        let value = match &given {
            Given::Parameter(at, value) if *at == number => value.clone(),
            _ if parameter.required => value_of(drafts, of_base, parameter)?,
            _ => continue,
        };
        match parameter.location {
            Location::Path => path = path.replace(&format!("{{{}}}", parameter.name), &written(parameter, &value)?),
            Location::Query => query.push(written(parameter, &value)?),
            Location::Header => _ = headers.insert(parameter.name.to_ascii_lowercase(), written(parameter, &value)?),
            Location::Cookie => cookies.push(written(parameter, &value)?),
        }
    }
    let alternative = if let Given::Credentials(number) = given { number } else { 0 };
    for requirement in endpoint.security.get(alternative).into_iter().flatten() {
        // A scheme that the document does not declare: the credentials are unknown.
        let Some(scheme) = requirement.scheme.as_ref() else { continue };
        match scheme {
            Scheme::Authorization(kind) => _ = headers.insert("authorization".to_owned(), credentials(kind)),
            Scheme::Header(name) => _ = headers.insert(name.to_ascii_lowercase(), "token".to_owned()),
            Scheme::Query(name) => query.push(format!("{}=token", encode(name))),
            Scheme::Cookie(name) => cookies.push(format!("{name}=token")),
            Scheme::Connection => {}
        }
    }
    if !cookies.is_empty() {
        headers.insert("cookie".to_owned(), cookies.join("; "));
    }
    let required = endpoint.request_body.as_ref().filter(|body| body.required || has_body(&given));
    let body = match required {
        Some(declared) => body(drafts, of_base, &declared.content, &given, Direction::Request, &mut headers)?,
        None => None,
    };
    // A name in braces that no parameter declares may be anything.
    while let (Some(open), Some(close)) = (path.find('{'), path.find('}')) {
        path.replace_range(open.min(close)..=close.max(open), "1");
    }
    let server = endpoint.servers.first().map_or("", |server| server.url.as_str());
    let mut target = format!("{}{path}", base_path(server));
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let method = endpoint.operation.method().to_owned();
    let (body, body_text) = body.map_or((None, None), |body| (body.json, body.text));
    let request = Request { method, target, headers, body, body_text, assumed: false };
    Some(Exchange { request: Some(request), ..Exchange::default() })
}

/// A response of an operation of base, or else of revision, by its number and a status, with the call that it answers.
pub(in crate::diff) fn response(
    drafts: &mut Drafts<'_>,
    endpoint: &Endpoint,
    of_base: bool,
    (number, status): (usize, u16),
    given: Given,
) -> Option<Exchange> {
    let declared = &endpoint.responses[number];
    let mut headers = BTreeMap::new();
    for (number, header) in declared.headers.iter().enumerate() {
        let value = match &given {
            Given::Header(at, value) if *at == number => value.clone(),
            Given::WithoutHeader(name) if header.name.eq_ignore_ascii_case(name) => continue,
            _ if header.required => value_of(drafts, of_base, header)?,
            _ => continue,
        };
        headers.insert(header.name.to_ascii_lowercase(), written(header, &value)?);
    }
    let body = body(drafts, of_base, &declared.content, &given, Direction::Response, &mut headers)?;
    let call = request(drafts, endpoint, of_base, Given::Nothing).and_then(|exchange| exchange.request);
    let request = call.or_else(|| {
        let method = endpoint.operation.method().to_owned();
        Some(Request { method, target: endpoint.operation.path().to_owned(), ..Request::default() })
    });
    // What it answers is context: only where it leads counts.
    let request =
        request.map(|Request { method, target, .. }| Request { method, target, assumed: true, ..Request::default() });
    let (body, body_text) = body.map_or((None, None), |body| (body.json, body.text));
    Some(Exchange { request, response: Some(Response { status, headers, body, body_text }), callback: None })
}

fn has_body(given: &Given) -> bool {
    matches!(given, Given::Media(_) | Given::Body(..))
}

/// The body, and its `content-type`; the outer `None` when none can be generated.
fn body(
    drafts: &mut Drafts<'_>,
    of_base: bool,
    content: &Content,
    given: &Given,
    direction: Direction,
    headers: &mut BTreeMap<String, String>,
) -> Option<Option<Body>> {
    let number = match given {
        Given::Media(number) | Given::Body(number, _) => *number,
        _ => content.media_types.iter().position(|media_type| media_type.range.is_json()).unwrap_or(0),
    };
    let Some(media_type) = content.media_types.get(number) else { return Some(None) };
    let value = match given {
        Given::Body(_, value) => value.clone(),
        _ => match &media_type.schema {
            Some(schema) => drafts.engine.member(of_base, schema.pointer(), direction)?,
            None => json!({}),
        },
    };
    headers.insert("content-type".to_owned(), concrete(media_type));
    Some(Some(spelled(media_type, value)))
}

/// A media type that the range covers.
fn concrete(media_type: &MediaType) -> String {
    let text = media_type.range.to_string();
    match text.as_str() {
        "*/*" | "application/*" => "application/json".to_owned(),
        other => other.replace('*', "plain"),
    }
}

/// A body as a file holds it.
#[derive(Debug, Default)]
struct Body {
    json: Option<Value>,
    text: Option<String>,
}

/// The value as a file holds it: a form is text.
fn spelled(media_type: &MediaType, value: Value) -> Body {
    match (&value, media_type.range.is_form()) {
        (Value::Object(members), true) => {
            let pair = |(name, value): (&String, &Value)| format!("{}={}", encode(name), encode(&plain(value)));
            Body { json: None, text: Some(members.iter().map(pair).collect::<Vec<_>>().join("&")) }
        }
        _ => match (value, media_type.range.is_json() || media_type.range.is_range()) {
            (Value::String(text), false) => Body { json: None, text: Some(text) },
            (value, _) => Body { json: Some(value), text: None },
        },
    }
}

fn value_of(drafts: &mut Drafts<'_>, of_base: bool, parameter: &Parameter) -> Option<Value> {
    let Some(schema) = parameter.schema() else { return Some(json!("1")) };
    let direction = schema.direction();
    let value = drafts.engine.written_member(of_base, schema.pointer(), direction)?;
    Some(value)
}

/// The text of a parameter (OpenAPI 3.0.3, 4.7.12.3); a query parameter with its name.
fn written(parameter: &Parameter, value: &Value) -> Option<String> {
    let name = &parameter.name;
    let in_url = matches!(parameter.location, Location::Path | Location::Query);
    let escape = |text: &str| if in_url { encode(text) } else { text.to_owned() };
    let (style, explode) = match &parameter.form {
        None if matches!(parameter.location, Location::Query | Location::Cookie) => (Style::Form, true),
        None => (Style::Simple, false),
        Some(Form::Content(_)) => {
            let text = escape(&value.to_string());
            return Some(match parameter.location {
                Location::Query | Location::Cookie => format!("{}={text}", escape(name)),
                Location::Path | Location::Header => text,
            });
        }
        Some(Form::Styled { style, explode, .. }) => (*style, *explode),
    };
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| escape(&plain(item))).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match explode {
                true => vec![format!("{}={}", escape(name), escape(&plain(value)))],
                false => vec![escape(name), escape(&plain(value))],
            })
            .collect(),
        scalar => vec![escape(&plain(scalar))],
    };
    let is_object = value.is_object();
    let named = |items: &[String]| match is_object {
        true => items.join("&"),
        false => items.iter().map(|item| format!("{}={item}", escape(name))).collect::<Vec<_>>().join("&"),
    };
    Some(match style {
        Style::Simple => items.join(","),
        Style::Label => format!(".{}", items.join(if explode { "." } else { "," })),
        Style::Matrix if explode && is_object => format!(";{}", items.join(";")),
        Style::Matrix if explode => items.iter().map(|item| format!(";{name}={item}")).collect::<Vec<_>>().join(""),
        Style::Matrix => format!(";{name}={}", items.join(",")),
        Style::Form if explode => named(&items),
        Style::Form => format!("{}={}", escape(name), items.join(",")),
        Style::SpaceDelimited | Style::PipeDelimited if explode => named(&items),
        Style::SpaceDelimited => format!("{}={}", escape(name), items.join("%20")),
        Style::PipeDelimited => format!("{}={}", escape(name), items.join("%7C")),
        Style::DeepObject => {
            let members = value.as_object()?.iter();
            let pair = |(key, value): (&String, &Value)| {
                format!("{}[{}]={}", escape(name), escape(key), escape(&plain(value)))
            };
            members.map(pair).collect::<Vec<_>>().join("&")
        }
    })
}

/// Percent-encodes everything that is not unreserved (RFC 3986, 2.3).
pub(super) fn encode(text: &str) -> String {
    percent::encode(text, b"")
}

/// The path of a server's URL, with every variable filled in.
fn base_path(url: &str) -> String {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    let mut path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned();
    while let (Some(open), Some(close)) = (path.find('{'), path.find('}')) {
        path.replace_range(open.min(close)..=close.max(open), "1");
    }
    if path.is_empty() || path.starts_with('/') { path } else { format!("/{}", path.trim_start_matches("./")) }
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
