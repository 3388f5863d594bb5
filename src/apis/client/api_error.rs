//! [`ApiError`]: what an error response says to programs.

use std::fmt;

use serde_json::{Map, Value};

use super::response::Response;

/// The class, the code and the message of an error response, as far as its body has them.
///
/// They are read from an object: the body itself, or its member `error`. That is where the documented errors of both APIs are, and
/// where the problem details of RFC 9457 are.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    kind: Option<String>,
    code: Option<String>,
    message: Option<String>,
}

impl ApiError {
    pub(super) fn of(response: &Response) -> Option<Self> {
        let body: Map<String, Value> = serde_json::from_slice(response.body()).ok()?;
        let inner = body.get("error").and_then(Value::as_object).unwrap_or(&body);
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| inner.get(*name).or_else(|| body.get(*name)));
            match found? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            }
        };
        let error =
            Self { kind: text(&["type"]), code: text(&["code"]), message: text(&["message", "detail", "title"]) };
        (error != Self { kind: None, code: None, message: None }).then_some(error)
    }

    /// The class: the member `type`, such as `invalid_request_error`.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The code for programs: the member `code`, such as `AMOUNT_TOO_LOW`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The explanation for people: the member `message`, or `detail` or `title`. It may repeat what was sent, so it is in no text of
    /// this crate.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// The code and the class, where they are written like words of a program: nothing else is repeated.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code().and_then(word), self.kind().and_then(word)) {
            (Some(code), Some(kind)) => write!(f, "{code} ({kind})"),
            (Some(word), None) | (None, Some(word)) => f.write_str(word),
            (None, None) => f.write_str("no code"),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiError({self})")
    }
}

impl ApiError {
    pub(super) fn has_words(&self) -> bool {
        self.code().and_then(word).or_else(|| self.kind().and_then(word)).is_some()
    }
}

/// `text` where it is one word, or the URI of a problem type, and not a person's address.
fn word(text: &str) -> Option<&str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte);
    // Long digits are ids or numbers of telephones, and no codes.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    ((1..=100).contains(&text.len()) && digits <= 6 && text.bytes().all(allowed)).then_some(text)
}
