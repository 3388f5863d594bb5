//! [`Validator`]: a compiled schema, exact and complete, with three answers.

use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;

use super::bundle::Bundle;
use super::bundled::Bundled;
use super::dialect::Direction;
use super::evaluate::{self, Digits, Graph, Judge};
use super::failure::Failure;
#[cfg(feature = "diff")]
use super::inner::Reach;
use super::judgement::Judgement;
use super::marker;
use super::plan::{Pass, Plan};
use super::vocabulary::Draft;
use crate::json;
use crate::limits::Limits;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// A schema of a document, compiled: JSON Schema 2020-12 with formats asserted.
///
/// A part of the schema that is invalid does not affect the others: see [`Judgement::unjudged`].
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
/// let validator = Validator::new(&document, &pointer, Direction::Neutral);
///
/// assert!(validator.is_valid(&json!("Bob")));
/// let failures = validator.failures(&json!("Robert"));
/// assert_eq!(failures[0].keyword.as_str(), "/components/schemas/Name/maxLength");
/// assert_eq!(failures[0].expectation.to_string(), "at most 3 characters");
/// ```
pub struct Validator {
    graph: Graph,
    /// The single pass over bytes; compiled on first use.
    plan: OnceLock<Option<Plan>>,
    has_gaps: bool,
    bundled: Bundled,
    /// The same for users of the crate, who may never ask for it.
    bundle: OnceLock<Bundle>,
}

/// The numbers that a value does not represent exactly, by their places.
pub(crate) type Inexact = Vec<(Pointer, String)>;

/// Those of a document.
pub(crate) fn inexact(document: &json::Document<'_>) -> Inexact {
    let mut inexact = Inexact::new();
    document.visit_inexact_numbers(|pointer, digits| inexact.push((pointer.clone(), digits.to_owned())));
    inexact
}

/// What one judgement may use, and report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds<'l> {
    pub(crate) limits: &'l Limits,
    /// Violations beyond this many are counted.
    pub(crate) most: usize,
    /// Whether a pass over the bytes did not show that they are valid.
    pub(crate) is_doubtful: bool,
}

impl Validator {
    /// Compiles the Schema Object at `pointer` of `document` for payloads sent in `direction`.
    #[must_use]
    pub fn new(document: &Value, pointer: &Pointer, direction: Direction) -> Self {
        Self::of(&Tree::from(document), pointer, direction)
    }

    /// The same of a document of a contract.
    #[must_use]
    pub(crate) fn of(document: &Tree, pointer: &Pointer, direction: Direction) -> Self {
        Self::of_bundle(document, Bundled::new(document, pointer, direction))
    }

    /// The same, where `readOnly` properties may be in requests, and `writeOnly` ones in responses.
    #[must_use]
    pub(crate) fn with_hidden(document: &Tree, pointer: &Pointer, direction: Direction) -> Self {
        Self::of_bundle(document, Bundled::with_hidden(document, pointer, direction))
    }

    /// Compiles the part of the same schema that a value of this reach can use.
    #[cfg(feature = "diff")]
    pub(crate) fn reaching(document: &Tree, pointer: &Pointer, direction: Direction, reach: &Reach) -> Self {
        let (cut, mut trim) =
            (|schema: &Tree, _: &Pointer| reach.cut(schema), |schema: &mut Tree, _: &Pointer| reach.trim(schema));
        Self::of_bundle(document, Bundled::cut(document, pointer, direction, &cut, &mut trim))
    }

    fn of_bundle(document: &Tree, bundled: Bundled) -> Self {
        let marked = marker::marked(&bundled);
        let graph = evaluate::compile(&bundled, marked.as_ref().unwrap_or(&bundled.schema), document);
        Self { graph, plan: OnceLock::new(), has_gaps: marked.is_some(), bundled, bundle: OnceLock::new() }
    }

    /// Whether `instance` is certainly valid.
    #[must_use]
    pub fn is_valid(&self, instance: &Value) -> bool {
        Judge::verdict(&self.graph, instance, &Digits::default(), &Limits::default()) == Some(true)
    }

