//! Which messages are checked, and what is done with them.

use http::Request;
use http_body_util::Full;
use order_contracts::contract::Contract;
use order_contracts::http::{ContractLayer, Matched, Mode, Select, Undeclared};
use order_contracts::validate::{Options, Verdict};

use super::{Answer, Seen, answering, json, order, shop};

fn created() -> Answer {
    json(201, r#"{"id": "1", "amount": 1}"#)
}

#[tokio::test]
async fn a_mode_is_of_a_direction_and_of_operations() {
    let seen = Seen::default();
    let layer = ContractLayer::new(shop()).sink(seen.clone()).requests_of("createOrder", Mode::Observe).unwrap();
    let service = answering(created);
    assert_eq!(service.send(&layer, order("{}")).await.0.status, 201);
    assert_eq!(seen.take(), ["request createOrder invalid required", "response createOrder valid"]);

    // The same layer, changed while it serves.
    let control = layer.control();
    control.requests_of(&Select::Path("/orders".to_owned()), Mode::Enforce).unwrap();
    assert_eq!(service.send(&layer, order("{}")).await.0.status, 422);
    assert_eq!(seen.take(), ["request createOrder invalid required -> 422"]);
    control.requests(Mode::Off);
    control.responses(Mode::Off);
    assert_eq!(service.send(&layer, order("{}")).await.0.status, 201);
    control.undeclared(Undeclared::Pass);
    assert_eq!(service.send(&layer, order("{}")).await.0.status, 201);
    assert_eq!(seen.take(), [""; 0]);

    let error = control.requests_of(&Select::Tag("Orders".to_owned()), Mode::Off).unwrap_err();
    assert_eq!(error.to_string(), "unknown tag `Orders`");
}

#[tokio::test]
async fn operations_are_chosen_by_their_tag() {
    let contract = order_contracts::Api::KohortPay.contract();
    let layer = ContractLayer::new(contract).requests(Mode::Off).responses(Mode::Off);
    let layer =
        layer.options(Options::new().base_path("")).requests_of(Select::Tag("orders".to_owned()), Mode::Enforce);
    let layer = layer.unwrap();
    let service = answering(|| json(200, "{}"));
    for (target, status) in [("/orders?take=x", 401), ("/customers?take=x", 200)] {
        let request = Request::get(target).body(Full::default()).unwrap();
        assert_eq!(service.send(&layer, request).await.0.status, status, "{target}");
    }
}

#[test]
fn schemas_are_compiled_when_a_service_begins() {
    let contract = shop();
    let _layer = ContractLayer::new(std::sync::Arc::clone(&contract)).warm();
    let request = order_contracts::validate::Request::new("POST", "/v1/orders")
        .header("authorization", "Bearer secret")
        .header("content-type", "application/json")
        .body(r#"{"amount": 1}"#);
    let check = || assert!(order_contracts::validate::request(&contract, &request).is_valid());
    let first = allocation_counter::measure(check).count_total;
    assert_eq!(allocation_counter::measure(check).count_total, first);
}

#[tokio::test]
async fn one_message_in_so_many_is_observed() {
    let seen = Seen::default();
    let layer = ContractLayer::new(shop()).requests(Mode::one_in(4)).responses(Mode::one_in(8)).sink(seen.clone());
    let service = answering(created);
    for _ in 0..16 {
        assert_eq!(service.send(&layer, order("{}")).await.0.status, 201);
    }
    let seen = seen.take();
    let requests = seen.iter().filter(|line| line.starts_with("request")).count();
    assert_eq!((requests, seen.len() - requests), (4, 2), "{seen:?}");
}

#[tokio::test]
async fn undeclared_paths_are_refused_passed_or_reported() {
    let seen = Seen::default();
    let service = answering(|| json(200, "up"));
    let health = || Request::get("/health").body(Full::default()).unwrap();
    let layer = |mode| ContractLayer::new(shop()).requests(mode).sink(seen.clone());
    assert_eq!(service.send(&layer(Mode::Enforce), health()).await.0.status, 404);
    assert_eq!(seen.take(), ["request - invalid unknown-path -> 404"]);
    assert_eq!(service.send(&layer(Mode::Observe), health()).await.0.status, 200);
    assert_eq!(seen.take(), ["request - invalid unknown-path"]);
    for layer in [
        layer(Mode::Enforce).undeclared(Undeclared::Pass),
        layer(Mode::Enforce).pass("/health"),
        layer(Mode::Enforce).pass("/hea*"),
    ] {
        assert_eq!(service.send(&layer, health()).await.0.status, 200);
        assert_eq!(seen.take(), [""; 0]);
    }
    // A declared path is not passed by its name.
    let layer = layer(Mode::Enforce).pass("/v1/*");
    assert_eq!(service.send(&layer, order("{}")).await.0.status, 422);
}

#[tokio::test]
async fn a_preflight_passes_unless_it_is_declared() {
    let preflight = |path: &str| {
        Request::options(path)
            .header("origin", "https://shop.example.com")
            .header("access-control-request-method", "POST")
            .body(Full::default())
            .unwrap()
    };
    let service = answering(|| json(204, ""));
    let layer = ContractLayer::new(shop());
    assert_eq!(service.send(&layer, preflight("/v1/orders")).await.0.status, 204);
    let mut bare = preflight("/v1/orders");
    bare.headers_mut().remove("access-control-request-method");
    assert_eq!(service.send(&layer, bare).await.0.status, 405);

    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    options:\n      operationId: ask\n      \
                parameters: [{name: x, in: query, required: true, schema: {type: string}}]\n      responses: {}\n";
    let layer = ContractLayer::new(Contract::from_str(text, "a.yaml").unwrap());
    assert_eq!(service.send(&layer, preflight("/a")).await.0.status, 400, "it is declared, and checked");
}

#[tokio::test]
async fn a_head_is_allowed_where_a_get_is() {
    let seen = Seen::default();
    let layer = ContractLayer::new(shop()).responses(Mode::Enforce).sink(seen.clone());
    let service = answering(|| json(200, ""));
    let head =
        |target: &str| Request::head(target).header("authorization", "Bearer secret").body(Full::default()).unwrap();
    assert_eq!(service.send(&layer, head("/v1/orders?take=1")).await.0.status, 200);
    assert_eq!(seen.take(), ["request listOrders valid", "response listOrders valid"]);
    assert_eq!(service.send(&layer, head("/v1/orders?take=0")).await.0.status, 400);
}

#[tokio::test]
async fn below_a_prefix_that_is_stripped_the_base_path_is_empty() {
    let service = answering(created);
    let layer = ContractLayer::new(shop()).options(Options::new().base_path(""));
    let mut request = order(r#"{"amount": 1}"#);
    *request.uri_mut() = "/orders".parse().unwrap();
    assert_eq!(service.send(&layer, request.clone()).await.0.status, 201);
    assert_eq!(service.send(&ContractLayer::new(shop()), request).await.0.status, 404);
}

#[tokio::test]
async fn a_client_is_checked_by_the_same_layer() {
    let seen = Seen::default();
    let layer = ContractLayer::new(shop()).responses(Mode::Enforce).sink(seen.clone());
    let service = answering(|| json(201, r#"{"id": "1"}"#));
    for (body, status) in [(r#"{"amount": 1}"#, 500), ("{}", 422)] {
        // Clients and HTTP/2 name the whole URL.
        let mut request = order(body);
        *request.uri_mut() = "https://shop.example.com/v1/orders".parse().unwrap();
        assert_eq!(service.send(&layer, request).await.0.status, status);
    }
    assert_eq!(
        seen.take(),
        [
            "request createOrder valid",
            "response createOrder invalid required -> 500",
            "request createOrder invalid required -> 422",
        ]
    );
    assert_eq!(service.received(), None, "what breaks the contract is not sent");
}

#[tokio::test]
async fn a_handler_knows_the_operation_and_its_path_parameters() {
    use std::sync::{Arc, Mutex};
    use tower::{Layer, ServiceExt, service_fn};

    let found = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&found);
    let service = service_fn(move |request: Request<order_contracts::http::CheckedBody<Full<bytes::Bytes>>>| {
        *keep.lock().unwrap() = request.extensions().get::<Matched>().cloned();
        async { Ok::<_, std::convert::Infallible>(json(200, r#"{"id": "1", "amount": 1}"#)) }
    });
    let request = Request::get("/v1/orders/a%20b%2Fc").header("authorization", "Bearer secret");
    let request = request.extension(7_u8).body(Full::default()).unwrap();
    ContractLayer::new(shop()).layer(service).oneshot(request).await.unwrap();
    let matched = found.lock().unwrap().take().unwrap();
    assert_eq!(matched.operation().id.as_deref(), Some("getOrder"));
    assert_eq!(matched.path_parameters().collect::<Vec<_>>(), [("id", "a b/c")]);
    assert_eq!((matched.path_parameter("id"), matched.verdict()), (Some("a b/c"), Some(Verdict::Valid)));
    let shown = format!("{matched:?}");
    assert!(shown.contains("\"id\"") && !shown.contains("a b/c"), "{shown}");
}
