//! What programs make of the generated types: builders, examples, constrained strings, enums.

use std::collections::{BTreeMap, HashMap, HashSet};

use order_contracts::kohortpay::types::{
    Address, CreateCustomer, CreateOrder, CreateOrderCustomerFirstName, Locale, OrderStatus, UpdateGroup,
};
use order_contracts::threekit::types::ModifyOrder;
use order_contracts::{ConversionError, Nullable, Payload};
use serde_json::{Value, json};

use crate::support::payload_types;

fn problems<T>(made: Result<T, ConversionError>) -> Vec<String> {
    let error = made.err().expect("something is wrong");
    assert_eq!(error.to_string().lines().count(), error.problems().count());
    error.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn a_builder_reports_every_problem_by_its_place_in_json() {
    let order = CreateOrder::builder().amount(-1).customer_first_name("n".repeat(101)).locale("de_DE");
    assert_eq!(
        problems(CreateOrder::try_from(order)),
        [
            "`/amount`: wanted 0 or more",
            "`/customerFirstName`: wanted at most 100 characters",
            "`/locale`: wanted one of \"en_US\", \"fr_FR\"",
        ]
    );
    assert_eq!(problems(CreateOrder::try_from(CreateOrder::builder())), ["missing required property `amount`"]);
    // A builder in a builder: its problems are below the property.
    let customer = CreateCustomer::builder().address(Address::builder()).metadata(json!([1]));
    let found = problems(CreateCustomer::try_from(customer));
    assert_eq!(found, ["missing required property `emailAddress`", "`/metadata`: wanted an object"]);
    let group =
        order_contracts::kohortpay::types::CreateGroup::builder().expires_at("tomorrow").customer_id("c").order_id("o");
    let found = problems(order_contracts::kohortpay::types::CreateGroup::try_from(group));
    assert_eq!(
        found,
        ["`/expiresAt`: wanted a string in the format `date-time`", "missing required property `paymentIntentId`"]
    );
}

/// What a builder wants is what a report wants.
#[cfg(feature = "validate")]
#[test]
fn builders_and_reports_use_the_same_words() {
    let payload = json!({"amount": -1, "customerFirstName": "n".repeat(101), "locale": "de_DE"});
    let order = CreateOrder::builder().amount(-1).customer_first_name("n".repeat(101)).locale("de_DE");
    let report = CreateOrder::validate(&payload).to_string();
    for (problem, violation) in problems(CreateOrder::try_from(order)).iter().zip(report.lines()) {
        assert!(violation.starts_with(&format!("{problem}, found ")), "{problem}: {violation}");
    }
}

#[test]
fn setters_take_what_there_may_be() {
    let (some, none) = (Some("Anna"), None::<String>);
    let made: CreateOrder = CreateOrder::builder()
        .amount(1)
        .maybe_customer_first_name(some)
        .maybe_customer_last_name(none)
        .maybe_payment_group_share_id(Some(Nullable::Null))
        .try_into()
        .unwrap();
    assert_eq!(
        serde_json::to_value(&made).unwrap(),
        json!({"amount": 1, "customerFirstName": "Anna", "paymentGroupShareId": null})
    );
    let error = CreateOrder::try_from(CreateOrder::builder().amount(1).maybe_locale(Some("de_DE"))).unwrap_err();
    assert_eq!(error.to_string(), "`/locale`: wanted one of \"en_US\", \"fr_FR\"");
}

#[test]
fn objects_of_any_members_are_set_from_what_is_at_hand() {
    let wanted = json!({"metadata": {"source": "shop"}});
    let same =
        |made: Result<UpdateGroup, ConversionError>| assert_eq!(serde_json::to_value(made.unwrap()).unwrap(), wanted);
    let builder = UpdateGroup::builder;
    same(builder().metadata(json!({"source": "shop"})).try_into());
    same(builder().metadata(BTreeMap::from([("source", "shop")])).try_into());
    same(builder().metadata(HashMap::from([("source".to_owned(), json!("shop"))])).try_into());
    same(builder().metadata([("source", "shop")]).try_into());
    same(builder().metadata(wanted["metadata"].as_object().unwrap().clone()).try_into());
}

#[test]
fn what_requires_nothing_has_a_default() {
    assert_eq!(serde_json::to_value(UpdateGroup::default()).unwrap(), json!({}));
    let modified = ModifyOrder { status: Some("New".parse().unwrap()), ..Default::default() };
    assert_eq!(serde_json::to_value(&modified).unwrap(), json!({"status": "New"}));
}

#[test]
fn constrained_strings_behave_as_strings() {
    let name: CreateOrderCustomerFirstName = "Anna".parse().unwrap();
    assert!(name == "Anna" && name == *"Anna" && name.as_ref() as &str == "Anna");
    assert_eq!((name.to_string(), format!("{name:>6}")), ("Anna".to_owned(), "  Anna".to_owned()));
    assert!(HashSet::from([name.clone()]).contains("Anna"));
    assert!(BTreeMap::from([(name, 1)]).contains_key("Anna"));
    // Characters count, not bytes.
    assert!("é".repeat(100).parse::<CreateOrderCustomerFirstName>().is_ok());
    assert!(CreateOrderCustomerFirstName::try_from("é".repeat(101)).is_err());
}

#[test]
fn a_listed_value_is_never_unknown() {
    assert_eq!(OrderStatus::from_text("CREATED"), OrderStatus::Created);
    let unlisted = OrderStatus::from_text("LOST");
    assert!(matches!(&unlisted, OrderStatus::Unknown(value) if *value == "LOST") && !unlisted.is_listed());
    assert!(unlisted == "LOST" && Locale::EnUs == "en_US" && Locale::EnUs.is_listed());
    assert_eq!(format!("{unlisted:?}"), "Unknown(<string of 4 characters>)");
    let read: OrderStatus = serde_json::from_value(json!("CREATED")).unwrap();
    assert_eq!(read, OrderStatus::Created);
}

#[test]
fn every_example_is_one_of_its_type() {
    let mut examples = 0;
    for ty in payload_types() {
        let Some(example) = ty.example else { continue };
        examples += 1;
        let written = (ty.round_trip)(example.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", ty.name));
        assert_eq!(written, serde_json::from_str::<Value>(example).unwrap());
        #[cfg(feature = "validate")]
        assert!((ty.from_json)(example.as_bytes()).is_ok(), "{} {}", ty.api, ty.name);
    }
    assert!(examples > 20, "{examples}");
    assert_eq!(CreateOrder::example().amount, 35000);
    assert_eq!(CreateOrder::example().reveal(), CreateOrder::example().reveal());
}
