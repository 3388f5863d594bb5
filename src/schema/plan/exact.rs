//! The exact validator, for one keyword at a time.

use serde_json::Value;

use crate::schema::build::{Patterns, Setup, build};

/// The exact validator for one keyword; `None` when it cannot be had.
pub(super) fn exact(schema: &Value) -> Option<jsonschema::Validator> {
    build(schema, Setup::plain(Patterns::Linear)).ok()
}

/// `text`, which is UTF-8, as the exact validator takes it.
pub(super) fn string(text: &[u8]) -> Value {
    Value::String(String::from_utf8_lossy(text).into_owned())
}
