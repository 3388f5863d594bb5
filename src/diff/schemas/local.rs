//! What can be proved of an edit where it was made, whatever is below: questions about outlines.
//!
//! Why that is enough: with S the schema of the sender and S' the same with the edit in it, both with tokens for the values
//! inside, S is covered by S' for any meaning of the tokens. Where no token is in a condition, more behind a token is
//! more accepted, so that the same holds for values of any depth when it holds for the values inside of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::delta::Delta;
use super::engine::{Answer, Engine};
use super::focus::Focus;
use super::graft::graft;
use super::graph::Graph;
use super::library::Library;
use super::sketch::Sketch;
use super::tokens::{Became, LastBecame, Token, is_conditional, tokens};
use crate::containment::{Compound, close_compound};
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;

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
            let grafted = graft(&self.library, &sender, &receiver, places, delta)?;
            // Nothing is known of a token in a condition: of what it becomes when the edit is inside of it too.
            let has_condition =
                || has_condition(&self.library, &sender) || is_conditional(&self.library, is_request, &grafted);
            if has_condition() && graph.is_inside(home, at) {
                return None;
            }
            if self.unless_edit_unusable(graph, (&sender, &receiver), delta) != Answer::Holds {
                return None;
            }
            let became = self.became(graph, dirty, home, (&sender, &receiver));
            let numbers = Numbers::of_unedited(&self.library, &became);
            let grafted = numbers.give(&grafted);
            if self.covered(&sender, &grafted, &numbers)? == Harmless::Declared {
                found = Harmless::Declared;
            }
        }
        Some(found)
    }

    /// Whether what a schema sends is accepted by another, whose tokens were replaced by `numbers`; `None` when that is not proved.
    pub(super) fn covered(&mut self, sender: &Sketch, receiver: &Compound, numbers: &Numbers) -> Option<Harmless> {
        if self.proves(&numbers.give(&sender.schema), receiver) {
            return Some(Harmless::Always);
        }
        let closed = self.sent(sender).ok().filter(|_| !self.undeclared_sent)?;
        self.proves(&numbers.give(&closed), receiver).then_some(Harmless::Declared)
    }

    /// Whether all edits at `home` together are harmless, provided that those below it are.
    pub(super) fn is_proved_here(&mut self, graph: &Graph, dirty: &[bool], home: usize) -> bool {
        let (sender, receiver) = self.outlines(graph, home);
        let became = self.became(graph, dirty, home, (&sender, &receiver));
        let Some(numbers) = Numbers::of_edited(&self.library, &became, &sender, &receiver) else { return false };
        if self.unless_unusable(graph.way, &sender, &receiver) != Answer::Holds {
            return false;
        }
        let Ok(sent) = self.sent(&sender) else { return false };
        self.proves(&numbers.give(&sent), &numbers.give(&receiver.schema))
    }

    /// Whether both sides say the same at `home`, and declare the same, whatever they say below it.
    pub(super) fn is_rewording_here(&mut self, graph: &Graph, dirty: &[bool], home: usize) -> bool {
        let (sender, receiver) = self.outlines(graph, home);
        let became = self.became(graph, dirty, home, (&sender, &receiver));
        let Some(numbers) = Numbers::of_edited(&self.library, &became, &sender, &receiver) else { return false };
        self.say_the_same(&sender, &receiver, &numbers)
    }

    /// Whether both schemas accept the same, and declare the same, with tokens by these numbers.
    pub(super) fn say_the_same(&mut self, sender: &Sketch, receiver: &Sketch, numbers: &Numbers) -> bool {
        if !sender.skipped.is_empty() || !receiver.skipped.is_empty() {
            return false;
        }
        let mut same = |left: &Compound, right: &Compound| {
            let (left, right) = (numbers.give(left), numbers.give(right));
            self.proves(&right, &left) && self.proves(&left, &right)
        };
        if !same(&sender.schema, &receiver.schema) {
            return false;
        }
        let closed = |sketch: &Sketch| close_compound(&sketch.schema, false);
        let (Ok(left), Ok(right)) = (closed(sender), closed(receiver)) else { return false };
        same(&left, &right)
    }

    /// Whether a plain value distinguishes both sides of `home`.
    pub(super) fn differs_plainly(&mut self, graph: &Graph, home: usize) -> bool {
        let direction = graph.direction;
        let sides = [(true, false), (false, true)];
        sides.into_iter().any(|(of_base, other)| {
            let plainly = Focus::Along { stops: &[], whole: true };
            let sender = self.sketch(of_base, graph.place(home, of_base), direction, &plainly);
            let receiver = self.sketch(other, graph.place(home, other), direction, &Focus::Loosely(None));
            self.ask(&sender.schema, &receiver.schema).is_no()
        })
    }

    /// Whether a plain value with undeclared content shows that `delta` is only harmless without it.
    pub(super) fn hangs_plainly(&mut self, graph: &Graph, delta: &Delta) -> bool {
        let is_request = graph.way == MessageDirection::Request;
        let places = delta.places(is_request);
        let direction = graph.direction;
        let sender = self.sketch(is_request, places.0, direction, &Focus::Along { stops: &[], whole: true });
        let receiver = self.sketch(!is_request, places.1, direction, &Focus::Loosely(None));
        let Some(grafted) = graft(&self.library, &sender, &receiver, places, delta) else { return false };
        self.ask(&sender.schema, &grafted).is_no() && self.ask(&sender.schema, &receiver.schema).is_no()
    }

    /// The tokens of both sides that belong together, found once for all edits at `home`.
    fn became(
        &mut self,
        graph: &Graph,
        dirty: &[bool],
        home: usize,
        (sender, receiver): (&Rc<Sketch>, &Rc<Sketch>),
    ) -> Rc<Vec<Became>> {
        if let Some(last) = &self.last_became
            && last.home == home
            && Rc::ptr_eq(&last.sender, sender)
            && Rc::ptr_eq(&last.receiver, receiver)
        {
            return Rc::clone(&last.became);
        }
        let became = Rc::new(became(&self.library, graph, dirty, home, (sender, receiver)));
        let (sender, receiver) = (Rc::clone(sender), Rc::clone(receiver));
        self.last_became = Some(LastBecame { home, sender, receiver, became: Rc::clone(&became) });
        became
    }

    fn outlines(&mut self, graph: &Graph, home: usize) -> (Rc<Sketch>, Rc<Sketch>) {
        let direction = graph.direction;
        let base = self.outline(true, graph.place(home, true), direction);
        let revision = self.outline(false, graph.place(home, false), direction);
        if graph.way == MessageDirection::Request { (base, revision) } else { (revision, base) }
    }
}

