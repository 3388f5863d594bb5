//! When two JSON values are equal to JSON Schema (2020-12, core 4.2), and in which order their members are read.

use serde_json::{Map, Value};

use super::number::Num;
use crate::containment::reference::Reference;

/// A text that two values share exactly when JSON Schema calls them equal: numbers by value, objects without order.
pub(in crate::containment) fn value_key(value: &Value) -> String {
    let mut key = String::new();
    write_key(value, &mut key, false);
    key
}

/// The same of something with schemas in it, but for which definitions their references name by number.
pub(in crate::containment) fn schema_key(value: &Value) -> String {
    let mut key = String::new();
    write_key(value, &mut key, true);
    key
}

fn write_key(value: &Value, key: &mut String, is_schema: bool) {
    match value {
        Value::Number(number) => match Num::read(number).and_then(Num::write) {
            Some(exact) => key.push_str(&exact.to_string()),
            None => key.push_str(&number.to_string()),
        },
        Value::Array(items) => {
            key.push('[');
            for item in items {
                write_key(item, key, is_schema);
                key.push(',');
            }
            key.push(']');
        }
        Value::Object(members) => {
            key.push('{');
            for (name, value) in sorted(members) {
                key.push_str(&Value::from(name.as_str()).to_string());
                key.push(':');
                if is_schema && name == "$ref" && value.as_str().and_then(Reference::read).is_some() {
                    key.push(',');
                    continue;
                }
                write_key(value, key, is_schema);
                key.push(',');
            }
            key.push('}');
        }
        Value::Null | Value::Bool(_) | Value::String(_) => key.push_str(&value.to_string()),
    }
}

/// Members in the order of their names, so that nothing depends on how a document is written.
pub(in crate::containment) fn sorted(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by_key(|&(name, _)| name);
    sorted
}
