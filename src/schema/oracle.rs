//! [`Oracle`]: a JSON Schema as it was given, for those who ask whether a value holds, and no more.

use serde_json::Value;

use super::assertion::Assertion;
use super::evaluate::{Digits, Graph, Judge, compile_at, compile_definitions};
use super::vocabulary::Draft;
use crate::json::exact;
use crate::limits::Limits;
use crate::pointer::Pointer;

/// A schema of JSON Schema 2020-12, compiled within the limits of every other validator.
#[derive(Debug)]
pub(crate) struct Oracle(Graph);

impl Oracle {
    /// The schema at `place` of `document`; `None` if something in it cannot be used. `formats`: whether `format` is asserted;
    /// `references` says where a reference leads, by the place of its schema, its keyword and its text.
    pub(crate) fn new(
        document: &Value,
        place: &Pointer,
        formats: bool,
        references: &dyn Fn(&Pointer, &str, &str) -> Option<Pointer>,
    ) -> Option<Self> {
        compile_at(document, place, formats, references).map(Self)
    }

    /// `schema`, whose references `find` knows.
    pub(crate) fn of_definitions<'s>(
        schema: &'s Value,
        formats: bool,
        find: &'s (dyn Fn(&str) -> Option<&'s Value> + 's),
    ) -> Option<Self> {
        compile_definitions(schema, formats, find).map(Self)
    }

    /// Whether `instance` is valid; `None` where that was not found out within the limits.
    pub(crate) fn accepts(&self, instance: &Value) -> Option<bool> {
        if !exact::has_digits(instance) {
            return Judge::verdict(&self.0, instance, &Digits::default(), &Limits::default());
        }
        // A listed value, as it is in its schema.
        let (instance, inexact) = exact::instance(instance);
        Judge::verdict(&self.0, &instance, &Digits::of(&instance, &inexact), &Limits::default())
    }

    /// Whether this format is asserted; unknown ones only annotate.
    pub(crate) fn asserts_format(name: &str) -> bool {
        Assertion::is_known_format(name, Draft::Y2020)
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
            let oracle = Oracle::new(&json!({"pattern": pattern}), &Pointer::root(), true, &|_, _, _| None)
                .expect("it compiles");
            assert_eq!((oracle.accepts(&text), oracle.accepts(&json!(1))), (None, Some(true)), "{pattern}");
        }
    }

    #[test]
    fn formats_are_asserted_on_demand() {
        let schema = json!({"format": "date"});
        let accepts = |formats| {
            Oracle::new(&schema, &Pointer::root(), formats, &|_, _, _| None)
                .and_then(|oracle| oracle.accepts(&json!("today")))
        };
        assert_eq!((accepts(true), accepts(false)), (Some(false), Some(true)));
    }
}
