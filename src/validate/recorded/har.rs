//! Entries of HAR 1.2 captures, as browsers and proxies save them.
//!
//! A capture has the headers of the wire, but bodies as the application saw them: "decoded" from content codings and
//! character sets, in base64 where `encoding` says so, or left out. What an entry says about a body that it does not have
//! decides whether there was none, or one that was not kept.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Recorded;
use crate::contract::MediaRange;
use crate::error::Error;
use crate::json::{Inside, Kind, Node, Tape};
use crate::percent;
use crate::validate::multipart::{self, Field};
use crate::validate::{BodyForm, Headers, Request, Response};

/// Producers differ in whether they write the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Recorded {
    /// Reads one entry of `log.entries`.
    ///
    /// A response that never came, which browsers save with the status 0, is no response. A body that was not kept is
    /// [`BodyForm::Omitted`] or [`BodyForm::Unknown`], never an empty one. Members that HAR 1.2 requires and that nothing is
    /// read from may be missing, as they are in the captures of many tools.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, or not an entry; the message states what is missing or wrong.
    pub fn from_har_entry(bytes: &[u8]) -> Result<Self, Error> {
        let entry = Tape::parse(bytes).map_err(|error| Error::syntax(format!("invalid JSON: {error}")))?;
        Self::from_har_tape(&entry)
    }

    /// The same of a text that was parsed.
    pub(crate) fn from_har_tape(entry: &Tape<'_>) -> Result<Self, Error> {
        let entry = entry.root();
        let request = object(entry, "request")?.ok_or_else(|| wrong("missing member `request`"))?;
        let text = |member: &str| match request.get(member).map(Node::string) {
            Some(Some(text)) => Ok(text.into_owned()),
            Some(None) => Err(wrong(&format!("`request.{member}` is not a string"))),
            None => Err(wrong(&format!("missing member `request.{member}`"))),
        };
        let (method, target) = (text("method")?, text("url")?);
        let mut headers = headers(request, "request")?;
        add_cookies(&mut headers, request)?;
        let post = object(request, "postData")?;
        let body = body_of_post(post, request, &mut headers)?;
        add_content_type(&mut headers, post, &body)?;
        let (body, body_form) = body.parts();
        let request = Request { method: method.into(), target: target.into(), headers, body: body.into(), body_form };
        // One that never came has a status of 0; without the member it is not known what came.
        let response = response(object(entry, "response")?.ok_or_else(|| wrong("missing member `response`"))?)?;
        Ok(Self { request, response, request_assumed: false, response_assumed: false })
    }
}

fn wrong(what: &str) -> Error {
    Error::document(format!("invalid capture entry: {what}"))
}

/// The member `name`; what is `null` is not there.
fn there<'t, 'a>(value: Node<'t, 'a>, name: &str) -> Option<Node<'t, 'a>> {
    value.get(name).filter(|member| !member.is_null())
}

/// The member `name`, an object.
fn object<'t, 'a>(value: Node<'t, 'a>, name: &str) -> Result<Option<Node<'t, 'a>>, Error> {
    match there(value, name) {
        None => Ok(None),
        Some(found) if matches!(found.kind(), Kind::Object) => Ok(Some(found)),
        Some(_) => Err(wrong(&format!("`{name}` is not an object"))),
    }
}

/// The member `name`, a list, which is empty where there is none.
fn list<'t, 'a>(value: Node<'t, 'a>, name: &str) -> Result<Inside<'t, 'a>, Error> {
    match there(value, name) {
        None => Ok(Inside::default()),
        Some(found) => found.elements().ok_or_else(|| wrong(&format!("`{name}` is not a list"))),
    }
}

/// The member `name`, a string, which is empty where there is none.
fn string<'a>(value: Node<'_, 'a>, name: &str) -> Result<Cow<'a, str>, Error> {
    match there(value, name) {
        None => Ok(Cow::Borrowed("")),
        Some(found) => found.string().ok_or_else(|| wrong(&format!("`{name}` is not a string"))),
    }
}

/// The member `name`, a number of bytes; `None` for -1, which stands for one that is not known.
fn size(value: Node<'_, '_>, name: &str) -> Result<Option<f64>, Error> {
    match there(value, name).map(Node::kind) {
        None => Ok(None),
        Some(Kind::Number(size)) => Ok(size.number().0.as_f64().filter(|size| *size >= 0.0)),
        Some(_) => Err(wrong(&format!("`{name}` is not a number"))),
    }
}

/// `None` when it never came: browsers then save the status 0, test tools -1.
fn response(response: Node<'_, '_>) -> Result<Option<Response<'static>>, Error> {
    let status = match response.get("status").map(Node::kind) {
        Some(Kind::Number(status)) => status.number().0.as_i64(),
        _ => None,
    };
    let content = object(response, "content")?;
    let mut headers = headers(response, "response")?;
    let body = body_of_content(content, response, &headers)?;
    let status = match status {
        Some(0 | -1) if matches!(body, Body::Text(_) | Body::Bytes(_)) => {
            return Err(wrong("`response.status` says that no response came, and there is a body"));
        }
        // A response that begins to come has a status line before its headers.
        Some(-1) if headers.iter().next().is_some() => {
            return Err(wrong("`response.status` is not a status code of three digits"));
        }
        Some(0 | -1) => return Ok(None),
        Some(status @ 100..=999) => u16::try_from(status).unwrap_or_default(),
        _ => return Err(wrong("`response.status` is not a status code of three digits")),
    };
    add_content_type(&mut headers, content, &body)?;
    let (body, body_form) = body.parts();
    Ok(Some(Response { status, headers, body: body.into(), body_form }))
}

