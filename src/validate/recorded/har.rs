//! Entries of HAR 1.2 captures, as browsers and proxies save them.
//!
//! A capture has the headers of the wire, but bodies as the application saw them: "decoded" from content codings and
//! character sets, in base64 where `encoding` says so, or left out. What an entry says about a body that it does not have
//! decides whether there was none, or one that was not kept.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::Recorded;
use crate::contract::MediaRange;
use crate::error::Error;
use crate::json;
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
        let entry = json::parse(bytes).map_err(|error| Error::syntax(format!("invalid JSON: {error}")))?;
        Self::from_har_value(&entry)
    }

    /// The same of a value that was parsed.
    pub(crate) fn from_har_value(entry: &Value) -> Result<Self, Error> {
        let request = object(entry, "request")?.ok_or_else(|| wrong("missing member `request`"))?;
        let text = |member: &str| match request.get(member) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(wrong(&format!("`request.{member}` is not a string"))),
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

/// The member `name`, an object; what is `null` is not there.
fn object<'v>(value: &'v Value, name: &str) -> Result<Option<&'v Value>, Error> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(found @ Value::Object(_)) => Ok(Some(found)),
        Some(_) => Err(wrong(&format!("`{name}` is not an object"))),
    }
}

/// The member `name`, a list; what is `null` is not there.
fn list<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], Error> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(wrong(&format!("`{name}` is not a list"))),
    }
}

/// The member `name`, a string; what is `null` is empty.
fn string<'v>(value: &'v Value, name: &str) -> Result<&'v str, Error> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(wrong(&format!("`{name}` is not a string"))),
    }
}

/// The member `name`, a number of bytes; `None` for -1, which stands for one that is not known.
fn size(value: &Value, name: &str) -> Result<Option<f64>, Error> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(size)) => Ok(size.as_f64().filter(|size| *size >= 0.0)),
        Some(_) => Err(wrong(&format!("`{name}` is not a number"))),
    }
}

/// `None` when it never came: browsers then save the status 0, test tools -1.
fn response(response: &Value) -> Result<Option<Response<'static>>, Error> {
    let status = response.get("status").and_then(Value::as_i64);
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

fn headers(message: &Value, name: &str) -> Result<Headers<'static>, Error> {
    let mut headers = Headers::default();
    for header in list(message, "headers")? {
        let (Some(Value::String(known)), Some(value)) = (header.get("name"), header.get("value").map(text)) else {
            return Err(wrong(&format!("a header of `{name}` has no `name` or no `value`")));
        };
        let value = value.ok_or_else(|| wrong(&format!("the value of a header of `{name}` is not a string")))?;
        // The pseudo-headers of HTTP/2 repeat the request line.
        if !known.starts_with(':') {
            headers.push(known.clone(), value.into_bytes());
        }
    }
    Ok(headers)
}

/// A value that should be a string: some producers write `content-length` as a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null => Some(String::new()),
        _ => None,
    }
}

/// Browsers list cookies beside the headers, and some leave out the header that they were sent in.
fn add_cookies(headers: &mut Headers<'_>, request: &Value) -> Result<(), Error> {
    let pair = |cookie: &Value| Some(format!("{}={}", cookie.get("name")?.as_str()?, text(cookie.get("value")?)?));
    let pairs: Option<Vec<String>> = list(request, "cookies")?.iter().map(pair).collect();
    let pairs = pairs.ok_or_else(|| wrong("a cookie of `request` has no `name` or no `value`"))?;
    if !pairs.is_empty() && headers.first("cookie").is_none() {
        headers.push("cookie", pairs.join("; ").into_bytes());
    }
    Ok(())
}

fn add_content_type(headers: &mut Headers<'_>, holder: Option<&Value>, body: &Body) -> Result<(), Error> {
    let media_type = holder.map_or(Ok(""), |holder| string(holder, "mimeType"))?;
    let is_known = !media_type.is_empty() && media_type != "x-unknown";
    if is_known && *body != Body::None && headers.first("content-type").is_none() {
        headers.push("content-type", media_type.as_bytes().to_vec());
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
    fn of_text(holder: &Value) -> Result<Option<Self>, Error> {
        let encoding = string(holder, "encoding")?.to_ascii_lowercase();
        let text = match holder.get("text") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => text,
            Some(_) => return Err(wrong("the `text` of a body is not a string")),
        };
        Ok(Some(match encoding.as_str() {
            "" | "utf-8" | "utf8" | "plain" | "text" => Self::Text(text.as_bytes().to_vec()),
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
fn body_of_post(post: Option<&Value>, request: &Value, headers: &mut Headers<'_>) -> Result<Body, Error> {
    let body_size = size(request, "bodySize")?;
    let Some(post) = post else {
        // HTTP Toolkit keeps bodies that are no text here, and says which it did not keep.
        if let Some(body) = object(request, "_content")?.map(Body::of_text).transpose()?.flatten() {
            return Ok(body);
        }
        let is_discarded = request.get("_requestBodyStatus").is_some_and(|status| !status.is_null());
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
    if parameters.is_empty() {
        let size = if post.get("size").is_some() { own_size } else { body_size };
        return Ok(Body::missing(size, None, headers));
    }
    match media_type.trim_start().to_ascii_lowercase() {
        form if form.starts_with("multipart/form-data") => return multipart_of_params(parameters, media_type, headers),
        // What else has parts has no names for them.
        other if other.starts_with("multipart/") => return Ok(Body::Omitted),
        _ => {}
    }
    let pair = |parameter: &Value| {
        let value = parameter.get("value").map_or(Some(String::new()), text)?;
        Some(format!("{}={}", form_encode(parameter.get("name")?.as_str()?), form_encode(&value)))
    };
    let pairs: Option<Vec<String>> = parameters.iter().map(pair).collect();
    let pairs =
        pairs.ok_or_else(|| wrong("one of the `params` of a form has no `name`, or a `value` that is no string"))?;
    Ok(Body::Text(pairs.join("&").into_bytes()))
}

/// The parts of a form as the capture lists them; a boundary is made where it has none.
fn multipart_of_params(parameters: &[Value], media_type: &str, headers: &mut Headers<'_>) -> Result<Body, Error> {
    let field = |parameter| {
        let file_name = member(parameter, "fileName")?.filter(|name| !name.is_empty());
        let value = member(parameter, "value")?;
        Some(Field {
            name: member(parameter, "name")??,
            // Of a file, an empty text means that its content was left out.
            value: value.filter(|value| file_name.is_none() || !value.is_empty()),
            file_name,
            content_type: member(parameter, "contentType")?.filter(|media_type| !media_type.is_empty()),
        })
    };
    let fields: Option<Vec<Field<'_>>> = parameters.iter().map(field).collect();
    let fields =
        fields.ok_or_else(|| wrong("one of the `params` of a form has no `name`, or a member that is no string"))?;
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
fn member<'v>(parameter: &'v Value, name: &str) -> Option<Option<&'v str>> {
    parameter.get(name).filter(|value| !value.is_null()).map_or(Some(None), |value| value.as_str().map(Some))
}

fn body_of_content(content: Option<&Value>, response: &Value, headers: &Headers<'_>) -> Result<Body, Error> {
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
fn is_in_a_file(holder: &Value) -> bool {
    holder.get("_file").is_some_and(|file| !file.is_null())
}

fn form_encode(text: &str) -> String {
    // The URL Standard, 5: a space is `+`, and `~` is escaped.
    percent::encode(text, b"* ").replace(' ', "+").replace('~', "%7E")
}
