//! The disjoint kinds an instance can be of. `null` and the two booleans are kinds of one member each; numbers fall into
//! those with an integral value and the others.

use serde_json::Value;

use crate::json::exact;

pub(in crate::containment) const NULL: u8 = 1;
pub(in crate::containment) const FALSE: u8 = 2;
pub(in crate::containment) const TRUE: u8 = 4;
pub(in crate::containment) const INTEGER: u8 = 8;
pub(in crate::containment) const FRACTION: u8 = 16;
pub(in crate::containment) const STRING: u8 = 32;
pub(in crate::containment) const ARRAY: u8 = 64;
pub(in crate::containment) const OBJECT: u8 = 128;
pub(in crate::containment) const NUMBER: u8 = INTEGER | FRACTION;
/// All of them, in the order in which members are looked for: the simplest first.
pub(in crate::containment) const ORDER: [u8; 8] = [NULL, FALSE, TRUE, INTEGER, STRING, FRACTION, ARRAY, OBJECT];

/// The kind that `value` is of.
pub(in crate::containment) fn of(value: &Value) -> u8 {
    match value {
        Value::Null => NULL,
        Value::Bool(false) => FALSE,
        Value::Bool(true) => TRUE,
        Value::Number(number) if number.is_i64() || number.is_u64() => INTEGER,
        Value::Number(number) => match number.as_f64() {
            Some(double) if double.fract() == 0.0 => INTEGER,
            _ => FRACTION,
        },
        Value::String(_) => match exact::decimal(value) {
            Some(number) if number.is_integer() => INTEGER,
            Some(_) => FRACTION,
            None => STRING,
        },
        Value::Array(_) => ARRAY,
        Value::Object(_) => OBJECT,
    }
}
