//! [`Node`]: one statement about an instance, and [`Lit`]: a node or its negation.
//!
//! Negation costs nothing, and `S` next to `not S` is seen at once. Every node about one kind of instance is, as in JSON Schema,
//! true of instances of all other kinds; its negation therefore says that the instance is of that kind and breaks the limit.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::kind;
use super::name::{Name, NameSet};
use super::number::Num;

/// A node, or its negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::containment) struct Lit(u32);

impl Lit {
    /// Holds for every instance: the empty conjunction, which is always node 0.
    pub(in crate::containment) const TRUE: Self = Self(0);
    /// Holds for no instance.
    pub(in crate::containment) const FALSE: Self = Self(1);

    pub(in crate::containment) fn node(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(in crate::containment) fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }

    /// This literal, negated if `negated`.
    pub(in crate::containment) fn under(self, negated: bool) -> Self {
        Self(self.0 ^ u32::from(negated))
    }

    pub(super) fn of(node: usize) -> Self {
        Self(u32::try_from(node << 1).unwrap_or(u32::MAX))
    }
}

impl std::ops::Not for Lit {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// One statement about an instance. There are as many as the definitions of both documents have keywords: numbers, which take more
/// room than anything else, are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::containment) enum Node {
    /// All of them hold.
    All(Box<[Lit]>),
    /// Exactly one of them holds.
    One(Box<[Lit]>),
    /// What the definition with this number says.
    Slot(u32),
    /// The instance is of one of these kinds.
    Kinds(u8),
    /// The instance is one of these values, which are of these kinds; none is of a one-member kind.
    Enum(Rc<[u32]>, u8),
    Minimum {
        bound: Rc<Num>,
        strict: bool,
    },
    Maximum {
        bound: Rc<Num>,
        strict: bool,
    },
    MultipleOf(Rc<Num>),
    MinLength(u64),
    MaxLength(u64),
    Pattern(u32),
    Format(u32),
    MinItems(u64),
    MaxItems(u64),
    Unique,
    /// The item at this position, if there is one.
    Item(u32, Lit),
    /// All items from this position on.
    Rest(u32, Lit),
    /// At least so many items satisfy it.
    AtLeast(Lit, u64),
    /// At most so many items satisfy it.
    AtMost(Lit, u64),
    MinProperties(u64),
    MaxProperties(u64),
    Required(Name),
    /// The property of this name, if there is one.
    Property(Name, Lit),
    /// Every property whose name matches the pattern.
    Matching(u32, Lit),
    /// Every property that is neither named nor matched.
    Additional(Rc<Names>, Lit),
    /// Every property name, as a string.
    Names(Lit),
    /// Something that is not understood; equal numbers say the same.
    Opaque(u32),
}

/// The names and patterns that a statement about additional properties leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(in crate::containment) struct Names {
    pub(in crate::containment) names: NameSet,
    pub(in crate::containment) patterns: BTreeSet<u32>,
}

impl Node {
    /// The schema below a property or an item.
    pub(super) fn below(&self) -> Option<Lit> {
        match self {
            Self::Item(_, lit)
            | Self::Rest(_, lit)
            | Self::AtLeast(lit, _)
            | Self::AtMost(lit, _)
            | Self::Property(_, lit)
            | Self::Matching(_, lit)
            | Self::Additional(_, lit)
            | Self::Names(lit) => Some(*lit),
            _ => None,
        }
    }

    /// The same of other parts.
    pub(super) fn with_parts(&self, part: impl Fn(Lit) -> Lit) -> Self {
        match self {
            Self::All(parts) => Self::All(parts.iter().map(|&lit| part(lit)).collect()),
            Self::One(parts) => Self::One(parts.iter().map(|&lit| part(lit)).collect()),
            Self::Item(at, lit) => Self::Item(*at, part(*lit)),
            Self::Rest(from, lit) => Self::Rest(*from, part(*lit)),
            Self::AtLeast(lit, count) => Self::AtLeast(part(*lit), *count),
            Self::AtMost(lit, count) => Self::AtMost(part(*lit), *count),
            Self::Property(name, lit) => Self::Property(*name, part(*lit)),
            Self::Matching(pattern, lit) => Self::Matching(*pattern, part(*lit)),
            Self::Additional(names, lit) => Self::Additional(Rc::clone(names), part(*lit)),
            Self::Names(lit) => Self::Names(part(*lit)),
            other => other.clone(),
        }
    }

    /// The kinds that the node speaks about; it is true of instances of all other kinds.
    pub(in crate::containment) fn kinds(&self) -> Option<u8> {
        match self {
            Self::Minimum { .. } | Self::Maximum { .. } | Self::MultipleOf(_) => Some(kind::NUMBER),
            Self::MinLength(_) | Self::MaxLength(_) | Self::Pattern(_) | Self::Format(_) => Some(kind::STRING),
            Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::Unique
            | Self::Item(..)
            | Self::Rest(..)
            | Self::AtLeast(..)
            | Self::AtMost(..) => Some(kind::ARRAY),
            Self::MinProperties(_)
            | Self::MaxProperties(_)
            | Self::Required(_)
            | Self::Property(..)
            | Self::Matching(..)
            | Self::Additional(..)
            | Self::Names(_) => Some(kind::OBJECT),
            Self::All(_) | Self::One(_) | Self::Slot(_) | Self::Kinds(_) | Self::Enum(..) | Self::Opaque(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn a_statement_is_short() {
        assert_eq!(size_of::<Node>(), 24);
    }
}
