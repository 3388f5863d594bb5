//! [`Uses`]: which parts of which exchanges use which pair of schemas.

use std::rc::Rc;

use super::called::Called;
use super::matched::Matched;
use super::part::{Message, Part};
use crate::contract::Contract;
use crate::diff::schemas::{Graph, GraphBuilder, Root, Unchanged};
use crate::pointer::Pointer;

/// A pair of schemas where a message holds their value.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Use {
    /// The message, and with it the graph that the root belongs to.
    pub(in crate::diff) message: Message,
    pub(in crate::diff) root: Root,
    /// The numbers of the operation in base and revision.
    pub(in crate::diff) numbers: (usize, usize),
    /// The operation of a callback or webhook, where it is one.
    pub(in crate::diff) called: Option<Rc<Called>>,
    pub(in crate::diff) part: Part,
    /// Whether both sides always send it, so that no default replaces it.
    pub(in crate::diff) is_required: bool,
}

/// A graph for each message, and the uses found while the operations are compared.
pub(in crate::diff) struct Uses<'c> {
    graphs: Vec<(Message, GraphBuilder<'c>)>,
    uses: Vec<Use>,
}

impl<'c> Uses<'c> {
    /// Of two contracts; what both have alike is found by as many threads.
    pub(in crate::diff) fn new(base: &'c Contract, revision: &'c Contract, threads: usize) -> Self {
        let (base, revision) = (base.tree(), revision.tree());
        let unchanged = Rc::new(Unchanged::of(base, revision, threads));
        let graph =
            |message: Message| GraphBuilder::new(base, revision, message.way(), message.direction(), &unchanged);
        Self { graphs: Message::ALL.into_iter().map(|message| (message, graph(message))).collect(), uses: Vec::new() }
    }

    /// A part of an exchange whose value both sides describe, at these places of caller and callee.
    pub(super) fn add(&mut self, matched: &Matched<'_>, (caller, callee): (&Pointer, &Pointer), part: Part) {
        let message = matched.message(&part);
        let (base, revision) = matched.in_time(caller, callee);
        let graph = self.graphs.iter_mut().find(|(known, _)| *known == message);
        if let Some(root) = graph.and_then(|(_, graph)| graph.root(base, revision)) {
            let called = matched.called.map(Rc::clone);
            let is_required = matched.is_required(&part, (caller, callee));
            self.uses.push(Use { message, root, numbers: matched.numbers, called, part, is_required });
        }
    }

    /// The graphs, and who uses what of them.
    pub(in crate::diff) fn finish(self) -> (Vec<(Message, Graph)>, Vec<Use>) {
        (self.graphs.into_iter().map(|(message, graph)| (message, graph.finish())).collect(), self.uses)
    }
}
