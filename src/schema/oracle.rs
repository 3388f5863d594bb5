//! [`Oracle`]: a JSON Schema as it was given, judged by the validator crate: a second implementation, for those who ask
//! whether a value holds, and no more.

use std::cell::Cell;

use jsonschema::error::ValidationError;
use jsonschema::paths::Location;
use jsonschema::{Draft, Keyword, PatternOptions};
use serde_json::{Map, Value};

use super::pattern::{MAX_SIZE, Pattern};

/// Steps back that the crate's engine may take for one match.
const MAX_STEPS: usize = 100_000;

thread_local! {
    /// Whether a value reached a regular expression that gave no answer.
    static IS_OPEN: Cell<bool> = const { Cell::new(false) };
}

/// A schema of JSON Schema 2020-12, compiled within the limits of every other validator.
#[derive(Debug)]
pub(crate) struct Oracle(jsonschema::Validator);

impl Oracle {
    /// `None` if the schema cannot be compiled. `formats`: whether `format` is asserted.
    pub(crate) fn new(schema: &Value, formats: bool) -> Option<Self> {
        let options = || {
            let options =
                jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(formats).offline();
            options.with_keyword("pattern", |_: &Map<String, Value>, value: &Value, _: Location| {
                Ok(Box::new(OwnPattern::new(value)) as Box<dyn for<'i> Keyword<'i>>)
            })
        };
        // For `patternProperties`.
        let linear = PatternOptions::regex().size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE);
        let bounded = PatternOptions::fancy_regex().backtrack_limit(MAX_STEPS).size_limit(MAX_SIZE);
        let built = options().with_pattern_options(linear).build(schema).ok();
        built.or_else(|| options().with_pattern_options(bounded).build(schema).ok()).map(Self)
    }

    /// Whether `instance` is valid; `None` where that was not found out within the limits.
    pub(crate) fn accepts(&self, instance: &Value) -> Option<bool> {
        IS_OPEN.set(false);
        let valid = self.0.is_valid(instance);
        (!IS_OPEN.get()).then_some(valid)
    }

    /// Whether this format is asserted; unknown ones only annotate.
    pub(crate) fn asserts_format(name: &str) -> bool {
        jsonschema::options().is_known_format(Draft::Draft202012, name)
    }
}

/// `pattern` within our bounds, beyond which it says yes and leaves a note: the crate knows yes and no.
struct OwnPattern(Option<Pattern>);

impl OwnPattern {
    fn new(source: &Value) -> Self {
        Self(source.as_str().and_then(|source| Pattern::new(source).ok()))
    }
}

impl<'i> Keyword<'i> for OwnPattern {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Some(text) = instance.as_str() else { return true };
        let answer = self.0.as_ref().and_then(|pattern| pattern.matches(text));
        answer.unwrap_or_else(|| {
            IS_OPEN.set(true);
            true
        })
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
        for pattern in [r"^(?:(?=a)|\b){9000}$", r"^((a+)\2?)+$"] {
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
