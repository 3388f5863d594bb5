//! What can be proved of an edit where it was made, whatever is below: questions about outlines.
//!
//! Why that is enough: with S the schema of the sender and S' the same with the edit in it, both with tokens for the values
//! inside, S is covered by S' for any meaning of the tokens. Where no token is in a condition, more behind a token is
//! more accepted, so that the same holds for values of any depth when it holds for the values inside of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::delta::Delta;
use super::engine::{Answer, Engine, plain, undeclared};
use super::focus::{Token, along, is_conditional, loosely, number_tokens, tokens};
use super::graft::graft;
use super::graph::Graph;
use crate::containment::close;
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;
use crate::schema::Bundle;

/// Why an edit is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Harmless {
    /// Whatever is sent.
    Always,
    /// As long as senders keep to what they declare.
    Declared,
}

impl Engine<'_> {
    /// Whether `delta`, made at the pair `at`, is proved harmless for the values of all of `homes`.
    pub(super) fn is_harmless(
        &mut self,
        graph: &Graph,
        dirty: &[bool],
        homes: &[usize],
        at: usize,
        delta: &Delta,
    ) -> Option<Harmless> {
        let mut found = Harmless::Always;
        for &home in homes {
            let (sender, receiver) = self.outlines(graph, home);
            let is_request = graph.way == MessageDirection::Request;
            let places = delta.places(is_request);
            let grafted = graft(&sender, &receiver, places, delta, is_request)?;
            // Nothing is known of a token in a condition: of what it becomes when the edit is inside of it too.
            if (is_conditional(&sender.schema) || is_conditional(&grafted)) && graph.is_inside(home, at) {
                return None;
            }
            if self.unless_edit_unusable(graph, (&sender, &receiver), delta) != Answer::Holds {
                return None;
            }
            let numbers = Numbers::of_unedited(&became(graph, dirty, home, &sender, &receiver));
            let grafted = numbers.give(undeclared(grafted));
            if self.covered(&sender, &grafted, &numbers)? == Harmless::Declared {
                found = Harmless::Declared;
            }
        }
        Some(found)
    }

    /// Whether what a schema sends is accepted by another, whose tokens were replaced by `numbers`; `None` when that is not proved.
    pub(super) fn covered(&mut self, sender: &Bundle, receiver: &Value, numbers: &Numbers) -> Option<Harmless> {
        if self.proves(&numbers.give(plain(&sender.schema)), receiver) {
            return Some(Harmless::Always);
        }
        let closed = self.sent(sender).ok().filter(|_| !self.undeclared_sent)?;
        self.proves(&numbers.give(closed), receiver).then_some(Harmless::Declared)
    }

    /// Whether all edits at `home` together are harmless, provided that those below it are.
    pub(super) fn is_proved_here(&mut self, graph: &Graph, dirty: &[bool], home: usize) -> bool {
        let (sender, receiver) = self.outlines(graph, home);
        let became = became(graph, dirty, home, &sender, &receiver);
        let Some(numbers) = Numbers::of_edited(&became, &sender, &receiver) else { return false };
        if self.unless_unusable(graph.way, &sender, &receiver) != Answer::Holds {
            return false;
        }
        let Ok(sent) = self.sent(&sender) else { return false };
        self.proves(&numbers.give(sent), &numbers.give(plain(&receiver.schema)))
    }

    /// Whether both sides say the same at `home`, and declare the same, whatever they say below it.
    pub(super) fn is_rewording_here(&mut self, graph: &Graph, dirty: &[bool], home: usize) -> bool {
        let (sender, receiver) = self.outlines(graph, home);
        let became = became(graph, dirty, home, &sender, &receiver);
        let Some(numbers) = Numbers::of_edited(&became, &sender, &receiver) else { return false };
        self.say_the_same(&sender, &receiver, &|schema| numbers.give(schema.clone()))
    }

    /// Whether both schemas accept the same, and declare the same, as `give` has them asked about.
    pub(super) fn say_the_same(&mut self, sender: &Bundle, receiver: &Bundle, give: &dyn Fn(&Value) -> Value) -> bool {
        if !sender.skipped.is_empty() || !receiver.skipped.is_empty() {
            return false;
        }
        let (left, right) = (plain(&sender.schema), plain(&receiver.schema));
        let mut same = |left: &Value, right: &Value| {
            let (left, right) = (give(left), give(right));
            self.proves(&right, &left) && self.proves(&left, &right)
        };
        if !same(&left, &right) {
            return false;
        }
        let (Ok(left), Ok(right)) = (close(&left), close(&right)) else { return false };
        same(&left, &right)
    }

    /// Whether a plain value distinguishes both sides of `home`.
    pub(super) fn differs_plainly(&mut self, graph: &Graph, home: usize) -> bool {
        let direction = graph.direction;
        let sides = [(true, false), (false, true)];
        sides.into_iter().any(|(of_base, other)| {
            let sender = along(self.contract(of_base).document(), graph.place(home, of_base), direction, &[], true);
            let receiver = loosely(self.contract(other).document(), graph.place(home, other), direction);
            self.ask(&plain(&sender.schema), &plain(&receiver.schema)).is_no()
        })
    }

    /// Whether a plain value with undeclared content shows that `delta` is only harmless without it.
    pub(super) fn hangs_plainly(&mut self, graph: &Graph, delta: &Delta) -> bool {
        let is_request = graph.way == MessageDirection::Request;
        let places = delta.places(is_request);
        let direction = graph.direction;
        let sender = along(self.contract(is_request).document(), places.0, direction, &[], true);
        let receiver = loosely(self.contract(!is_request).document(), places.1, direction);
        let Some(grafted) = graft(&sender, &receiver, places, delta, is_request) else { return false };
        let sent = plain(&sender.schema);
        self.ask(&sent, &undeclared(grafted)).is_no() && self.ask(&sent, &plain(&receiver.schema)).is_no()
    }

    fn outlines(&mut self, graph: &Graph, home: usize) -> (Rc<Bundle>, Rc<Bundle>) {
        let direction = graph.direction;
        let base = self.outline(true, graph.place(home, true), direction);
        let revision = self.outline(false, graph.place(home, false), direction);
        if graph.way == MessageDirection::Request { (base, revision) } else { (revision, base) }
    }
}

