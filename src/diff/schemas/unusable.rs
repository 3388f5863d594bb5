//! What keywords that cannot be used leave open: they were read as "anything", and nothing is proved by that where it matters
//! what they mean.

use std::collections::BTreeSet;

use super::delta::Delta;
use super::engine::{Answer, Engine};
use super::graph::Graph;
use super::library::Library;
use super::side::{is_empty_list, refers};
use super::sketch::Sketch;
use crate::containment::{DefinitionId, Reference};
use crate::diff::rule::MessageDirection;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::schema::walk;

impl Engine<'_> {
    /// That the sender's schema is covered by the receiver's, unless only one side has such keywords, or the sender's need not hold
    /// for what it sends.
    pub(super) fn unless_unusable(&self, way: MessageDirection, sender: &Sketch, receiver: &Sketch) -> Answer {
        let of_base = way == MessageDirection::Request;
        let (ours, theirs) = (self.unusable(of_base, sender), self.unusable(!of_base, receiver));
        let reasons = |skipped: &[&(Pointer, String)]| skipped.iter().map(|(_, why)| why.clone()).collect::<Vec<_>>();
        if reasons(&ours) == reasons(&theirs) && !is_alternative(&self.library, sender, &ours) {
            return Answer::Holds;
        }
        let place = theirs.first().or(ours.first()).map(|(place, _)| place.clone());
        Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Unusable, place)])
    }

    /// The same of one edit: the sender's schema is on both sides, and of the receiver's only what the edit takes from it. What
    /// must hold beside that is the same on both sides then, whatever it means; of alternatives that is not so.
    pub(super) fn unless_edit_unusable(
        &self,
        graph: &Graph,
        (sender, receiver): (&Sketch, &Sketch),
        delta: &Delta,
    ) -> Answer {
        match self.is_edit_usable(graph, (sender, receiver), delta) {
            true => Answer::Holds,
            false => self.unless_unusable(graph.way, sender, receiver),
        }
    }

    /// Whether that is so whatever these keywords say.
    pub(super) fn is_edit_usable(&self, graph: &Graph, (sender, receiver): (&Sketch, &Sketch), delta: &Delta) -> bool {
        let of_base = graph.way == MessageDirection::Request;
        let places = delta.places(of_base);
        let (left, taken) = (delta.edit.taken(places.0, !of_base), delta.edit.taken(places.1, of_base));
        let document = self.contract(!of_base).tree();
        let is_in = |edited: &[Pointer], (skipped, _): &&(Pointer, String)| {
            edited.iter().any(|place| skipped.is_within(place) || place.is_within(skipped))
        };
        let refers = taken.iter().any(|place| place.find(document).is_some_and(refers));
        !refers
            && !self.unusable(!of_base, receiver).iter().any(|one| is_in(&taken, one))
            && !self.unusable(of_base, sender).iter().any(|one| is_in(&left, one))
            && !is_alternative(&self.library, sender, &self.unusable(of_base, sender))
    }

    /// The keywords of a bundle that cannot be used. A list of alternatives that is empty is one by the letter; nobody writes it
    /// to accept nothing, so that it is read as if it was not there.
    pub(super) fn unusable<'b>(&self, of_base: bool, bundle: &'b Sketch) -> Vec<&'b (Pointer, String)> {
        let document = self.contract(of_base).tree();
        bundle.skipped.iter().filter(|(place, _)| !place.find(document).is_some_and(is_empty_list)).collect()
    }
}

/// Whether one of these keywords is somewhere where accepting less is not simply accepting less of the whole value.
fn is_alternative(library: &Library<'_>, sketch: &Sketch, skipped: &[&(Pointer, String)]) -> bool {
    let places: BTreeSet<Pointer> = skipped.iter().filter_map(|(place, _)| place.parent()).collect();
    let mut open = vec![(sketch.root.clone(), &sketch.schema.root.schema, false)];
    let mut known: BTreeSet<(DefinitionId, bool)> = BTreeSet::new();
    while let Some((place, schema, is_inside)) = open.pop().filter(|_| !places.is_empty()) {
        if is_inside && places.contains(&place) {
            return true;
        }
        if let Some(Reference::Definition(id)) = Reference::of(schema)
            && known.insert((id, is_inside))
            && let (Some(target), Some((_, at))) = (sketch.schema.get(id), library.place(id.number()))
        {
            open.push((Pointer::clone(&at), &target.schema, is_inside));
        }
        walk::each_inside(schema, &mut |step, inside| {
            let is_plain = matches!(
                step.keyword,
                "allOf" | "properties" | "patternProperties" | "additionalProperties" | "items" | "prefixItems"
            );
            open.push((step.place(&place), inside, is_inside || !is_plain));
        });
    }
    false
}
