//! [`Arena`]: both schemas as one graph of statements, in which equal statements are one node.

use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::rc::Rc;

use serde_json::Value;

use super::kind;
use super::name::Texts;
use super::node::{Lit, Node};
use super::value::value_key;
use crate::containment::outcome::{Reason, Side};
use crate::pointer::Pointer;
use crate::quick_hash::QuickMap;

/// Where a node was first written.
#[derive(Debug, Clone)]
pub(in crate::containment) struct Place {
    pub(in crate::containment) side: Side,
    pub(in crate::containment) pointer: Rc<Pointer>,
}

/// The nodes, each once, and the tables they point into.
#[derive(Debug, Default)]
pub(in crate::containment) struct Arena {
    nodes: Vec<Node>,
    places: Vec<Option<Place>>,
    /// By the hash of a node, the last one with it; and by each node, the one before it with the same hash.
    index: QuickMap<u64, u32>,
    before: Vec<u32>,
    /// What each definition says.
    pub(in crate::containment) slots: Vec<Lit>,
    /// The values that enumerations point to, each once, and which is which.
    pub(in crate::containment) values: Vec<Value>,
    value_index: QuickMap<Rc<str>, u32>,
    /// The names of properties.
    pub(in crate::containment) names: Texts,
    pub(in crate::containment) formats: Vec<Rc<str>>,
    /// Why each opaque statement is not understood; the key is what makes two of them the same.
    pub(in crate::containment) opaque: Vec<(Rc<str>, Reason)>,
    /// Where the nodes made now are written.
    pub(in crate::containment) here: Option<Place>,
}

impl Arena {
    pub(in crate::containment) fn new() -> Self {
        let mut arena = Self::default();
        arena.intern(Node::All(Box::default()));
        arena
    }

    /// Takes over the values, names, formats and reasons that the nodes of `other` point to.
    pub(in crate::containment) fn take_tables(&mut self, other: &mut Self) {
        self.values = std::mem::take(&mut other.values);
        self.value_index = std::mem::take(&mut other.value_index);
        self.names = std::mem::take(&mut other.names);
        self.formats = std::mem::take(&mut other.formats);
        self.opaque = std::mem::take(&mut other.opaque);
        self.here = None;
    }

    pub(in crate::containment) fn node(&self, lit: Lit) -> &Node {
        // A literal is made by `intern` alone, so its node exists; node 0 always does.
        self.nodes.get(lit.node()).unwrap_or(&self.nodes[0])
    }

    pub(in crate::containment) fn place(&self, lit: Lit) -> Option<&Place> {
        self.place_of(lit.node())
    }

    /// Where the node of this number was first written.
    pub(in crate::containment) fn place_of(&self, node: usize) -> Option<&Place> {
        self.places.get(node)?.as_ref()
    }

