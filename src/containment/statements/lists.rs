//! Keywords about the items of arrays that have more than one schema or a number beside it.

use super::compile::{Compiler, Members};
use super::node::{Lit, Node};
use super::number::count;
use super::resources::Spot;
use crate::tree::Tree;

impl<'a> Compiler<'a, '_> {
    pub(super) fn prefix_items(&mut self, spot: &Spot<'a>, value: &'a Tree, depth: usize) -> Option<Lit> {
        let items = self.list(spot, "prefixItems", value, depth)?;
        let parts: Vec<Lit> =
            items.into_iter().zip(0..).map(|(item, at)| self.arena.simplified(Node::Item(at, item))).collect();
        Some(self.arena.all(parts))
    }

    pub(super) fn contains(
        &mut self,
        spot: &Spot<'a>,
        members: &'a Members,
        value: &'a Tree,
        depth: usize,
    ) -> Option<Lit> {
        let item = self.child(spot, &["contains"], value, depth);
        let least = members.get("minContains").map_or(Some(1), count)?;
        let least = self.arena.simplified(Node::AtLeast(item, least));
        let most = match members.get("maxContains") {
            Some(most) => self.arena.simplified(Node::AtMost(item, count(most)?)),
            None => Lit::TRUE,
        };
        Some(self.arena.all([least, most]))
    }
}
