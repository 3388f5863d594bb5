//! [`Delta`]: one edit of one schema, before anybody knows what it does; [`Link`]: how schemas are inside of each other.

use crate::pointer::Pointer;
use crate::tree::Tree;

/// An edit: what it is called, where it was made, and how to make it again.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::diff) struct Delta {
    /// The rule's id without the direction.
    pub(in crate::diff) rule: &'static str,
    /// The place in base, or the schema if base has no value there.
    pub(in crate::diff) base: Pointer,
    /// The place in revision, or the schema if revision has no value there.
    pub(in crate::diff) revision: Pointer,
    /// What it is about, for people: a property, a value, the old and the new.
    pub(in crate::diff) subject: String,
    /// The schemas of base and revision that it turns into each other.
    pub(in crate::diff) at: (Pointer, Pointer),
    pub(in crate::diff) edit: Edit,
}

impl Delta {
    /// The schema of the sender, and that of the receiver.
    pub(in crate::diff) fn places(&self, sender_is_base: bool) -> (&Pointer, &Pointer) {
        if sender_is_base { (&self.at.0, &self.at.1) } else { (&self.at.1, &self.at.0) }
    }
}

/// How to turn the schema of one side into that of the other, as far as this edit goes.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::diff) enum Edit {
    /// Take these keywords from the other side.
    Keywords(&'static [&'static str]),
    /// Take everything from the other side.
    Whole,
    /// Take this member of this keyword from the other side.
    Member(&'static str, String),
    /// Require this property if the other side does.
    Required(String),
    /// Allow these values if the other side does.
    Values(Vec<Tree>),
    /// Of this list, leave out what base has at the one places, and bring in what revision has at the others.
    Branches(&'static str, Vec<usize>, Vec<usize>),
    /// Allow null if the other side does: whether base is the one that does.
    Null(bool),
    /// Nothing that is accepted hangs on it, but what it means may.
    Nothing,
    /// Nothing hangs on it but what people read.
    Said,
    /// It is invalid or unsupported, so its effect is unknown.
    Unusable,
}

impl Edit {
    /// The places at and below the schema at `at` that it takes over, where `at` is of revision if `into_base`, else of base.
    pub(super) fn taken(&self, at: &Pointer, into_base: bool) -> Vec<Pointer> {
        match self {
            Self::Keywords(keywords) => keywords.iter().map(|keyword| at.clone().key(keyword)).collect(),
            Self::Whole => vec![at.clone()],
            Self::Member(keyword, name) => vec![at.clone().key(keyword).key(name)],
            Self::Branches(keyword, in_base, in_revision) => {
                let brought = if into_base { in_revision } else { in_base };
                brought.iter().map(|&position| at.clone().key(keyword).index(position)).collect()
            }
            Self::Required(_) | Self::Values(_) | Self::Null(_) | Self::Nothing | Self::Said | Self::Unusable => {
                Vec::new()
            }
        }
    }

    /// Whether it may change what is accepted.
    pub(in crate::diff) fn is_asserted(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Said | Self::Unusable)
    }
}

/// How a schema is contained in the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// It describes a value of its own: accepting less below is accepting less above.
    Value,
    /// It describes the same value as the one above, together with others.
    Part,
    /// It is a condition: accepting less below may be accepting more above.
    Condition,
    /// It is an alternative of a `oneOf` that may accept what another one accepts: a condition by the letter.
    Alternative,
    /// Only a discriminator names it: it describes the same value, and no validator asserts it.
    Named,
}

impl Link {
    /// Whether accepting less below may be accepting more above.
    pub(super) fn is_condition(self) -> bool {
        matches!(self, Self::Condition | Self::Alternative)
    }
}
