//! Referral groups: started, joined, ended by hand and by time.

use order_contracts::Api;
use order_contracts::sandbox::Settings;
use serde_json::{Value, json};

use super::{Answer, Client};

async fn order(client: &Client, email: &str, group: Option<Value>) -> Answer {
    let mut order = json!({ "amount": 1_000, "customerEmail": email });
    if let Some(group) = group {
        order["paymentGroupShareId"] = group;
    }
    client.post("/orders", &order).await
}

async fn started(client: &Client) -> Value {
    let order = order(client, "first@example.com", Some(Value::Null)).await.json();
    client.get(&format!("/groups/{}", order["paymentGroupId"].as_str().unwrap())).await.json()
}

#[tokio::test]
async fn null_starts_a_group_a_value_joins_it_and_absence_leaves_it_out() {
    let client = Client::of(Api::KohortPay);
    let group = started(&client).await;
    assert_eq!((&group["status"], &group["creatorEmail"]), (&json!("OPEN"), &json!("first@example.com")));
    assert!(group["id"].as_str().unwrap().starts_with("pg_") && group["shareId"].as_str().unwrap().starts_with("KHT-"));
    let joined = order(&client, "second@example.com", Some(group["shareId"].clone())).await.json();
    assert_eq!((&joined["paymentGroupId"], &joined["paymentGroupShareId"]), (&group["id"], &group["shareId"]));
    let alone = order(&client, "third@example.com", None).await.json();
    assert_eq!((&alone["paymentGroupId"], &alone["paymentGroupShareId"]), (&Value::Null, &Value::Null));

    // Either id names the group, everywhere.
    for id in [&group["id"], &group["shareId"]] {
        let orders = client.get(&format!("/groups/{}/participants", id.as_str().unwrap())).await.json();
        assert_eq!(orders["count"], 2);
        let emails: Vec<_> = orders["data"].as_array().unwrap().iter().map(|order| &order["customerEmail"]).collect();
        assert_eq!(emails, ["first@example.com", "second@example.com"], "in the order of joining");
    }
}

#[tokio::test]
async fn an_order_that_may_not_join_is_refused_with_the_documented_code() {
    let mut settings = Settings::default();
    (settings.max_participants, settings.minimum_amount) = (2, 500);
    let client = Client::with(Api::KohortPay, &settings);
    let group = started(&client).await;
    let share_id = &group["shareId"];
    let refusal = async |email: &str, amount: u64, share_id: &Value| {
        let order = json!({ "amount": amount, "customerEmail": email, "paymentGroupShareId": share_id });
        let answer = client.post("/orders", &order).await;
        (answer.status, answer.code())
    };
    let refused = |code: &str| (400, code.to_owned());
    assert_eq!(refusal("b@example.com", 1_000, &json!("KHT-UNKNOWN")).await, refused("NOT_FOUND"));
    assert_eq!(refusal("FIRST@example.com", 1_000, share_id).await, refused("EMAIL_ALREADY_USED"));
    assert_eq!(refusal("b@example.com", 499, share_id).await, refused("AMOUNT_TOO_LOW"));
    assert_eq!(order(&client, "b@example.com", Some(share_id.clone())).await.status, 201);
    assert_eq!(refusal("c@example.com", 1_000, share_id).await, refused("MAX_PARTICIPANTS_REACHED"));
    let path = format!("/groups/{}/cancel", group["id"].as_str().unwrap());
    assert_eq!(client.call("POST", &path, None).await.status, 200);
    assert_eq!(refusal("c@example.com", 1_000, share_id).await, refused("COMPLETED_EXPIRED_CANCELED"));
}

#[tokio::test]
async fn validation_says_what_joining_would_and_changes_nothing() {
    let client = Client::of(Api::KohortPay);
    let path = "/groups/KHTPAY-XXXXXXXX/validate";
    let body = |customer: &str| json!({ "customerId": customer, "paymentIntentId": "pi_1", "orderId": "pi_1" });
    let before = client.get("/groups/KHTPAY-XXXXXXXX").await.json();
    let valid = client.post(path, &body("cus_IzkjlvAhdjzjht3")).await;
    assert_eq!((valid.status, valid.json()), (200, before));
    assert_eq!(client.post(path, &body("cus_1234567890")).await.code(), "EMAIL_ALREADY_USED");
    assert_eq!(client.post(path, &body("cus_no")).await.code(), "NOT_FOUND");
    assert_eq!(client.post("/groups/KHT-NO/validate", &body("cus_IzkjlvAhdjzjht3")).await.status, 404);
}

