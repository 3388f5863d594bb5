//! What containment answers: [`Containment`], and the closed list of [`Reason`]s for not answering.

use std::fmt;

use serde_json::Value;

use crate::plain::on_one_line;
use crate::pointer::Pointer;

/// Whether every instance of one schema is an instance of another.
///
/// The enum is complete: there is no fourth answer, and the third is never folded into one of the others.
#[derive(Debug, Clone, PartialEq)]
pub enum Containment {
    /// Proved: no instance is accepted by `sub` and refused by `sup`.
    Yes,
    /// Refuted by an instance which the validator accepted under `sub` and refused under `sup`.
    No {
        /// The instance. Whatever could be left out of it, or made simpler, was. A number that no `f64` holds is a text that
        /// [`json::digits`](crate::json::digits) reads, and is there only where no other would do.
        witness: Value,
    },
    /// Neither proved nor refuted.
    Undecided {
        /// What stood in the way, most frequent places first met, without repetition.
        reasons: Vec<Obstacle>,
    },
}

impl Containment {
    /// The answer is [`Containment::Yes`].
    #[must_use]
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// The answer is [`Containment::No`].
    #[must_use]
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No { .. })
    }

    /// The witness of a [`Containment::No`].
    #[must_use]
    pub fn witness(&self) -> Option<&Value> {
        match self {
            Self::No { witness } => Some(witness),
            Self::Yes | Self::Undecided { .. } => None,
        }
    }
}

/// What keeps an answer undecided: a reason, and its location.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Obstacle {
    /// What it is.
    pub reason: Reason,
    /// In which of the two schemas.
    pub side: Side,
    /// Where in that schema; the root when no single place is to blame.
    pub pointer: Pointer,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        on_one_line(f, format_args!("{} (`{}` of {})", self.reason, self.pointer, self.side))
    }
}

/// Which of the two schemas a place belongs to.
///
/// The enum is complete: containment has two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The schema whose instances are to be accepted.
    Sub,
    /// The schema that is to accept them.
    Sup,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sub => "sub",
            Self::Sup => "sup",
        })
    }
}

/// Why containment is undecided. A closed list: each has a stable [`Reason::id`] and is documented here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The work budget of the [`Options`](super::Options) was spent.
    Budget,
    /// The schemas, or the instances that would distinguish them, are nested too deeply.
    Depth,
    /// A keyword's value has the wrong shape, so that the schema is not a schema.
    Malformed,
    /// A `$ref` or `$dynamicRef` names nothing in the schema.
    Reference,
    /// A `$ref` leads out of the schema, to a published meta-schema.
    External,
    /// References lead back to where they started without passing a property or an item.
    Loop,
    /// `$schema` names another dialect than JSON Schema 2020-12.
    Dialect,
    /// A keyword that 2020-12 does not define but validators may still apply (`dependencies`).
    Keyword,
    /// A regular expression uses what ECMA-262 and the automaton do not share (look-around, back-references, word
    /// boundaries, Unicode properties).
    Pattern,
    /// A regular expression, or a combination of several, is too large to be compared.
    PatternSize,
    /// The answer hangs on which strings a `format` holds, beyond what is known of that format.
    Format,
    /// `unevaluatedProperties` or `unevaluatedItems` depend on too many branches.
    Unevaluated,
    /// A number lies outside the exact range that is computed with, or no JSON number shows the difference.
    Number,
    /// Arrays of too many different kinds of items, or too long, would have to be tried.
    Array,
    /// Objects of too many different kinds of properties would have to be tried.
    Object,
    /// How many instances a schema has was needed (`uniqueItems`, excluded values) and could not be counted.
    Count,
    /// An instance was found, but the validator did not confirm that one schema accepts and the other refuses it.
    Unconfirmed,
    /// The validator cannot compile one of the schemas, so that no witness can be checked.
    Uncompiled,
}

impl Reason {
    /// Every reason, in the order of this page.
    pub const ALL: &'static [Self] = &[
        Self::Budget,
        Self::Depth,
        Self::Malformed,
        Self::Reference,
        Self::External,
        Self::Loop,
        Self::Dialect,
        Self::Keyword,
        Self::Pattern,
        Self::PatternSize,
        Self::Format,
        Self::Unevaluated,
        Self::Number,
        Self::Array,
        Self::Object,
        Self::Count,
        Self::Unconfirmed,
        Self::Uncompiled,
    ];

    /// The stable name that reports use.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Depth => "depth",
            Self::Malformed => "malformed",
            Self::Reference => "reference",
            Self::External => "external",
            Self::Loop => "loop",
            Self::Dialect => "dialect",
            Self::Keyword => "keyword",
            Self::Pattern => "pattern",
            Self::PatternSize => "pattern-size",
            Self::Format => "format",
            Self::Unevaluated => "unevaluated",
            Self::Number => "number",
            Self::Array => "array",
            Self::Object => "object",
            Self::Count => "count",
            Self::Unconfirmed => "unconfirmed",
            Self::Uncompiled => "uncompiled",
        }
    }

    /// A one-line description.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Budget => "the work budget is exhausted",
            Self::Depth => "the schemas are nested too deeply",
            Self::Malformed => "the value of a keyword has the wrong shape",
            Self::Reference => "a reference cannot be resolved",
            Self::External => "a reference points outside the schema",
            Self::Loop => "references form a cycle",
            Self::Dialect => "the schema declares a dialect other than 2020-12",
            Self::Keyword => "a keyword is not part of 2020-12",
            Self::Pattern => "a pattern uses features that cannot be compared",
            Self::PatternSize => "patterns are too large to compare",
            Self::Format => "it depends on which strings a format allows",
            Self::Unevaluated => "unevaluated properties or items depend on too many branches",
            Self::Number => "numbers are outside the exact range",
            Self::Array => "too many kinds of arrays would have to be tried",
            Self::Object => "too many kinds of objects would have to be tried",
            Self::Count => "the instances of a schema could not be counted",
            Self::Unconfirmed => "validation did not confirm the instance that was found",
            Self::Uncompiled => "the validator cannot compile the schema",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.summary())
    }
}
