//! `Debug` of payloads and builders: kinds and lengths, never a value, and `reveal` for everything.

use order_contracts::kohortpay::types as kohortpay;
use order_contracts::threekit::types as threekit;
use order_contracts::{Api, Nullable, Payload};
use serde_json::{Value, json};

use crate::support::{assert_none, component_name, examples, payload_type, payload_types};

fn decode<T: Payload>(value: Value) -> T {
    serde_json::from_value(value).expect("the type takes it")
}

#[test]
fn debug_shows_kinds_and_lengths() {
    let order: kohortpay::CreateOrder = decode(json!({
        "amount": 35000,
        "customerEmail": "john@example.com",
        "customerFirstName": "",
        "locale": "fr_FR",
        "paymentGroupShareId": null,
        "couponCode": "SPRING",
    }));
    assert_eq!(
        format!("{order:?}"),
        "CreateOrder { amount: <integer>, customer_email: <string of 16 characters>, \
         customer_first_name: <string of 0 characters>, locale: FrFr, payment_group_share_id: null, \
         extra: <object of 1 member> }"
    );
    let order: threekit::CreateOrder = decode(json!({
        "cart": [{"configurationId": "secret", "count": 2, "metadata": {}}],
        "items": [],
        "status": "Lost",
        "name": "é",
        "metadata": {"Colour": "Red", "Size": 5},
    }));
    assert_eq!(
        format!("{order:#?}"),
        "CreateOrder {
    cart: [
        CartItem {
            configuration_id: <string of 6 characters>,
            count: <integer>,
            metadata: <object of 0 members>,
        },
    ],
    items: [],
    metadata: <object of 2 members>,
    name: <string of 1 character>,
    status: Unknown(
        <string of 4 characters>,
    ),
}"
    );
}

/// What is required appears even where it is empty or null; what is absent does not.
#[test]
fn debug_tells_null_from_absence() {
    let absent: kohortpay::UpdateCustomer = decode(json!({}));
    let null: kohortpay::UpdateCustomer = decode(json!({"deletedAt": null}));
    let value: kohortpay::UpdateCustomer = decode(json!({"deletedAt": "2021-07-22T00:00:00.000Z"}));
    assert_eq!(
        [format!("{absent:?}"), format!("{null:?}"), format!("{value:?}")],
        ["UpdateCustomer", "UpdateCustomer { deleted_at: null }", "UpdateCustomer { deleted_at: <date-time> }"]
    );
    let items: threekit::AddItems = decode(json!({"items": []}));
    assert_eq!(format!("{items:?}"), "AddItems { items: [] }");
    let body: threekit::ErrorBody = decode(json!({"message": "no"}));
    assert_eq!(format!("{body:?}"), "ErrorBody(<object of 1 member>)");
    let name: kohortpay::CreateOrderCustomerEmail = decode(json!("john@example.com"));
    assert_eq!(format!("{name:?}"), "CreateOrderCustomerEmail(<string of 16 characters>)");
}

#[test]
fn debug_of_a_builder_shows_no_value_and_why_there_is_none() {
    let order = kohortpay::CreateOrder::builder()
        .customer_email("john@example.com")
        .customer_last_name("D".repeat(101))
        .payment_group_share_id(Nullable::Null);
    assert_eq!(
        format!("{order:?}"),
        "CreateOrder { amount: <missing required property `amount`>, customer_email: <string of 16 characters>, \
         customer_last_name: <`/customerLastName`: wanted at most 100 characters>, payment_group_share_id: null }"
    );
    let customer = kohortpay::CreateCustomer::builder().email_address("john@example.com").first_name(None);
    let text = format!("{customer:?}");
    assert!(text.contains("email_address: <string of 16 characters>, first_name: null"), "{text}");
}

