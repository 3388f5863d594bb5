//! The generated clients against a sandbox over real sockets: all 21 operations.

use order_contracts::client::{Error, Transport};
use order_contracts::sandbox::{Sandbox, Settings};
use order_contracts::server::{self, Address, Listener};
use order_contracts::{Api, Nullable, kohortpay, threekit};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A sandbox that listens.
struct Running {
    url: String,
    end: oneshot::Sender<()>,
    served: JoinHandle<usize>,
}

impl Running {
    fn of(api: Api) -> Self {
        let listener = Listener::bind(&Address::loopback(0)).unwrap();
        let base = if api == Api::Threekit { "/api" } else { "" };
        let url = format!("http://{}{base}", listener.address());
        let (end, ended) = oneshot::channel();
        let sandbox = Sandbox::of_api(api, &Settings::default());
        let served = tokio::spawn(async move {
            let end = async { ended.await.unwrap_or_default() };
            server::serve(listener, sandbox, server::Settings::new(0), end).await.unwrap()
        });
        Self { url, end, served }
    }

    async fn end(self) {
        self.end.send(()).unwrap();
        assert_eq!(self.served.await.unwrap(), 0, "no connection was cut");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_operations_of_kohortpay() {
    let running = Running::of(Api::KohortPay);
    let client = kohortpay::Client::new(&running.url, "sk_test_1").unwrap();
    let customer =
        client.create_customer().body_map(|body| body.email_address("anna@example.com")).send().await.unwrap();
    let id = customer.id.as_str();
    assert_eq!(client.get_customer().id(id).send().await.unwrap().email_address, "anna@example.com");
    assert_eq!(client.list_customers().search("anna").send().await.unwrap().count, 1);
    assert!(client.update_customer().id(id).body_map(|body| body.deleted_at(Nullable::Null)).send().await.is_ok());
    assert!(!client.unblock_customer().id(id).send().await.unwrap().is_blocked);

    let order = client
        .create_order()
        .body_map(|body| body.amount(1_000).customer_id(id).payment_group_share_id(Nullable::Null))
        .send()
        .await
        .unwrap();
    assert_eq!(client.get_order().id(&order.id).send().await.unwrap().customer_email, "anna@example.com");
    assert_eq!(client.list_orders().take(1_u64).send().await.unwrap().data[0].id, order.id);
    let share_id = order.payment_group_share_id.clone().unwrap();
    let group = client.get_group().id(&share_id).send().await.unwrap();
    assert_eq!(group.status.as_str(), "OPEN");
    let joining = kohortpay::types::CreateGroup::builder()
        .customer_id("cus_IzkjlvAhdjzjht3")
        .payment_intent_id("pi_1")
        .order_id("pi_1");
    let joining: kohortpay::types::CreateGroup = joining.try_into().unwrap();
    assert!(client.validate_group().id(&share_id).body(joining.clone()).send().await.is_ok());
    assert_eq!(client.list_group_orders().id(&group.id).send().await.unwrap().count, 1);
    let changed = client.update_group().id(&group.id).body_map(|body| body.creator_email("b@example.com")).send().await;
    assert_eq!(changed.unwrap().creator_email, "b@example.com");
    assert_eq!(client.cancel_group().id(&group.id).send().await.unwrap().status.as_str(), "CANCELED");
    match client.expire_group().id(&group.id).send().await {
        Err(Error::ErrorResponse(refusal)) => assert_eq!(refusal.error.code, "COMPLETED_EXPIRED_CANCELED"),
        other => panic!("{other:?}"),
    }
    let second = client.create_group().body(joining).send().await.unwrap();
    assert_eq!(client.expire_group().id(&second.id).send().await.unwrap().status.as_str(), "EXPIRED");
    assert!(client.delete_customer().id(id).send().await.unwrap().deleted_at.is_some());
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_operations_of_threekit() {
    let running = Running::of(Api::Threekit);
    let private = threekit::Client::new(&running.url, threekit::Credentials::private("t-1")).unwrap();
    let public = threekit::Client::new(&running.url, threekit::Credentials::public("p-1")).unwrap();
    let order = public.create_order().body_map(|body| body.name("Wishlist")).send().await.unwrap();
    assert_eq!(order.status.as_str(), "New");
    assert_eq!(private.get_order().id(&order.short_id).send().await.unwrap().id, order.id);
    assert_eq!(private.list_orders().short_id(&order.short_id).send().await.unwrap().orders.len(), 1);
    let change = async |client: &threekit::Client| {
        client
            .modify_order()
            .id(&order.id)
            .body_map(|body| body.status(threekit::types::OrderStatus::List))
            .send()
            .await
    };
    assert!(matches!(change(&public).await, Err(Error::ErrorResponse(refusal)) if refusal.status() == 403));
    assert_eq!(change(&private).await.unwrap().status.as_str(), "List");
    let item = threekit::types::AddedItem::builder().configuration_id("c-1").count(2);
    let items = vec![item.try_into().unwrap()];
    let changed = public.add_items().id(&order.id).body_map(|body| body.items(items)).send().await.unwrap();
    assert_eq!(changed.cart[0].count.get(), 2);
    running.end().await;
}

/// The sandbox is a service of tower, so a test of a client needs no sockets.
#[tokio::test(start_paused = true)]
async fn a_client_reads_lists_to_their_end_and_repeats_what_fails_without_sockets() {
    let mut empty = Settings::default();
    empty.empty = true;
    let sandbox = Sandbox::of_api(Api::KohortPay, &empty);
    let transport = Transport::service(sandbox.clone());
    let settings = order_contracts::client::Settings::default();
    let client = kohortpay::Client::with_transport("http://sandbox.test", "sk_test_1", &settings, transport).unwrap();
    let mut created = Vec::new();
    for number in 0..23_u64 {
        let buyer = format!("buyer{number}@example.com");
        let order = client.create_order().body_map(|body| body.amount(number).customer_email(buyer.clone()));
        created.push(order.send().await.unwrap().id.clone());
    }
    let mut listed = Vec::new();
    let mut orders = client.list_orders().order_by("createdAt:asc").take(5_u64).items();
    while let Some(order) = orders.next().await {
        listed.push(order.unwrap().id);
    }
    created.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, created);

    let rule = r#"{"operation": "listOrders", "code": 503, "times": 2}"#;
    let request = http::Request::post("/_sandbox/faults").header("content-type", "application/json");
    let request = request.body(http_body_util::Full::<bytes::Bytes>::from(rule)).unwrap();
    assert_eq!(tower::ServiceExt::oneshot(sandbox, request).await.unwrap().status(), 201);
    let response = client.list_orders().send().await.unwrap();
    assert_eq!((response.attempts(), response.count), (3, 23));
}
