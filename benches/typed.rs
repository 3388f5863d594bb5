//! Bytes to a typed value that satisfies the contract: `Payload::from_json` against what a user writes by hand, which is
//! `serde_json::from_slice::<Value>`, the `jsonschema` verdict, and `serde_json::from_value` into a plain derived type.
//!
//! `cargo bench --bench typed`. Every documented payload, and a long list; `-- PART` takes those with `PART` in their names.
//! Samples of all contenders are interleaved, so that other load on the machine affects all of them; the minimum is the cost
//! of the code.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jsonschema::Validator;
use order_contracts::{Api, Payload, kohortpay, threekit};
use serde::de::DeserializeOwned;
use serde_json::Value;

mod table;

use table::{Table, time, times};

#[path = "../tests/it/support/plain.rs"]
#[expect(dead_code, reason = "the fields are read by the tests")]
mod plain;

macro_rules! documented {
    ($rows:expr; $($api:ident $variant:ident: $($example:ident $ty:ident)*;)*) => {$($(
        compare::<$api::types::$ty, plain::$api::$ty>(
            $rows,
            concat!(stringify!($api), " ", stringify!($example)),
            &example(Api::$variant, stringify!($example)),
        );
    )*)*};
}

fn main() {
    let mut rows = Table::new("typed values", &["payload", "bytes", "by hand", "serde alone", "from_json", "ratio"]);
    documented! { &mut rows;
        kohortpay KohortPay:
            CreateOrderRequest CreateOrder
            OrderResponse Order
            OrderListResponse OrderList
            CreateCustomerRequest CreateCustomer
            UpdateCustomerRequest UpdateCustomer
            CustomerResponse Customer
            CustomerListResponse CustomerList
            CreateGroupRequest CreateGroup
            UpdateGroupRequest UpdateGroup
            GroupResponse Group
            RefusedCredential Error;
        threekit Threekit:
            DownloadWithItems CreateOrder
            WishlistWithCart CreateOrder
            RoomWithCart CreateOrder
            ModifyOrderRequest ModifyOrder
            AddItemsRequest AddItems
            OrderResponse Order
            OrderListResponse OrderList;
    }
    let order = example(Api::KohortPay, "OrderResponse");
    let list = serde_json::json!({"data": vec![order; 100], "count": 100});
    compare::<kohortpay::types::OrderList, plain::kohortpay::OrderList>(&mut rows, "kohortpay OrderList of 100", &list);
    rows.finish();
}

/// What is done with the bytes.
type Run<'a> = &'a dyn Fn(&[u8]);

fn example(api: Api, name: &str) -> Value {
    api.document().pointer(&format!("/components/examples/{name}/value")).unwrap().clone()
}

/// What a user writes by hand.
fn by_hand<T: DeserializeOwned>(validator: &Validator, bytes: &[u8]) -> T {
    let value: Value = serde_json::from_slice(bytes).unwrap();
    assert!(validator.is_valid(&value));
    serde_json::from_value(value).unwrap()
}

fn compare<T: Payload, P: DeserializeOwned>(rows: &mut Table, name: &str, payload: &Value) {
    if std::env::args().skip(1).any(|part| !part.starts_with('-') && !name.contains(&part)) {
        return;
    }
    let text = payload.to_string();
    let bytes = text.as_bytes();
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(T::schema().value())
        .unwrap();
    let contenders: [Run<'_>; 3] = [
        &|bytes| drop(black_box(by_hand::<P>(&validator, bytes))),
        &|bytes| drop(black_box(serde_json::from_slice::<T>(bytes).unwrap())),
        &|bytes| drop(black_box(T::from_json(bytes).unwrap())),
    ];
    // Batches of about 50 µs: well above the clock's resolution, well below a time slice.
    let batch = (20_000 / bytes.len()).clamp(1, 100);
    let mut least = [Duration::MAX; 3];
    for _ in 0..1000_usize.min(20_000_000 / bytes.len() / batch) {
        for (run, least) in contenders.iter().zip(&mut least) {
            let began = Instant::now();
            for _ in 0..batch {
                run(black_box(bytes));
            }
            *least = began.elapsed().min(*least);
        }
    }
    let [by_hand, serde, typed] = least.map(|least| least.as_secs_f64() * 1e9 / batch as f64);
    let bytes = bytes.len().to_string();
    rows.row(&[name.to_owned(), bytes, time(by_hand), time(serde), time(typed), times(by_hand, typed)]);
}
