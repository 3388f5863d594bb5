//! The exact validator, for one keyword at a time.

use jsonschema::{Draft, PatternOptions};
use serde_json::Value;

/// The exact validator for one keyword; `None` when it cannot be had.
pub(super) fn exact(schema: &Value) -> Option<jsonschema::Validator> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .offline()
        .build(schema)
        .ok()
}

/// `text`, which is UTF-8, as the exact validator takes it.
pub(super) fn string(text: &[u8]) -> Value {
    Value::String(String::from_utf8_lossy(text).into_owned())
}
