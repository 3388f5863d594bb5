//! How much memory a check asks for: the same on every machine, however busy it is.

use allocation_counter::measure;
use http::Request;
use order_contracts::Api;
use order_contracts::validate::{self, Options, Verdict};
use serde_json::Value;

fn of_kohortpay(method: &str, target: &str, body: Option<&Value>) -> Request<Vec<u8>> {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", "api.kohortpay.com")
        .header("user-agent", "test")
        .header("accept", "application/json")
        .header("accept-encoding", "gzip")
        .header("authorization", "Bearer sk_test_1")
        .header("content-type", "application/json")
        .header("x-request-id", "7");
    request.body(body.map(|body| body.to_string().into_bytes()).unwrap_or_default()).unwrap()
}

/// How many times a check allocates once its schemas are compiled.
fn allocations(request: &Request<Vec<u8>>) -> u64 {
    let contract = Api::KohortPay.contract();
    let options = Options::new().base_path("");
    let check = || {
        let report = options.request(contract, &validate::Request::from(request));
        assert_eq!(report.verdict(), Verdict::Valid, "{report}");
    };
    check();
    measure(check).count_total
}

#[test]
fn a_valid_request_is_checked_almost_without_allocating() {
    let pointer = "/components/examples/CreateOrderRequest/value";
    let order = Api::KohortPay.document().pointer(pointer).unwrap();
    for (method, target, body, most) in [
        ("POST", "/orders", Some(order), 2),
        ("GET", "/orders", None, 2),
        (
            "GET",
            "/orders?take=10&skip=20&orderBy=createdAt:desc&search=anna&expand=organization&expand=customer",
            None,
            10,
        ),
        ("GET", "/orders/ord_1234567890abcdef?expand=organization", None, 10),
    ] {
        let found = allocations(&of_kohortpay(method, target, body));
        println!("{method} {target}: {found}");
        assert!(found <= most, "{method} {target}: {found} allocations, at most {most} wanted");
    }
}

/// Each verdict, so that none allocates more without being noticed; who makes one cheaper changes the number here.
#[test]
fn each_verdict_allocates_exactly_so_often() {
    let contract = Api::KohortPay.contract();
    let options = Options::new().base_path("");
    let value = |name: &str| {
        let pointer = format!("/components/examples/{name}/value");
        Api::KohortPay.document().pointer(&pointer).unwrap().clone()
    };
    let (order, answer) = (value("CreateOrderRequest"), value("OrderResponse"));
    let mut broken = order.clone();
    for (name, value) in [("amount", (-1).into()), ("customerEmail", "nobody".into()), ("locale", "en-US".into())] {
        broken[name] = value;
    }
    let schema = contract.schema_named("CreateOrder").unwrap();
    let payload = |value: &Value, violations: usize| {
        let text = value.to_string();
        let check = || {
            let report = validate::payload_bytes(contract, &schema, text.as_bytes(), &options);
            assert_eq!(report.violations().len(), violations, "{report}");
        };
        check();
        measure(check).count_total
    };
    let list = "/orders?take=10&skip=20&orderBy=createdAt:desc&search=ann&expand=organization&expand=customer";
    let request = of_kohortpay("POST", "/orders", Some(&order));
    let response = http::Response::builder().status(201).header("content-type", "application/json");
    let response = response.body(answer.to_string().into_bytes()).unwrap();
    let respond = || {
        let response = validate::Response::from(&response);
        let report = options.response(contract, &validate::Request::from(&request), &response);
        assert_eq!(report.verdict(), Verdict::Valid, "{report}");
    };
    respond();
    let explained = payload(&broken, 3);
    assert!(explained <= 110, "{explained}");
    let found = [
        ("a payload", payload(&order, 0)),
        ("a request", allocations(&request)),
        ("a request for a list, with all its parameters", allocations(&of_kohortpay("GET", list, None))),
        ("a request for one", allocations(&of_kohortpay("GET", "/orders/ord_1?expand=organization", None))),
        ("a response", measure(respond).count_total),
    ];
    let known = [
        ("a payload", 0),
        ("a request", 0),
        // The pairs of the query.
        ("a request for a list, with all its parameters", 1),
        // The same, and the parameters of the path.
        ("a request for one", 2),
        ("a response", 0),
    ];
    assert_eq!(found, known);
}

/// What the layer asks for besides: the body is boxed while it is read, and the handler knows operation and path parameters.
#[cfg(feature = "tower")]
#[test]
fn a_layer_adds_few_allocations() {
    use std::convert::Infallible;
    use std::task::{Context, Poll, Waker};

    use bytes::Bytes;
    use http::Response;
    use http_body_util::Full;
    use order_contracts::http::{CheckedBody, ContractLayer, Mode};
    use tower::{Layer, Service, service_fn};

    let pointer = "/components/examples/CreateOrderRequest/value";
    let order = Api::KohortPay.document().pointer(pointer).unwrap();
    let request = of_kohortpay("POST", "/orders", Some(order)).map(|body| Full::new(Bytes::from(body)));
    let count = |requests: Mode| {
        let layer = ContractLayer::new(Api::KohortPay.contract()).options(Options::new().base_path(""));
        let layer = layer.requests(requests).responses(Mode::Off);
        let mut service = layer.layer(service_fn(|_: Request<CheckedBody<Full<Bytes>>>| {
            std::future::ready(Ok::<_, Infallible>(Response::new(Full::<Bytes>::default())))
        }));
        let mut call = |request: Request<Full<Bytes>>| {
            let mut context = Context::from_waker(Waker::noop());
            assert!(service.poll_ready(&mut context).is_ready());
            let future = std::pin::pin!(service.call(request));
            assert!(matches!(future.poll(&mut context), Poll::Ready(Ok(response)) if response.status() == 200));
        };
        call(request.clone());
        let next = request.clone();
        allocation_counter::measure(|| call(next)).count_total
    };
    let (off, enforced) = (count(Mode::Off), count(Mode::Enforce));
    println!("off: {off}, enforced: {enforced}");
    assert!(off == 0 && enforced <= 4, "{off} {enforced}");
}
