//! [`Oracle`]: a JSON Schema as it was given, for those who ask whether a value holds, and no more.

use serde_json::Value;

use super::build::{Patterns, Setup, build};
use super::unjudged::listen;

/// A schema of JSON Schema 2020-12, compiled within the limits of every other validator.
#[derive(Debug)]
pub(crate) struct Oracle(jsonschema::Validator);

impl Oracle {
    /// `None` if the schema cannot be compiled. `formats`: whether `format` is asserted.
    pub(crate) fn new(schema: &Value, formats: bool) -> Option<Self> {
        let engines = [Patterns::Linear, Patterns::Bounded].into_iter();
        let mut built = engines.map(|patterns| build(schema, Setup { formats, ..Setup::plain(patterns) }));
        built.find_map(Result::ok).map(Self)
    }

    /// Whether `instance` is valid; `None` where that was not found out within the limits.
    pub(crate) fn accepts(&self, instance: &Value) -> Option<bool> {
        let (valid, notes) = listen(|| self.0.is_valid(instance));
        notes.is_empty().then_some(valid)
    }

    /// Whether this format is asserted; unknown ones only annotate.
    pub(crate) fn asserts_format(name: &str) -> bool {
        jsonschema::options().is_known_format(jsonschema::Draft::Draft202012, name)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_beyond_the_limits_is_neither_accepted_nor_refused() {
        let text = json!("a".repeat(40) + "!");
        for pattern in [r"^(?:^|\b){9000}$", r"^((a+)\2?)+$"] {
            let oracle = Oracle::new(&json!({"pattern": pattern}), true).expect("it compiles");
            assert_eq!((oracle.accepts(&text), oracle.accepts(&json!(1))), (None, Some(true)), "{pattern}");
        }
    }

    #[test]
    fn formats_are_asserted_on_demand() {
        let schema = json!({"format": "date"});
        let accepts = |formats| Oracle::new(&schema, formats).and_then(|oracle| oracle.accepts(&json!("today")));
        assert_eq!((accepts(true), accepts(false)), (Some(false), Some(true)));
    }
}
