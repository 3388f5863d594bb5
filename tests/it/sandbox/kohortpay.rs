//! Orders and customers of KohortPay.

use order_contracts::Api;
use serde_json::{Value, json};

use super::Client;

fn client() -> Client {
    Client::of(Api::KohortPay)
}

#[tokio::test]
async fn an_order_with_nothing_but_an_amount_gets_a_customer() {
    let client = client();
    let order = client.post("/orders", &json!({ "amount": 1 })).await;
    assert_eq!(order.status, 201);
    let order = order.json();
    let id = order["customerId"].as_str().unwrap();
    assert!(order["id"].as_str().unwrap().starts_with("ord_") && id.starts_with("cus_"));
    assert_eq!(order["customerEmail"], format!("{}@example.com", id.to_lowercase()));
    for (name, value) in [
        ("customerFirstName", json!("")),
        ("customerPhoneNumber", json!("")),
        ("metadata", json!({})),
        ("locale", json!("fr_FR")),
        ("currency", json!("EUR")),
        ("status", json!("CREATED")),
        ("riskLevel", json!("LOW")),
        ("amountCashback", Value::Null),
        ("applicationFeeAmount", Value::Null),
        ("paymentGroupId", Value::Null),
        ("paymentGroupShareId", Value::Null),
        ("clientReferenceId", Value::Null),
        ("livemode", json!(false)),
    ] {
        assert_eq!(order[name], value, "{name}");
    }
    assert_eq!(client.get(&format!("/customers/{id}")).await.status, 200);
    let read = client.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await;
    assert_eq!(read.json(), order);
    assert_eq!(client.get("/orders/ord_unknown").await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn the_data_of_a_customer_fill_what_an_order_leaves_out() {
    let client = client();
    let order = client
        .post("/orders", &json!({ "amount": 1, "customerId": "cus_xxxxxxxxxxxxxxxx", "customerFirstName": "Jo" }))
        .await
        .json();
    assert_eq!((&order["customerEmail"], &order["customerFirstName"]), (&json!("customer@example.com"), &json!("Jo")));
    assert_eq!((&order["customerLastName"], &order["customerPhoneNumber"]), (&json!("Doe"), &json!("+1 555 555 5555")));
    // The same e-mail address is the same customer.
    let second = client.post("/orders", &json!({ "amount": 1, "customerEmail": "Customer@Example.com" })).await.json();
    assert_eq!(second["customerId"], "cus_xxxxxxxxxxxxxxxx");
    let unknown = client.post("/orders", &json!({ "amount": 1, "customerId": "cus_unknown" })).await;
    assert_eq!((unknown.status, unknown.code().as_str()), (400, "NOT_FOUND"));
}

#[tokio::test]
async fn references_are_unique_for_orders_and_for_customers_apart() {
    let client = client();
    let order = json!({ "amount": 1, "clientReferenceId": "r-1" });
    let customer = json!({ "emailAddress": "a@example.com", "clientReferenceId": "r-1" });
    for (path, body) in [("/orders", &order), ("/customers", &customer)] {
        assert_eq!(client.post(path, body).await.status, 201, "{path}");
        assert_eq!(client.post(path, body).await.status, 400, "{path}");
    }
    // What is refused leaves nothing behind.
    let count = client.get("/orders").await.json()["count"].clone();
    assert_eq!(client.post("/orders", &order).await.status, 400);
    assert_eq!(client.get("/orders").await.json()["count"], count);
}

#[tokio::test]
async fn listings_are_cut_sorted_and_searched() {
    let client = client();
    for amount in 1..=30 {
        let order = json!({ "amount": amount, "customerLastName": if amount == 7 { "Müller" } else { "Doe" } });
        assert_eq!(client.post("/orders", &order).await.status, 201);
    }
    let amounts = async |target: &str| -> (Vec<u64>, u64) {
        let list = client.get(target).await.json();
        let data = list["data"].as_array().unwrap().iter().map(|order| order["amount"].as_u64().unwrap());
        (data.collect(), list["count"].as_u64().unwrap())
    };
    let (newest, count) = amounts("/orders").await;
    assert_eq!((newest.len(), newest[0], newest[24], count), (25, 30, 6, 31));
    assert_eq!(amounts("/orders?take=2&skip=1&orderBy=amount:asc").await.0, [2, 3]);
    assert_eq!(amounts("/orders?take=2&orderBy=amount:desc").await.0, [35_000, 30]);
    assert_eq!(amounts("/orders?skip=31").await, (Vec::new(), 31));
    assert_eq!(amounts("/orders?take=1000").await.0.len(), 31);
    assert_eq!(amounts("/orders?search=m%C3%BCLLER").await, (vec![7], 1));
    assert_eq!(amounts("/orders?search=nothing").await, (Vec::new(), 0));
    // Slices follow one another without gaps.
    let mut all = Vec::new();
    for skip in (0..31).step_by(7) {
        all.extend(amounts(&format!("/orders?take=7&skip={skip}&orderBy=status:desc")).await.0);
    }
    all.sort_unstable();
    assert_eq!(all, (1..=30).chain([35_000]).collect::<Vec<u64>>());
    for wrong in ["orderBy=amount", "orderBy=colour:asc", "orderBy=metadata:asc", "take=0", "skip=-1", "take=x"] {
        assert_eq!(client.get(&format!("/orders?{wrong}")).await.status, 400, "{wrong}");
        assert_eq!(client.get(&format!("/customers?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn related_entities_are_returned_in_full() {
    let client = client();
    let target = "/orders/ord_1234567890?expand=organization&expand=customer&expand=paymentGroup&expand=colour";
    let order = client.get(target).await.json();
    assert_eq!(order["organization"]["id"], order["organizationId"]);
    assert_eq!(order["customer"]["id"], order["customerId"]);
    assert_eq!(order["paymentGroup"]["id"], order["paymentGroupId"]);
    let plain = client.get("/orders/ord_1234567890").await.json();
    assert!(plain.get("organization").is_none() && plain.get("customer").is_none());
    let group = client.get("/groups/pg_1234567890?expand=customer").await.json();
    assert_eq!(group["customer"]["emailAddress"], group["creatorEmail"]);
    let list = client.get("/customers?expand=organization&take=1").await.json();
    assert_eq!(list["data"][0]["organization"]["id"], list["data"][0]["organizationId"]);
}

#[tokio::test]
async fn a_customer_is_created_deleted_and_restored() {
    let client = client();
    let asked = json!({
        "emailAddress": "anna@example.com", "firstName": "Anna", "lastName": null, "address": { "city": "Paris" },
        "metadata": { "a": 1 },
    });
    let customer = client.post("/customers", &asked).await;
    assert_eq!(customer.status, 201);
    let customer = customer.json();
    let path = format!("/customers/{}", customer["id"].as_str().unwrap());
    assert!(customer["addressId"].as_str().unwrap().starts_with("adr_"));
    assert_eq!((&customer["shippingAddressId"], &customer["lastName"]), (&Value::Null, &Value::Null));
    assert_eq!((&customer["metadata"], &customer["isBlocked"]), (&json!({ "a": 1 }), &json!(false)));

    let count = async || client.get("/customers?search=anna").await.json()["count"].as_u64();
    assert_eq!(count().await, Some(1));
    let deleted = client.call("DELETE", &path, None).await;
    assert_eq!(deleted.status, 200);
    assert!(deleted.json()["deletedAt"].is_string());
    assert_eq!(count().await, Some(0));
    assert_eq!(client.get(&path).await.json(), deleted.json());
    // Once more changes nothing.
    assert_eq!(client.call("DELETE", &path, None).await.json(), deleted.json());
    let order = json!({ "amount": 1, "customerId": customer["id"] });
    assert_eq!(client.post("/orders", &order).await.code(), "NOT_FOUND");
    let restored = client.call("PATCH", &path, Some(&json!({ "deletedAt": null }))).await;
    assert_eq!((restored.status, &restored.json()["deletedAt"]), (201, &Value::Null));
    assert_eq!(count().await, Some(1));
    assert_eq!(client.post("/orders", &order).await.status, 201);
    assert_eq!(client.call("PATCH", "/customers/cus_no", Some(&json!({}))).await.status, 404);
}

#[tokio::test]
async fn live_and_test_data_are_apart() {
    let client = client();
    let live = client.header("authorization", "Bearer sk_live_1");
    let order = live.post("/orders", &json!({ "amount": 1 })).await.json();
    assert_eq!(order["livemode"], true);
    let path = format!("/orders/{}", order["id"].as_str().unwrap());
    assert_eq!((live.get(&path).await.status, client.get(&path).await.status), (200, 404));
}

#[tokio::test]
async fn what_breaks_the_contract_is_refused_in_its_words() {
    let client = client();
    let refused = client.post("/orders", &json!({ "amount": -1, "locale": "en-US" })).await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "BAD_REQUEST"));
    let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("`/amount`: wanted 0 or more") && message.contains("`/locale`"), "{message}");
    assert_eq!(client.send("POST", "/orders", Some(b"{")).await.status, 400);
    let beyond = client.send("POST", "/orders", Some(br#"{"amount": 1e30}"#)).await;
    assert!(beyond.status == 400 && beyond.text.contains("beyond the 64 bits"), "{}", beyond.text);
    assert_eq!(client.header("content-type", "text/plain").send("POST", "/orders", Some(b"1")).await.status, 400);
    assert_eq!(client.call("POST", "/orders", None).await.status, 400);
    for client in [client.without("authorization"), client.header("authorization", "Basic YTpi")] {
        let refused = client.get("/orders").await;
        assert_eq!((refused.status, refused.code().as_str()), (401, "Unauthorized"));
        let message = &refused.json()["error"]["message"];
        assert_eq!(*message, "Invalid Authorization header. Expected: [Basic|Bearer] <credentials>");
    }
    let unknown = client.get("/order").await;
    assert_eq!((unknown.status, unknown.header(super::OUTSIDE).is_some()), (404, true));
    let unknown = client.call("PUT", "/orders", None).await;
    assert_eq!((unknown.status, unknown.header("allow")), (405, Some("GET, HEAD, POST")));
}

#[tokio::test]
async fn a_token_that_says_so_is_refused() {
    let refused = client().header("authorization", "Bearer sk_test_INVALID").get("/orders").await;
    assert_eq!((refused.status, refused.code().as_str()), (401, "Unauthorized"));
}

#[tokio::test]
async fn a_packed_body_is_unpacked() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(br#"{"amount": 12}"#).unwrap();
    let packed = packed.finish().unwrap();
    let client = client().header("content-encoding", "gzip");
    let order = client.send("POST", "/orders", Some(&packed)).await;
    assert_eq!((order.status, &order.json()["amount"]), (201, &json!(12)));
    assert_eq!(client.send("POST", "/orders", Some(b"no gzip")).await.status, 400);
}
