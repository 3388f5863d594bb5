//! What can be proved of an edit for the values around it: where it is below a condition, or inside of its own values, the
//! schema where it was made says too little. Of the schemas inside of such a value those are kept that lead to the edit.
//!
//! The others are the same on both sides, whatever they say, so that a token of each is enough: what is proved for any meaning
//! of the tokens is proved, in a condition too.

use std::rc::Rc;

use super::delta::Delta;
use super::engine::{Answer, Engine};
use super::focus::Focus;
use super::graft::graft;
use super::graph::Graph;
use super::local::{Harmless, Numbers};
use super::sketch::Sketch;
use super::tokens::tokens;
use crate::containment::Compound;
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;

/// What a schema sends.
struct Sent {
    /// Whatever it does not forbid.
    all: Compound,
    /// What it declares, where that is known and nothing else is sent.
    declared: Option<Compound>,
}

impl Engine<'_> {
    /// Whether `delta` is proved harmless for the values of all of `homes`, which are below no condition.
    pub(super) fn is_harmless_around(
        &mut self,
        graph: &Graph,
        dirty: &[bool],
        homes: &[usize],
        delta: &Delta,
    ) -> Option<Harmless> {
        let mut found = Harmless::Always;
        for &home in homes {
            let (sent, received) = self.around(graph, dirty, home, delta)?;
            // Most edits that come here are not harmless, and what is declared is the least that is sent.
            if let Some(declared) = &sent.declared
                && !self.proves(declared, &received)
            {
                return None;
            }
            if !self.proves(&sent.all, &received) {
                sent.declared?;
                found = Harmless::Declared;
            }
        }
        Some(found)
    }

    /// The same by all that the schemas say.
    pub(super) fn is_harmless_within(&mut self, graph: &Graph, homes: &[usize], delta: &Delta) -> Option<Harmless> {
        let is_request = graph.way == MessageDirection::Request;
        let mut found = Harmless::Always;
        for &home in homes {
            let (sender, receiver) = self.sides_of(graph, home);
            let grafted = graft(&self.library, &sender, &receiver, delta.places(is_request), delta)?;
            let sent = self.sent(&sender).ok()?;
            if !self.proves(&sent, &grafted)
                || self.unless_edit_unusable(graph, (&sender, &receiver), delta) != Answer::Holds
            {
                return None;
            }
            if !self.undeclared_sent && !self.proves(&sender.schema, &grafted) {
                found = Harmless::Declared;
            }
        }
        Some(found)
    }

    /// Whether `delta` is proved harmless for all values of `home`, which is below no condition, whatever is sent.
    pub(super) fn is_always_harmless_around(
        &mut self,
        graph: &Graph,
        dirty: &[bool],
        home: usize,
        delta: &Delta,
    ) -> bool {
        let around = self.around(graph, dirty, home, delta);
        around.is_some_and(|(sent, received)| self.proves(&sent.all, &received))
    }

    /// What is sent by the schema of `home`, and what is accepted with `delta` in it, with as much in both as leads to the edit.
    fn around(&mut self, graph: &Graph, dirty: &[bool], home: usize, delta: &Delta) -> Option<(Sent, Compound)> {
        if self.is_spent() {
            return None;
        }
        let is_request = graph.way == MessageDirection::Request;
        let places = delta.places(is_request);
        let receiver = self.outline(!is_request, places.1, graph.direction);
        let sender = self.towards(graph, is_request, home, std::slice::from_ref(places.0));
        let grafted = graft(&self.library, &sender, &receiver, places, delta)?;
        // What the keywords are about that cannot be used is not the same in both: the receiver's schema is a part.
        let is_usable = self.all_usable(is_request, &sender, &receiver);
        if !is_usable && !self.is_edit_usable(graph, (&sender, &receiver), delta) {
            return None;
        }
        let tokens = tokens(&self.library, &grafted);
        let numbers = Numbers::of_same(&self.library, graph, dirty, &tokens);
        let declared = self.sent(&sender).ok().filter(|_| !self.undeclared_sent).map(|sent| numbers.give(&sent));
        Some((Sent { all: numbers.give(&sender.schema), declared }, numbers.give(&grafted)))
    }

    /// Whether all edits in the values of `home` together are proved harmless.
    pub(super) fn is_proved_around(&mut self, graph: &Graph, dirty: &[bool], home: usize) -> bool {
        if self.is_spent() {
            return false;
        }
        let is_request = graph.way == MessageDirection::Request;
        let side = |of_base: bool| graph.edited(of_base);
        let sender = self.towards(graph, is_request, home, &side(is_request));
        let receiver = self.towards(graph, !is_request, home, &side(!is_request));
        if !self.all_usable(is_request, &sender, &receiver) {
            return false;
        }
        let Ok(sent) = self.sent(&sender) else { return false };
        let tokens = tokens(&self.library, &receiver.schema);
        let numbers = Numbers::of_same(&self.library, graph, dirty, &tokens);
        self.proves(&numbers.give(&sent), &numbers.give(&receiver.schema))
    }

    fn all_usable(&self, is_request: bool, sender: &Sketch, receiver: &Sketch) -> bool {
        self.unusable(is_request, sender).is_empty() && self.unusable(!is_request, receiver).is_empty()
    }

    fn towards(&mut self, graph: &Graph, of_base: bool, home: usize, places: &[Pointer]) -> Rc<Sketch> {
        let leads = self.leading[usize::from(!of_base)].to(places);
        self.spend(leads.work());
        self.sketch(of_base, graph.place(home, of_base), graph.direction, &Focus::Towards(&leads))
    }
}
