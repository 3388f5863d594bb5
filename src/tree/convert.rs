//! Between a [`Tree`] and what payloads are: `serde_json::Value`.

use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use super::{List, Map, Text, Tree, deep};

impl From<Value> for Tree {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text.into()),
            Value::Array(items) => deep(|| Self::Array(items.into_iter().map(Self::from).collect())),
            Value::Object(members) => {
                deep(|| Self::Object(members.into_iter().map(|(name, value)| (name, Self::from(value))).collect()))
            }
        }
    }
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::String(text.into()),
            Value::Array(items) => deep(|| Self::Array(items.iter().map(Self::from).collect())),
            Value::Object(members) => {
                deep(|| Self::Object(members.iter().map(|(name, value)| (name, Self::from(value))).collect()))
            }
        }
    }
}

impl Tree {
    /// The same as a payload is.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::String(text) => Value::String(text.to_string()),
            Self::Array(items) => deep(|| Value::Array(items.iter().map(Self::to_value).collect())),
            Self::Object(members) => deep(|| Value::Object(members.to_values())),
        }
    }
}

impl Map {
    /// The same as the members of a payload are.
    pub(crate) fn to_values(&self) -> serde_json::Map<String, Value> {
        self.iter().map(|(name, value)| (name.to_string(), value.to_value())).collect()
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => deep(|| serializer.collect_seq(items.iter())),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        deep(|| serializer.collect_map(self.iter().map(|(name, value)| (name.as_str(), value))))
    }
}

/// Whether this is the same value as that of a payload.
impl PartialEq<Value> for Tree {
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(left), Value::Bool(right)) => left == right,
            (Self::Number(left), Value::Number(right)) => left == right,
            (Self::String(left), Value::String(right)) => left == right,
            (Self::Array(left), Value::Array(right)) => {
                left.len() == right.len() && deep(|| left.iter().zip(right).all(|(left, right)| left == right))
            }
            (Self::Object(left), Value::Object(right)) => {
                let is_same =
                    |((own, left), (name, right)): ((&Text, &Self), (&String, &Value))| own == name && left == right;
                left.len() == right.len() && deep(|| left.iter().zip(right).all(is_same))
            }
            _ => false,
        }
    }
}

impl PartialEq<str> for Tree {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Tree {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(*other)
    }
}

impl PartialEq<bool> for Tree {
    fn eq(&self, other: &bool) -> bool {
        self.as_bool() == Some(*other)
    }
}

impl From<bool> for Tree {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<&String> for Tree {
    fn from(text: &String) -> Self {
        Self::String(text.into())
    }
}

impl From<Text> for Tree {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

impl From<&Text> for Tree {
    fn from(text: &Text) -> Self {
        Self::String(text.clone())
    }
}

impl From<Number> for Tree {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Tree {
            fn from(value: $integer) -> Self {
                Self::Number(value.into())
            }
        }
    )+};
}

from_integers!(i32, i64, u8, u16, u32, u64, usize);

impl From<List> for Tree {
    fn from(items: List) -> Self {
        Self::Array(items)
    }
}

impl<T: Into<Tree>> From<Vec<T>> for Tree {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().map(T::into).collect()
    }
}

impl From<&Tree> for Tree {
    fn from(tree: &Tree) -> Self {
        tree.clone()
    }
}

impl From<&Map> for Tree {
    fn from(members: &Map) -> Self {
        Self::Object(members.clone())
    }
}

impl<T: Into<Tree>> From<Option<T>> for Tree {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

impl From<f64> for Tree {
    fn from(value: f64) -> Self {
        Number::from_f64(value).map_or(Self::Null, Self::Number)
    }
}

impl From<Map> for Tree {
    fn from(members: Map) -> Self {
        Self::Object(members)
    }
}

impl<N: Into<Text>> FromIterator<(N, Self)> for Tree {
    fn from_iter<I: IntoIterator<Item = (N, Self)>>(members: I) -> Self {
        Self::Object(members.into_iter().collect())
    }
}

impl FromIterator<Tree> for Tree {
    fn from_iter<I: IntoIterator<Item = Tree>>(items: I) -> Self {
        Self::Array(items.into_iter().collect())
    }
}
