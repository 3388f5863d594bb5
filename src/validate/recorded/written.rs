//! [`Recorded`] written in the project's own form, so that it reads back as it was.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Recorded;
use crate::json;
use crate::validate::{BodyForm, Headers};

#[derive(Serialize)]
struct Written<'r> {
    request: Request<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Response<'r>>,
}

#[derive(Serialize)]
struct Request<'r> {
    method: &'r str,
    target: &'r str,
    headers: BTreeMap<&'r str, Values>,
    #[serde(flatten)]
    body: Option<Body>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed: Option<bool>,
}

#[derive(Serialize)]
struct Response<'r> {
    status: u16,
    headers: BTreeMap<&'r str, Values>,
    #[serde(flatten)]
    body: Option<Body>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed: Option<bool>,
}

/// The values of a header.
#[derive(Serialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Several(Vec<String>),
}

#[derive(Serialize)]
enum Body {
    #[serde(rename = "body")]
    Json(Value),
    #[serde(rename = "bodyText")]
    Text(String),
    #[serde(rename = "bodyBase64")]
    Base64(String),
    #[serde(rename = "bodyOmitted")]
    Omitted(bool),
}

impl Serialize for Recorded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let request = Request {
            method: &self.request.method,
            target: &self.request.target,
            headers: headers(&self.request.headers),
            body: body(&self.request.headers, &self.request.body, self.request.body_form),
            assumed: self.request_assumed.then_some(true),
        };
        let response = self.response.as_ref().map(|response| Response {
            status: response.status,
            headers: headers(&response.headers),
            body: body(&response.headers, &response.body, response.body_form),
            assumed: self.response_assumed.then_some(true),
        });
        Written { request, response }.serialize(serializer)
    }
}

fn headers<'r>(headers: &'r Headers<'_>) -> BTreeMap<&'r str, Values> {
    let mut written: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in headers.iter() {
        written.entry(name).or_default().push(String::from_utf8_lossy(value).into_owned());
    }
    let values = |mut values: Vec<String>| match values.len() {
        1 => Values::One(values.remove(0)),
        _ => Values::Several(values),
    };
    written.into_iter().map(|(name, all)| (name, values(all))).collect()
}

fn body(headers: &Headers<'_>, bytes: &[u8], form: BodyForm) -> Option<Body> {
    if form == BodyForm::Omitted {
        return Some(Body::Omitted(true));
    }
    // Without a media type, JSON would be given one by whoever reads it.
    let has_media_type = headers.first("content-type").is_some();
    if bytes.is_empty() && !has_media_type {
        return None;
    }
    if has_media_type
        && let Ok(value) = json::parse(bytes)
        && value.to_string().as_bytes() == bytes
    {
        return Some(Body::Json(value));
    }
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => Body::Text(text.to_owned()),
        Err(_) => Body::Base64(STANDARD.encode(bytes)),
    })
}
