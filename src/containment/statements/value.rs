//! When two JSON values are equal to JSON Schema (2020-12, core 4.2), and in which order their members are read.

use serde_json::{Number, Value};

use super::number::Num;
use crate::containment::reference::Reference;
use crate::tree::{Map, Text, Tree};

/// A text that two values share exactly when JSON Schema calls them equal: numbers by value, objects without order.
pub(in crate::containment) fn value_key(value: &Value) -> String {
    let mut key = String::new();
    write_key(value, &mut key, false);
    key
}

/// The same of something with schemas in it, but for which definitions their references name by number.
pub(in crate::containment) fn schema_key(value: &Tree) -> String {
    let mut key = String::new();
    write_key(value, &mut key, true);
    key
}

/// What a value is, whether it is one of a schema or of a payload.
enum Kind<'v, V> {
    Number(&'v Number),
    Text(&'v str),
    Array(&'v [V]),
    /// Its members in the order of their names.
    Object(Vec<(&'v str, &'v V)>),
    Other(&'static str),
}

trait Keyed: Sized {
    fn kind(&self) -> Kind<'_, Self>;
}

impl Keyed for Value {
    fn kind(&self) -> Kind<'_, Self> {
        match self {
            Self::Number(number) => Kind::Number(number),
            Self::String(text) => Kind::Text(text),
            Self::Array(items) => Kind::Array(items),
            Self::Object(members) => {
                let mut sorted: Vec<_> = members.iter().map(|(name, value)| (name.as_str(), value)).collect();
                sorted.sort_unstable_by_key(|&(name, _)| name);
                Kind::Object(sorted)
            }
            Self::Bool(true) => Kind::Other("true"),
            Self::Bool(false) => Kind::Other("false"),
            Self::Null => Kind::Other("null"),
        }
    }
}

impl Keyed for Tree {
    fn kind(&self) -> Kind<'_, Self> {
        match self {
            Self::Number(number) => Kind::Number(number),
            Self::String(text) => Kind::Text(text),
            Self::Array(items) => Kind::Array(items),
            Self::Object(members) => Kind::Object(members.iter().map(|(name, value)| (name.as_str(), value)).collect()),
            Self::Bool(true) => Kind::Other("true"),
            Self::Bool(false) => Kind::Other("false"),
            Self::Null => Kind::Other("null"),
        }
    }
}

fn write_key<V: Keyed>(value: &V, key: &mut String, is_schema: bool) {
    match value.kind() {
        Kind::Number(number) => match Num::read(number).and_then(Num::write) {
            Some(exact) => key.push_str(&exact.to_string()),
            None => key.push_str(&number.to_string()),
        },
        Kind::Array(items) => {
            key.push('[');
            for item in items {
                write_key(item, key, is_schema);
                key.push(',');
            }
            key.push(']');
        }
        Kind::Object(members) => {
            key.push('{');
            for (name, value) in members {
                write_text(name, key);
                key.push(':');
                if is_schema
                    && name == "$ref"
                    && let Kind::Text(text) = value.kind()
                    && Reference::read(text).is_some()
                {
                    key.push(',');
                    continue;
                }
                write_key(value, key, is_schema);
                key.push(',');
            }
            key.push('}');
        }
        Kind::Text(text) => write_text(text, key),
        Kind::Other(word) => key.push_str(word),
    }
}

fn write_text(text: &str, key: &mut String) {
    key.push_str(&Value::from(text).to_string());
}

/// Members in the order of their names, so that nothing depends on how a document is written.
pub(in crate::containment) fn sorted(members: &Map) -> impl DoubleEndedIterator<Item = (&Text, &Tree)> {
    members.iter()
}
