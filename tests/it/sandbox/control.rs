//! The control path and worlds.

use order_contracts::Api;
use serde_json::{Value, json};

use super::Client;

async fn count(client: &Client) -> u64 {
    client.get("/orders").await.json()["count"].as_u64().unwrap()
}

#[tokio::test]
async fn a_world_is_one_tests_own() {
    let client = Client::of(Api::KohortPay);
    let (one, other) = (client.header("x-sandbox", "one"), client.header("x-sandbox", "other"));
    let first = one.post("/orders", &json!({ "amount": 1 })).await;
    assert_eq!((count(&one).await, count(&other).await, count(&client).await), (2, 1, 1));
    // The same calls give the same answers in each.
    assert_eq!(other.post("/orders", &json!({ "amount": 1 })).await.text, first.text);
    assert_eq!(one.call("POST", "/_sandbox/reset", None).await.status, 204);
    assert_eq!((count(&one).await, count(&other).await), (1, 2));
    let too_long = client.header("x-sandbox", "n".repeat(101)).get("/orders").await;
    assert_eq!(too_long.status, 400);
}

#[tokio::test]
async fn a_world_begins_anew_as_it_is_asked_to() {
    let client = Client::of(Api::KohortPay);
    let id = async || client.post("/orders", &json!({ "amount": 1 })).await.json()["id"].clone();
    let first = id().await;
    let reset = async |body: Value| client.post("/_sandbox/reset", &body).await.status;
    assert_eq!(reset(json!({})).await, 204);
    assert_eq!(id().await, first);
    assert_eq!(reset(json!({ "seed": 9, "empty": true })).await, 204);
    assert_eq!(count(&client).await, 0);
    assert_ne!(id().await, first);
    assert_eq!(client.call("POST", "/_sandbox/seed", None).await.status, 204);
    assert_eq!((count(&client).await, client.get("/groups/KHTPAY-XXXXXXXX").await.status), (2, 200));
    for wrong in [json!({ "sed": 1 }), json!({ "seed": -1 }), json!({ "empty": 1 }), json!([])] {
        assert_eq!(reset(wrong.clone()).await, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_state_is_read_and_put_back() {
    for (api, path) in [(Api::KohortPay, "/orders"), (Api::Threekit, "/api/orders")] {
        let client = Client::of(api);
        assert!(client.post(path, &json!({ "amount": 1, "paymentGroupShareId": null })).await.status < 300);
        let (state, list) = (client.get("/_sandbox/state").await.json(), client.get(path).await.text);
        let other = Client::of(api).header("x-sandbox", "other");
        assert_eq!(other.call("PUT", "/_sandbox/state", Some(&state)).await.status, 204);
        assert_eq!(other.get(path).await.text, list);
        assert_eq!(other.get("/_sandbox/state").await.json(), state);
        // What could not be an answer is refused, and nothing is changed.
        let text = state.to_string();
        for (from, to) in
            [("\"status\":", "\"status\":\"Lost\",\"was\":"), ("\"now\":\"2024", "\"now\":\"9999"), ("clock", "clok")]
        {
            let broken: Value = text.replacen(from, to, 1).parse().unwrap();
            assert_eq!(other.call("PUT", "/_sandbox/state", Some(&broken)).await.status, 400, "{api} {to}");
        }
        assert_eq!(other.get(path).await.text, list);
        let elsewhere = if api == Api::KohortPay { Api::Threekit } else { Api::KohortPay };
        assert_eq!(Client::of(elsewhere).call("PUT", "/_sandbox/state", Some(&state)).await.status, 400);
    }
}

#[tokio::test]
async fn requests_are_listed_without_credentials_and_values() {
    let client = Client::of(Api::KohortPay);
    client.post("/orders", &json!({ "amount": 35_000, "customerFirstName": "Anna" })).await;
    client.get("/orders?take=1").await;
    client.get("/nowhere").await;
    let listed = client.get("/_sandbox/requests").await;
    assert!(!listed.text.contains("sk_test_1") && !listed.text.contains("Anna") && !listed.text.contains("35000"));
    let listed = listed.json();
    assert_eq!((&listed["count"], listed["requests"].as_array().unwrap().len()), (&json!(3), 3));
    let [first, second, third] = [0, 1, 2].map(|number| listed["requests"][number].clone());
    assert_eq!((&first["operation"], &first["status"]), (&json!("createOrder"), &json!(201)));
    assert_eq!(first["body"], json!({ "amount": "<integer>", "customerFirstName": "<string of 4 characters>" }));
    assert_eq!(second["query"], json!([{ "name": "take", "value": "1" }]));
    assert_eq!((&third["operation"], &third["status"]), (&Value::Null, &json!(404)));
    let shown = client.get("/_sandbox/requests?operation=createOrder&values=true").await.json();
    assert_eq!(shown["requests"].as_array().unwrap().len(), 1);
    assert_eq!(shown["requests"][0]["body"], json!({ "amount": 35_000, "customerFirstName": "Anna" }));
    assert_eq!(client.call("DELETE", "/_sandbox/requests", None).await.status, 204);
    assert_eq!(client.get("/_sandbox/requests").await.json()["count"], 0);

    let threekit = Client::of(Api::Threekit).without("authorization");
    threekit.get("/api/orders?bearer_token=s3cr3t").await;
    let listed = threekit.get("/_sandbox/requests").await;
    assert!(!listed.text.contains("s3cr3t") && listed.text.contains("bearer_token"));
}

#[tokio::test]
async fn time_is_set_advanced_and_frozen() {
    let client = Client::of(Api::KohortPay);
    let time = async |body: Value| client.post("/_sandbox/time", &body).await;
    let set = time(json!({ "set": "2030-06-01T12:00:00+02:00", "freeze": true })).await;
    assert_eq!(set.json(), json!({ "now": "2030-06-01T10:00:00.000Z", "frozen": true }));
    let created = async || client.post("/orders", &json!({ "amount": 1 })).await.json()["createdAt"].clone();
    assert_eq!(
        (created().await, created().await),
        (json!("2030-06-01T10:00:00.000Z"), json!("2030-06-01T10:00:00.000Z"))
    );
    assert_eq!(time(json!({ "advance": 90, "freeze": false })).await.json()["now"], "2030-06-01T10:01:30.000Z");
    assert_eq!(created().await, "2030-06-01T10:01:30.001Z");
    for wrong in [
        json!({ "set": "tomorrow" }),
        json!({ "set": "9999-01-01T00:00:00Z" }),
        json!({ "advance": "1y" }),
        json!({ "advance": "" }),
        json!({ "advance": i64::MAX }),
        json!({ "advance": "é" }),
        json!({ "freeze": 1 }),
        json!({ "frezze": true }),
    ] {
        assert_eq!(time(wrong.clone()).await.status, 400, "{wrong}");
    }
    assert_eq!(client.get("/_sandbox/time").await.json()["now"], "2030-06-01T10:01:30.001Z");
}

#[tokio::test]
async fn customers_are_blocked_and_orders_get_a_status() {
    let client = Client::of(Api::KohortPay);
    let path = "/customers/cus_1234567890";
    let blocked = client.call("PUT", &format!("/_sandbox{path}/block"), None).await;
    assert_eq!((blocked.status, &blocked.json()["isBlocked"]), (200, &json!(true)));
    assert!(client.get(path).await.json()["blockedBy"].as_str().unwrap().starts_with("usr_"));
    let unblocked = client.call("PATCH", &format!("{path}/unblock"), None).await;
    assert_eq!((unblocked.status, &unblocked.json()["isBlocked"]), (201, &json!(false)));
    let unblocked = unblocked.json();
    assert_eq!((&unblocked["blockedAt"], &unblocked["blockedBy"]), (&Value::Null, &Value::Null));
    assert_eq!(client.call("PATCH", &format!("{path}/unblock"), None).await.json(), unblocked, "again changes nothing");

    let status = async |status: Value| {
        let body = json!({ "status": status });
        client.call("PUT", "/_sandbox/orders/ord_1234567890/status", Some(&body)).await
    };
    assert_eq!(status(json!("CASHBACK_SENT")).await.json()["status"], "CASHBACK_SENT");
    assert_eq!(client.get("/orders/ord_1234567890").await.json()["status"], "CASHBACK_SENT");
    for wrong in [json!("SENT"), json!(1)] {
        assert_eq!(status(wrong).await.status, 400);
    }
    for unknown in ["customers/cus_no/block", "orders/ord_no/status"] {
        let body = json!({ "status": "CREATED" });
        assert_eq!(client.call("PUT", &format!("/_sandbox/{unknown}"), Some(&body)).await.status, 404);
    }
    let threekit = Client::of(Api::Threekit);
    let body = json!({ "status": "In Cart" });
    let changed = threekit.call("PUT", "/_sandbox/orders/46Juzcyx/status", Some(&body)).await;
    assert_eq!(changed.json()["status"], "In Cart");
}

#[tokio::test]
async fn the_control_path_says_what_it_has() {
    let client = Client::of(Api::KohortPay);
    let index = client.get("/_sandbox/").await.json();
    assert_eq!(index["paths"].as_array().unwrap().len(), 8);
    let unknown = client.get("/_sandbox/stat").await;
    assert!(unknown.status == 404 && unknown.text.contains("did you mean `/_sandbox/state`?"), "{}", unknown.text);
    let wrong = client.get("/_sandbox/reset").await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("POST")));
    assert_eq!(client.send("POST", "/_sandbox/time", Some(b"{")).await.status, 400);
    // It is no part of the API: a path that only begins like it is.
    assert_eq!(client.get("/_sandboxes").await.code(), "NOT_FOUND");
}
