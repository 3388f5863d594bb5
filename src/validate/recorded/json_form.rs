//! The project's own form of a recorded exchange.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::Recorded;
use crate::error::Error;
use crate::json::{Document, spans};
use crate::pointer::Pointer;
use crate::similar::nearest;
use crate::validate::{BodyForm, Headers, Request, Response};

impl Recorded {
    /// Reads the JSON form.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, or not a recorded exchange: the message names the member and what was expected.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let document = Document::parse(bytes).map_err(|error| Error::syntax(format!("invalid JSON: {error}")))?;
        Self::from_document(&document)
    }

    /// The same of a text that was parsed.
    pub(crate) fn from_document(document: &Document<'_>) -> Result<Self, Error> {
        Self::read(document.value(), &BodyTexts::of(document))
    }

    /// The same of a value that was parsed.
    ///
    /// # Errors
    ///
    /// When `value` is not a recorded exchange.
    pub fn from_value(value: &Value) -> Result<Self, Error> {
        Self::read(value, &BodyTexts::default())
    }

    fn read(value: &Value, texts: &BodyTexts<'_>) -> Result<Self, Error> {
        let members = Members::of(value, "the exchange", &["request", "response"])?;
        let request = members.required("request")?;
        let names = &["method", "target", "url", "headers", "body", "bodyText", "bodyBase64", "bodyOmitted", "assumed"];
        let request = Members::of(request, "`request`", names)?;
        let target = match request.members.get("url") {
            Some(_) => request.text("url")?,
            None => request.text("target")?,
        };
        let (mut headers, body) = (request.headers()?, request.body()?);
        let (body, body_form) = body.bytes(&mut headers, texts.request);
        let response = match members.members.get("response") {
            None | Some(Value::Null) => None,
            Some(response) => {
                let names = &["status", "headers", "body", "bodyText", "bodyBase64", "bodyOmitted", "assumed"];
                let response = Members::of(response, "`response`", names)?;
                let (mut headers, body) = (response.headers()?, response.body()?);
                let (body, body_form) = body.bytes(&mut headers, texts.response);
                let status = response.status()?;
                Some((Response { status, headers, body: body.into(), body_form }, response.flag("assumed")?))
            }
        };
        let request_assumed = request.flag("assumed")?;
        let (response, response_assumed) = response.map_or((None, false), |(response, flag)| (Some(response), flag));
        let method = request.text("method")?.into();
        let request = Request { method, target: target.into(), headers, body: body.into(), body_form };
        Ok(Self { request, response, request_assumed, response_assumed })
    }
}

/// The texts of the bodies that are JSON. A value does not have the digits that an `f64` rounds.
#[derive(Default)]
struct BodyTexts<'d> {
    request: Option<&'d [u8]>,
    response: Option<&'d [u8]>,
}

impl<'d> BodyTexts<'d> {
    fn of(document: &Document<'d>) -> Self {
        let pointers = ["request", "response"].map(|half| Pointer::root().key(half).key("body"));
        if !pointers.iter().any(|pointer| pointer.resolve(document.value()).is_some()) {
            return Self::default();
        }
        let found = spans(document.bytes(), &pointers);
        let mut texts = found.into_iter().map(|span| document.bytes().get(span?.value));
        Self { request: texts.next().flatten(), response: texts.next().flatten() }
    }
}

/// A JSON text without the white space between its tokens.
fn compact(text: &[u8]) -> Vec<u8> {
    let (mut out, mut in_string, mut is_escaped) = (Vec::with_capacity(text.len()), false, false);
    for &byte in text {
        if in_string || !byte.is_ascii_whitespace() {
            out.push(byte);
        }
        in_string ^= byte == b'"' && !is_escaped;
        is_escaped = in_string && byte == b'\\' && !is_escaped;
    }
    out
}

/// The members of one object, with its name for messages.
struct Members<'v> {
    members: &'v Map<String, Value>,
    name: &'static str,
}

enum Body<'v> {
    None,
    Json(&'v Value),
    Bytes(Vec<u8>),
    Omitted,
}

