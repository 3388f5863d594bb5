//! Bytes to verdict: the single pass against `serde_json::from_slice::<Value>` and the `jsonschema` validator.
//!
//! `cargo bench --bench verdict`. Samples of all contenders are interleaved, so that a busy machine is busy for all of
//! them; the minimum is what the code costs, the median what the machine made of it.

#![expect(clippy::unwrap_used, reason = "a bench that cannot set up has nothing to say")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use order_contracts::json;
use order_contracts::schema::plan::{Pass, Plan};
use serde_json::{Value, json};

/// The documented example of a CreateOrder request.
const CREATE_ORDER: &str = r#"{"customerEmail":"customer@example.com","customerPhoneNumber":"+1 555 555 5555","customerFirstName":"John","customerLastName":"Doe","customerId":"cus_xxxxxxxxxxxxxxxx","metadata":{"basket_id":"1JYLo8KerLxWZaQtys6ZQ1xS"},"amount":35000,"locale":"en_US","clientReferenceId":"myclientid-1234","paymentGroupShareId":"KHTPAY-XXXXXXXX"}"#;

/// The documented example of an Order response.
const ORDER: &str = r#"{"id":"ord_1234567890","livemode":true,"organizationId":"org_1234567890","amount":35000,"amountCashback":5000,"applicationFeeAmount":1000,"customerEmail":"customer@example.com","customerFirstName":"John","customerLastName":"Doe","customerPhoneNumber":"+1 555 555 5555","paymentGroupShareId":"KHT-XXXXXXXX","customerId":"cus_xxxxxxxxxxxxxxxx","currency":"EUR","locale":"en_US","status":"CASHBACK_SENT","metadata":{"basket_id":"1JYLo8KerLxWZaQtys6ZQ1xS"},"paymentGroupId":"pg_1234567890","ambassadorId":"amb_1234567890","clientReferenceId":"1234567890","riskLevel":"LOW","createdAt":"2021-07-22T00:00:00.000Z","createdBy":"usr_1234567890","updatedAt":"2021-07-22T00:00:00.000Z","updatedBy":"usr_1234567890"}"#;

fn definitions() -> Value {
    let text = || json!({"type": "string"});
    let nullable = || json!({"type": ["string", "null"]});
    let email = || json!({"type": "string", "format": "email"});
    let time = || json!({"type": "string", "format": "date-time"});
    let cents = || json!({"type": "integer", "minimum": 0});
    let maybe_cents = || json!({"type": ["integer", "null"], "minimum": 0});
    json!({
        "Locale": {"type": "string", "enum": ["en_US", "fr_FR"]},
        "CreateOrder": {"type": "object", "required": ["amount"], "properties": {
            "amount": cents(), "customerEmail": {"type": "string", "format": "email", "maxLength": 255},
            "customerPhoneNumber": text(), "customerFirstName": {"type": "string", "maxLength": 100},
            "customerLastName": {"type": "string", "maxLength": 100}, "customerId": {"type": "string", "maxLength": 50},
            "metadata": {"type": "object"}, "locale": {"$ref": "#/$defs/Locale"},
            "clientReferenceId": {"type": "string", "maxLength": 50},
            "paymentGroupShareId": {"type": ["string", "null"], "maxLength": 50},
        }},
        "Order": {"type": "object", "properties": {
            "id": text(), "livemode": {"type": "boolean"}, "organizationId": text(), "amount": cents(),
            "amountCashback": maybe_cents(), "applicationFeeAmount": maybe_cents(), "customerEmail": email(),
            "customerFirstName": text(), "customerLastName": text(), "customerPhoneNumber": text(),
            "paymentGroupShareId": nullable(), "customerId": text(), "currency": {"type": "string", "enum": ["EUR"]},
            "locale": {"$ref": "#/$defs/Locale"},
            "status": {"type": "string", "enum": ["CREATED", "CASHBACK_AVAILABLE", "CASHBACK_PROCESSING", "CASHBACK_SENT"]},
            "metadata": {"type": "object"}, "paymentGroupId": nullable(), "ambassadorId": nullable(),
            "clientReferenceId": nullable(), "riskLevel": {"type": "string", "enum": ["LOW", "MEDIUM", "HIGH", "HIGHEST"]},
            "createdAt": time(), "createdBy": nullable(), "updatedAt": time(), "updatedBy": nullable(),
        }, "required": [
            "id", "livemode", "organizationId", "amount", "amountCashback", "applicationFeeAmount", "customerEmail",
            "customerFirstName", "customerLastName", "customerPhoneNumber", "paymentGroupShareId", "customerId", "currency",
            "locale", "status", "metadata", "paymentGroupId", "ambassadorId", "clientReferenceId", "riskLevel", "createdAt",
            "createdBy", "updatedAt", "updatedBy",
        ]},
        "OrderList": {"type": "object", "required": ["data", "count"], "properties": {
            "data": {"type": "array", "items": {"$ref": "#/$defs/Order"}}, "count": {"type": "integer"},
        }},
    })
}

/// Bytes to verdict.
type Run<'a> = Box<dyn Fn(&[u8]) -> bool + 'a>;

/// One thing to measure: what it is called, and what it does to the payload.
struct Contender<'a> {
    name: &'static str,
    run: Run<'a>,
    samples: Vec<Duration>,
}

fn main() {
    println!(
        "{:<26} {:>7}  {:<36} {:>10} {:>10} {:>8} {:>7}",
        "payload", "bytes", "verdict by", "min", "median", "MB/s", "ratio"
    );
    let list = format!("{{\"data\":[{}],\"count\":100}}", vec![ORDER; 100].join(","));
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(ORDER).unwrap()).unwrap();
    for (name, schema, payload) in [
        ("CreateOrder", "CreateOrder", CREATE_ORDER),
        ("Order", "Order", ORDER),
        ("Order, indented", "Order", &pretty),
        ("OrderList of 100", "OrderList", &list),
    ] {
        compare(name, schema, payload.as_bytes());
    }
}

fn compare(name: &str, schema: &str, payload: &[u8]) {
    let schema = json!({"$ref": format!("#/$defs/{schema}"), "$defs": definitions()});
    let exact = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let plan = Plan::compile(&schema);
    let contender = |name, run| Contender { name, run, samples: Vec::new() };
    let mut contenders: Vec<Contender<'_>> = vec![
        contender("serde_json::Value + jsonschema", {
            let exact = &exact;
            Box::new(move |bytes| exact.is_valid(&serde_json::from_slice(bytes).unwrap()))
        }),
        contender("json::parse + jsonschema", {
            let exact = &exact;
            Box::new(move |bytes| exact.is_valid(&json::parse(bytes).unwrap()))
        }),
        contender("Plan::accepts", Box::new(|bytes| plan.accepts(bytes) == Pass::Valid)),
    ];
    // Batches of about 50 µs: well above the clock's resolution, well below a time slice.
    let batch = (50_000 / payload.len()).clamp(1, 100);
    for _ in 0..2000_usize.min(40_000_000 / payload.len() / batch) {
        for contender in &mut contenders {
            let began = Instant::now();
            for _ in 0..batch {
                assert!((contender.run)(black_box(payload)), "{name} is valid");
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
            "{name:<26} {:>7}  {by:<36} {:>7.0} ns {:>7.0} ns {:>8.0} {:>6.1}x",
            payload.len(),
            min,
            median,
            payload.len() as f64 * 1e3 / min,
            base / min,
        );
    }
}
