//! [`Failure`]: one keyword that a value violates, with its operands.

use std::sync::Arc;

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
    pub expectation: Arc<Expectation>,
    /// For `anyOf` and `oneOf`: the failures of the branch that came closest.
    pub closest: Vec<Failure>,
}
