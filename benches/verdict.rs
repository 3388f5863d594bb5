//! Bytes to verdict: this crate against `serde_json::from_slice::<Value>` and the `jsonschema` validator.
//!
//! `cargo bench --bench verdict`. Samples of all contenders are interleaved, so that other load on the machine affects all
//! of them. The minimum is the cost of the code; the median includes that of the machine.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, Options};
use serde_json::Value;

/// Bytes to the number of violations.
type Run<'a> = Box<dyn Fn(&[u8]) -> usize + 'a>;

/// One thing to measure: its name, and what it does with the payload.
struct Contender<'a> {
    name: &'static str,
    run: Run<'a>,
    samples: Vec<Duration>,
}

fn example(name: &str) -> Value {
    let pointer = format!("/components/examples/{name}/value");
    Api::KohortPay.document().pointer(&pointer).unwrap().clone()
}

fn main() {
    println!(
        "{:<26} {:>6}  {:<32} {:>10} {:>10} {:>8} {:>7}",
        "payload", "bytes", "verdict by", "min", "median", "MB/s", "ratio"
    );
    let (order, response) = (example("CreateOrderRequest"), example("OrderResponse"));
    let list = serde_json::json!({"data": vec![&response; 100], "count": 100});
    let mut broken = order.clone();
    for (name, value) in [("amount", (-1).into()), ("customerEmail", "nobody".into()), ("locale", "en-US".into())] {
        broken[name] = value;
    }
    for (name, schema, payload) in [
        ("CreateOrder", "CreateOrder", order.to_string()),
        ("Order", "Order", response.to_string()),
        ("Order, indented", "Order", format!("{response:#}")),
        ("OrderList of 100", "OrderList", list.to_string()),
        ("CreateOrder, 3 violations", "CreateOrder", broken.to_string()),
    ] {
        compare(name, schema, payload.as_bytes());
    }
}

fn compare(name: &str, schema: &str, payload: &[u8]) {
    let embedded = Api::KohortPay.schema(schema).unwrap();
    let exact = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(embedded.value())
        .unwrap();
    // The same document loaded like any user's, without anything prepared at compile time.
    let loaded = Contract::from_str(Api::KohortPay.yaml(), "loaded.yaml").unwrap();
    let (named, options) = (loaded.schema_named(schema).unwrap(), Options::new());
    let contender = |name, run| Contender { name, run, samples: Vec::new() };
    let mut contenders: Vec<Contender<'_>> = vec![
        contender("serde_json + jsonschema", {
            let exact = &exact;
            Box::new(move |bytes| {
                let value = serde_json::from_slice(bytes).unwrap();
                if exact.is_valid(&value) {
                    return 0;
                }
                // All of them, as text, as a caller would want them.
                exact.iter_errors(&value).map(|error| error.masked().to_string()).collect::<Vec<_>>().len()
            })
        }),
        contender("payload_json, embedded contract", {
            Box::new(|bytes| embedded.validate_json(bytes).unwrap().violations().len())
        }),
        contender("payload_bytes, loaded contract", {
            Box::new(|bytes| validate::payload_bytes(&loaded, &named, bytes, &options).violations().len())
        }),
    ];
    let violations = (contenders[0].run)(payload);
    // Batches of about 50 µs: well above the clock's resolution, well below a time slice.
    let batch = (50_000 / payload.len()).clamp(1, 100);
    for _ in 0..2000_usize.min(40_000_000 / payload.len() / batch) {
        for contender in &mut contenders {
            let began = Instant::now();
            for _ in 0..batch {
                assert_eq!((contender.run)(black_box(payload)), violations, "{name}: {}", contender.name);
            }
            contender.samples.push(began.elapsed());
        }
    }
    let mut base = 0.0;
    for Contender { name: by, samples, .. } in &mut contenders {
        samples.sort_unstable();
        let nanos = |at: usize| samples[at].as_secs_f64() * 1e9 / batch as f64;
        let (min, median) = (nanos(0), nanos(samples.len() / 2));
        if base == 0.0 {
            base = min;
        }
        println!(
            "{name:<26} {:>6}  {by:<32} {:>7.0} ns {:>7.0} ns {:>8.0} {:>6.1}x",
            payload.len(),
            min,
            median,
            payload.len() as f64 * 1e3 / min,
            base / min,
        );
    }
}