fn headers(message: Node<'_, '_>, name: &str) -> Result<Headers<'static>, Error> {
    let mut headers = Headers::default();
    for header in list(message, "headers")? {
        let (Some(known), Some(value)) = (header.get("name").and_then(Node::string), header.get("value").map(text))
        else {
            return Err(wrong(&format!("a header of `{name}` has no `name` or no `value`")));
        };
        let value = value.ok_or_else(|| wrong(&format!("the value of a header of `{name}` is not a string")))?;
        // The pseudo-headers of HTTP/2 repeat the request line.
        if !known.starts_with(':') {
            headers.push(known.into_owned(), value.into_bytes());
        }
    }
    Ok(headers)
}

/// A value that should be a string: some producers write `content-length` as a number.
fn text(value: Node<'_, '_>) -> Option<String> {
    match value.kind() {
        Kind::String(text) => Some(text.decode().into_owned()),
        Kind::Number(number) => Some(number.number().0.to_string()),
        Kind::Bool(is) => Some(is.to_string()),
        Kind::Null => Some(String::new()),
        Kind::Array | Kind::Object | Kind::Name(_) => None,
    }
}

/// Browsers list cookies beside the headers, and some leave out the header that they were sent in.
fn add_cookies(headers: &mut Headers<'_>, request: Node<'_, '_>) -> Result<(), Error> {
    let pair =
        |cookie: Node<'_, '_>| Some(format!("{}={}", cookie.get("name")?.string()?, text(cookie.get("value")?)?));
    let pairs: Option<Vec<String>> = list(request, "cookies")?.map(pair).collect();
    let pairs = pairs.ok_or_else(|| wrong("a cookie of `request` has no `name` or no `value`"))?;
    if !pairs.is_empty() && headers.first("cookie").is_none() {
        headers.push("cookie", pairs.join("; ").into_bytes());
    }
    Ok(())
}

fn add_content_type(headers: &mut Headers<'_>, holder: Option<Node<'_, '_>>, body: &Body) -> Result<(), Error> {
    let media_type = holder.map_or(Ok(Cow::Borrowed("")), |holder| string(holder, "mimeType"))?;
    let is_known = !media_type.is_empty() && media_type != "x-unknown";
    if is_known && *body != Body::None && headers.first("content-type").is_none() {
        headers.push("content-type", media_type.into_owned().into_bytes());
    }
    Ok(())
}

/// A body as far as a capture has it.
#[derive(Debug, PartialEq, Eq)]
enum Body {
    None,
    Text(Vec<u8>),
    /// Of base64, whose bytes are still in the character set of the wire.
    Bytes(Vec<u8>),
    Omitted,
    Unknown,
}

impl Body {
    fn parts(self) -> (Vec<u8>, BodyForm) {
        match self {
            Self::None => (Vec::new(), BodyForm::Sent),
            Self::Text(bytes) => (bytes, BodyForm::Text),
            Self::Bytes(bytes) => (bytes, BodyForm::Decoded),
            Self::Omitted => (Vec::new(), BodyForm::Omitted),
            Self::Unknown => (Vec::new(), BodyForm::Unknown),
        }
    }

    /// The `text` of `holder`, as its `encoding` says; `None` where there is none.
    fn of_text(holder: Node<'_, '_>) -> Result<Option<Self>, Error> {
        let encoding = string(holder, "encoding")?.to_ascii_lowercase();
        let Some(text) = there(holder, "text") else { return Ok(None) };
        let text = text.string().ok_or_else(|| wrong("the `text` of a body is not a string"))?;
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(match encoding.as_str() {
            "" | "utf-8" | "utf8" | "plain" | "text" => Self::Text(text.into_owned().into_bytes()),
            "base64" => {
                let text: String = text.chars().filter(|character| !character.is_ascii_whitespace()).collect();
                Self::Bytes(BASE64.decode(text).map_err(|_| wrong("the `text` of a body is not base64"))?)
            }
            // The encoding of another producer: there is a body, and it cannot be read.
            _ => Self::Omitted,
        }))
    }

    /// A body that is not in the capture, by what the capture says of its size: HAR 1.2 writes -1 for a size that is not
    /// known, and leaves out a text that is not available.
    fn missing(size: Option<f64>, transferred: Option<f64>, headers: &Headers<'_>) -> Self {
        let length =
            headers.first("content-length").and_then(|length| std::str::from_utf8(length).ok()?.trim().parse().ok());
        match (size, transferred, length) {
            (Some(size), ..) if size > 0.0 => Self::Omitted,
            (None, Some(transferred), _) if transferred > 0.0 => Self::Omitted,
            (None, None, Some(1_u64..)) => Self::Omitted,
            (None, None, None) => Self::Unknown,
            _ => Self::None,
        }
    }
}

