//! [`Overlap`]: edits that alternatives of a `oneOf` bear on which may accept the same values.
//!
//! By the letter such a value is invalid, so that an edit may be harmless for no other reason than that nothing is sent. What it
//! does to values that are sent all the same is judged once more, by the documents as they are meant. One question is answered
//! here: whether an edit takes something away from an alternative by itself, though another one accepts its values.

use std::collections::BTreeSet;

use super::delta::{Delta, Edit};
use super::encoding::Encoding;
use super::engine::{Answer, Engine};
use super::graph::Graph;
use super::routes::Routes;
use crate::containment::{Compound, close_compound};
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::Tree;

/// How many alternatives are asked about for one edit.
const MAX_ALTERNATIVES: usize = 4;
/// How many schemas are searched for lists of alternatives.
const MAX_SCHEMAS: usize = 400;
/// How many alternatives of a list are compared with those of another.
const MAX_OTHERS: usize = 64;

/// A pair of schemas that has such edits.
#[derive(Debug)]
pub(in crate::diff) struct Overlap {
    /// The places of base and revision.
    pub(in crate::diff) pair: (Pointer, Pointer),
    /// The schemas that list the alternatives: whether each is of base, and where.
    pub(in crate::diff) lists: BTreeSet<(bool, Pointer)>,
    /// The edits that alternatives bear on.
    pub(in crate::diff) edits: Vec<Delta>,
    /// Those that another alternative compensates for, by their numbers.
    pub(in crate::diff) lost: Vec<usize>,
    /// Whether nothing can be sent by the letter.
    pub(in crate::diff) is_vacuous: bool,
}

impl Engine<'_> {
    /// How alternatives bear on `edits` of `pair`, each with whether it is harmless by the letter; `None` where they do not.
    /// `empty` is the pair at which nothing can be sent.
    pub(super) fn overlap(
        &mut self,
        graph: &Graph,
        (pair, routes): (usize, &Routes),
        edits: &[(&Delta, bool)],
        empty: Option<usize>,
    ) -> Option<Overlap> {
        let alternatives = graph.alternatives(routes);
        let has_list = edits.iter().any(|(delta, _)| delta.rule.starts_with("one-of-"));
        if edits.is_empty() || alternatives.is_empty() && empty.is_none() && !has_list {
            return None;
        }
        let sender_is_base = graph.way == MessageDirection::Request;
        let above = alternatives.iter().map(|(list, _)| *list).chain(has_list.then_some(pair));
        let mut lists: BTreeSet<(bool, Pointer)> =
            above.filter_map(|list| self.list(graph, list, sender_is_base)).collect();
        if let Some(empty) = empty {
            lists.extend(self.empty_lists(graph, empty, sender_is_base));
        }
        let mut lost = Vec::new();
        for (number, (delta, _)) in edits.iter().enumerate().filter(|(_, (_, is_harmless))| *is_harmless) {
            let is_lost = match &delta.edit {
                Edit::Branches("oneOf", in_base, in_revision) => {
                    let gone = if sender_is_base { in_base } else { in_revision };
                    !gone.is_empty() && !self.are_known(graph, delta, gone)
                }
                _ if delta.rule.starts_with("one-of-") => !self.are_known(graph, delta, &[]),
                _ => alternatives.iter().take(MAX_ALTERNATIVES).any(|&(_, alternative)| {
                    let way = routes.way(alternative);
                    let answer = self.single(graph, (alternative, &way), pair, delta, Encoding::Json);
                    matches!(answer, Answer::Broken(_))
                }),
            };
            if is_lost {
                lost.push(number);
            }
        }
        let places = (graph.place(pair, true).clone(), graph.place(pair, false).clone());
        let edits = edits.iter().map(|(delta, _)| (*delta).clone()).collect();
        Some(Overlap { pair: places, lists, edits, lost, is_vacuous: empty.is_some() })
    }

    /// The schema of the sender in `pair` that lists alternatives, or else the receiver's.
    fn list(&self, graph: &Graph, pair: usize, sender_is_base: bool) -> Option<(bool, Pointer)> {
        let mut sides = [sender_is_base, !sender_is_base].into_iter();
        let lists = |of_base: &bool| {
            let schema = graph.place(pair, *of_base).find(self.contract(*of_base).tree());
            schema.is_some_and(|schema| schema.get("oneOf").is_some())
        };
        let of_base = sides.find(lists)?;
        Some((of_base, graph.place(pair, of_base).clone()))
    }

    /// The schemas that list alternatives which leave nothing to be sent, in the sender's schema of `pair` and what it refers to.
    fn empty_lists(&mut self, graph: &Graph, pair: usize, of_base: bool) -> Vec<(bool, Pointer)> {
        let document = self.contract(of_base).tree();
        let mut open = vec![graph.place(pair, of_base).clone()];
        let mut known: BTreeSet<Pointer> = open.iter().cloned().collect();
        let mut found = Vec::new();
        while let Some(place) = open.pop().filter(|_| known.len() < MAX_SCHEMAS) {
            let Some(schema) = place.find(document) else { continue };
            if schema.get("oneOf").is_some() && self.is_empty_at(of_base, &place, graph.direction) {
                found.push((of_base, place));
                continue;
            }
            let reference = schema.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference);
            open.extend(reference.filter(|target| known.insert(target.clone())));
            walk::each_inside(schema, &mut |step, _| {
                let below = step.place(&place);
                if known.insert(below.clone()) {
                    open.push(below);
                }
            });
        }
        found
    }

    /// Whether the receiver has everything that the sender has alternatives for: for each of them, or those at `positions`, one
    /// that declares all that is sent.
    fn are_known(&mut self, graph: &Graph, delta: &Delta, positions: &[usize]) -> bool {
        let sender_is_base = graph.way == MessageDirection::Request;
        let (ours, theirs) = delta.places(sender_is_base);
        let mut sent = alternatives(self.contract(sender_is_base).tree(), ours);
        if !positions.is_empty() {
            let places = sent.into_iter().enumerate().filter(|(position, _)| positions.contains(position));
            sent = places.map(|(_, place)| place).collect();
        }
        let known = alternatives(self.contract(!sender_is_base).tree(), theirs);
        let known: Vec<Compound> = known
            .iter()
            .filter_map(|place| close_compound(&self.whole(!sender_is_base, place, graph.direction).schema, false).ok())
            .collect();
        sent.iter().all(|place| {
            let sender = self.whole(sender_is_base, place, graph.direction);
            let sent = self.sent(&sender);
            sent.is_ok_and(|sent| known.iter().any(|closed| self.proves(&sent, closed)))
        })
    }
}

/// The alternatives of the schema at `place`; itself where it has none.
fn alternatives(document: &Tree, place: &Pointer) -> Vec<Pointer> {
    for keyword in ["oneOf", "anyOf"] {
        let listed = place.find(document).and_then(|schema| schema.get(keyword)?.as_array());
        if let Some(listed) = listed {
            let at = place.clone().key(keyword);
            return (0..listed.len().min(MAX_OTHERS)).map(|position| at.clone().index(position)).collect();
        }
    }
    vec![place.clone()]
}
