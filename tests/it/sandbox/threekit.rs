//! Orders of Threekit.

use order_contracts::Api;
use order_contracts::sandbox::Settings;
use serde_json::{Value, json};

use super::Client;

fn private() -> Client {
    Client::of(Api::Threekit)
}

fn with_public(target: &str) -> String {
    let separator = if target.contains('?') { '&' } else { '?' };
    format!("{target}{separator}bearer_token=public-1")
}

#[tokio::test]
async fn items_are_kept_as_sent_and_converted_where_they_can_be() {
    let client = private();
    let items = json!([{ "id": "a", "count": 2, "x": 1 }, { "id": 5, "count": 1 }, {}, { "id": "b", "count": "1" }]);
    let order = client.post("/api/orders", &json!({ "items": items })).await;
    assert_eq!(order.status, 200);
    let order = order.json();
    assert_eq!(order["items"], items);
    assert_eq!(order["cart"], json!([{ "configurationId": "a", "count": 2 }]));
    assert_eq!((&order["status"], &order["updatedAt"]), (&json!("New"), &Value::Null));
    // A cart wins.
    let cart = json!([{ "configurationId": "c", "count": 1, "metadata": { "k": null } }]);
    let order = client.post("/api/orders", &json!({ "items": items, "cart": cart })).await.json();
    assert_eq!((&order["cart"], &order["items"]), (&cart, &items));
    // An item that is no object breaks the documented type.
    assert_eq!(client.post("/api/orders", &json!({ "items": [1] })).await.status, 422);
}

#[tokio::test]
async fn an_order_is_found_by_either_id() {
    let client = private();
    let order = client.post("/api/orders", &json!({})).await.json();
    let (id, short_id) = (order["id"].as_str().unwrap(), order["shortId"].as_str().unwrap());
    assert_eq!((id.len(), short_id.len()), (36, 8));
    for id in [id, short_id, &id.to_uppercase()] {
        assert_eq!(client.get(&format!("/api/orders/{id}")).await.json(), order);
    }
    let unknown = client.get("/api/orders/unknown").await;
    assert_eq!((unknown.status, unknown.header(super::OUTSIDE)), (404, None));
    assert!(unknown.json()["message"].is_string());
}

#[tokio::test]
async fn a_token_changes_what_it_may() {
    let private = private();
    let public = private.without("authorization");
    for (status, may) in
        [("List", true), ("In Cart", true), ("New", false), ("In Progress", false), ("Complete", false)]
    {
        let created = public.post(&with_public("/api/orders"), &json!({ "status": status })).await;
        assert_eq!(created.status, 200, "any token creates");
        let path = format!("/api/orders/{}", created.json()["id"].as_str().unwrap());
        let expected = if may { 200 } else { 403 };
        let items = json!({ "items": [{ "configurationId": "a", "count": 1 }] });
        assert_eq!(public.post(&with_public(&format!("{path}/items")), &items).await.status, expected, "{status}");
        let change = json!({ "name": "N", "metadata": { "a": 1 }, "status": "Complete" });
        assert_eq!(public.call("PUT", &with_public(&path), Some(&change)).await.status, expected, "{status}");
        let changed = private.call("PUT", &path, Some(&change)).await;
        assert_eq!(changed.status, 200, "a private token changes all");
        let changed = changed.json();
        assert_eq!(
            (&changed["name"], &changed["metadata"], &changed["status"]),
            (&json!("N"), &json!({ "a": 1 }), &json!("Complete"))
        );
        assert!(changed["updatedAt"].is_string());
    }
}

#[tokio::test]
async fn added_items_count_up() {
    let client = private();
    let path = "/api/orders/46Juzcyx";
    let id = "11111111-1111-4111-8111-111111111111";
    let items = json!({ "items": [
        { "configurationId": id, "count": 2 },
        { "configurationId": "b", "count": 1, "metadata": { "k": 1 }, "other": 1 },
        { "configurationId": "c", "count": 1, "metadata": 5 },
    ] });
    let order = client.post(&format!("{path}/items"), &items).await.json();
    let cart = json!([
        { "configurationId": id, "count": 3 },
        { "configurationId": "b", "count": 1, "metadata": { "k": 1 } },
        { "configurationId": "c", "count": 1 },
    ]);
    assert_eq!(order["cart"], cart);
    assert_eq!(
        client
            .post(&format!("{path}/items"), &json!({ "items": [{ "configurationId": "a", "count": 0 }] }))
            .await
            .status,
        422
    );
    assert_eq!(client.post("/api/orders/unknown/items", &items).await.status, 404);
}

#[tokio::test]
async fn a_listing_filters_by_equality() {
    let client = private();
    let platform = json!({ "id": "1", "platform": "shop", "storeName": "s" });
    let order =
        client.post("/api/orders", &json!({ "orgId": "o-1", "originOrgId": "o-2", "platform": platform })).await.json();
    let count = async |query: &str| client.get(&format!("/api/orders?{query}")).await.json()["count"].as_u64().unwrap();
    assert_eq!(count("").await, 2);
    assert_eq!(count("orgId=o-1").await, 1);
    assert_eq!(count("orgId=o-1&originOrgId=o-3").await, 0);
    assert_eq!(count(&format!("shortId={}", order["shortId"].as_str().unwrap())).await, 1);
    assert_eq!(count("platform=%7B%22platform%22%3A%22shop%22%7D").await, 1);
    assert_eq!(count("platform=%7B%22platform%22%3A%22other%22%7D").await, 0);
    assert_eq!(count("platform=no%20JSON").await, 0);
    for _ in 0..60 {
        assert_eq!(client.post("/api/orders", &json!({})).await.status, 200);
    }
    let list = client.get("/api/orders").await.json();
    let shown = list["orders"].as_array().unwrap().len();
    assert_eq!((shown, &list["count"], &list["page"], &list["perPage"]), (50, &json!(62), &json!(1), &json!(50)));
}

#[tokio::test]
async fn a_browser_needs_a_public_token_from_its_domain() {
    let mut settings = Settings::default();
    settings.allowed_domains = vec!["shop.example".to_owned()];
    let client = Client::with(Api::Threekit, &settings);
    let browser = client.header("origin", "https://shop.example");
    assert_eq!(browser.get("/api/orders").await.status, 401, "a private token is not for browsers");
    let public = browser.without("authorization");
    let answer = public.get(&with_public("/api/orders")).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("https://shop.example")));
    let elsewhere = public.header("origin", "https://other.example");
    assert_eq!(elsewhere.get(&with_public("/api/orders")).await.status, 403);
    assert_eq!(client.get("/api/orders").await.status, 200, "no browser");
    assert_eq!(client.without("authorization").get("/api/orders").await.status, 401);
    let asked = public.header("access-control-request-method", "POST").call("OPTIONS", "/api/orders", None).await;
    assert_eq!((asked.status, asked.header("access-control-allow-methods")), (204, Some("POST")));
}
