//! [`Graph`]: the schemas of both documents in pairs, each pair once, with the edits between the two.

use std::collections::{BTreeSet, HashMap, VecDeque};

use serde_json::Value;

use super::delta::Delta;
use super::keywords::{self, Child};
use super::side::{Side, Spot};
use crate::diff::rule::Way;
use crate::pointer::Pointer;
use crate::schema::Direction;

/// More pairs than any document has that is worth comparing.
const MAX_PAIRS: usize = 2_000_000;

/// The pairs of schemas for messages of one kind.
#[derive(Debug)]
pub(in crate::diff) struct Graph {
    /// Who sends: the client of base, or the server of revision.
    pub(in crate::diff) way: Way,
    /// Whether they are read as requests or responses, for `readOnly` and `writeOnly`.
    pub(in crate::diff) direction: Direction,
    pub(in crate::diff) pairs: Vec<Pair>,
    /// Whether there were too many pairs to look at all of them.
    pub(in crate::diff) cut: bool,
}

/// A schema of base and the schema of revision that took its place.
#[derive(Debug)]
pub(in crate::diff) struct Pair {
    pub(in crate::diff) base: Pointer,
    pub(in crate::diff) revision: Pointer,
    pub(in crate::diff) deltas: Vec<Delta>,
    /// Where it is used: the pair, and how.
    parents: Vec<(usize, Link)>,
    children: Vec<usize>,
    /// Whether a message is described by it directly.
    is_root: bool,
}

/// How a schema stands in the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// It describes a value of its own: accepting less below is accepting less above.
    Value,
    /// It describes the same value as the one above, together with others.
    Part,
    /// It is a condition: accepting less below may be accepting more above.
    Condition,
}

/// The schemas of one part of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::diff) struct Root(pub(in crate::diff) usize);

/// What is needed while the graph grows.
pub(in crate::diff) struct Builder<'c> {
    graph: Graph,
    known: HashMap<(Pointer, Pointer), usize>,
    base: Side<'c>,
    revision: Side<'c>,
    queue: VecDeque<(usize, Spot, Spot)>,
}

impl<'c> Builder<'c> {
    pub(in crate::diff) fn new(base: &'c Value, revision: &'c Value, way: Way, direction: Direction) -> Self {
        Self {
            graph: Graph { way, direction, pairs: Vec::new(), cut: false },
            known: HashMap::new(),
            base: Side::new(base, direction),
            revision: Side::new(revision, direction),
            queue: VecDeque::new(),
        }
    }

    /// Compares these two places; the root stands for the pair. `None` when nothing differs at a glance.
    pub(in crate::diff) fn root(&mut self, base: &Pointer, revision: &Pointer) -> Option<Root> {
        let (base, revision) = (self.base.spot(base), self.revision.spot(revision));
        let pair = self.pair(base, revision)?;
        self.graph.pairs[pair].is_root = true;
        while let Some((pair, base, revision)) = self.queue.pop_front() {
            self.compare(pair, &base, &revision);
        }
        self.base.trim();
        self.revision.trim();
        Some(Root(pair))
    }

    pub(in crate::diff) fn finish(self) -> Graph {
        self.graph
    }

    fn pair(&mut self, base: Spot, revision: Spot) -> Option<usize> {
        let (base, revision) = (self.base.follow(base), self.revision.follow(revision));
        let key = (base.pointer.clone(), revision.pointer.clone());
        if let Some(&known) = self.known.get(&key) {
            return Some(known);
        }
        if is_same(&base, &self.base, &revision, &self.revision) {
            return None;
        }
        if self.graph.pairs.len() >= MAX_PAIRS {
            self.graph.cut = true;
            return None;
        }
        let number = self.graph.pairs.len();
        self.graph.pairs.push(Pair {
            base: base.pointer.clone(),
            revision: revision.pointer.clone(),
            deltas: Vec::new(),
            parents: Vec::new(),
            children: Vec::new(),
            is_root: false,
        });
        self.known.insert(key, number);
        self.queue.push_back((number, base, revision));
        Some(number)
    }

