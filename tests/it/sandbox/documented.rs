//! The documented requests, as they are printed, against the objects that a sandbox begins with.

use order_contracts::Api;
use order_contracts::contract::Operation;
use order_contracts::sandbox::Settings;
use serde_json::{Value, json};

use super::Client;
use crate::support::{at, follow};

/// The examples of the request body of an operation.
fn requests(api: Api, operation: &Operation) -> Vec<Value> {
    let document = api.document();
    let body = operation.pointer().clone().key("requestBody");
    let Some(Value::Object(examples)) = body.key("content").key("application/json").key("examples").resolve(document)
    else {
        return Vec::new();
    };
    let place = operation.pointer().clone().key("requestBody").key("content").key("application/json").key("examples");
    let example = |name: &String| at(document, &follow(document, &place.clone().key(name)))["value"].clone();
    examples.keys().map(example).collect()
}

/// The id that a documented request is sent to.
fn id(api: Api, operation: &Operation) -> &'static str {
    match (api, operation.path()) {
        (Api::Threekit, _) => "46Juzcyx",
        (Api::KohortPay, path) if path.starts_with("/customers") => "cus_1234567890",
        (Api::KohortPay, path) if path.starts_with("/groups") => "KHTPAY-XXXXXXXX",
        (Api::KohortPay, _) => "ord_1234567890",
    }
}

#[tokio::test]
async fn each_documented_request_succeeds_in_a_new_sandbox() {
    let mut sent = 0;
    for api in Api::ALL {
        let base = if api == Api::Threekit { "/api" } else { "" };
        for operation in api.operations() {
            let path = format!("{base}{}", operation.path().replace("{id}", id(api, operation)));
            let bodies = requests(api, operation);
            for body in bodies.iter().map(Some).chain(bodies.is_empty().then_some(None)) {
                let answer = Client::of(api).call(operation.method(), &path, body).await;
                assert!((200..300).contains(&answer.status), "{api} {path}: {} {}", answer.status, answer.text);
                assert_eq!(answer.header(super::OUTSIDE), None);
                sent += 1;
            }
        }
    }
    assert_eq!(sent, 23, "all operations, with each of their examples");
}

#[tokio::test]
async fn documented_requests_of_one_run_follow_one_another() {
    let client = Client::of(Api::KohortPay);
    for (method, path, id) in [
        ("POST", "/customers", "createCustomer"),
        ("POST", "/orders", "createOrder"),
        ("POST", "/groups", "createGroup"),
        ("PATCH", "/groups/KHTPAY-XXXXXXXX", "updateGroup"),
        ("PATCH", "/customers/cus_xxxxxxxxxxxxxxxx", "updateCustomer"),
    ] {
        let operation = Api::KohortPay.operation(id).unwrap();
        let answer = client.call(method, path, Some(&requests(Api::KohortPay, operation)[0])).await;
        assert!((200..300).contains(&answer.status), "{id}: {}", answer.text);
    }
}

#[tokio::test]
async fn an_empty_sandbox_has_none_of_the_documented_objects() {
    let mut settings = Settings::default();
    settings.empty = true;
    for (api, path) in [
        (Api::KohortPay, "/orders/ord_1234567890"),
        (Api::KohortPay, "/customers/cus_xxxxxxxxxxxxxxxx"),
        (Api::KohortPay, "/groups/KHTPAY-XXXXXXXX"),
        (Api::Threekit, "/api/orders/46Juzcyx"),
    ] {
        assert_eq!(Client::with(api, &settings).get(path).await.status, 404, "{path}");
        assert_eq!(Client::of(api).get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_answers_and_another_seed_other_ids() {
    let answers = async |seed| {
        let mut settings = Settings::default();
        settings.seed = seed;
        let client = Client::with(Api::KohortPay, &settings);
        let mut answers = Vec::new();
        for number in 0..5 {
            let order = json!({ "amount": number, "paymentGroupShareId": null });
            answers.push(client.post("/orders", &order).await.text);
        }
        answers
    };
    assert_eq!(answers(7).await, answers(7).await);
    assert_ne!(answers(7).await, answers(8).await);
}
