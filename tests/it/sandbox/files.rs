//! The state in a file.

use std::fs;

use order_contracts::Api;
use order_contracts::sandbox::{Sandbox, Settings};
use serde_json::json;

use super::Client;

#[tokio::test]
async fn a_state_outlives_its_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let sandbox = || Sandbox::of_api(Api::KohortPay, &Settings::default());
    let first = sandbox();
    let mut saved = first.load(&path).unwrap();
    let client = Client::to(first.clone());
    client.post("/orders", &json!({ "amount": 7, "paymentGroupShareId": null })).await;
    client.header("x-sandbox", "named").post("/orders", &json!({ "amount": 8 })).await;
    first.save(&mut saved).unwrap();
    assert!(sandbox().load(&path).unwrap_err().to_string().contains("is in use by another sandbox"));
    drop(saved);
    let second = Client::to(sandbox());
    second.sandbox.load(&path).unwrap();
    for world in ["", "named"] {
        let (one, other) = (client.header("x-sandbox", world), second.header("x-sandbox", world));
        assert_eq!(one.get("/orders").await.text, other.get("/orders").await.text);
        // What is counted and indexed goes on where it was.
        let order = json!({ "amount": 9, "clientReferenceId": "r-1" });
        assert_eq!(one.post("/orders", &order).await.text, other.post("/orders", &order).await.text);
        assert_eq!(other.post("/orders", &order).await.status, 400);
    }
}

#[tokio::test]
async fn a_broken_file_is_an_error_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let sandbox = Sandbox::of_api(Api::KohortPay, &Settings::default());
    sandbox.load(&path).unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let foreign = Sandbox::of_api(Api::Threekit, &Settings::default());
    assert!(foreign.load(&path).unwrap_err().to_string().contains("a state of `kohortpay`"));
    for broken in [
        String::new(),
        "{}".to_owned(),
        whole[..whole.len() / 2].to_owned(),
        whole.replacen("\"version\":1", "\"version\":2", 1),
        whole.replacen("\"livemode\":false", "\"livemode\":0", 1),
        whole.replacen("ambassador@example.com", "nobody", 1),
        whole.replacen("[\"ord_1234567890\"]", "[\"ord_0\"]", 1),
    ] {
        fs::write(&path, &broken).unwrap();
        let error = sandbox.load(&path).unwrap_err();
        assert!(error.to_string().contains("state.json` cannot be used: "), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
    }
    assert!(sandbox.load(folder.path()).unwrap_err().is_io());
    assert!(sandbox.load(&folder.path().join("no/state.json")).unwrap_err().is_io());
}
