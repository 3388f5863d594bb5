//! Rules by which calls go wrong, for clients that cannot ask for it.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::sandbox::Sandbox;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Client, OUTSIDE};

/// The header of answers that go wrong by a rule.
const FAULT: &str = "x-sandbox-fault";

async fn add(client: &Client, rule: Value) -> Value {
    let answer = client.post("/_sandbox/faults", &rule).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

async fn order(client: &Client) -> u16 {
    client.post("/orders", &json!({ "amount": 1 })).await.status
}

#[tokio::test]
async fn the_calls_of_an_operation_go_wrong_as_often_as_a_rule_says() {
    let client = Client::of(Api::KohortPay);
    let rule = add(&client, json!({ "operation": "createOrder", "code": 503, "times": 2 })).await;
    let shown = json!({ "number": 1, "operation": "createOrder", "code": 503, "rate": 1.0, "times": 2, "seen": 0, "applied": 0 });
    assert_eq!(rule, shown);
    assert_eq!(client.get("/orders").await.status, 200, "another operation");
    // What breaks the contract is refused as ever, and does not count.
    assert_eq!(client.post("/orders", &json!({ "amount": "1" })).await.status, 400);
    let refused = client.post("/orders", &json!({ "amount": 1 })).await;
    assert_eq!((refused.status, refused.header(FAULT), refused.header(OUTSIDE)), (503, Some("code=503"), None));
    assert_eq!(refused.header("preference-applied"), None, "nothing was preferred");
    assert!(refused.text.contains("/_sandbox/faults"), "{}", refused.text);
    assert_eq!((order(&client).await, order(&client).await), (503, 201));
    let listed = client.get("/_sandbox/faults").await.json();
    assert_eq!((&listed["faults"][0]["seen"], &listed["faults"][0]["applied"]), (&json!(2), &json!(2)));
    // The one of the examples, and the one that succeeded.
    assert_eq!(client.get("/orders").await.json()["count"], 2);
    let received = client.get("/_sandbox/requests?operation=createOrder&values=true").await.json();
    let of = |name: &str| -> Vec<Value> {
        received["requests"].as_array().unwrap().iter().map(|request| request[name].clone()).collect()
    };
    assert_eq!(of("fault"), [Value::Null, json!("code=503"), json!("code=503"), Value::Null]);
    assert_eq!(of("status"), [json!(400), json!(503), json!(503), json!(201)]);
    assert_eq!(of("body")[1], json!({ "amount": 1 }));

    let threekit = Client::of(Api::Threekit);
    add(&threekit, json!({ "code": 503 })).await;
    let refused = threekit.get("/api/orders").await;
    assert_eq!((refused.status, refused.header(OUTSIDE).is_some()), (503, true), "Threekit declares no such answer");
}

#[tokio::test]
async fn a_rate_is_drawn_from_the_seed() {
    let client = Client::of(Api::KohortPay);
    let drawn = async |seed: u64| {
        assert_eq!(client.post("/_sandbox/reset", &json!({ "seed": seed })).await.status, 204);
        add(&client, json!({ "operation": "listOrders", "code": 429, "rate": 0.2 })).await;
        let mut statuses = Vec::new();
        for _ in 0..200 {
            statuses.push(client.get("/orders?take=1").await.status);
        }
        statuses
    };
    let first = drawn(1).await;
    let wrong = first.iter().filter(|status| **status == 429).count();
    assert!((20..60).contains(&wrong), "{wrong} of 200");
    assert_eq!(drawn(1).await, first);
    assert_ne!(drawn(2).await, first);
}

#[tokio::test]
async fn ids_and_times_are_the_same_with_rules_and_without() {
    let (client, other) = (Client::of(Api::KohortPay), Client::of(Api::KohortPay));
    add(&client, json!({ "code": 500, "rate": 0.5 })).await;
    while order(&client).await != 201 {}
    assert_eq!(order(&other).await, 201);
    assert_eq!(client.post("/_sandbox/reset", &json!({})).await.status, 204);
    while order(&client).await != 201 {}
    assert_eq!(client.get("/orders").await.text, other.get("/orders").await.text);
}

#[tokio::test]
async fn rules_are_of_a_world_and_end_with_it() {
    let client = Client::of(Api::KohortPay);
    let other = client.header("x-sandbox", "other");
    let rule = json!({ "operation": "createOrder", "code": 503 });
    add(&client, rule.clone()).await;
    assert_eq!((order(&client).await, order(&other).await), (503, 201));
    let state = client.get("/_sandbox/state").await;
    assert!(!state.text.contains("fault") && !state.text.contains("503"), "{}", state.text);
    assert_eq!(other.call("PUT", "/_sandbox/state", Some(&state.json())).await.status, 204);
    assert_eq!(order(&other).await, 201);
    assert_eq!(client.call("POST", "/_sandbox/reset", None).await.status, 204);
    assert_eq!(client.get("/_sandbox/faults").await.json(), json!({ "faults": [] }));
    assert_eq!(order(&client).await, 201);
    add(&client, rule).await;
    assert_eq!(client.call("DELETE", "/_sandbox/faults", None).await.status, 204);
    assert_eq!(order(&client).await, 201);
}

#[tokio::test]
async fn one_rule_follows_another_and_a_preference_comes_before_both() {
    let client = Client::of(Api::KohortPay);
    add(&client, json!({ "tag": "orders", "code": 503, "times": 1 })).await;
    add(&client, json!({ "path": "/orders", "code": 429, "times": 1 })).await;
    let preferred = client.header("prefer", "code=409").get("/orders").await;
    assert_eq!((preferred.status, preferred.header(FAULT)), (409, None));
    let statuses = [order(&client).await, order(&client).await, order(&client).await];
    assert_eq!(statuses, [503, 429, 201]);
}

#[tokio::test(start_paused = true)]
async fn a_rule_delays_and_breaks_connections() {
    let client = Client::of(Api::KohortPay);
    let ask = async || {
        let request = Request::post("/orders")
            .header("authorization", "Bearer sk_test_1")
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from_static(br#"{"amount": 1}"#)));
        client.sandbox.clone().oneshot(request.unwrap()).await
    };
    add(&client, json!({ "delay": 20_000, "times": 1 })).await;
    let begun = tokio::time::Instant::now();
    let slow = client.get("/orders").await;
    assert_eq!((slow.status, slow.header(FAULT)), (200, Some("delay=20000")));
    assert!(begun.elapsed().as_secs() >= 20);
    for fault in ["reset", "empty"] {
        add(&client, json!({ "fault": fault, "times": 1 })).await;
        assert!(ask().await.is_err(), "{fault}");
    }
    add(&client, json!({ "fault": "truncate", "times": 1 })).await;
    let cut = ask().await.unwrap();
    assert_eq!(cut.headers()[FAULT], "fault=truncate");
    assert!(cut.into_body().collect().await.is_err());
    // The one of the examples, and the one whose answer was cut.
    assert_eq!(client.get("/orders").await.json()["count"], 2);
}

#[tokio::test]
async fn a_rule_that_means_nothing_is_an_error() {
    let client = Client::of(Api::KohortPay);
    for (wrong, why) in [
        (
            json!({ "operation": "creatOrder", "code": 503 }),
            "unknown operation `creatOrder`; did you mean `createOrder`?",
        ),
        (json!({ "path": "/order", "code": 503 }), "unknown path `/order`; did you mean `/orders`?"),
        (json!({ "tag": "nothing", "code": 503 }), "unknown tag `nothing`"),
        (json!({ "operation": 1, "code": 503 }), "`operation`: wanted a string"),
        (json!({ "operation": "createOrder", "path": "/orders", "code": 503 }), "wanted only one of"),
        (
            json!({ "opration": "createOrder", "code": 503 }),
            "undeclared property `opration`; did you mean `operation`?",
        ),
        (json!({ "operation": "createOrder" }), "the rule changes nothing"),
        (json!({}), "the rule changes nothing"),
        (json!({ "code": 99 }), "`code`: wanted a status from 200 to 599"),
        (json!({ "code": "503" }), "`code`: wanted a status"),
        (json!({ "delay": 60_001 }), "`delay`: wanted milliseconds, at most 60000"),
        (json!({ "delay": 1.5 }), "`delay`: wanted milliseconds"),
        (json!({ "fault": "rest" }), "did you mean `reset`?"),
        (json!({ "fault": true }), "`fault`: wanted `reset`, `truncate` or `empty`"),
        (json!({ "code": 503, "rate": 0 }), "`rate`: wanted a number above 0 and at most 1"),
        (json!({ "code": 503, "rate": 1.1 }), "`rate`: wanted a number"),
        (json!({ "code": 503, "rate": "all" }), "`rate`: wanted a number"),
        (json!({ "code": 503, "times": 0 }), "`times`: wanted an integer from 1"),
        (json!({ "code": 503, "times": 1.5 }), "`times`: wanted an integer from 1"),
        (json!([]), "wanted a JSON object"),
    ] {
        let refused = client.post("/_sandbox/faults", &wrong).await;
        assert_eq!(refused.status, 400, "{wrong}");
        assert!(refused.json()["detail"].as_str().unwrap().contains(why), "{wrong}: {}", refused.text);
    }
    assert_eq!(client.get("/_sandbox/faults").await.json(), json!({ "faults": [] }));
    for _ in 0..100 {
        add(&client, json!({ "operation": "getGroup", "code": 503 })).await;
    }
    let refused = client.post("/_sandbox/faults", &json!({ "code": 503 })).await;
    assert!(refused.status == 400 && refused.text.contains("100 rules"), "{}", refused.text);
    let unknown = client.get("/_sandbox/requests?operation=creatOrder").await;
    assert!(unknown.status == 400 && unknown.text.contains("did you mean `createOrder`?"), "{}", unknown.text);
}

#[tokio::test]
async fn any_document_has_rules() {
    let responses = json!({ "200": { "description": "d", "content": { "application/json": { "schema": { "type": "integer" } } } } });
    let document = json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {
        "/a": { "get": { "responses": responses } }, "/b": { "get": { "responses": responses } } } });
    let contract = Contract::from_bytes(document.to_string().into_bytes(), "t.json").unwrap();
    let client = Client::to(Sandbox::of_contract(Arc::new(contract)));
    add(&client, json!({ "path": "/a", "code": 503, "times": 1 })).await;
    let refused = client.get("/a").await;
    assert_eq!(
        (refused.status, refused.header(FAULT), refused.header(OUTSIDE).is_some()),
        (503, Some("code=503"), true)
    );
    assert_eq!((client.get("/b").await.status, client.get("/a").await.status), (200, 200));
    let dynamic = client.header("prefer", "dynamic=true");
    add(&client, json!({ "path": "/a", "delay": 1 })).await;
    let both = dynamic.get("/a").await;
    assert_eq!((both.header("preference-applied"), both.header(FAULT)), (Some("dynamic=true"), Some("delay=1")));
    assert_eq!(client.call("DELETE", "/_sandbox/faults", None).await.status, 204);
    assert_eq!(client.get("/_sandbox/faults").await.json(), json!({ "faults": [] }));
    assert_eq!(client.get("/_sandbox/state").await.status, 404);
}