/// A token of the sender, and the one of the receiver that it changed to.
#[derive(Debug)]
pub(super) struct Became {
    ours: Token,
    theirs: Token,
    /// Whether anything was edited in it, or below.
    edited: bool,
}

/// The tokens of both sides that belong together at `home`.
pub(super) fn became(graph: &Graph, dirty: &[bool], home: usize, sender: &Bundle, receiver: &Bundle) -> Vec<Became> {
    let inside = graph.inside(home);
    let (ours, theirs) = (tokens(&sender.schema), tokens(&receiver.schema));
    let mut found = Vec::new();
    for one in &ours {
        for other in &theirs {
            let (base, revision) = if one.of_base { (one, other) } else { (other, one) };
            let pair = graph.pair_at(&base.place, &revision.place).filter(|pair| inside.contains(pair));
            let edited = match pair {
                Some(pair) => dirty[pair],
                None if graph.is_same(&base.place, &revision.place) => false,
                None => continue,
            };
            found.push(Became { ours: one.clone(), theirs: other.clone(), edited });
        }
    }
    found
}

/// Which tokens mean the same: they have one number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: RefCell<BTreeMap<Token, usize>>,
    /// By tokens of the sender, those of the receiver whose numbers they take.
    partners: BTreeMap<Token, Token>,
}

impl Numbers {
    fn new<'b>(same: impl Iterator<Item = &'b Became>) -> Self {
        let partners = same.map(|one| (one.ours.clone(), one.theirs.clone())).collect();
        Self { known: RefCell::default(), partners }
    }

    /// For tokens of schemas in which nothing was edited.
    pub(super) fn of_unedited(became: &[Became]) -> Self {
        Self::new(became.iter().filter(|one| !one.edited))
    }

    /// For all tokens of which one became the other; `None` where one in a condition represents something edited.
    fn of_edited(became: &[Became], sender: &Bundle, receiver: &Bundle) -> Option<Self> {
        let conditional = || is_conditional(&sender.schema) || is_conditional(&receiver.schema);
        if became.iter().any(|one| one.edited) && conditional() {
            return None;
        }
        // Of what became two neither is known to be it.
        let count = |which: &dyn Fn(&Became) -> bool| became.iter().filter(|one| which(one)).count();
        Some(Self::new(became.iter().filter(|one| {
            count(&|other| other.ours == one.ours) == 1 && count(&|other| other.theirs == one.theirs) == 1
        })))
    }

    /// For tokens of the same place, where it says the same on both sides.
    pub(super) fn of_same(graph: &Graph, dirty: &[bool], theirs: &BTreeSet<Token>) -> Self {
        let is_same = |place: &Pointer| match graph.pair_at(place, place) {
            Some(pair) => !dirty[pair],
            None => graph.is_same(place, place),
        };
        let same = theirs.iter().filter(|one| is_same(&one.place));
        let other = |one: &Token| Token { of_base: !one.of_base, place: one.place.clone() };
        Self { known: RefCell::default(), partners: same.map(|one| (other(one), one.clone())).collect() }
    }

    pub(super) fn give(&self, schema: Value) -> Value {
        let mut schema = schema;
        number_tokens(&mut schema, &|token| {
            let mut known = self.known.borrow_mut();
            let next = known.len();
            let token = self.partners.get(&token).cloned().unwrap_or(token);
            *known.entry(token).or_insert(next)
        });
        schema
    }
}