impl Body<'_> {
    fn bytes(self, headers: &mut Headers<'_>, text: Option<&[u8]>) -> (Vec<u8>, BodyForm) {
        let bytes = match self {
            Self::None => Vec::new(),
            Self::Omitted => return (Vec::new(), BodyForm::Omitted),
            Self::Bytes(bytes) => bytes,
            Self::Json(value) => {
                if headers.first("content-type").is_none() {
                    headers.push("content-type", b"application/json".as_slice());
                }
                text.map_or_else(|| value.to_string().into_bytes(), compact)
            }
        };
        (bytes, BodyForm::Sent)
    }
}

impl<'v> Members<'v> {
    fn of(value: &'v Value, name: &'static str, known: &[&str]) -> Result<Self, Error> {
        let Some(members) = value.as_object() else {
            let expected = known.iter().map(|member| format!("`{member}`")).collect::<Vec<_>>().join(", ");
            return Err(Error::document(format!("{name} is not an object; expected the members {expected}")));
        };
        if let Some(unknown) = members.keys().find(|member| !known.contains(&member.as_str())) {
            let hint = match nearest(unknown, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let expected = known.iter().map(|member| format!("`{member}`")).collect::<Vec<_>>().join(", ");
                    format!("expected {expected}")
                }
            };
            return Err(Error::document(format!("unknown member `{unknown}` of {name}; {hint}")));
        }
        Ok(Self { members, name })
    }

    fn required(&self, member: &str) -> Result<&'v Value, Error> {
        let missing = || Error::document(format!("missing member `{member}` of {}", self.name));
        self.members.get(member).ok_or_else(missing)
    }

    fn wrong(&self, member: &str, expected: &str) -> Error {
        Error::document(format!("`{member}` of {}: expected {expected}", self.name))
    }

    fn text(&self, member: &str) -> Result<String, Error> {
        let text = self.required(member)?.as_str();
        text.map(str::to_owned).ok_or_else(|| self.wrong(member, "a string"))
    }

    fn flag(&self, member: &str) -> Result<bool, Error> {
        match self.members.get(member) {
            None => Ok(false),
            Some(flag) => flag.as_bool().ok_or_else(|| self.wrong(member, "true or false")),
        }
    }

    fn status(&self) -> Result<u16, Error> {
        let status = self.required("status")?.as_u64().and_then(|status| u16::try_from(status).ok());
        let status = status.filter(|status| (100..=999).contains(status));
        status.ok_or_else(|| self.wrong("status", "a status code of three digits"))
    }

    fn headers(&self) -> Result<Headers<'static>, Error> {
        let expected = "an object of header names, each with a string or a list of strings";
        let mut out = Headers::default();
        let headers = match self.members.get("headers") {
            None => return Ok(out),
            Some(headers) => headers.as_object().ok_or_else(|| self.wrong("headers", expected))?,
        };
        for (name, value) in headers {
            let values = match value {
                Value::Array(values) => values.iter().collect(),
                one => vec![one],
            };
            for value in values {
                let value = value.as_str().ok_or_else(|| self.wrong("headers", expected))?;
                out.push(name.clone(), value.as_bytes().to_vec());
            }
        }
        Ok(out)
    }

    fn body(&self) -> Result<Body<'v>, Error> {
        let given: Vec<&str> = ["body", "bodyText", "bodyBase64", "bodyOmitted"]
            .into_iter()
            .filter(|member| self.members.contains_key(*member))
            .collect();
        match given.as_slice() {
            [] => Ok(Body::None),
            ["body"] => Ok(Body::Json(self.required("body")?)),
            ["bodyText"] => Ok(Body::Bytes(self.text("bodyText")?.into_bytes())),
            ["bodyBase64"] => {
                let bytes = STANDARD.decode(self.text("bodyBase64")?);
                bytes.map(Body::Bytes).map_err(|_| self.wrong("bodyBase64", "base64 (RFC 4648, section 4)"))
            }
            ["bodyOmitted"] => Ok(if self.flag("bodyOmitted")? { Body::Omitted } else { Body::None }),
            _ => Err(Error::document(format!("more than one body in {}: `{}`", self.name, given.join("`, `")))),
        }
    }
}
