//! Bytes to verdict: this crate against `serde_json::from_slice::<Value>` and the `jsonschema` validator, and against programs that
//! check less.
//!
//! `cargo bench --bench verdict`. Samples of all contenders are interleaved, so that other load on the machine affects all
//! of them. The minimum is the cost of the code; the median includes that of the machine. Ratios are those of the minima.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use http::{Request, Response};
use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, Options};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value, json};

mod table;

use table::{Table, time, times};

/// One thing to measure.
struct Contender<'a> {
    name: &'static str,
    /// Goes through all payloads once.
    run: Box<dyn Fn() -> Found + 'a>,
    samples: Vec<Duration>,
}

/// What a contender says of all payloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Violations(usize),
    /// It does not judge by the schema.
    Unjudged,
}

fn contender<'a>(name: &'static str, run: impl Fn() -> Found + 'a) -> Contender<'a> {
    Contender { name, run: Box::new(run), samples: Vec::new() }
}

/// `CreateOrder` as users write it by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read to be checked")]
struct CreateOrder {
    amount: u64,
    customer_email: Option<String>,
    customer_phone_number: Option<String>,
    customer_first_name: Option<String>,
    customer_last_name: Option<String>,
    customer_id: Option<String>,
    metadata: Option<Map<String, Value>>,
    locale: Option<String>,
    client_reference_id: Option<String>,
    payment_group_share_id: Option<String>,
}

