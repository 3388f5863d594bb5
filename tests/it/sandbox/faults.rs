//! Faults by `Prefer`, for one request each.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use order_contracts::Api;
use serde_json::json;
use tower::ServiceExt;

use super::{Client, OUTSIDE};

#[tokio::test]
async fn a_status_that_is_declared_is_within_the_contract_and_others_are_marked() {
    let kohortpay = Client::of(Api::KohortPay);
    let conflict = kohortpay.header("prefer", "code=409").post("/orders", &json!({ "amount": 1 })).await;
    assert_eq!((conflict.status, conflict.code().as_str(), conflict.header(OUTSIDE)), (409, "CONFLICT", None));
    assert_eq!(conflict.header("preference-applied"), Some("code=409"));
    // Nothing was done, and nothing is remembered.
    assert_eq!(kohortpay.get("/orders").await.json()["count"], 1);

    let threekit = Client::of(Api::Threekit);
    let forbidden = threekit.header("prefer", "code=403").get("/api/orders").await;
    assert_eq!((forbidden.status, forbidden.header(OUTSIDE)), (403, None));
    let unavailable = threekit.header("prefer", "code=503").get("/api/orders").await;
    assert_eq!((unavailable.status, unavailable.header(OUTSIDE).is_some()), (503, true));
    // What the operation answers anyway is no fault.
    let created = kohortpay.header("prefer", "code=201").post("/orders", &json!({ "amount": 1 })).await;
    assert_eq!((created.status, &created.json()["amount"]), (201, &json!(1)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_delayed() {
    let begun = tokio::time::Instant::now();
    let answer = Client::of(Api::KohortPay).header("prefer", "delay=30000, foo=bar").get("/orders").await;
    assert_eq!((answer.status, answer.header("preference-applied")), (200, Some("delay=30000")));
    assert!(begun.elapsed().as_secs() >= 30);
}

#[tokio::test]
async fn a_connection_breaks_as_asked() {
    let client = Client::of(Api::KohortPay);
    let ask = async |fault: &'static str| {
        let request = Request::post("/orders")
            .header("authorization", "Bearer sk_test_1")
            .header("content-type", "application/json")
            .header("prefer", fault);
        let request = request.body(Full::new(Bytes::from_static(br#"{"amount": 1}"#))).unwrap();
        client.sandbox.clone().oneshot(request).await
    };
    for fault in ["fault=empty", "fault=reset"] {
        assert!(ask(fault).await.is_err(), "{fault}");
    }
    assert_eq!(client.get("/orders").await.json()["count"], 1, "nothing was done");
    let response = ask("fault=truncate").await.unwrap();
    assert_eq!(response.headers()["preference-applied"], "fault=truncate");
    assert!(response.into_body().collect().await.is_err());
    assert_eq!(client.get("/orders").await.json()["count"], 2, "the answer was lost, the order is there");
}

#[tokio::test]
async fn a_preference_that_means_nothing_is_an_error() {
    let client = Client::of(Api::KohortPay);
    for wrong in ["code=teapot", "delay=soon", "fault=rest"] {
        let refused = client.header("prefer", wrong).get("/orders").await;
        assert_eq!((refused.status, refused.header(OUTSIDE).is_some()), (400, true), "{wrong}");
    }
}
