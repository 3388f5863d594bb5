//! What a sandbox holds at most.

use order_contracts::Api;
use order_contracts::sandbox::Settings;
use serde_json::json;

use super::{Client, OUTSIDE};

#[tokio::test]
async fn a_full_sandbox_keeps_nothing_more_and_still_answers() {
    for (api, path) in [(Api::KohortPay, "/orders"), (Api::Threekit, "/api/orders")] {
        let mut settings = Settings::default();
        settings.state_bytes = 200 << 10;
        let client = Client::with(api, &settings);
        let order = json!({ "amount": 1, "metadata": { "text": "x".repeat(1_000) } });
        let mut created = 0;
        let full = loop {
            let answer = client.post(path, &order).await;
            match answer.status {
                200 | 201 => created += 1,
                _ => break answer,
            }
            assert!(created < 1_000, "a limit");
        };
        // KohortPay declares `default`, Threekit does not.
        assert_eq!((full.status, full.header(OUTSIDE).is_some()), (507, api == Api::Threekit));
        assert!(created > 10);
        assert_eq!(client.get(path).await.status, 200);
        assert_eq!(client.header("x-sandbox", "other").get(path).await.status, 507, "no room for another world");
        assert_eq!(client.call("POST", "/_sandbox/reset", None).await.status, 204);
        assert!(client.post(path, &order).await.status < 300);
    }
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let mut settings = Settings::default();
    settings.body_bytes = 1_000;
    let client = Client::with(Api::KohortPay, &settings);
    let order = json!({ "amount": 1, "metadata": { "text": "x".repeat(1_000) } });
    let refused = client.post("/orders", &order).await;
    assert_eq!((refused.status, refused.header(OUTSIDE).is_some()), (413, true));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, order.to_string().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 1_000);
    assert_eq!(client.header("content-encoding", "gzip").send("POST", "/orders", Some(&packed)).await.status, 413);
}

#[tokio::test]
async fn what_is_received_is_kept_within_bounds() {
    let client = Client::of(Api::KohortPay);
    for _ in 0..40 {
        client.post("/orders", &json!({ "amount": "x".repeat(100_000) })).await;
    }
    let listed = client.get("/_sandbox/requests").await.json();
    assert_eq!(listed["count"], 40);
    assert!(listed["kept"].as_u64().unwrap() <= 10);
}