/// Every documented payload, through its type: no quoted text, no amount.
#[test]
fn no_documented_value_is_in_debug() {
    let (mut findings, mut seen) = (Vec::new(), 0);
    for api in Api::ALL {
        for example in examples(api) {
            let ty = match component_name(api.document(), &example.schema) {
                Some(schema) => Some(payload_type(api, &schema)),
                None => payload_types().into_iter().find(|ty| {
                    let schema = api.schema(ty.schema);
                    ty.api == api && schema.is_ok_and(|schema| schema.document_pointer() == example.schema.as_str())
                }),
            };
            let Some(ty) = ty else { continue };
            let [compact, pretty, revealed] = (ty.debug)(example.value.to_string().as_bytes());
            let mut values = Vec::new();
            leaves(&example.value, &mut values);
            for text in [&compact, &pretty] {
                if text.contains('"') || values.iter().any(|value| text.contains(value)) {
                    findings.push(format!("{api} `{}` as {}: {text}", example.pointer, ty.name));
                }
            }
            assert_eq!(serde_json::from_str::<Value>(&revealed).expect("JSON"), example.value);
            seen += 1;
        }
    }
    assert_none(&findings);
    assert!(seen > 20, "{seen} examples have a type");
}

/// The values that are long enough to be found by chance only seldom, as `Debug` would print them.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() > 8 => found.push(text.clone()),
        Value::Number(number) if number.to_string().len() > 2 => found.push(number.to_string()),
        Value::Array(elements) => elements.iter().for_each(|element| leaves(element, found)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        _ => {}
    }
}

/// A derived `Debug` would show values; the client itself holds none.
#[test]
fn no_generated_type_derives_debug() {
    let sources = [
        include_str!(concat!(env!("OUT_DIR"), "/kohortpay_types.rs")),
        include_str!(concat!(env!("OUT_DIR"), "/threekit_types.rs")),
        include_str!(concat!(env!("OUT_DIR"), "/kohortpay_client.rs")),
        include_str!(concat!(env!("OUT_DIR"), "/threekit_client.rs")),
    ];
    let mut derived = Vec::new();
    for source in sources {
        let code: Vec<&str> = source.lines().map(str::trim).filter(|line| !line.starts_with("///")).collect();
        for pair in code.windows(2) {
            if pair[0].starts_with("#[derive(") && pair[0].contains("Debug") {
                derived.push(pair[1].to_owned());
            }
        }
    }
    assert_eq!(derived, ["pub struct Client {", "pub struct Client {"]);
}

#[test]
fn reveal_shows_everything_and_compares_like_the_payload() {
    let one: kohortpay::CreateOrder = decode(json!({"amount": 1, "customerEmail": "john@example.com"}));
    let other: kohortpay::CreateOrder = decode(json!({"amount": 2}));
    assert_eq!(one.reveal().to_string(), r#"{"amount":1,"customerEmail":"john@example.com"}"#);
    assert_eq!(format!("{:#?}", other.reveal()), "{\n  \"amount\": 2\n}");
    assert_eq!(one.reveal(), one.clone().reveal());
    assert_ne!(one.reveal(), other.reveal());
}

/// serde's own messages quote what they found.
#[test]
fn an_integer_that_is_refused_is_not_repeated() {
    for text in [r#"{"amount": "john@example.com"}"#, r#"{"amount": -35000}"#, r#"{"amount": 35000.5}"#] {
        let error = serde_json::from_str::<kohortpay::CreateOrder>(text).unwrap_err().to_string();
        assert!(error.contains("expected an integer in range"), "{error}");
        assert!(!error.contains("john") && !error.contains("35000"), "{error}");
    }
}

/// A call holds its parameters and its body.
#[cfg(feature = "client")]
#[test]
fn debug_of_a_call_shows_no_parameter_and_no_payload() {
    use order_contracts::kohortpay::{BASE_URL, Client};
    let client = Client::new(BASE_URL, "sk_test_s3cr3t").expect("a client");
    let order = client.create_order().body_map(|order| order.amount(1).customer_email("john@example.com"));
    assert_eq!(
        format!("{order:?}"),
        "CreateOrder { body: CreateOrder { amount: <integer>, customer_email: <string of 16 characters> } }"
    );
    let list = client.list_orders().search("Jane Doe").take(5);
    assert_eq!(format!("{list:?}"), "ListOrders { search: <string of 8 characters>, take: <integer> }");
    assert_eq!(format!("{:?}", client.get_order()), "GetOrder { id: <missing required parameter `id`> }");
}
