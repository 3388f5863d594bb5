//! [`Validator`]: a compiled schema, exact and complete, with three answers.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;

use super::alternatives::Discriminators;
use super::bundle::Bundle;
use super::compile::{Compiled, compile, place_of};
use super::dialect::Direction;
use super::exact;
use super::failure::Failure;
use super::failures::Failures;
#[cfg(feature = "diff")]
use super::inner::Reach;
use super::plan::{Pass, Plan};
use super::unjudged::{Unjudged, listen};
use crate::error::Error;
use crate::json::{self, Decimal};
use crate::pointer::Pointer;

/// A schema of a document, compiled: JSON Schema 2020-12 with formats asserted.
///
/// # Examples
///
/// ```
/// use order_contracts::pointer::Pointer;
/// use order_contracts::schema::{Direction, Validator};
/// use serde_json::json;
///
/// let document = json!({"components": {"schemas": {"Name": {"type": "string", "maxLength": 3}}}});
/// let pointer = Pointer::root().key("components").key("schemas").key("Name");
/// let validator = Validator::new(&document, &pointer, Direction::Neutral)?;
///
/// assert!(validator.is_valid(&json!("Bob")));
/// let failures = validator.failures(&json!("Robert"));
/// assert_eq!(failures[0].keyword.as_str(), "/components/schemas/Name/maxLength");
/// assert_eq!(failures[0].expectation.to_string(), "at most 3 characters");
/// # Ok::<(), order_contracts::Error>(())
/// ```
pub struct Validator {
    compiled: Compiled,
    /// With exact keywords for numbers; compiled on first use.
    exact: OnceLock<Option<jsonschema::Validator>>,
    /// The single pass over bytes; compiled on first use.
    plan: OnceLock<Option<Plan>>,
    discriminators: Discriminators,
    bundle: Bundle,
}

/// The result of checking a value against a schema.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Judgement {
    /// The violated keywords, ordered by their places in the instance, then in the document.
    pub failures: Vec<Failure>,
    /// The applicable keywords that could not be evaluated, ordered by their places in the document.
    pub unjudged: Vec<Unjudged>,
}

impl Judgement {
    /// Whether the value is certainly valid.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.failures.is_empty() && self.unjudged.is_empty()
    }
}

/// The numbers that a value does not represent exactly, by their places.
pub(crate) type Inexact = Vec<(Pointer, String)>;

impl Validator {
    /// Compiles the Schema Object at `pointer` of `document` for payloads sent in `direction`.
    ///
    /// Invalid keywords do not affect the others: see [`Judgement::unjudged`].
    ///
    /// # Errors
    ///
    /// When the schema has too many errors.
    pub fn new(document: &Value, pointer: &Pointer, direction: Direction) -> Result<Self, Error> {
        Self::of_bundle(document, Bundle::new(document, pointer, direction))
    }

    /// Compiles the part of the same schema that a value of this reach can use.
    #[cfg(feature = "diff")]
    pub(crate) fn reaching(
        document: &Value,
        pointer: &Pointer,
        direction: Direction,
        reach: &Reach,
    ) -> Result<Self, Error> {
        Self::of_bundle(document, Bundle::trimmed(document, pointer, direction, &mut |schema, _| reach.trim(schema)))
    }

    fn of_bundle(document: &Value, bundle: Bundle) -> Result<Self, Error> {
        let compiled = compile(&bundle)
            .map_err(|(place, why)| Error::schema(format!("schema at `{}`: {why}", bundle.document_pointer(&place))))?;
        let discriminators = Discriminators::of(document, &bundle);
        Ok(Self { compiled, exact: OnceLock::new(), plan: OnceLock::new(), discriminators, bundle })
    }

    /// Whether `instance` is certainly valid.
    #[must_use]
    pub fn is_valid(&self, instance: &Value) -> bool {
        if !self.compiled.has_gaps {
            return self.compiled.validator.is_valid(instance);
        }
        let (valid, notes) = listen(|| self.compiled.validator.is_valid(instance));
        valid && notes.is_empty()
    }

    /// Whether a single pass shows that the JSON in `bytes` is valid. `false` means that it must be parsed and checked:
    /// the pass does not know every keyword, and never reports what is wrong.
    #[must_use]
    pub fn accepts(&self, bytes: &[u8]) -> bool {
        let plan = self.plan.get_or_init(|| self.compiled.is_plain().then(|| Plan::compile(&self.compiled.schema)));
        plan.as_ref().is_some_and(|plan| plan.accepts(bytes) == Pass::Valid)
    }

    /// The keywords that `instance` violates, ordered by their places in the instance, then in the document.
    #[must_use]
    pub fn failures(&self, instance: &Value) -> Vec<Failure> {
        self.judge(instance).failures
    }

    /// The keywords that `instance` violates, and those that could not be evaluated.
    #[must_use]
    pub fn judge(&self, instance: &Value) -> Judgement {
        self.judgement(&self.compiled.validator, instance)
    }

    /// The same for a document: by its digits, where the value does not represent them.
    #[must_use]
    pub fn judge_document(&self, document: &json::Document<'_>) -> Judgement {
        let mut inexact = Vec::new();
        document.visit_inexact_numbers(|pointer, digits| inexact.push((pointer.clone(), digits.to_owned())));
        self.judge_exactly(document.value(), &inexact)
    }

    /// The same for a value with numbers that it does not represent exactly.
    pub(crate) fn judge_exactly(&self, instance: &Value, inexact: &Inexact) -> Judgement {
        if inexact.is_empty() {
            return self.judge(instance);
        }
        let Some(validator) = self.exact.get_or_init(|| self.compiled.exact()) else { return self.judge(instance) };
        let digits = inexact
            .iter()
            .filter_map(|(pointer, text)| Some((exact::address(pointer.resolve(instance)?), Decimal::parse(text)?)));
        let digits: HashMap<usize, Decimal> = digits.collect();
        exact::with_digits(digits, || self.judgement(validator, instance))
    }

    fn judgement(&self, validator: &jsonschema::Validator, instance: &Value) -> Judgement {
        let translate =
            Failures { bundle: &self.bundle, discriminators: &self.discriminators, schema: &self.compiled.schema };
        let (mut failures, notes) = listen(|| translate.of(validator.iter_errors(instance).collect::<Vec<_>>().iter()));
        let mut unjudged: Vec<_> = notes
            .into_iter()
            .map(|(place, cause)| Unjudged { keyword: self.bundle.document_pointer(&place_of(&place)), cause })
            .collect();
        unjudged.dedup();
        if !unjudged.is_empty() {
            // What cannot be judged was taken for yes; a keyword that negates or counts may have drawn the wrong
            // conclusion from that.
            failures.retain(Failure::stands_alone);
        }
        Judgement { failures, unjudged }
    }

    /// The schema as it was compiled, and the mapping of its places to those of the document.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("bundle", &self.bundle).finish_non_exhaustive()
    }
}
