//! [`Scope`]: what the verdict on a statement can depend on, found once for each statement of a question.

use crate::containment::statements::name::NameSet;

/// What the verdict on a statement can depend on, beside what concerns any statement.
#[derive(Debug)]
pub(super) struct Scope {
    /// The nodes of the statement and of its parts, in order; none when there are too many.
    pub(super) nodes: Box<[usize]>,
    /// The properties that they are about.
    pub(super) names: NameSet,
    /// Whether they are about properties without naming them.
    pub(super) all_names: bool,
}