/// `text`, else `params` of a form, written as the form was.
fn body_of_post(post: Option<Node<'_, '_>>, request: Node<'_, '_>, headers: &mut Headers<'_>) -> Result<Body, Error> {
    let body_size = size(request, "bodySize")?;
    let Some(post) = post else {
        // HTTP Toolkit keeps bodies that are no text here, and says which it did not keep.
        if let Some(body) = object(request, "_content")?.map(Body::of_text).transpose()?.flatten() {
            return Ok(body);
        }
        let is_discarded = there(request, "_requestBodyStatus").is_some();
        return Ok(if is_discarded { Body::Omitted } else { Body::missing(body_size, None, headers) });
    };
    let (own_size, parameters) = (size(post, "size")?, list(post, "params")?);
    let media_type = string(post, "mimeType")?;
    if let Some(body) = Body::of_text(post)? {
        return Ok(body);
    }
    if is_in_a_file(post) {
        return Ok(Body::Omitted);
    }
    if parameters.clone().next().is_none() {
        let size = if post.get("size").is_some() { own_size } else { body_size };
        return Ok(Body::missing(size, None, headers));
    }
    match media_type.trim_start().to_ascii_lowercase() {
        form if form.starts_with("multipart/form-data") => {
            return multipart_of_params(parameters, &media_type, headers);
        }
        // What else has parts has no names for them.
        other if other.starts_with("multipart/") => return Ok(Body::Omitted),
        _ => {}
    }
    let pair = |parameter: Node<'_, '_>| {
        let value = parameter.get("value").map_or(Some(String::new()), text)?;
        Some(format!("{}={}", form_encode(&parameter.get("name")?.string()?), form_encode(&value)))
    };
    let pairs: Option<Vec<String>> = parameters.map(pair).collect();
    let pairs =
        pairs.ok_or_else(|| wrong("one of the `params` of a form has no `name`, or a `value` that is no string"))?;
    Ok(Body::Text(pairs.join("&").into_bytes()))
}

/// The parts of a form as the capture lists them; a boundary is made where it has none.
fn multipart_of_params(parameters: Inside<'_, '_>, media_type: &str, headers: &mut Headers<'_>) -> Result<Body, Error> {
    let texts = |parameter| {
        let [name, value, file_name, content_type] =
            ["name", "value", "fileName", "contentType"].map(|name| member(parameter, name));
        Some((name??, value?, file_name?, content_type?))
    };
    let texts: Option<Vec<_>> = parameters.map(texts).collect();
    let texts =
        texts.ok_or_else(|| wrong("one of the `params` of a form has no `name`, or a member that is no string"))?;
    let fields = texts.iter().map(|(name, value, file_name, content_type)| {
        let file_name = said(file_name);
        // Of a file, an empty text means that its content was left out.
        let value = if file_name.is_some() { said(value) } else { value.as_deref() };
        Field { name, value, file_name, content_type: said(content_type) }
    });
    let fields: Vec<_> = fields.collect();
    let sent = headers.first("content-type").and_then(|sent| std::str::from_utf8(sent).ok()).unwrap_or(media_type);
    let sent = MediaRange::parse(sent);
    let known = sent.as_ref().and_then(|sent| sent.parameter("boundary"));
    let (body, boundary) = multipart::write(&fields, known);
    if known.is_none() {
        let essence = sent.map_or_else(|| "multipart/form-data".to_owned(), |sent| sent.essence());
        headers.set("content-type", format!("{essence}; boundary={boundary}"));
    }
    Ok(Body::Text(body.into_bytes()))
}

/// The text of a member that may be missing; `None` if it is anything else.
fn member<'a>(parameter: Node<'_, 'a>, name: &str) -> Option<Option<Cow<'a, str>>> {
    there(parameter, name).map_or(Some(None), |value| value.string().map(Some))
}

/// A text that says something.
fn said<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    text.as_deref().filter(|text| !text.is_empty())
}

fn body_of_content(
    content: Option<Node<'_, '_>>,
    response: Node<'_, '_>,
    headers: &Headers<'_>,
) -> Result<Body, Error> {
    let transferred = size(response, "bodySize")?;
    let Some(content) = content else { return Ok(Body::missing(None, transferred, headers)) };
    let size = size(content, "size")?;
    if let Some(body) = Body::of_text(content)? {
        return Ok(body);
    }
    if is_in_a_file(content) {
        return Ok(Body::Omitted);
    }
    Ok(Body::missing(size, transferred, headers))
}

/// Test tools save bodies in files beside the capture.
fn is_in_a_file(holder: Node<'_, '_>) -> bool {
    there(holder, "_file").is_some()
}

fn form_encode(text: &str) -> String {
    // The URL Standard, 5: a space is `+`, and `~` is escaped.
    percent::encode(text, b"* ").replace(' ', "+").replace('~', "%7E")
}
