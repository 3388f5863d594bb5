//! [`Check`]: the validator that has the last word on every witness, and on the strings of a format.

use serde_json::{Value, json};

/// One compiled schema.
#[derive(Debug)]
pub(super) struct Check(jsonschema::Validator);

impl Check {
    /// `None` if the validator cannot compile the schema.
    pub(super) fn new(schema: &Value, formats: bool) -> Option<Self> {
        jsonschema::draft202012::options().should_validate_formats(formats).build(schema).ok().map(Self)
    }

    pub(super) fn of_format(name: &str) -> Option<Self> {
        Self::new(&json!({ "format": name }), true)
    }

    pub(super) fn accepts(&self, instance: &Value) -> bool {
        self.0.is_valid(instance)
    }
}

/// Whether the validator asserts this format; unknown ones only annotate.
pub(super) fn asserts_format(name: &str) -> bool {
    jsonschema::options().is_known_format(jsonschema::Draft::Draft202012, name)
}