    /// Whether a single pass shows that the JSON in `bytes` is valid. `false` means that it must be parsed and checked:
    /// the pass does not know every keyword, and never reports what is wrong.
    #[must_use]
    pub fn accepts(&self, bytes: &[u8]) -> bool {
        self.plan().is_some_and(|plan| plan.accepts(bytes) == Pass::Valid)
    }

    /// The same for a string with this content, which need not be written as JSON for that.
    pub(crate) fn accepts_text(&self, text: &str) -> bool {
        self.plan().is_some_and(|plan| plan.accepts_text(text) == Pass::Valid)
    }

    fn plan(&self) -> Option<&Plan> {
        let plan = self.plan.get_or_init(|| {
            // The pass knows the current draft, and reads it as the evaluator does.
            let is_plain = !self.has_gaps && self.bundled.draft == Draft::Y2020;
            is_plain.then(|| Plan::of(&self.bundled.schema))
        });
        plan.as_ref()
    }

    /// The keywords that `instance` violates, ordered by their places in the instance, then in the document.
    #[must_use]
    pub fn failures(&self, instance: &Value) -> Vec<Failure> {
        self.judge(instance).failures
    }

    /// The keywords that `instance` violates, and those that could not be evaluated.
    #[must_use]
    pub fn judge(&self, instance: &Value) -> Judgement {
        self.judge_exactly(instance, &Inexact::new())
    }

    /// The same for a document: by its digits, where the value does not represent them.
    #[must_use]
    pub fn judge_document(&self, document: &json::Document<'_>) -> Judgement {
        self.judge_document_within(
            document,
            Bounds { limits: &Limits::default(), most: usize::MAX, is_doubtful: false },
        )
    }

    /// The same within bounds.
    pub(crate) fn judge_document_within(&self, document: &json::Document<'_>, bounds: Bounds<'_>) -> Judgement {
        self.judge_within(document.value(), &inexact(document), bounds)
    }

    /// The same for a value with numbers that it does not represent exactly.
    pub(crate) fn judge_exactly(&self, instance: &Value, inexact: &Inexact) -> Judgement {
        self.judge_within(
            instance,
            inexact,
            Bounds { limits: &Limits::default(), most: usize::MAX, is_doubtful: false },
        )
    }

    /// Whether a value holds, and what could not be judged; violations are counted.
    #[cfg(feature = "diff")]
    pub(crate) fn verdict(&self, instance: &Value, inexact: &Inexact) -> Judgement {
        self.judge_within(instance, inexact, Bounds { limits: &Limits::default(), most: 0, is_doubtful: false })
    }

    /// The same for a value, within bounds.
    #[cfg(feature = "diff")]
    pub(crate) fn judge_value_within(&self, instance: &Value, inexact: &Inexact, bounds: Bounds<'_>) -> Judgement {
        self.judge_within(instance, inexact, bounds)
    }

    fn judge_within(&self, instance: &Value, inexact: &Inexact, bounds: Bounds<'_>) -> Judgement {
        let Bounds { limits, most, is_doubtful } = bounds;
        let digits = Digits::of(instance, inexact);
        let judgement = || Judge::judgement(&self.graph, instance, &digits, limits, most);
        let is_valid = || Judge::verdict(&self.graph, instance, &digits, limits) == Some(true);
        let has_plan = self.plan.get().is_some_and(Option::is_some);
        if is_doubtful && has_plan {
            let (judgement, is_no) = judgement();
            let is_settled = is_no || judgement.holds();
            return if !is_settled && is_valid() { Judgement::default() } else { judgement };
        }
        // Most values are valid, and that is quicker to see.
        if is_valid() { Judgement::default() } else { judgement().0 }
    }

    /// The schema as it was compiled, and the mapping of its places to those of the document.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        self.bundle.get_or_init(|| Bundle::of(&self.bundled))
    }

    pub(crate) fn bundled(&self) -> &Bundled {
        &self.bundled
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("bundle", &self.bundled).finish_non_exhaustive()
    }
}