/// The same of `Order`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read to be checked")]
struct Order {
    id: String,
    livemode: bool,
    organization_id: String,
    amount: u64,
    amount_cashback: Option<u64>,
    application_fee_amount: Option<u64>,
    customer_email: String,
    customer_first_name: String,
    customer_last_name: String,
    customer_phone_number: String,
    payment_group_share_id: Option<String>,
    customer_id: String,
    currency: String,
    locale: String,
    status: String,
    metadata: Option<Map<String, Value>>,
    payment_group_id: Option<String>,
    ambassador_id: Option<String>,
    client_reference_id: Option<String>,
    risk_level: Option<String>,
    created_at: String,
    created_by: String,
    updated_at: String,
    updated_by: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read to be checked")]
struct OrderList {
    data: Vec<Order>,
    count: u64,
}

fn example(name: &str) -> Value {
    let pointer = format!("/components/examples/{name}/value");
    Api::KohortPay.document().pointer(&pointer).unwrap().clone()
}

fn main() {
    let mut rows =
        Table::new("validation", &["payload", "verdict by", "time", "median", "MB/s", "ratio", "of reading nothing"]);
    let (order, response) = (example("CreateOrderRequest"), example("OrderResponse"));
    let list = json!({"data": vec![&response; 100], "count": 100});
    let mut broken = order.clone();
    for (name, value) in [("amount", (-1).into()), ("customerEmail", "nobody".into()), ("locale", "en-US".into())] {
        broken[name] = value;
    }
    let mut few: Vec<String> = vec![order.to_string(); 100];
    few[50] = broken.to_string();
    payloads::<CreateOrder>(&mut rows, "CreateOrder", "CreateOrder", &[order.to_string()]);
    payloads::<Order>(&mut rows, "Order", "Order", &[response.to_string()]);
    payloads::<Order>(&mut rows, "Order, indented", "Order", &[format!("{response:#}")]);
    payloads::<OrderList>(&mut rows, "OrderList of 100", "OrderList", &[list.to_string()]);
    payloads::<CreateOrder>(&mut rows, "CreateOrder, 1 % invalid", "CreateOrder", &few);
    payloads::<CreateOrder>(&mut rows, "CreateOrder, 3 violations", "CreateOrder", &[broken.to_string()]);
    exchanges(&mut rows, &order, &response);
    rows.finish();
}

/// Formats asserted, as this crate does.
fn exact(schema: &str) -> jsonschema::Validator {
    let embedded = Api::KohortPay.schema(schema).unwrap();
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    options.build(embedded.value()).unwrap()
}

/// How many violations there are: all of them, as text, as a caller would want them.
fn by_hand(exact: &jsonschema::Validator, bytes: &[u8]) -> usize {
    let value = serde_json::from_slice(bytes).unwrap();
    if exact.is_valid(&value) {
        return 0;
    }
    exact.iter_errors(&value).map(|error| error.masked().to_string()).collect::<Vec<_>>().len()
}

fn payloads<T: DeserializeOwned>(rows: &mut Table, name: &str, schema: &str, payloads: &[String]) {
    let (embedded, exact) = (Api::KohortPay.schema(schema).unwrap(), exact(schema));
    // The same document loaded like any user's, without anything prepared at compile time.
    let loaded = Contract::from_str(Api::KohortPay.yaml(), "loaded.yaml").unwrap();
    let (named, options) = (loaded.schema_named(schema).unwrap(), Options::new());
    let all = || payloads.iter().map(|payload| black_box(payload.as_bytes()));
    let judged = |judge: &dyn Fn(&[u8]) -> usize| Found::Violations(all().map(judge).sum());
    let read = |read: &dyn Fn(&[u8])| {
        all().for_each(read);
        Found::Unjudged
    };
    let bytes = payloads.iter().map(String::len).sum();
    compare(
        rows,
        name,
        (payloads.len(), bytes),
        vec![
            contender("serde_json + jsonschema", || judged(&|bytes| by_hand(&exact, bytes))),
            contender("nothing: serde_json, IgnoredAny", || {
                read(&|bytes| {
                    black_box(serde_json::from_slice::<IgnoredAny>(bytes).unwrap());
                })
            }),
            contender("types only: a struct, serde_json", || {
                // Of three violations, the types show one.
                read(&|bytes| drop(black_box(serde_json::from_slice::<T>(bytes))))
            }),
            contender("payload_json, embedded contract", || {
                judged(&|bytes| embedded.validate_json(bytes).unwrap().violations().len())
            }),
            contender("payload_bytes, loaded contract", || {
                judged(&|bytes| validate::payload_bytes(&loaded, &named, bytes, &options).violations().len())
            }),
        ],
    );
}

/// An order that is created: the request and the response, heads included.
fn exchanges(rows: &mut Table, order: &Value, created: &Value) {
    let payloads = [order.to_string(), created.to_string()];
    let exact = [exact("CreateOrder"), exact("Order")];
    let (contract, options) = (Api::KohortPay.contract(), Options::new().base_path(""));
    let headers = [
        ("host", "api.kohortpay.com"),
        ("user-agent", "bench"),
        ("accept", "application/json"),
        ("authorization", "Bearer sk_test_1"),
        ("content-type", "application/json"),
    ];
    let request = headers.iter().fold(Request::post("/orders"), |request, (name, value)| request.header(*name, *value));
    let request = request.body(payloads[0].clone()).unwrap();
    let response = Response::builder().status(201).header("content-type", "application/json");
    let response = response.body(payloads[1].clone()).unwrap();
    let list = "/orders?take=10&skip=20&orderBy=createdAt:desc&search=ann&expand=organization";
    let list = headers[..4].iter().fold(Request::get(list), |list, (name, value)| list.header(*name, *value));
    let list = list.body(String::new()).unwrap();
    compare(
        rows,
        "exchange of createOrder",
        (1, payloads.iter().map(String::len).sum()),
        vec![
            contender("the two bodies: serde_json + jsonschema", || {
                let judged = exact.iter().zip(&payloads).map(|(exact, payload)| by_hand(exact, payload.as_bytes()));
                Found::Violations(judged.sum())
            }),
            contender("the two bodies: IgnoredAny", || {
                for payload in &payloads {
                    black_box(serde_json::from_slice::<IgnoredAny>(payload.as_bytes()).unwrap());
                }
                Found::Unjudged
            }),
            contender("validate::request", || {
                let report = options.request(contract, &validate::Request::from(black_box(&request)));
                Found::Violations(report.violations().len())
            }),
            contender("validate::response", || {
                let response = validate::Response::from(black_box(&response));
                let report = options.response(contract, &validate::Request::from(&request), &response);
                Found::Violations(report.violations().len())
            }),
            contender("validate::exchange", || {
                let (request, response) = (black_box(&request), black_box(&response));
                let exchange = validate::Exchange::new(request.into(), response.into());
                let (request, response) = options.exchange(contract, &exchange);
                Found::Violations(request.violations().len() + response.violations().len())
            }),
            contender("validate::request, a list", || {
                let report = options.request(contract, &validate::Request::from(black_box(&list)));
                Found::Violations(report.violations().len())
            }),
        ],
    );
}

/// Measures the contenders in turns. The first is what ratios are to, the second is what reading costs at least.
///
/// Each goes through so many things with so many bytes.
fn compare(rows: &mut Table, name: &str, (count, bytes): (usize, usize), mut contenders: Vec<Contender<'_>>) {
    let violations = (contenders[0].run)();
    // Batches of about 50 µs: well above the clock's resolution, well below a time slice.
    let batch = (50_000 / bytes).clamp(1, 100);
    for _ in 0..2000_usize.min(40_000_000 / bytes / batch) {
        for contender in &mut contenders {
            let began = Instant::now();
            for _ in 0..batch {
                let found = (contender.run)();
                assert!(found == violations || found == Found::Unjudged, "{name}: {}", contender.name);
            }
            contender.samples.push(began.elapsed());
        }
    }
    contenders.iter_mut().for_each(|contender| contender.samples.sort_unstable());
    let nanos = |duration: Duration| duration.as_secs_f64() * 1e9 / (batch * count) as f64;
    let (base, skip) = (nanos(contenders[0].samples[0]), nanos(contenders[1].samples[0]));
    for Contender { name: by, samples, .. } in &contenders {
        let (min, median) = (nanos(samples[0]), nanos(samples[samples.len() / 2]));
        rows.row(&[
            format!("{name}, {} bytes", bytes / count),
            (*by).to_owned(),
            time(min),
            time(median),
            format!("{:.0}", bytes as f64 / count as f64 * 1e3 / min),
            times(base, min),
            format!("{:.2}", min / skip),
        ]);
    }
}
