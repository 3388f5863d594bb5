//! Entries of HAR 1.2 captures, as browsers and proxies save them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Recorded;
use crate::error::Error;
use crate::json;
use crate::percent;
use crate::validate::{Headers, Request, Response};

impl Recorded {
    /// Reads one entry of `log.entries`.
    ///
    /// A response that never came, which browsers save with the status 0, is no response. What a browser did not keep
    /// of a body is not there.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, or not an entry; the message states what is missing.
    pub fn from_har_entry(bytes: &[u8]) -> Result<Self, Error> {
        let entry = json::parse(bytes).map_err(|error| Error::syntax(format!("invalid JSON: {error}")))?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let missing = |member: &str| Error::document(format!("missing member `{member}` of a capture entry"));
        let request = entry.get("request").ok_or_else(|| missing("request"))?;
        let mut headers = headers(request);
        let post = request.get("postData");
        let body = post.map(body_of_post).unwrap_or_default();
        add_content_type(&mut headers, text(post.and_then(|post| post.get("mimeType"))), body.is_empty());
        let request = Request {
            method: text(request.get("method")).ok_or_else(|| missing("request.method"))?.into(),
            target: text(request.get("url")).ok_or_else(|| missing("request.url"))?.into(),
            headers,
            body: body.into(),
        };
        let response = entry.get("response").and_then(|response| {
            let status = response.get("status")?.as_u64().and_then(|status| u16::try_from(status).ok())?;
            let content = response.get("content");
            let mut headers = self::headers(response);
            let body = content.map(body_of_content).unwrap_or_default();
            add_content_type(&mut headers, text(content.and_then(|content| content.get("mimeType"))), body.is_empty());
            (status >= 100).then(|| Response { status, headers, body: body.into() })
        });
        Ok(Self { request, response, request_assumed: false, response_assumed: false })
    }
}

fn headers(message: &Value) -> Headers<'static> {
    let headers = message.get("headers").and_then(Value::as_array).into_iter().flatten();
    headers
        .filter_map(|header| Some((header.get("name")?.as_str()?, header.get("value")?.as_str()?)))
        // The pseudo-headers of HTTP/2 repeat the request line.
        .filter(|(name, _)| !name.starts_with(':'))
        .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
        .collect()
}

fn add_content_type(headers: &mut Headers<'_>, media_type: Option<String>, empty: bool) {
    let known = headers.first("content-type").is_some();
    if let (false, false, Some(media_type)) = (known, empty, media_type.filter(|media_type| !media_type.is_empty())) {
        headers.push("content-type", media_type.into_bytes());
    }
}

/// `text`, else `params` of a form, written as the form was.
fn body_of_post(post: &Value) -> Vec<u8> {
    if let Some(text) = post.get("text").and_then(Value::as_str).filter(|text| !text.is_empty()) {
        return match post.get("encoding").and_then(Value::as_str) {
            Some("base64") => STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()),
            _ => text.as_bytes().to_vec(),
        };
    }
    let parameters = post.get("params").and_then(Value::as_array).into_iter().flatten();
    let pairs = parameters.filter_map(|parameter| {
        let part = |name: &str| parameter.get(name).and_then(Value::as_str).map(form_encode);
        Some(format!("{}={}", part("name")?, part("value").unwrap_or_default()))
    });
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}

fn body_of_content(content: &Value) -> Vec<u8> {
    let text = content.get("text").and_then(Value::as_str).unwrap_or_default();
    match content.get("encoding").and_then(Value::as_str) {
        Some("base64") => STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()),
        _ => text.as_bytes().to_vec(),
    }
}

fn form_encode(text: &str) -> String {
    // The URL Standard, 5: a space is `+`, and `~` is escaped.
    percent::encode(text, b"* ").replace(' ', "+").replace('~', "%7E")
}
