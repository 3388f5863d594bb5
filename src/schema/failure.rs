//! [`Failure`]: one keyword that a value violates, with its operands.

use super::expectation::Expectation;
use crate::pointer::Pointer;

/// One keyword that a value violates.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// Where the value is in the instance.
    pub instance: Pointer,
    /// Where the keyword is in the document.
    pub keyword: Pointer,
    /// What the keyword requires.
    pub expectation: Expectation,
    /// For `anyOf` and `oneOf`: the failures of the branch that came closest.
    pub closest: Vec<Failure>,
}

impl Failure {
    /// Whether the failure does not depend on alternatives: no other keyword can revoke it.
    pub(super) fn stands_alone(&self) -> bool {
        const ALTERNATIVES: [&str; 9] = [
            "anyOf",
            "oneOf",
            "not",
            "then",
            "else",
            "contains",
            "unevaluatedItems",
            "unevaluatedProperties",
            "propertyNames",
        ];
        !self.keyword.tokens().any(|token| ALTERNATIVES.contains(&token.as_str()))
    }
}
