//! What replaces a masked value: one of the same type, which the contract accepts where that can be known.
//!
//! It depends on the contract and on the type of the value, and on nothing else of it.

use serde_json::{Number, Value, json};

use super::credentials::MASK;
use crate::json::exact;
use crate::pointer::Pointer;
use crate::schema::Expectation;
use crate::validate::Violation;

/// A longer text is not made.
const LONGEST: usize = 4 << 10;

/// In place of `value`. What is inside of an array or an object is not shown, not even how much it is.
pub(super) fn of(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(false),
        Value::Number(_) => json!(0),
        Value::String(_) => json!(MASK),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
    }
}

/// In place of a value for which `now` stands, and violates the contract as it was not violated before.
pub(super) fn suited(now: &Value, violation: &Violation, place: &Pointer) -> Option<Value> {
    let own = violation.wanted().expectation().and_then(|expectation| meeting(now, expectation));
    let of_alternative = || {
        let mut closest = violation.closest().iter().filter(|closest| closest.instance() == place);
        closest.find_map(|closest| suited(now, closest, place))
    };
    own.or_else(of_alternative).filter(|suited| suited != now)
}

/// A value of the type of `now` that meets what is expected.
fn meeting(now: &Value, expectation: &Expectation) -> Option<Value> {
    let is_alike = |value: &&Value| std::mem::discriminant(*value) == std::mem::discriminant(now);
    match (expectation, now) {
        (expectation, _) if has_digits(expectation) => None,
        (Expectation::Enum(values), _) => values.iter().find(is_alike).cloned(),
        (Expectation::Const(value), _) => Some(value).filter(is_alike).cloned(),
        (Expectation::Format(name), Value::String(_)) => of_format(name).map(Value::from),
        (Expectation::MinLength(least), Value::String(text)) => {
            let least = usize::try_from(*least).ok().filter(|least| *least <= LONGEST)?;
            Some(Value::from(text.chars().chain(std::iter::repeat('x')).take(least).collect::<String>()))
        }
        (Expectation::MaxLength(most), Value::String(text)) => {
            let most = usize::try_from(*most).ok()?;
            Some(Value::from(text.chars().take(most).collect::<String>()))
        }
        (Expectation::Minimum(bound) | Expectation::Maximum(bound), Value::Number(_)) => Some(bound.clone()),
        (Expectation::ExclusiveMinimum(bound), Value::Number(_)) => beyond(bound, 1),
        (Expectation::ExclusiveMaximum(bound), Value::Number(_)) => beyond(bound, -1),
        _ => None,
    }
}

/// Whether a value of it is a number that no JSON value holds.
fn has_digits(expectation: &Expectation) -> bool {
    match expectation {
        Expectation::Enum(values) => values.iter().any(exact::has_digits),
        Expectation::Const(value) | Expectation::Minimum(value) | Expectation::Maximum(value) => {
            exact::has_digits(value)
        }
        _ => false,
    }
}

/// The next whole number.
fn beyond(bound: &Value, by: i64) -> Option<Value> {
    match bound.as_i64() {
        Some(bound) => bound.checked_add(by).map(Value::from),
        None => {
            let bound = bound.as_f64()?;
            let whole = if by > 0 { (bound + 1.0).floor() } else { (bound - 1.0).ceil() };
            Number::from_f64(whole).map(Value::Number)
        }
    }
}

/// A text of a format, of names and addresses that belong to nobody (RFC 2606, 5737 and 3849).
fn of_format(name: &str) -> Option<&'static str> {
    Some(match name {
        "date-time" => "2000-01-01T00:00:00Z",
        "date" => "2000-01-01",
        "time" => "00:00:00Z",
        "duration" => "PT0S",
        "email" | "idn-email" => "masked@example.com",
        "hostname" | "idn-hostname" => "masked.example",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" | "url" => "https://example.com/masked",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "json-pointer" => "/masked",
        "relative-json-pointer" => "0/masked",
        // Of base64.
        "byte" => "bWFza2Vk",
        _ => return None,
    })
}
