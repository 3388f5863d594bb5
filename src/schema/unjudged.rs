//! [`Unjudged`]: the third answer, what a value reached that cannot be judged.

use crate::limits::Exceeded;
use crate::pointer::Pointer;

/// A statement of the document that applies to a value but could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unjudged {
    /// Its location in the document.
    pub keyword: Pointer,
    /// Why it could not be evaluated.
    pub cause: Cause,
}

/// Why a statement could not be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// It is invalid, or a reference in it cannot be resolved.
    Unusable,
    /// A regular expression needed more steps than it is given.
    TooCostly,
    /// A reference leads back to where it is without going into the value.
    Circular,
    /// A budget was used up.
    Limit(Exceeded),
}

/// The keyword that replaces unusable parts of a document; its value is a list of their places.
pub(super) const MARKER: &str = "x-order-contracts-unjudged";
