//! Each operation of the documents: the request that is sent, its success and every declared error.

use order_contracts::Api;
use order_contracts::client::Settings;
use order_contracts::contract::Operation;
use order_contracts::kohortpay::{self, types};
use order_contracts::pointer::Pointer;
use serde_json::{Value, json};

use crate::support::{at, follow};

use super::calls::{Clients, Outcome, TOKEN, call, calls, outcome};
use super::server::Server;

#[test]
fn there_is_a_call_of_each_operation() {
    for api in Api::ALL {
        let mut called: Vec<&str> = calls().into_iter().filter(|(of, ..)| *of == api).map(|(_, id, _)| id).collect();
        let mut declared: Vec<&str> = api.operations().iter().filter_map(Operation::id).collect();
        called.sort_unstable();
        declared.sort_unstable();
        assert_eq!(called, declared);
    }
}

#[tokio::test]
async fn each_operation_sends_what_the_document_says_and_decodes_what_it_promises() {
    for (api, operation) in operations() {
        let id = operation.id().expect("an id");
        let (success, answers) = success(api, operation);
        let requests = examples(api, operation, None);
        for request in requests.iter().map(Some).chain(requests.is_empty().then_some(None)) {
            for answer in &answers {
                let server = Server::answering(success, answer).await;
                let sent = request.cloned().unwrap_or(Value::Null);
                let outcome = call(api, id)(Clients::of(&server.url()), sent).await;
                assert_eq!(outcome, Outcome::Success(success, answer.clone()), "{api} `{id}`");

                let seen = server.only_request();
                assert_eq!(seen.method, operation.method(), "{api} `{id}`");
                assert_eq!(seen.path, operation.path().replace("{id}", "an%20id"), "{api} `{id}`");
                assert_eq!(seen.query, None, "{api} `{id}`");
                let host = server.url().replace("http://", "");
                let length = seen.body.len().to_string();
                let agent = format!("order-contracts/{}", env!("CARGO_PKG_VERSION"));
                let bearer = format!("Bearer {TOKEN}");
                let mut headers = vec![
                    ("accept", "application/json"),
                    ("authorization", bearer.as_str()),
                    ("host", &host),
                    ("user-agent", &agent),
                ];
                match request {
                    Some(request) => {
                        assert_eq!(seen.json(), *request, "{api} `{id}`");
                        headers.extend([("content-length", length.as_str()), ("content-type", "application/json")]);
                    }
                    None => assert!(seen.body.is_empty(), "{api} `{id}`"),
                }
                headers.sort_unstable();
                let sent: Vec<(&str, &str)> =
                    seen.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                // A request without a body may declare its length.
                let sent: Vec<_> = sent.into_iter().filter(|header| *header != ("content-length", "0")).collect();
                assert_eq!(sent, headers, "{api} `{id}`: exactly these headers");
            }
        }
    }
}

#[tokio::test]
async fn each_declared_error_is_decoded() {
    for (api, operation) in operations() {
        let id = operation.id().expect("an id");
        let request = examples(api, operation, None).into_iter().next().unwrap_or_default();
        let body = match api {
            Api::KohortPay => {
                json!({"error": {"type": "not_found_error", "message": "No such group", "code": "NOT_FOUND"}})
            }
            Api::Threekit => json!({"message": "no such order", "details": [{"anything": null}]}),
        };
        for status in error_statuses(operation) {
            let server = Server::answering(status, &body).await;
            let outcome = call(api, id)(Clients::of(&server.url()), request.clone()).await;
            assert_eq!(outcome, Outcome::ErrorResponse(status, body.clone()), "{api} `{id}`");
        }
    }
}

