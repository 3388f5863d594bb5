//! [`Fragment`]: one definition compiled by itself, once for all questions that have it.
//!
//! What it refers to are slots, which mean something as soon as it is put among others (`assemble`). Where a definition cannot
//! be compiled without reading others, as for what is unevaluated, the fragment is good wherever these are the same.

use std::rc::Rc;

use serde_json::Value;

use super::arena::Arena;
use super::node::{Lit, Node};
use crate::containment::languages::language::{Pattern, Patterns};
use crate::containment::outcome::{Reason, Side};
use crate::containment::reference::{DefinitionId, Reference};
use crate::quick_hash::QuickMap;

/// A definition that was compiled by itself.
pub(super) struct Alone {
    pub(super) root: Lit,
    /// What each slot means, where it is a reference to another definition.
    pub(super) referred: Vec<Option<Reference>>,
    /// What it was necessary to read besides.
    pub(super) consulted: Vec<Consulted>,
    /// Whether it means something else on the other side of a question.
    pub(super) is_of_side: bool,
    /// Work that is left for what is unevaluated.
    pub(super) left: u64,
}

/// What a definition was read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consulted {
    /// Another one, by its serial number.
    Definition(DefinitionId, Option<u64>),
    /// A token, and which it is in the question.
    Token(u32, u32),
}

/// What a slot means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    /// Another definition, or nothing that is known.
    Reference(Reference),
    /// A part of this definition.
    Part(Lit),
}

/// The statements of one definition.
#[derive(Debug)]
pub(in crate::containment) struct Fragment {
    /// Each after its parts, which are literals of these; the first holds for everything.
    pub(super) nodes: Box<[Node]>,
    pub(super) root: Lit,
    pub(super) slots: Box<[Meaning]>,
    /// What nodes point to: names, values with what makes them equal, patterns, formats, and what is not understood.
    pub(super) names: Vec<Rc<str>>,
    pub(super) values: Vec<(Rc<str>, Value)>,
    pub(super) patterns: Vec<Rc<Pattern>>,
    pub(super) formats: Vec<Rc<str>>,
    pub(super) opaque: Vec<(Rc<str>, Reason)>,
    /// What it was read with besides.
    pub(super) consulted: Vec<Consulted>,
    /// The side of questions that it is for, if not both.
    pub(super) side: Option<Side>,
    /// Whether formats assert something in it.
    pub(super) asserts_formats: bool,
    /// Work that it took to find out what is unevaluated.
    pub(super) work: u64,
}

impl Fragment {
    /// What was compiled, without what is not needed any more.
    pub(super) fn new(
        mut arena: Arena,
        patterns: Patterns,
        alone: Alone,
        (side, asserts_formats): (Side, bool),
        work: u64,
    ) -> Self {
        let mut kept = Kept { arena: &arena, numbers: QuickMap::default(), nodes: Vec::new() };
        kept.keep(Lit::TRUE);
        let root = kept.keep(alone.root);
        let mut slots = Vec::new();
        for (&body, reference) in arena.slots.iter().zip(alone.referred) {
            slots.push(match reference {
                Some(reference) => Meaning::Reference(reference),
                None => Meaning::Part(kept.keep(body)),
            });
        }
        // They stay as long as the definition does.
        let nodes = kept.nodes.into_boxed_slice();
        Self {
            nodes,
            root,
            slots: slots.into_boxed_slice(),
            names: std::mem::take(&mut arena.names).into_list(),
            values: arena.keyed_values(),
            patterns: patterns.into_list(),
            formats: std::mem::take(&mut arena.formats),
            opaque: std::mem::take(&mut arena.opaque),
            consulted: alone.consulted,
            side: alone.is_of_side.then_some(side),
            asserts_formats,
            work,
        }
    }
}

/// Takes nodes over, with others in between left out.
struct Kept<'a> {
    arena: &'a Arena,
    numbers: QuickMap<usize, usize>,
    nodes: Vec<Node>,
}

impl Kept<'_> {
    fn keep(&mut self, root: Lit) -> Lit {
        let mut open = vec![(root, false)];
        while let Some((lit, is_ready)) = open.pop() {
            if self.numbers.contains_key(&lit.node()) {
                continue;
            }
            let node = self.arena.node(lit);
            if is_ready {
                let kept = node.with_parts(|part| self.known(part));
                self.numbers.insert(lit.node(), self.nodes.len());
                self.nodes.push(kept);
                continue;
            }
            open.push((lit, true));
            match node {
                Node::All(parts) | Node::One(parts) => open.extend(parts.iter().map(|&part| (part, false))),
                node => open.extend(node.below().map(|part| (part, false))),
            }
        }
        self.known(root)
    }

    fn known(&self, lit: Lit) -> Lit {
        let number = self.numbers.get(&lit.node()).copied().unwrap_or_default();
        Lit::of(number).under(lit.is_negated())
    }
}