    pub(in crate::containment) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The nodes that are not understood for this reason.
    pub(in crate::containment) fn opaque_nodes(&self, wanted: Reason) -> impl Iterator<Item = usize> + '_ {
        let is_wanted = move |node: &Node| match node {
            Node::Opaque(id) => self.opaque.get(*id as usize).is_some_and(|(_, reason)| *reason == wanted),
            _ => false,
        };
        self.nodes.iter().enumerate().filter(move |(_, node)| is_wanted(node)).map(|(at, _)| at)
    }

    pub(in crate::containment) fn intern(&mut self, node: Node) -> Lit {
        let last = self.index.entry(self.index.hasher().hash_one(&node)).or_insert(u32::MAX);
        let mut found = *last;
        while let Some(known) = self.nodes.get(found as usize) {
            if *known == node {
                return Lit::of(found as usize);
            }
            found = self.before[found as usize];
        }
        let id = self.nodes.len();
        self.before.push(std::mem::replace(last, u32::try_from(id).unwrap_or(u32::MAX)));
        self.nodes.push(node);
        self.places.push(self.here.clone());
        Lit::of(id)
    }

    /// The node, or what it comes to when its schema accepts everything or nothing.
    pub(in crate::containment) fn simplified(&mut self, node: Node) -> Lit {
        match node {
            Node::Item(_, Lit::TRUE)
            | Node::Rest(_, Lit::TRUE)
            | Node::Property(_, Lit::TRUE)
            | Node::Matching(_, Lit::TRUE)
            | Node::Additional(_, Lit::TRUE)
            | Node::Names(Lit::TRUE)
            | Node::AtLeast(_, 0)
            | Node::AtMost(Lit::FALSE, _)
            | Node::MinItems(0)
            | Node::MinProperties(0)
            | Node::MinLength(0) => Lit::TRUE,
            Node::Item(at, Lit::FALSE) | Node::Rest(at, Lit::FALSE) => self.intern(Node::MaxItems(at.into())),
            Node::AtLeast(Lit::TRUE, count) => self.intern(Node::MinItems(count)),
            Node::AtLeast(Lit::FALSE, _) => self.kinds(!kind::ARRAY),
            Node::AtMost(Lit::TRUE, count) => self.intern(Node::MaxItems(count)),
            Node::Names(Lit::FALSE) => self.intern(Node::MaxProperties(0)),
            other => self.intern(other),
        }
    }

    /// A node of another arena, of which `part` says what its parts are in this one. It mentions nothing by number but them.
    pub(in crate::containment) fn rebuilt(&mut self, node: &Node, part: impl Fn(Lit) -> Lit) -> Lit {
        match node {
            Node::All(parts) => self.all(parts.iter().map(|&lit| part(lit))),
            Node::One(parts) => self.one(parts.iter().map(|&lit| part(lit)).collect()),
            other => self.simplified(other.with_parts(part)),
        }
    }

    /// All of `parts`; nested conjunctions are spliced in.
    pub(in crate::containment) fn all(&mut self, parts: impl IntoIterator<Item = Lit>) -> Lit {
        let mut flat: Vec<Lit> = Vec::new();
        let mut kinds = u8::MAX;
        for part in parts {
            match self.node(part) {
                Node::All(inner) if !part.is_negated() => flat.extend(inner.iter().copied()),
                _ => flat.push(part),
            }
        }
        flat.retain(|&lit| match *self.node(lit) {
            Node::Kinds(mask) => {
                kinds &= if lit.is_negated() { !mask } else { mask };
                false
            }
            _ => true,
        });
        if kinds != u8::MAX {
            flat.push(self.kinds(kinds));
        }
        flat.sort_unstable();
        flat.dedup();
        // A literal and its negation are next to each other.
        if flat.contains(&Lit::FALSE) || flat.windows(2).any(|pair| pair[0] == !pair[1]) {
            return Lit::FALSE;
        }
        match flat[..] {
            [] => Lit::TRUE,
            [only] => only,
            _ => self.intern(Node::All(flat.into_boxed_slice())),
        }
    }

    /// At least one of `parts`.
    pub(in crate::containment) fn any(&mut self, parts: impl IntoIterator<Item = Lit>) -> Lit {
        let negated: Vec<Lit> = parts.into_iter().map(|part| !part).collect();
        !self.all(negated)
    }

    /// Exactly one of `parts`.
    pub(in crate::containment) fn one(&mut self, mut parts: Vec<Lit>) -> Lit {
        parts.retain(|&part| part != Lit::FALSE);
        parts.sort_unstable();
        // A branch that occurs twice can never be the only one.
        let twice: BTreeSet<Lit> = parts.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        // What a definition says is not known yet: that it may lead back to itself must still be seen.
        let is_open = |lit: Lit, nodes: &[Node]| matches!(nodes.get(lit.node()), Some(Node::Slot(_)));
        let twice: BTreeSet<Lit> = twice.into_iter().filter(|&lit| !is_open(lit, &self.nodes)).collect();
        parts.dedup_by(|left, right| left == right && !is_open(*left, &self.nodes));
        parts.retain(|part| !twice.contains(part));
        let core = if parts.len() < 2 || self.are_of_disjoint_kinds(&parts) {
            self.any(parts)
        } else {
            self.intern(Node::One(parts.into_boxed_slice()))
        };
        self.all(twice.into_iter().map(|part| !part).chain([core]))
    }

    pub(in crate::containment) fn kinds(&mut self, mask: u8) -> Lit {
        match mask {
            u8::MAX => Lit::TRUE,
            0 => Lit::FALSE,
            _ => self.intern(Node::Kinds(mask)),
        }
    }

    /// The instance is one of `values`.
    pub(in crate::containment) fn one_of<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>) -> Lit {
        let (mut mask, mut kinds, mut ids) = (0, 0, BTreeSet::new());
        for value in values {
            match value {
                Value::Null => mask |= kind::NULL,
                Value::Bool(false) => mask |= kind::FALSE,
                Value::Bool(true) => mask |= kind::TRUE,
                other => {
                    kinds |= kind::of(other);
                    ids.insert(self.value(other));
                }
            }
        }
        let single = self.kinds(mask);
        if ids.is_empty() {
            return single;
        }
        let rest = self.intern(Node::Enum(ids.into_iter().collect(), kinds));
        self.any([single, rest])
    }

    /// The number of a value, equal for equal values in the sense of JSON Schema.
    pub(in crate::containment) fn value(&mut self, value: &Value) -> u32 {
        let key = value_key(value);
        match self.value_index.get(key.as_str()) {
            Some(&found) => found,
            None => self.keyed_value(&key.into(), value),
        }
    }

    /// The same for a value of which the key is known.
    pub(in crate::containment) fn keyed_value(&mut self, key: &Rc<str>, value: &Value) -> u32 {
        if let Some(&found) = self.value_index.get(key) {
            return found;
        }
        let id = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value.clone());
        self.value_index.insert(Rc::clone(key), id);
        id
    }

    /// The values with their keys, by their numbers.
    pub(in crate::containment) fn keyed_values(&mut self) -> Vec<(Rc<str>, Value)> {
        let mut keys: Vec<(u32, Rc<str>)> = self.value_index.drain().map(|(key, number)| (number, key)).collect();
        keys.sort_unstable_by_key(|(number, _)| *number);
        keys.into_iter().map(|(_, key)| key).zip(std::mem::take(&mut self.values)).collect()
    }

    /// The number of a value that some enumeration mentions.
    pub(in crate::containment) fn known_value(&self, value: &Value) -> Option<u32> {
        self.value_index.get(value_key(value).as_str()).copied()
    }

    pub(in crate::containment) fn format(&mut self, name: &str) -> Lit {
        let id = self.formats.iter().position(|known| &**known == name).unwrap_or_else(|| {
            self.formats.push(name.into());
            self.formats.len() - 1
        });
        self.intern(Node::Format(u32::try_from(id).unwrap_or(u32::MAX)))
    }

    pub(in crate::containment) fn opaque(&mut self, key: Rc<str>, reason: Reason) -> Lit {
        let id = self.opaque.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.opaque.push((key, reason));
            self.opaque.len() - 1
        });
        self.intern(Node::Opaque(u32::try_from(id).unwrap_or(u32::MAX)))
    }

    /// Whether `lit` visibly holds for listed values only.
    pub(in crate::containment) fn lists_values(&self, lit: Lit, fuel: usize) -> bool {
        match self.node(lit) {
            _ if fuel == 0 => false,
            Node::All(parts) if lit.is_negated() => parts.iter().all(|&part| self.lists_values(!part, fuel - 1)),
            Node::All(parts) => parts.iter().any(|&part| self.lists_values(part, fuel - 1)),
            Node::Enum(..) => !lit.is_negated(),
            Node::Kinds(mask) => {
                let mask = if lit.is_negated() { !mask } else { *mask };
                mask & !(kind::NULL | kind::TRUE | kind::FALSE) == 0
            }
            _ => false,
        }
    }

    fn are_of_disjoint_kinds(&self, parts: &[Lit]) -> bool {
        let mut seen = 0_u8;
        parts.iter().all(|&part| {
            let mask = self.kind_mask(part);
            let apart = seen & mask == 0;
            seen |= mask;
            apart
        })
    }

    /// Kinds outside of which `lit` cannot hold, as far as its outermost operator shows.
    pub(in crate::containment) fn kind_mask(&self, lit: Lit) -> u8 {
        let node = self.node(lit);
        match node {
            Node::Kinds(mask) => mask ^ if lit.is_negated() { u8::MAX } else { 0 },
            Node::All(parts) if !lit.is_negated() => parts.iter().fold(u8::MAX, |mask, &part| {
                mask & if matches!(self.node(part), Node::All(_)) { u8::MAX } else { self.kind_mask(part) }
            }),
            Node::Enum(_, kinds) if !lit.is_negated() => *kinds,
            _ if lit.is_negated() => node.kinds().unwrap_or(u8::MAX),
            _ => u8::MAX,
        }
    }
}
