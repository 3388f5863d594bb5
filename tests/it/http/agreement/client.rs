//! What the generated clients say of the exchanges: of bodies before they are sent, and of responses, when they are strict.
//!
//! What else is in a request is what a client makes, so it is the same here in all of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::BodyExt;
use order_contracts::Api;
use order_contracts::client::Settings;
use order_contracts::validate::{Options, Recorded, Request};
use serde_json::Value;

use super::mutated::{self, Mutated};
use super::{Found, answering, found};
use crate::client::calls::{Clients, Outcome, call};

/// A request and the response to it, as the generated clients have them.
fn wanted(mutated: &Mutated, body: &str) -> [Found; 2] {
    let (contract, options) = (mutated.api.contract(), Options::new().base_path(""));
    let operation = mutated.api.operation(mutated.operation).unwrap();
    let request = Request::new(operation.method(), operation.path())
        .header("authorization", "Bearer token")
        .header("content-type", "application/json")
        .body(body);
    let response = Recorded::from_value(&mutated.exchange).unwrap().response.unwrap();
    [found(&options.request(contract, &request)), found(&options.response(contract, &request, &response))]
}

#[tokio::test]
async fn the_generated_clients_agree() {
    let current = Arc::new(AtomicUsize::new(usize::MAX));
    let answered = Arc::clone(&current);
    let url = answering(move |request| {
        let mutated = &mutated::ALL[answered.load(Ordering::Relaxed)];
        async move {
            let _ = request.into_body().collect().await;
            mutated.answer()
        }
    });
    let clients = Clients::with(&url, &Settings::default().strict_responses(true));
    let (mut not_sent, mut outcomes) = (0, BTreeMap::new());
    for (number, mutated) in mutated::ALL.iter().enumerate() {
        current.store(number, Ordering::Relaxed);
        let Mutated { api, operation, exchange, documented, .. } = mutated;
        let call = async |body: &Value| call(*api, operation)(clients.clone(), body.clone()).await;
        let sent = exchange["request"]["bodyText"].as_str();
        let text = sent.map_or_else(|| documented.to_string(), str::to_owned);
        let text = if documented.is_null() { "" } else { &text };
        let [request, response] = wanted(mutated, text);
        let body: Option<Value> =
            if documented.is_null() { Some(Value::Null) } else { serde_json::from_str(text).ok() };
        let outcome = match &body {
            Some(body) => call(body).await,
            None => Outcome::NotBuilt("no JSON".to_owned()),
        };
        let outcome = match outcome {
            Outcome::NotBuilt(_) | Outcome::Other("RefusedRequest", _) => {
                assert_eq!(request.0, "invalid", "{outcome:?} {exchange}");
                not_sent += 1;
                call(documented).await
            }
            outcome => {
                assert_eq!(request.0, "valid", "{outcome:?} {exchange}");
                outcome
            }
        };
        let outcome = match outcome {
            Outcome::Success(..) => "success",
            Outcome::ErrorResponse(..) => "error",
            Outcome::Other(variant, _) => variant,
            Outcome::NotBuilt(_) => "not built",
        };
        // The generated clients read what only `default` covers as an error, and know no other success.
        let is_unexpected = *api == Api::KohortPay && mutated.status() < 400;
        match (outcome, response.0.as_str()) {
            ("success" | "error", "valid") | ("RefusedResponse" | "MalformedResponse", "invalid" | "undecided") => {}
            ("UnexpectedResponse", "valid") => assert!(is_unexpected, "{exchange}"),
            ("UnexpectedResponse", "invalid") => assert_eq!(response.1, ["undeclared-status"], "{exchange}"),
            (outcome, verdict) => panic!("{outcome}, {verdict}: {exchange}"),
        }
        *outcomes.entry((outcome, response.0)).or_insert(0) += 1;
    }
    assert!(not_sent > 100 && outcomes.len() == 7 && outcomes.values().all(|count| *count > 10), "{outcomes:?}");
}