    fn compare(&mut self, pair: usize, base: &Spot, revision: &Spot) {
        let found = keywords::compare((&mut self.base, base), (&mut self.revision, revision));
        for Child { link, base, revision } in found.children {
            if let Some(child) = self.pair(base, revision) {
                self.graph.pairs[child].parents.push((pair, link));
                self.graph.pairs[pair].children.push(child);
            }
        }
        self.graph.pairs[pair].deltas = found.deltas;
    }
}

/// Whether nothing differs, and nothing is referred to that may.
fn is_same(base: &Spot, of_base: &Side<'_>, revision: &Spot, of_revision: &Side<'_>) -> bool {
    base.value() == revision.value()
        && base.pointer.resolve(of_base.document) == revision.pointer.resolve(of_revision.document)
        && !refers(base.value())
}

/// Whether anything is referred to.
pub(super) fn refers(schema: &Value) -> bool {
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if members.contains_key("$ref") || members.contains_key("$dynamicRef") {
                    return true;
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    false
}

impl Graph {
    /// For each pair with edits, the roots that reach it.
    pub(in crate::diff) fn reached(&self) -> HashMap<usize, BTreeSet<Root>> {
        let dirty = self.dirty();
        let mut reached: HashMap<usize, BTreeSet<Root>> = HashMap::new();
        for root in (0..self.pairs.len()).filter(|&pair| self.pairs[pair].is_root && dirty[pair]) {
            let mut seen = vec![root];
            let mut known: BTreeSet<usize> = BTreeSet::from([root]);
            while let Some(pair) = seen.pop() {
                if !self.pairs[pair].deltas.is_empty() {
                    reached.entry(pair).or_default().insert(Root(root));
                }
                for &child in &self.pairs[pair].children {
                    if dirty[child] && known.insert(child) {
                        seen.push(child);
                    }
                }
            }
        }
        reached
    }

    /// Which pairs have edits, or lead to some.
    pub(in crate::diff) fn dirty(&self) -> Vec<bool> {
        let mut dirty: Vec<bool> = self.pairs.iter().map(|pair| !pair.deltas.is_empty()).collect();
        let mut open: Vec<usize> = (0..dirty.len()).filter(|&pair| dirty[pair]).collect();
        while let Some(pair) = open.pop() {
            for &(parent, _) in &self.pairs[pair].parents {
                if !dirty[parent] {
                    dirty[parent] = true;
                    open.push(parent);
                }
            }
        }
        dirty
    }

    /// Which pairs are reached through values alone, so that what is accepted there decides what is accepted above.
    pub(in crate::diff) fn owners(&self) -> Vec<bool> {
        // A condition anywhere above, or sharing the value with other parts, takes that away.
        let mut shared: Vec<bool> =
            self.pairs.iter().map(|pair| pair.parents.iter().any(|(_, link)| *link != Link::Value)).collect();
        let mut odd: Vec<bool> =
            self.pairs.iter().map(|pair| pair.parents.iter().any(|(_, link)| *link == Link::Condition)).collect();
        let mut open: Vec<usize> = (0..odd.len()).filter(|&pair| odd[pair]).collect();
        while let Some(pair) = open.pop() {
            for &child in &self.pairs[pair].children {
                if !odd[child] {
                    odd[child] = true;
                    open.push(child);
                }
            }
        }
        for (shared, odd) in shared.iter_mut().zip(&odd) {
            *shared |= odd;
        }
        shared.into_iter().map(|shared| !shared).collect()
    }

    /// Whether edits stand below this pair, not only at it.
    pub(in crate::diff) fn is_dirty_below(&self, pair: usize, dirty: &[bool]) -> bool {
        self.pairs[pair].children.iter().any(|&child| dirty[child])
    }
}
