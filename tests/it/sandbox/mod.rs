//! The sandbox: what each operation does, the control path, faults, files, any document, and the clients against it.
//!
//! Every answer is judged here once more, by the contract and not by the layer that the sandbox is behind.

mod any_document;
#[cfg(feature = "client")]
mod clients;
#[cfg(feature = "cli")]
mod command;
mod control;
mod documented;
mod faults;
mod files;
mod groups;
mod heads;
mod kohortpay;
mod limits;
mod rules;
mod streams;
mod threekit;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use order_contracts::sandbox::{Sandbox, Settings};
use order_contracts::validate::{self, Verdict};
use order_contracts::{Api, json};
use serde_json::Value;
use tower::ServiceExt;

/// The header of answers that leave the contract on purpose.
const OUTSIDE: &str = "x-sandbox-outside-contract";

/// A client of a sandbox in this process.
#[derive(Clone)]
struct Client {
    sandbox: Sandbox,
    headers: Vec<(&'static str, String)>,
}

/// An answer, read.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        json::parse(self.text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The code of an error of KohortPay.
    fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {}", self.text)).to_owned()
    }
}

impl Client {
    fn of(api: Api) -> Self {
        Self::with(api, &Settings::default())
    }

    fn with(api: Api, settings: &Settings) -> Self {
        Self::to(Sandbox::of_api(api, settings))
    }

    fn to(sandbox: Sandbox) -> Self {
        Self { sandbox, headers: vec![("authorization", "Bearer sk_test_1".to_owned())] }
    }

    /// The same with a header more, or another value of it.
    fn header(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut client = self.without(name);
        client.headers.push((name, value.into()));
        client
    }

    fn without(&self, name: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| *known != name);
        client
    }

    async fn get(&self, target: &str) -> Answer {
        self.call("GET", target, None).await
    }

    async fn post(&self, target: &str, body: &Value) -> Answer {
        self.call("POST", target, Some(body)).await
    }

    async fn call(&self, method: &str, target: &str, body: Option<&Value>) -> Answer {
        let body = body.map(Value::to_string);
        self.send(method, target, body.as_deref().map(str::as_bytes)).await
    }

    async fn send(&self, method: &str, target: &str, body: Option<&[u8]>) -> Answer {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if body.is_some() && !self.headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        let body = Bytes::copy_from_slice(body.unwrap_or_default());
        let request = request.body(body).unwrap();
        let response = self.sandbox.clone().oneshot(request.clone().map(Full::new)).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let is_ours = target.starts_with("/_sandbox");
        if !is_ours && !head.headers.contains_key(OUTSIDE) {
            self.judge(&request, &head.headers, head.status, &bytes);
        }
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    /// An answer that is not marked holds.
    fn judge(&self, request: &Request<Bytes>, headers: &HeaderMap, status: StatusCode, body: &Bytes) {
        let mut response = validate::Response::new(status.as_u16()).body(body);
        for (name, value) in headers {
            response = response.header(name.as_str(), value.as_bytes());
        }
        let report = validate::response(self.sandbox.contract(), &validate::Request::from(request), &response);
        assert_ne!(report.verdict(), Verdict::Invalid, "{report}: {status} {body:?}");
    }
}
