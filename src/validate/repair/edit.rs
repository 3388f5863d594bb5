//! [`Edit`]: one change of a payload, as operations of a JSON Patch (RFC 6902), with its reason.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

/// How sure it is that an edit is what the sender meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: it is sure or it is not.
pub enum Grade {
    /// Nothing is lost, and nothing else could have been meant.
    Safe,
    /// Something is lost or made up, or something else could have been meant.
    Guess,
}

impl Grade {
    /// `safe` or `guess`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Guess => "guess",
        }
    }
}

/// One change of a payload, which nothing smaller is a part of.
///
/// [`Debug`](fmt::Debug) shows no values.
#[derive(Clone, PartialEq)]
pub struct Edit {
    pub(super) operations: Vec<Operation>,
    pub(super) grade: Grade,
    pub(super) reason: Cow<'static, str>,
    /// How much of the payload it changes, in comparison with others.
    pub(super) weight: usize,
}

impl Edit {
    /// The operations, in their order.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// How sure it is that this is what the sender meant.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.grade
    }

    /// Why, in words that show no values of the payload.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations: Vec<Value> = self.operations.iter().map(|operation| operation.to_json(false)).collect();
        write!(f, "{} ({}): {}", self.grade.name(), self.reason, Value::Array(operations))
    }
}

/// One operation of a JSON Patch.
///
/// [`Debug`](fmt::Debug) shows no values of the payload.
#[derive(Clone, PartialEq)]
pub struct Operation(pub(super) Kind);

#[derive(Clone, PartialEq)]
pub(super) enum Kind {
    Add { path: Pointer, value: Value },
    Remove { path: Pointer },
    Replace { path: Pointer, value: Value, made: Made },
    Move { from: Pointer, path: Pointer },
}

/// Where a value that is written comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Made {
    /// The contract declares it, or it was constructed from what the contract declares.
    ByContract,
    /// From the value that it replaces, in this way.
    FromPayload(Cow<'static, str>),
}

impl Operation {
    pub(super) fn add(path: Pointer, value: Value) -> Self {
        Self(Kind::Add { path, value })
    }

    pub(super) fn remove(path: Pointer) -> Self {
        Self(Kind::Remove { path })
    }

    pub(super) fn replace(path: Pointer, value: Value, made: Made) -> Self {
        Self(Kind::Replace { path, value, made })
    }

    pub(super) fn rename(from: Pointer, path: Pointer) -> Self {
        Self(Kind::Move { from, path })
    }

    /// The place that is changed; for a member that is moved, its new place.
    #[must_use]
    pub fn path(&self) -> &Pointer {
        match &self.0 {
            Kind::Add { path, .. } | Kind::Remove { path } | Kind::Replace { path, .. } | Kind::Move { path, .. } => {
                path
            }
        }
    }

    /// The value that is made from the payload, which may be personal data; `None` where none is.
    #[must_use]
    pub fn value_from_payload(&self) -> Option<&Value> {
        match &self.0 {
            Kind::Replace { value, made: Made::FromPayload(_), .. } => Some(value),
            _ => None,
        }
    }

    /// Whether it needs a value that is made from the payload.
    #[must_use]
    pub fn repeats_payload(&self) -> bool {
        self.value_from_payload().is_some()
    }

    /// The operation as RFC 6902 writes it.
    ///
    /// A value that is made from the payload, which may be personal data, is only written with `show_values`. Without, `x-value`
    /// says how it is made; a program that applies the patch refuses it because `value` is missing (RFC 6902, 4.3).
    #[must_use]
    pub fn to_json(&self, show_values: bool) -> Value {
        match &self.0 {
            Kind::Add { path, value } => json!({ "op": "add", "path": path, "value": value }),
            Kind::Remove { path } => json!({ "op": "remove", "path": path }),
            Kind::Move { from, path } => json!({ "op": "move", "from": from, "path": path }),
            Kind::Replace { path, value, made } => {
                let mut out = Map::new();
                out.insert("op".to_owned(), json!("replace"));
                out.insert("path".to_owned(), json!(path));
                match made {
                    Made::FromPayload(way) if !show_values => out.insert("x-value".to_owned(), json!(way)),
                    _ => out.insert("value".to_owned(), value.clone()),
                };
                Value::Object(out)
            }
        }
    }
}

/// For people, without values that are made from the payload: "replace `/amount` with the string as a number".
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, place) = (self.path(), named(self.path()));
        match &self.0 {
            Kind::Add { value, .. } => write!(f, "add `{path}`: {value}"),
            Kind::Remove { .. } => write!(f, "remove `{path}`"),
            Kind::Move { from, .. } => write!(f, "move `{from}` to {place}"),
            Kind::Replace { value, made: Made::ByContract, .. } => write!(f, "replace {place} with {value}"),
            Kind::Replace { made: Made::FromPayload(way), .. } => write!(f, "replace {place} with {way}"),
        }
    }
}

fn named(place: &Pointer) -> String {
    if place.is_root() { "the payload".to_owned() } else { format!("`{place}`") }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_json(false).fmt(f)
    }
}
