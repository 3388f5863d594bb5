//! [`Oracle`]: a JSON Schema as it was given, for those who ask whether a value holds, and no more.

use serde_json::Value;

use super::assertion::Assertion;
use super::evaluate::{Definitions, Digits, Graph, Judge, compile_at, compile_definition};
use super::vocabulary::Draft;
use crate::json::exact;
use crate::limits::Limits;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// A schema of JSON Schema 2020-12, compiled within the limits of every other validator.
#[derive(Debug)]
pub(crate) struct Oracle(Graph);

impl Oracle {
    /// The schema at `place` of `document`; `None` if something in it cannot be used. `formats`: whether `format` is asserted;
    /// `references` says where a reference leads, by the place of its schema, its keyword and its text.
    pub(crate) fn new(
        document: &Tree,
        place: &Pointer,
        formats: bool,
        references: &dyn Fn(&Pointer, &str, &str) -> Option<Pointer>,
    ) -> Option<Self> {
        compile_at(document, place, formats, references).map(Self)
    }

    /// Whether `instance` is valid; `None` where that was not found out within the limits.
    pub(crate) fn accepts(&self, instance: &Value) -> Option<bool> {
        by_digits(instance, |instance, digits| Judge::verdict(&self.0, instance, digits, &Limits::default()))
    }

    /// Whether this format is asserted; unknown ones only annotate.
    pub(crate) fn asserts_format(name: &str) -> bool {
        Assertion::is_known_format(name, Draft::Y2020)
    }
}

/// One of several schemas that refer to one another by number, compiled for itself: what a number means is up to who asks.
#[derive(Debug)]
pub(crate) struct CompiledDefinition(Graph);

/// What numbers mean.
pub(crate) trait CompiledDefinitions {
    /// The definition with this number.
    fn definition(&self, number: u32) -> Option<&CompiledDefinition>;
}

impl CompiledDefinition {
    /// `schema`, in which `number` knows what references are to; `None` if something in it cannot be used. `formats` as above.
    pub(crate) fn new(schema: &Tree, formats: bool, number: &dyn Fn(&str) -> Option<u32>) -> Option<Self> {
        compile_definition(schema, formats, number).map(Self)
    }

    /// The numbers of the definitions that it leads to.
    pub(crate) fn references(&self) -> &[u32] {
        self.0.definitions()
    }

    /// Whether some keyword asks what other keywords evaluated, in whichever definitions they are.
    pub(crate) fn has_unevaluated(&self) -> bool {
        self.0.has_unevaluated()
    }

    /// Whether `instance` is valid; `None` where that was not found out within the limits. `has_unevaluated`: whether that is so
    /// for this one or any that it leads to.
    pub(crate) fn accepts(
        &self,
        definitions: &dyn CompiledDefinitions,
        has_unevaluated: bool,
        instance: &Value,
    ) -> Option<bool> {
        by_digits(instance, |instance, digits| {
            let graphs = (&self.0, &Graphs(definitions) as &dyn Definitions);
            Judge::verdict_of_definition(graphs, has_unevaluated, instance, digits, &Limits::default())
        })
    }
}

/// What `judge` says of an instance that may be a listed value, as it is in its schema.
fn by_digits<T>(instance: &Value, judge: impl FnOnce(&Value, &Digits) -> T) -> T {
    if !exact::has_digits(instance) {
        return judge(instance, &Digits::default());
    }
    let (instance, inexact) = exact::instance(instance.clone());
    judge(&instance, &Digits::of(&instance, &inexact))
}

struct Graphs<'d>(&'d dyn CompiledDefinitions);

impl Definitions for Graphs<'_> {
    fn graph(&self, number: u32) -> Option<&Graph> {
        self.0.definition(number).map(|definition| &definition.0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;
    use crate::tree::tree;

    #[test]
    fn a_pattern_beyond_the_limits_is_neither_accepted_nor_refused() {
        let text = json!("a".repeat(40) + "!");
        for pattern in [r"^(?:(?=a)|\b){9000}$", r"^((a+)\2?)+$"] {
            let oracle = Oracle::new(&tree!({"pattern": pattern}), &Pointer::root(), true, &|_, _, _| None)
                .expect("it compiles");
            assert_eq!((oracle.accepts(&text), oracle.accepts(&json!(1))), (None, Some(true)), "{pattern}");
        }
    }

    #[test]
    fn formats_are_asserted_on_demand() {
        let schema = tree!({"format": "date"});
        let accepts = |formats| {
            Oracle::new(&schema, &Pointer::root(), formats, &|_, _, _| None)
                .and_then(|oracle| oracle.accepts(&json!("today")))
        };
        assert_eq!((accepts(true), accepts(false)), (Some(false), Some(true)));
    }
}
