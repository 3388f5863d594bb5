//! [`Received`]: the last requests, for tests that check what their client has sent. Credentials are never kept.

use std::collections::VecDeque;

use ::http::request::Parts;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::call;
use crate::json;

/// How many requests are kept, and how many bytes of them.
const MOST: usize = 1_000;
pub(super) const BYTES: usize = 1 << 20;

/// Headers whose values are credentials, whatever the contract says.
const SECRET_HEADERS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "x-api-key"];

const MASKED: &str = "***";

#[derive(Debug, Default)]
pub(super) struct Received {
    requests: VecDeque<Kept>,
    bytes: usize,
    /// How many there were, those that are kept no more included.
    count: u64,
}

#[derive(Debug)]
struct Kept {
    number: u64,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    operation: Option<String>,
    status: Option<u16>,
    fault: String,
    body: Bytes,
    length: usize,
}

/// A request that was received.
#[derive(Debug)]
pub(super) struct Entry<'r> {
    pub(super) head: &'r Parts,
    /// What was read of its body, and how many bytes that were: of a long one the number only.
    pub(super) body: (Bytes, usize),
    pub(super) operation: Option<&'r str>,
    /// What went wrong on purpose.
    pub(super) fault: String,
    /// `None` where the connection was broken on purpose.
    pub(super) status: Option<u16>,
    /// Names of query parameters and headers whose values are credentials.
    pub(super) secrets: &'r [String],
}

impl Received {
    pub(super) fn add(&mut self, entry: Entry<'_>) {
        let head = entry.head;
        let is_secret = |name: &str| entry.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name));
        let shown = |name: &str, value: String, is_secret: bool| {
            (name.to_owned(), if is_secret { MASKED.into() } else { value })
        };
        let headers = head.headers.iter().map(|(name, value)| {
            let name = name.as_str();
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            shown(name, text, SECRET_HEADERS.contains(&name) || is_secret(name))
        });
        let query = call::query(&head.uri).into_iter().map(|(name, value)| shown(&name, value, is_secret(&name)));
        self.count += 1;
        let kept = Kept {
            number: self.count,
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: query.collect(),
            headers: headers.collect(),
            operation: entry.operation.map(str::to_owned),
            status: entry.status,
            fault: entry.fault,
            body: entry.body.0,
            length: entry.body.1,
        };
        self.bytes += kept.bytes();
        self.requests.push_back(kept);
        while self.requests.len() > MOST || self.bytes > BYTES {
            let Some(gone) = self.requests.pop_front() else { break };
            self.bytes -= gone.bytes();
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The requests, oldest first; of one operation only, where it is named. Bodies show types and sizes, or all values.
    pub(super) fn shown(&self, operation: Option<&str>, with_values: bool) -> Value {
        let matching =
            self.requests.iter().filter(|kept| operation.is_none() || kept.operation.as_deref() == operation);
        let requests: Vec<Value> = matching.map(|kept| kept.shown(with_values)).collect();
        json!({ "count": self.count, "kept": self.requests.len(), "requests": requests })
    }
}

impl Kept {
    fn bytes(&self) -> usize {
        let pairs = self.query.iter().chain(&self.headers);
        pairs.map(|(name, value)| name.len() + value.len()).sum::<usize>() + self.path.len() + self.body.len()
    }

    fn shown(&self, with_values: bool) -> Value {
        let pairs = |pairs: &[(String, String)]| -> Vec<Value> {
            pairs.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
        };
        let mut shown = json!({
            "number": self.number,
            "method": self.method,
            "path": self.path,
            "query": pairs(&self.query),
            "headers": pairs(&self.headers),
            "operation": self.operation,
            "status": self.status,
        });
        if !self.fault.is_empty() {
            shown["fault"] = Value::from(self.fault.as_str());
        }
        if self.length > 0 {
            shown["body"] = match json::parse(&self.body) {
                Ok(body) if with_values => body,
                Ok(body) => masked(&body),
                Err(_) if with_values && !self.body.is_empty() => Value::from(String::from_utf8_lossy(&self.body)),
                Err(_) => Value::from(format!("<{} bytes>", self.length)),
            };
        }
        shown
    }
}

/// The same shape with types and sizes in the place of values.
fn masked(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::from("<boolean>"),
        Value::Number(number) if number.is_f64() => Value::from("<number>"),
        Value::Number(_) => Value::from("<integer>"),
        Value::String(text) => Value::from(format!("<string of {} characters>", text.chars().count())),
        Value::Array(items) => items.iter().map(masked).collect(),
        Value::Object(members) => {
            let members: Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), masked(value))).collect();
            Value::Object(members)
        }
    }
}
