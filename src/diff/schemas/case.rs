//! [`Case`]: a graph whose edits are judged, with what is known before the first of them is.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::encoding::Encoding;
use super::graph::{Graph, Root};
use crate::diff::witness::Reading;
use crate::pointer::Pointer;

/// A graph whose edits are judged.
pub(in crate::diff) struct Case<'g> {
    pub(super) graph: &'g Graph,
    /// How the values of each root are written.
    encodings: HashMap<Root, Vec<Encoding>>,
    /// The roots that some message does not have.
    optional: BTreeSet<Root>,
    /// Which pairs are below a condition.
    pub(super) conditional: Vec<bool>,
    pub(super) dirty: Vec<bool>,
    /// The roots that reach each pair that differs.
    pub(super) reached: HashMap<usize, BTreeSet<Root>>,
    /// Whether all of them were followed.
    pub(super) is_whole: bool,
    /// Whether a discriminator names anything that is compared.
    pub(super) has_named: bool,
    /// The pairs whose edits are judged, in their order.
    pub(super) pairs: Vec<usize>,
    /// How `oneOf` was read.
    pub(super) reading: Reading,
}

/// A pair of one of several cases.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    /// The case, by its number.
    pub(super) case: usize,
    pub(super) pair: usize,
    /// How many of its edits may change what is accepted.
    pub(super) edits: u64,
}

impl<'g> Case<'g> {
    /// The edits of all pairs; `uses` has what is known of a root wherever it is used: how it is written, and whether every message
    /// has it.
    pub(in crate::diff) fn new(graph: &'g Graph, uses: impl Iterator<Item = (Root, Encoding, bool)>) -> Self {
        let mut encodings: HashMap<Root, Vec<Encoding>> = HashMap::new();
        let mut optional = BTreeSet::new();
        for (root, encoding, is_required) in uses {
            let known = encodings.entry(root).or_default();
            if !known.contains(&encoding) {
                known.push(encoding);
            }
            if !is_required {
                optional.insert(root);
            }
        }
        let (conditional, dirty) = (graph.conditional(), graph.dirty());
        let (reached, is_whole) = graph.reached();
        let mut pairs: Vec<usize> = reached.keys().copied().collect();
        pairs.sort_unstable();
        let (has_named, reading) = (graph.has_named(), Reading::OneOf);
        Self { graph, encodings, optional, conditional, dirty, reached, has_named, is_whole, pairs, reading }
    }

    /// For documents that are read so, and only these pairs of them.
    pub(in crate::diff) fn only(mut self, reading: Reading, wanted: &HashSet<(Pointer, Pointer)>) -> Self {
        let graph = self.graph;
        let place = |pair: usize| (graph.place(pair, true).clone(), graph.place(pair, false).clone());
        self.pairs.retain(|&pair| wanted.contains(&place(pair)));
        Self { reading, ..self }
    }

    /// How the values of a root are written, in each of the ways.
    pub(super) fn encodings(&self, root: Root) -> &[Encoding] {
        self.encodings.get(&root).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether every message has the root.
    pub(super) fn is_required(&self, root: Root) -> bool {
        !self.optional.contains(&root)
    }

    /// Its pairs, where it has this number among all cases.
    pub(super) fn jobs(&self, number: usize) -> impl Iterator<Item = Job> {
        self.pairs.iter().map(move |&pair| {
            let asserted = self.graph.pairs[pair].deltas.iter().filter(|delta| delta.edit.is_asserted()).count();
            // Even of a pair without any it may be asked whether nothing changed.
            Job { case: number, pair, edits: asserted.max(1) as u64 }
        })
    }
}