/// Whether a token of a sketch is in a condition.
fn has_condition(library: &Library<'_>, sketch: &Sketch) -> bool {
    *sketch.has_condition.get_or_init(|| is_conditional(library, sketch.of_base, &sketch.schema))
}

/// The tokens of both sides that belong together at `home`.
pub(super) fn became(
    library: &Library<'_>,
    graph: &Graph,
    dirty: &[bool],
    home: usize,
    (sender, receiver): (&Sketch, &Sketch),
) -> Vec<Became> {
    let inside = graph.inside(home);
    let (ours, theirs) = (tokens(library, &sender.schema), tokens(library, &receiver.schema));
    let numbered = |tokens: BTreeSet<Token>| -> Vec<(Token, usize)> {
        let number = |token: Token| graph.number_of(token.of_base, &token.place).map(|number| (token, number));
        tokens.into_iter().filter_map(number).collect()
    };
    let (ours, theirs) = (numbered(ours), numbered(theirs));
    let mut found = Vec::new();
    for (one, ours) in &ours {
        for (other, theirs) in &theirs {
            let (base, revision) = if one.of_base { (ours, theirs) } else { (theirs, ours) };
            let edited = match graph.known_at(*base, *revision) {
                Some(Some(pair)) if inside.contains(&pair) => dirty[pair],
                Some(None) => false,
                _ => continue,
            };
            found.push(Became { ours: one.clone(), theirs: other.clone(), edited });
        }
    }
    found
}

/// Which tokens mean the same: by those of the sender, those of the receiver that they are.
#[derive(Debug, Default)]
pub(super) struct Numbers(Rc<BTreeMap<u32, u32>>);

impl Numbers {
    fn new<'b>(library: &Library<'_>, same: impl Iterator<Item = &'b Became>) -> Self {
        let number = |token: &Token| library.known_number(token.of_base, &token.place);
        Self(Rc::new(same.filter_map(|one| number(&one.ours).zip(number(&one.theirs))).collect()))
    }

    /// For tokens of schemas in which nothing was edited.
    pub(super) fn of_unedited(library: &Library<'_>, became: &[Became]) -> Self {
        Self::new(library, became.iter().filter(|one| !one.edited))
    }

    /// For all tokens of which one became the other; `None` where one in a condition represents something edited.
    fn of_edited(library: &Library<'_>, became: &[Became], sender: &Sketch, receiver: &Sketch) -> Option<Self> {
        let conditional = || has_condition(library, sender) || has_condition(library, receiver);
        if became.iter().any(|one| one.edited) && conditional() {
            return None;
        }
        // Of what became two neither is known to be it.
        let count = |which: &dyn Fn(&Became) -> bool| became.iter().filter(|one| which(one)).count();
        let is_clear = |one: &&Became| {
            count(&|other| other.ours == one.ours) == 1 && count(&|other| other.theirs == one.theirs) == 1
        };
        Some(Self::new(library, became.iter().filter(is_clear)))
    }

    /// For tokens of the same place, where it says the same on both sides.
    pub(super) fn of_same(library: &Library<'_>, graph: &Graph, dirty: &[bool], theirs: &BTreeSet<Token>) -> Self {
        let is_same = |place: &Pointer| {
            let numbers = graph.number_of(true, place).zip(graph.number_of(false, place));
            let known = numbers.and_then(|(base, revision)| graph.known_at(base, revision));
            known.is_some_and(|pair| pair.is_none_or(|pair| !dirty[pair]))
        };
        let number = |of_base: bool, place: &Pointer| library.known_number(of_base, place);
        let same = theirs.iter().filter(|one| is_same(&one.place));
        let both = same.filter_map(|one| number(!one.of_base, &one.place).zip(number(one.of_base, &one.place)));
        Self(Rc::new(both.collect()))
    }

    pub(super) fn give(&self, schema: &Compound) -> Compound {
        schema.with_tokens(&self.0)
    }
}
