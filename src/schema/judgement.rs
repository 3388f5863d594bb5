//! [`Judgement`]: the result of checking a value against a schema.

use super::failure::Failure;
use super::unjudged::Unjudged;
use crate::pointer::Pointer;

/// The result of checking a value against a schema.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Judgement {
    /// The violated keywords, ordered by their places in the instance, then in the document.
    pub failures: Vec<Failure>,
    /// The applicable keywords that could not be evaluated, ordered by their places in the document.
    pub unjudged: Vec<Unjudged>,
    /// How many violations there are besides `failures`, which are no more than were asked for, by the ids of their rules.
    pub left_out: Vec<(&'static str, usize)>,
    /// Where each rule is violated first, in the order of the judgement, which does not depend on how many were asked for.
    pub(crate) firsts: Vec<(&'static str, Pointer)>,
}

impl Judgement {
    /// Whether the value is certainly valid.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.failures.is_empty() && self.unjudged.is_empty() && self.left_out.is_empty()
    }
}
