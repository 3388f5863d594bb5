//! The project's own form of a recorded exchange.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::Recorded;
use crate::error::Error;
use crate::json;
use crate::similar::nearest;
use crate::validate::{BodyForm, Headers, Request, Response};

impl Recorded {
    /// Reads the JSON form.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, or not a recorded exchange: the message names the member and what was expected.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let value = json::parse(bytes).map_err(|error| Error::syntax(format!("invalid JSON: {error}")))?;
        Self::from_value(&value)
    }

    /// The same of a value that was parsed.
    ///
    /// # Errors
    ///
    /// When `value` is not a recorded exchange.
    pub fn from_value(value: &Value) -> Result<Self, Error> {
        let members = Members::of(value, "the exchange", &["request", "response"])?;
        let request = members.required("request")?;
        let names = &["method", "target", "url", "headers", "body", "bodyText", "bodyBase64", "bodyOmitted", "assumed"];
        let request = Members::of(request, "`request`", names)?;
        let target = match request.members.get("url") {
            Some(_) => request.text("url")?,
            None => request.text("target")?,
        };
        let (mut headers, body) = (request.headers()?, request.body()?);
        let (body, body_form) = body.bytes(&mut headers);
        let response = match members.members.get("response") {
            None | Some(Value::Null) => None,
            Some(response) => {
                let names = &["status", "headers", "body", "bodyText", "bodyBase64", "bodyOmitted", "assumed"];
                let response = Members::of(response, "`response`", names)?;
                let (mut headers, body) = (response.headers()?, response.body()?);
                let (body, body_form) = body.bytes(&mut headers);
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

/// The members of one object, with its name for messages.
struct Members<'v> {
    members: &'v Map<String, Value>,
    name: &'static str,
}

enum Body {
    None,
    Json(Value),
    Bytes(Vec<u8>),
    Omitted,
}

impl Body {
    fn bytes(self, headers: &mut Headers<'_>) -> (Vec<u8>, BodyForm) {
        let bytes = match self {
            Self::None => Vec::new(),
            Self::Omitted => return (Vec::new(), BodyForm::Omitted),
            Self::Bytes(bytes) => bytes,
            Self::Json(value) => {
                if headers.first("content-type").is_none() {
                    headers.push("content-type", b"application/json".as_slice());
                }
                value.to_string().into_bytes()
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

    fn body(&self) -> Result<Body, Error> {
        let given: Vec<&str> = ["body", "bodyText", "bodyBase64", "bodyOmitted"]
            .into_iter()
            .filter(|member| self.members.contains_key(*member))
            .collect();
        match given.as_slice() {
            [] => Ok(Body::None),
            ["body"] => Ok(Body::Json(self.required("body")?.clone())),
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
