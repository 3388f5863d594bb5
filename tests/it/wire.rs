//! The types that the generated fields are made of.

use order_contracts::kohortpay::types::{CreateOrder, UpdateCustomer};
use order_contracts::threekit::types::OrderStatus;
use order_contracts::{Nullable, Timestamp};
use serde_json::json;

#[test]
fn timestamps_come_out_as_they_went_in() {
    for text in [
        "2021-07-22T00:00:00.000Z",
        "2021-07-22t02:00:00.5+02:00",
        "2021-07-22T00:00:00.1234567890123z",
        "2016-12-31T23:59:60Z",
        "2017-01-01T00:59:60+01:00",
    ] {
        let timestamp: Timestamp = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((timestamp.to_string(), timestamp.as_str()), (text.to_owned(), text));
        assert_eq!(serde_json::to_value(&timestamp).unwrap(), json!(text));
    }
    let made = Timestamp::from("2021-07-22T00:00:00Z".parse::<Timestamp>().unwrap().instant());
    assert_eq!(made.as_str(), "2021-07-22T00:00:00.000Z");
}

/// chrono takes a second 60 in every minute; RFC 3339, 5.7 has it at the end of a day in UTC.
#[test]
fn regression_a_leap_second_ends_a_day() {
    for text in ["2021-07-22T12:00:60Z", "2021-07-22T12:59:60Z", "2016-12-31T23:59:60+01:00", "2016-12-31T23:59:61Z"] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let read = |value| serde_json::from_value::<UpdateCustomer>(value).unwrap();
    assert_eq!(read(json!({})).deleted_at, None);
    assert_eq!(read(json!({"deletedAt": null})).deleted_at, Some(Nullable::Null));
    let Some(Nullable::Value(deleted)) = read(json!({"deletedAt": "2021-07-22T00:00:00.000Z"})).deleted_at else {
        panic!("a value")
    };
    assert_eq!(deleted.as_str(), "2021-07-22T00:00:00.000Z");
    for value in [json!({}), json!({"deletedAt": null})] {
        assert_eq!(serde_json::to_value(read(value.clone())).unwrap(), value);
    }
    // Optional and not nullable: `null` does not mean absent.
    assert!(serde_json::from_value::<CreateOrder>(json!({"amount": 1, "locale": null})).is_err());
}

#[test]
fn enums_show_parse_and_list_the_values_of_the_contract() {
    let listed: Vec<String> = OrderStatus::LISTED.iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["List", "In Cart", "New", "In Progress", "Complete"]);
    for status in OrderStatus::LISTED {
        assert_eq!(status.to_string().parse::<OrderStatus>().unwrap(), *status);
    }
    let error = "in cart".parse::<OrderStatus>().unwrap_err();
    assert_eq!(error.to_string(), "wanted one of `List`, `In Cart`, `New`, `In Progress`, `Complete`");
    let kept: OrderStatus = serde_json::from_value(json!("Archived")).unwrap();
    assert_eq!((kept.as_str(), serde_json::to_value(&kept).unwrap()), ("Archived", json!("Archived")));
}

/// serde_json's message repeats the value, which may be an amount.
#[cfg(feature = "validate")]
#[test]
fn regression_a_number_that_no_type_holds_is_refused_without_being_shown() {
    use order_contracts::Payload;
    let rejection = CreateOrder::from_json(b"{\n \"amount\": 98765432109876543210}").unwrap_err();
    let text = rejection.to_string();
    assert!(text.ends_with(": wanted an integer in range, found a number at line 2, column 31"), "{text}");
}