#[tokio::test]
async fn an_undeclared_status_is_unexpected_and_its_body_readable() {
    // Threekit declares neither; KohortPay's `default` covers every error, and no other success.
    for (api, id, status) in [
        (Api::Threekit, "getOrder", 500),
        (Api::Threekit, "getOrder", 204),
        (Api::Threekit, "listOrders", 404),
        (Api::KohortPay, "getOrder", 201),
        (Api::KohortPay, "getOrder", 304),
    ] {
        let server = Server::answering(status, &json!({"ambassador": "Jane"})).await;
        let outcome = call(api, id)(Clients::of(&server.url()), Value::Null).await;
        let Outcome::Other("UnexpectedResponse", text) = outcome else { panic!("{api} `{id}` {status}: {outcome:?}") };
        assert!(text.contains(&status.to_string()) && !text.contains("Jane"), "{text}");
    }
    let server = Server::answering(500, &json!({"ambassador": "Jane"})).await;
    let result = Clients::of(&server.url()).threekit().list_orders().send().await;
    let Err(order_contracts::client::Error::UnexpectedResponse(response)) = result else { panic!("{result:?}") };
    assert_eq!(response.body(), br#"{"ambassador":"Jane"}"#);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(!format!("{response:?}").contains("Jane"));
}

#[tokio::test]
async fn a_code_for_programs_is_read_from_an_error() {
    let body = example(Api::KohortPay, "RefusedCredential");
    let server = Server::answering(401, &body).await;
    let result = Clients::of(&server.url()).kohortpay().get_order().id("ord_1").send().await;
    let Err(order_contracts::client::Error::ErrorResponse(error)) = result else { panic!("{result:?}") };
    assert_eq!((error.status().as_u16(), error.error.code.as_str()), (401, "Unauthorized"));
}

#[tokio::test]
async fn query_parameters_are_sent_as_declared() {
    let list = example(Api::KohortPay, "OrderListResponse");
    let server = Server::answering(200, &list).await;
    let client = Clients::of(&server.url()).kohortpay();
    let call = client.list_orders().take(100).skip(0).order_by("createdAt:desc").search("Doe & Söhne");
    call.expand(vec!["organization".to_owned(), "customer".to_owned()]).send().await.expect("a list");
    client.list_orders().expand(Vec::new()).send().await.expect("a list");
    client.list_orders().take(u64::MAX).send().await.expect("a list");
    let queries: Vec<_> = server.requests().into_iter().map(|seen| seen.query.unwrap_or_default()).collect();
    let mut pairs: Vec<&str> = queries[0].split('&').collect();
    pairs.sort_unstable();
    // Form style, exploded: one pair a value (OpenAPI 3.0.3, 4.7.12.3). A default of the document is not sent.
    assert_eq!(
        pairs,
        [
            "expand=organization",
            "expand=customer",
            "orderBy=createdAt%3Adesc",
            "search=Doe+%26+S%C3%B6hne",
            "skip=0",
            "take=100"
        ]
        .into_iter()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
    assert!(queries[0].find("expand=organization") < queries[0].find("expand=customer"), "in the order given");
    assert_eq!(queries[1], "");
    assert_eq!(queries[2], "take=18446744073709551615");

    let list = example(Api::Threekit, "OrderListResponse");
    let server = Server::answering(200, &list).await;
    let call = Clients::of(&server.url()).threekit();
    let call = call.list_orders().org_id("o").short_id("46Juzcyx").origin_org_id("").platform(r#"{"id":"1"}"#);
    call.send().await.expect("a list");
    assert_eq!(
        server.only_request().query.as_deref(),
        Some("orgId=o&originOrgId=&platform=%7B%22id%22%3A%221%22%7D&shortId=46Juzcyx")
    );
}

#[tokio::test]
async fn path_parameters_are_one_segment_whatever_they_hold() {
    let order = example(Api::KohortPay, "OrderResponse");
    for (id, segment) in [
        ("ord_1", "ord_1"),
        ("a/b", "a%2Fb"),
        ("../customers/1", "..%2Fcustomers%2F1"),
        ("50%", "50%25"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c", "a%3Fb%23c"),
        ("é 😀", "%C3%A9%20%F0%9F%98%80"),
        ("a\\b", "a%5Cb"),
        ("...", "..."),
        ("tab\tline\n", "tab%09line%0A"),
    ] {
        let server = Server::answering(200, &order).await;
        let result = Clients::of(&server.url()).kohortpay().get_order().id(id).send().await;
        assert!(result.is_ok(), "{id:?}: {result:?}");
        assert_eq!(server.only_request().path, format!("/orders/{segment}"), "{id:?}");
    }
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
    let order = example(Api::KohortPay, "OrderResponse");
    for (base, path) in
        [("", "/orders/1"), ("/", "/orders/1"), ("/api/v1", "/api/v1/orders/1"), ("/ä/", "/%C3%A4/orders/1")]
    {
        let server = Server::answering(200, &order).await;
        let client = kohortpay::Client::new(&format!("{}{base}", server.url()), TOKEN).expect("a client");
        client.get_order().id("1").send().await.expect("an order");
        assert_eq!(server.only_request().path, path);
    }
}

/// `null` creates a group, absence leaves it to the API; the server fills in documented defaults, not the client.
#[tokio::test]
async fn a_body_is_what_was_set_and_nothing_else() {
    use order_contracts::Nullable;
    let order = example(Api::KohortPay, "OrderResponse");
    let server = Server::answering(201, &order).await;
    let client = Clients::of(&server.url()).kohortpay();
    let builder = || types::CreateOrder::builder().amount(0);
    for create in [
        builder(),
        builder().payment_group_share_id(Nullable::Null),
        builder().payment_group_share_id("KHT-1"),
        builder().locale(types::Locale::FrFr).metadata(serde_json::Map::new()),
    ] {
        client.create_order().body(create).send().await.expect("an order");
    }
    let bodies: Vec<String> =
        server.requests().iter().map(|seen| String::from_utf8(seen.body.clone()).expect("text")).collect();
    assert_eq!(
        bodies,
        [
            r#"{"amount":0}"#,
            r#"{"amount":0,"paymentGroupShareId":null}"#,
            r#"{"amount":0,"paymentGroupShareId":"KHT-1"}"#,
            r#"{"amount":0,"locale":"fr_FR","metadata":{}}"#,
        ]
    );

    let order = example(Api::Threekit, "OrderResponse");
    let server = Server::answering(200, &order).await;
    let sent =
        Clients::of(&server.url()).threekit().create_order().body_map(|order| order.name("Wishlist")).send().await;
    assert!(sent.is_ok(), "{sent:?}");
    assert_eq!(server.only_request().body, br#"{"name":"Wishlist"}"#, "no `status`: `New` is the server's to fill in");
}

#[tokio::test]
async fn a_user_agent_of_ones_own_is_sent() {
    let server = Server::answering(200, &example(Api::KohortPay, "OrderResponse")).await;
    let settings = Settings::default().user_agent("shop/7");
    let outcome = outcome(Clients::with(&server.url(), &settings).kohortpay().get_order().id("1").send().await);
    assert!(matches!(outcome, Outcome::Success(200, _)));
    assert_eq!(server.only_request().header("user-agent"), Some("shop/7"));
}

fn operations() -> impl Iterator<Item = (Api, &'static Operation)> {
    Api::ALL.into_iter().flat_map(|api| api.operations().iter().map(move |operation| (api, operation)))
}

/// The declared success status and the examples of its body.
fn success(api: Api, operation: &Operation) -> (u16, Vec<Value>) {
    let status =
        operation.bodies().iter().filter_map(|body| body.status.as_deref()).find(|status| status.starts_with('2'));
    let status = status.expect("a success");
    let examples = examples(api, operation, Some(status));
    assert!(!examples.is_empty(), "{api} {:?}: a success without an example", operation.id());
    (status.parse().expect("a code"), examples)
}

/// The declared error statuses; for `default` two that no other pattern covers.
fn error_statuses(operation: &Operation) -> Vec<u16> {
    let statuses = operation.bodies().iter().filter_map(|body| body.status.as_deref());
    let errors = statuses.filter(|status| !status.starts_with('2'));
    errors
        .flat_map(|status| if status == "default" { vec![429, 503] } else { vec![status.parse().expect("a code")] })
        .collect()
}

/// The examples of the request body (`None`) or of a response body.
fn examples(api: Api, operation: &Operation, status: Option<&str>) -> Vec<Value> {
    let document = api.document();
    let Some(body) = operation.bodies().iter().find(|body| body.status.as_deref() == status) else { return Vec::new() };
    let mut media = body.schema.clone();
    media.pop();
    let names = at(document, &media)["examples"].as_object().into_iter().flatten();
    let places = names.map(|(name, _)| follow(document, &media.clone().key("examples").key(name)));
    places.map(|place| at(document, &place)["value"].clone()).collect()
}

pub(super) fn example(api: Api, name: &str) -> Value {
    let place = Pointer::root().key("components").key("examples").key(name).key("value");
    at(api.document(), &place).clone()
}
