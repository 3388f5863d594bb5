//! Requests that break the contract: none is sent, and the error says why.

use order_contracts::Api;
use order_contracts::client::Error;
use order_contracts::kohortpay::types as kohortpay;
use order_contracts::threekit::types as threekit;
use serde_json::{Value, json};

use super::calls::{Clients, Outcome, call, decode, outcome};
use super::server::Server;

/// A body that its Rust type accepts and the contract does not: API, operation, body, violations by id and pointer.
const BROKEN_BODIES: [(Api, &str, &str, &[&str]); 8] = [
    (Api::KohortPay, "createOrder", r#"{"amount": 1, "customerEmail": "nobody"}"#, &["format /customerEmail"]),
    (Api::KohortPay, "createOrder", r#"{"amount": 1, "locale": "en_GB"}"#, &["enum /locale"]),
    (
        Api::KohortPay,
        "createOrder",
        r#"{"amount": 1, "locale": "", "customerEmail": ""}"#,
        &["format /customerEmail", "enum /locale"],
    ),
    (
        Api::KohortPay,
        "createCustomer",
        r#"{"emailAddress": "a@b@c", "locale": "de_DE", "shippingAddress": {}}"#,
        &["format /emailAddress", "enum /locale"],
    ),
    (Api::KohortPay, "updateGroup", r#"{"creatorEmail": "[email protected]"}"#, &["format /creatorEmail"]),
    (Api::Threekit, "createOrder", r#"{"status": "Archived"}"#, &["enum /status"]),
    (Api::Threekit, "modifyOrder", r#"{"status": "new", "metadata": {"status": "deleted"}}"#, &["enum /status"]),
    (Api::Threekit, "createOrder", r#"{"status": ""}"#, &["enum /status"]),
];

#[tokio::test]
async fn a_body_that_breaks_the_contract_is_not_sent() {
    for (api, id, body, wanted) in BROKEN_BODIES {
        let server = Server::answering(200, &json!({})).await;
        let body: Value = serde_json::from_str(body).expect("JSON");
        let outcome = call(api, id)(Clients::of(&server.url()), body.clone()).await;
        let Outcome::Other("RefusedRequest", text) = outcome else { panic!("{api} `{id}` {body}: {outcome:?}") };
        assert_eq!(server.requests().len(), 0, "{api} `{id}` {body}");
        let report = api.schema(id).expect("a body").validate(&body);
        let reported: Vec<_> =
            report.violations().iter().map(|broken| format!("{} {}", broken.id(), broken.instance())).collect();
        assert_eq!(reported, wanted);
        assert!(text.ends_with(&report.to_string()), "{text}");
    }
}

#[tokio::test]
async fn violations_of_a_refused_request_are_values() {
    let server = Server::answering(201, &json!({})).await;
    let clients = Clients::of(&server.url());
    let result =
        clients.kohortpay().create_order().body_map(|order| order.amount(1).customer_email("nobody")).send().await;
    let error = result.expect_err("an e-mail address without an @");
    let report = error.report().expect("violations");
    let [violation] = report.violations() else { panic!("{report}") };
    assert_eq!(violation.keyword().as_str(), "/components/schemas/CreateOrder/properties/customerEmail/format");
    assert_eq!(violation.provenance().sources, []);
    assert!(violation.provenance().inferred[0].reason.contains("e-mail"), "{:?}", violation.provenance());
    assert_eq!(error.status(), None);
    assert!(!format!("{error:?} {error}").contains("nobody"), "{error:?}");
    assert!(server.requests().is_empty());
}

/// A value that its type refuses is reported when the call is sent.
#[tokio::test]
async fn values_that_a_type_refuses_are_not_sent() {
    let server = Server::answering(200, &json!({})).await;
    let clients = Clients::of(&server.url());
    let (client, threekit) = (clients.kohortpay(), clients.threekit());
    let long = "é".repeat(101);
    let cases = [
        (
            "/customerFirstName",
            outcome(
                client.create_order().body_map(|order| order.amount(1).customer_first_name(long.as_str())).send().await,
            ),
        ),
        ("/amount", outcome(client.create_order().body_map(|order| order.amount(-1)).send().await)),
        ("amount", outcome(client.create_order().send().await)),
        ("/locale", outcome(client.create_order().body_map(|order| order.amount(1).locale("en_GB")).send().await)),
        ("emailAddress", outcome(client.create_customer().body_map(|customer| customer.first_name(None)).send().await)),
        (
            "/expiresAt",
            outcome(
                client
                    .create_group()
                    .body_map(|group| {
                        group.customer_id("c").order_id("o").payment_intent_id("p").expires_at("tomorrow")
                    })
                    .send()
                    .await,
            ),
        ),
        ("id", outcome(client.get_order().send().await)),
        ("take", outcome(client.list_orders().take(0).send().await)),
        ("items", outcome(threekit.add_items().id("o").send().await)),
        ("/name", outcome(threekit.modify_order().id("o").body_map(|order| order.name("x".repeat(256))).send().await)),
    ];
    for (name, outcome) in cases {
        let Outcome::Other("InvalidRequest", text) = outcome else { panic!("{name}: {outcome:?}") };
        assert!(text.contains(&format!("`{name}`")), "{name}: {text}");
        assert!(!text.contains(":: "), "{text}");
        assert!(!text.contains(&long), "{text}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_path_parameter_that_names_another_resource_is_not_sent() {
    let server = Server::answering(200, &json!({})).await;
    let clients = Clients::of(&server.url());
    let clients = (clients.kohortpay(), clients.threekit());
    for (api, operation) in Api::ALL.into_iter().flat_map(|api| api.operations().iter().map(move |op| (api, op))) {
        if !operation.path().contains("{id}") {
            continue;
        }
        for id in ["", ".", ".."] {
            let outcome = send_with_id(&clients, api, operation.id().expect("an id"), id).await;
            let Outcome::Other("InvalidRequest", _) = outcome else {
                panic!("{api} {:?} with the id `{id}`: {outcome:?}", operation.id())
            };
        }
    }
    // A base URL that ends like the path begins.
    for base in ["/api", "/orders", "/orders/orders"] {
        let clients = Clients::of(&format!("{}{base}", server.url()));
        for id in ["", ".", ".."] {
            let outcome = outcome(clients.kohortpay().get_order().id(id).send().await);
            assert!(matches!(outcome, Outcome::Other("InvalidRequest", _)), "`{id}` below `{base}`: {outcome:?}");
        }
    }
    assert!(server.requests().is_empty());
}

type Pair = (order_contracts::kohortpay::Client, order_contracts::threekit::Client);

async fn send_with_id((client, other): &Pair, api: Api, operation: &str, id: &str) -> Outcome {
    let group = json!({"customerId": "c", "paymentIntentId": "p", "orderId": "o"});
    match (api, operation) {
        (Api::KohortPay, "getOrder") => outcome(client.get_order().id(id).send().await),
        (Api::KohortPay, "getCustomer") => outcome(client.get_customer().id(id).send().await),
        (Api::KohortPay, "updateCustomer") => {
            let body: kohortpay::UpdateCustomer = decode(json!({"deletedAt": null}));
            outcome(client.update_customer().id(id).body(body).send().await)
        }
        (Api::KohortPay, "deleteCustomer") => outcome(client.delete_customer().id(id).send().await),
        (Api::KohortPay, "unblockCustomer") => outcome(client.unblock_customer().id(id).send().await),
        (Api::KohortPay, "getGroup") => outcome(client.get_group().id(id).send().await),
        (Api::KohortPay, "updateGroup") => outcome(client.update_group().id(id).send().await),
        (Api::KohortPay, "listGroupOrders") => outcome(client.list_group_orders().id(id).send().await),
        (Api::KohortPay, "cancelGroup") => outcome(client.cancel_group().id(id).send().await),
        (Api::KohortPay, "expireGroup") => outcome(client.expire_group().id(id).send().await),
        (Api::KohortPay, "validateGroup") => {
            outcome(client.validate_group().id(id).body(decode::<kohortpay::CreateGroup>(group)).send().await)
        }
        (Api::Threekit, "getOrder") => outcome(other.get_order().id(id).send().await),
        (Api::Threekit, "modifyOrder") => outcome(other.modify_order().id(id).send().await),
        (Api::Threekit, "addItems") => {
            outcome(other.add_items().id(id).body(decode::<threekit::AddItems>(json!({"items": []}))).send().await)
        }
        unknown => panic!("no call of {unknown:?} with an id"),
    }
}

/// The objects of the contract are open: undeclared members are allowed.
#[tokio::test]
async fn undeclared_members_are_sent_unchanged() {
    let order = super::operations::example(Api::KohortPay, "OrderResponse");
    let server = Server::answering(201, &order).await;
    let body = json!({"amount": 1, "couponCode": {"nested": [1.5, null]}});
    let outcome = call(Api::KohortPay, "createOrder")(Clients::of(&server.url()), body.clone()).await;
    assert!(matches!(outcome, Outcome::Success(201, _)), "{outcome:?}");
    assert_eq!(server.only_request().json(), body);
}

/// A member in `extra` with the name of a declared one would be sent twice.
#[tokio::test]
async fn a_name_is_never_sent_twice() {
    let server = Server::answering(201, &json!({})).await;
    let mut body: kohortpay::CreateOrder = decode(json!({"amount": 1}));
    body.extra.insert("amount".to_owned(), json!(2));
    let result = Clients::of(&server.url()).kohortpay().create_order().body(body).send().await;
    let Err(Error::InvalidRequest(text)) = result else { panic!("{result:?}") };
    assert!(text.contains("duplicate key `amount`"), "{text}");
    assert!(server.requests().is_empty());
}

/// The page says of the deprecated `items`: in the wrong form they are left untouched. So they are sent, and read back.
#[tokio::test]
async fn malformed_items_are_sent_and_read_as_they_are() {
    let items = json!([{"id": 5}, {}, {"count": "two", "id": null}, {"id": {"a": [1.50, 2]}, "note": "x"}]);
    let mut order = super::operations::example(Api::Threekit, "OrderResponse");
    order["items"] = items.clone();
    let server = Server::answering(200, &order).await;
    let body = json!({"items": items});
    let outcome = call(Api::Threekit, "createOrder")(Clients::of(&server.url()), body.clone()).await;
    let Outcome::Success(200, read) = outcome else { panic!("{outcome:?}") };
    assert_eq!(server.only_request().json(), body);
    assert_eq!(read["items"], items);
    for (schema, payload) in [("createOrder", &body), ("createOrder.response.200", &order)] {
        let report = Api::Threekit.schema(schema).expect("a schema").validate(payload);
        assert_eq!(report.to_string(), "", "{schema}");
    }
}