#[tokio::test]
async fn a_group_ends_once() {
    let client = Client::of(Api::KohortPay);
    for (end, other, status) in [("cancel", "expire", "CANCELED"), ("expire", "cancel", "EXPIRED")] {
        let group = started(&client).await;
        let path = format!("/groups/{}", group["shareId"].as_str().unwrap());
        let ended = client.call("POST", &format!("{path}/{end}"), None).await;
        assert_eq!((ended.status, &ended.json()["status"]), (200, &json!(status)));
        assert_eq!(ended.json()["canceledAt"].is_string(), end == "cancel");
        let again = client.call("POST", &format!("{path}/{end}"), None).await;
        assert_eq!((again.status, again.json()), (200, ended.json()), "again changes nothing");
        assert_eq!(client.call("POST", &format!("{path}/{other}"), None).await.code(), "COMPLETED_EXPIRED_CANCELED");
        // What is said of a group may change in any status.
        let changed = json!({ "metadata": { "a": [1] }, "creatorEmail": "other@example.com" });
        let changed = client.call("PATCH", &path, Some(&changed)).await.json();
        assert_eq!(
            (&changed["metadata"], &changed["creatorEmail"]),
            (&json!({ "a": [1] }), &json!("other@example.com"))
        );
        assert_eq!(changed["status"], status);
    }
}

#[tokio::test]
async fn a_group_is_created_around_an_order() {
    let client = Client::of(Api::KohortPay);
    let first = order(&client, "first@example.com", None).await.json();
    let mut body = json!({ "customerId": first["customerId"], "paymentIntentId": "pi_1", "orderId": first["id"] });
    let group = client.post("/groups", &body).await;
    assert_eq!(group.status, 201);
    let group = group.json();
    assert_eq!(
        (&group["expiresAt"], &group["jMinus2ExpireAt"]),
        (&json!("2024-01-08T00:00:00.001Z"), &json!("2024-01-06T00:00:00.001Z"))
    );
    let read = client.get(&format!("/orders/{}", first["id"].as_str().unwrap())).await.json();
    assert_eq!((&read["paymentGroupId"], &read["paymentGroupShareId"]), (&group["id"], &group["shareId"]));
    // It is in a group now.
    assert_eq!(client.post("/groups", &body).await.status, 400);
    body["orderId"] = json!("pi_2");
    for (name, time) in [("expiresAt", "2023-12-31T00:00:00Z"), ("midExpireAt", "2030-01-01T00:00:00Z")] {
        let mut wrong = body.clone();
        wrong[name] = json!(time);
        assert_eq!(client.post("/groups", &wrong).await.status, 400, "{name}");
    }
    for (name, id) in [("orderId", "ord_no"), ("customerId", "cus_no")] {
        let mut wrong = body.clone();
        wrong[name] = json!(id);
        assert_eq!(client.post("/groups", &wrong).await.code(), "NOT_FOUND", "{name}");
    }
    assert_eq!(client.post("/groups", &body).await.status, 201);
}

#[tokio::test]
async fn time_reminds_completes_and_expires() {
    let client = Client::of(Api::KohortPay);
    let (shared, alone) = (started(&client).await, started(&client.header("authorization", "Bearer sk_live_1")).await);
    let joined = order(&client, "second@example.com", Some(shared["shareId"].clone())).await.json();
    let path = format!("/groups/{}", shared["id"].as_str().unwrap());
    for (advance, reminder) in
        [("71h", "NOT_SENT"), ("1h", "DAY3_SENT"), ("12h", "MIDWAY_SENT"), ("36h", "DAY2_BEFORE_END_SENT")]
    {
        assert_eq!(client.post("/_sandbox/time", &json!({ "advance": advance })).await.status, 200);
        let group = client.get(&path).await.json();
        assert_eq!((&group["reminderEmailSent"], &group["status"]), (&json!(reminder), &json!("OPEN")), "{advance}");
    }
    assert_eq!(client.post("/_sandbox/time", &json!({ "advance": "2d" })).await.status, 200);
    let group = client.get(&path).await.json();
    assert_eq!((&group["status"], &group["completedAt"]), (&json!("COMPLETED"), &group["expiresAt"]));
    let read = client.get(&format!("/orders/{}", joined["id"].as_str().unwrap())).await.json();
    assert_eq!(read["status"], "CASHBACK_AVAILABLE");
    // One order is no group.
    let live = client.header("authorization", "Bearer sk_live_1");
    let group = live.get(&format!("/groups/{}", alone["id"].as_str().unwrap())).await.json();
    assert_eq!((&group["status"], &group["completedAt"]), (&json!("EXPIRED"), &Value::Null));
}
