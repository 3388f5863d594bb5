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
