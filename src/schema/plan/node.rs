//! What a plan consists of: one [`Node`] for each subschema, its keywords sorted by the type they speak about.

pub(super) use super::members::NodeId;
use super::members::{Members, Set};
use super::names::Names;
use super::quick::Quick;
use crate::schema::format::Format;
use crate::schema::pattern::Pattern;

/// The node that accepts everything.
pub(super) const ANY: NodeId = 0;

/// One bit for each JSON type; an integer is a number.
pub(super) mod types {
    pub(in super::super) const NULL: u8 = 1;
    pub(in super::super) const BOOLEAN: u8 = 2;
    pub(in super::super) const INTEGER: u8 = 4;
    /// Numbers that are not integers.
    pub(in super::super) const FRACTION: u8 = 8;
    pub(in super::super) const STRING: u8 = 16;
    pub(in super::super) const ARRAY: u8 = 32;
    pub(in super::super) const OBJECT: u8 = 64;
    pub(in super::super) const ALL: u8 = 127;
}

/// A subschema.
#[derive(Debug)]
pub(super) struct Node {
    /// Another node asserts everything that this one does.
    pub(super) alias: Option<NodeId>,
    /// Something in the subschema is not known here.
    pub(super) unknown: bool,
    /// The types that are allowed.
    pub(super) types: u8,
    /// The usual values, without looking at the rest: nothing until the plan is complete.
    pub(super) quick: Quick,
    pub(super) choice: Option<Box<Choice>>,
    pub(super) text: Option<Box<Text>>,
    pub(super) number: Option<Box<Number>>,
    pub(super) array: Option<Box<Array>>,
    pub(super) object: Option<Box<Object>>,
    pub(super) branches: Option<Box<Branches>>,
}

/// `enum` or `const`.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) null: bool,
    pub(super) yes: bool,
    pub(super) no: bool,
    pub(super) numbers: Vec<Amount>,
    pub(super) texts: Names,
    /// Some values are arrays or objects, which the pass does not compare.
    pub(super) containers: bool,
}

/// Keywords for strings.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) min: u64,
    pub(super) max: u64,
    pub(super) format: Option<Format>,
    pub(super) pattern: Option<Pattern>,
}

/// A number as the pass compares it: integers exactly, others as what they are in binary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::schema) enum Amount {
    Int(i128),
    Float(f64),
}

/// Keywords for numbers.
#[derive(Debug, Default)]
pub(super) struct Number {
    pub(super) minimum: Option<Amount>,
    pub(super) maximum: Option<Amount>,
    pub(super) above: Option<Amount>,
    pub(super) below: Option<Amount>,
    pub(super) multiple_of: Option<Divisor>,
}

/// `multipleOf`.
#[derive(Debug)]
pub(super) enum Divisor {
    /// From 1 to 2^53.
    Int(i128),
    /// A short decimal with a fraction.
    Decimal(crate::json::Decimal),
    /// Anything else.
    Unknown,
}

/// Keywords for arrays.
#[derive(Debug)]
pub(super) struct Array {
    pub(super) prefix: Vec<NodeId>,
    pub(super) items: NodeId,
    pub(super) min: u64,
    pub(super) max: u64,
    pub(super) unique: bool,
}

/// Keywords for objects.
#[derive(Debug)]
pub(super) struct Object {
    /// Every name that `properties`, `required` or `dependentRequired` mention.
    pub(super) members: Members,
    pub(super) required: Set,
    pub(super) dependent: Vec<(Set, Set)>,
    pub(super) patterns: Vec<(Pattern, NodeId)>,
    pub(super) additional: NodeId,
    /// Names that are mentioned without being in `properties`.
    pub(super) undeclared: Set,
    /// `propertyNames`, when it speaks of nothing but strings.
    pub(super) name: Option<Box<Node>>,
    pub(super) min: u64,
    pub(super) max: u64,
}

/// Subschemas for the same value: each is a reading of its own.
#[derive(Debug, Default)]
pub(super) struct Branches {
    pub(super) all: Vec<NodeId>,
    pub(super) any: Option<Vec<NodeId>>,
    pub(super) one: Option<Vec<NodeId>>,
    pub(super) not: Option<NodeId>,
    /// `if`, `then`, `else`.
    pub(super) condition: Option<(NodeId, NodeId, NodeId)>,
    /// The node has no keywords of its own besides.
    pub(super) bare: bool,
}

impl Object {
    /// Whether every object keeps the rules.
    pub(super) fn is_free(&self) -> bool {
        let Self { members, required: _, dependent: _, patterns, additional, undeclared: _, name, min, max } = self;
        members.is_empty()
            && patterns.is_empty()
            && *additional == ANY
            && name.is_none()
            && (*min, *max) == (0, u64::MAX)
    }
}

impl Branches {
    pub(super) fn is_empty(&self) -> bool {
        let Self { all, any, one, not, condition, bare: _ } = self;
        all.is_empty() && any.is_none() && one.is_none() && not.is_none() && condition.is_none()
    }

    /// The one branch that all values must satisfy, when there is no other.
    pub(super) fn only(&self) -> Option<NodeId> {
        let Self { all, any, one, not, condition, bare: _ } = self;
        match (all.as_slice(), any, one, not, condition) {
            (&[only], None, None, None, None) => Some(only),
            _ => None,
        }
    }
}

impl Node {
    pub(super) fn any() -> Self {
        Self {
            alias: None,
            unknown: false,
            types: types::ALL,
            quick: Quick::default(),
            choice: None,
            text: None,
            number: None,
            array: None,
            object: None,
            branches: None,
        }
    }

    pub(super) fn never() -> Self {
        Self { types: 0, ..Self::any() }
    }

    pub(super) fn unknown() -> Self {
        Self { unknown: true, ..Self::any() }
    }

    /// Whether it has no keywords of its own.
    pub(super) fn is_any(&self) -> bool {
        let Self { alias, unknown, types, quick: _, choice, text, number, array, object, branches } = self;
        alias.is_none()
            && !unknown
            && *types == types::ALL
            && choice.is_none()
            && text.is_none()
            && number.is_none()
            && array.is_none()
            && object.is_none()
            && branches.is_none()
    }

    pub(super) fn alias(id: NodeId) -> Self {
        Self { alias: Some(id), ..Self::any() }
    }

    /// Every node that this one names.
    pub(super) fn links(&mut self) -> impl Iterator<Item = &mut NodeId> {
        let Self { alias, unknown: _, types: _, quick: _, choice: _, text: _, number: _, array, object, branches } =
            self;
        let array = array.iter_mut().flat_map(|array| array.prefix.iter_mut().chain([&mut array.items]));
        let object = object.iter_mut().flat_map(|object| {
            let Object { members, patterns, additional, .. } = &mut **object;
            members.nodes().chain(patterns.iter_mut().map(|(_, id)| id)).chain([additional])
        });
        let branches = branches.iter_mut().flat_map(|branches| {
            let Branches { all, any, one, not, condition, bare: _ } = &mut **branches;
            all.iter_mut()
                .chain(any.iter_mut().flatten())
                .chain(one.iter_mut().flatten())
                .chain(not)
                .chain(condition.iter_mut().flat_map(|(test, then, other)| [test, then, other]))
        });
        alias.iter_mut().chain(array).chain(object).chain(branches)
    }
}
