//! From a conjunction to its leaves: for one kind of instance, every way in which the statements can hold, each a list of
//! plain statements about that kind.

use super::solver::{Found, Search};
use super::state::State;
use super::ways::{Choice, Ways};
use crate::containment::outcome::Reason;
use crate::containment::statements::kind;
use crate::containment::statements::node::{Lit, Node};
use crate::quick_hash::{QuickMap, QuickSet};

/// Once there can be no proof, no more leaves than this are searched for a member beyond doubt.
const OPEN_END_LIMIT: usize = 500;

/// Whether no value satisfies all of these.
type Refuted = QuickMap<Vec<Lit>, bool>;

/// Where the next alternatives come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fork {
    Choice(usize),
    One(usize),
}

/// What is left to be done.
enum Task {
    Expand(State),
    /// The alternatives of a state, made one by one: all at once they could be as many copies of it.
    Split(State, Ways),
}

/// What a statement that exactly one of its parts holds comes to, with some of them judged.
enum Tally {
    /// It holds, or does not, whatever the open parts come to.
    Decided(bool),
    /// It holds exactly if all of these do.
    Forced(Vec<Lit>),
    /// Still undecided: how many parts hold, and which are open.
    Open { holding: usize, open: Vec<Lit> },
}

impl Search<'_> {
    pub(in crate::containment) fn members_of_kind(&mut self, question: Lit, kind: u8, count: usize) -> Found {
        let mut found = Found::none();
        // Whether there are any is asked of leaves by asking for one.
        let most = count.max(1);
        let mut open = Vec::new();
        let mut open_ends = 0;
        let (mut leaves, mut refuted) = (QuickSet::default(), Refuted::default());
        open.extend(self.assert(State::new(kind), question, kind).map(Task::Expand));
        while let Some(task) = open.pop() {
            if found.satisfies(count) {
                found.complete = false;
                break;
            }
            let (state, work) = match task {
                Task::Expand(state) => (Some(state), 0),
                Task::Split(state, mut ways) => {
                    let Some((lits, choice)) = ways.next() else { continue };
                    let work = lits.len() as u64 / 16 + if ways.is_done() { 0 } else { state.size() / 16 };
                    // The stack is last in, first out: the other alternatives come after everything that this one leads to.
                    let mut with = match ways.is_done() {
                        true => state,
                        false => {
                            let with = state.clone();
                            open.push(Task::Split(state, ways));
                            with
                        }
                    };
                    with.choices.extend(choice);
                    (lits.into_iter().try_fold(with, |with, lit| self.assert(with, lit, kind)), work)
                }
            };
            let known = state.as_ref().map_or(0, |state| state.size() / 8);
            if !self.spend(1 + work + known + self.ticked() / 16) {
                found.absorb(Found::unknown(Reason::Budget, Lit::TRUE), most);
                break;
            }
            let Some(mut state) = state.and_then(|state| self.propagate(state, kind)) else { continue };
            match self.fork(&state) {
                Some((_, true)) if kind == kind::OBJECT && self.refutes(&mut state, &mut refuted) => {
                    open.push(Task::Expand(state));
                }
                None => {
                    let mut atoms = state.atoms;
                    atoms.sort_unstable();
                    if leaves.insert(atoms.clone()) {
                        let part = self.leaf(&atoms, kind, most);
                        found.absorb(part, most);
                        open_ends += usize::from(!found.complete);
                    }
                    if open_ends > OPEN_END_LIMIT {
                        break;
                    }
                }
                Some((fork, _)) => open.extend(self.split(state, fork)),
            }
        }
        found
    }

    /// The state with `lit` added, or `None` if that contradicts it.
    pub(super) fn assert(&self, mut state: State, lit: Lit, kind: u8) -> Option<State> {
        let mut open = vec![lit];
        while let Some(lit) = open.pop() {
            if !state.note(lit) {
                continue;
            }
            match self.arena.node(lit) {
                Node::All(parts) if lit.is_negated() => state.choices.push(parts.iter().map(|&part| !part).collect()),
                Node::All(parts) => open.extend(parts),
                Node::One(_) => state.ones.push(lit),
                Node::Slot(slot) => {
                    let body = self.arena.slots.get(*slot as usize).copied().unwrap_or(Lit::TRUE);
                    open.push(body.under(lit.is_negated()));
                }
                _ => match self.at_a_glance(lit, kind) {
                    Some(true) => {}
                    Some(false) => return None,
                    None => self.learn_plain(&mut state, lit),
                },
            }
            if state.facts.is_contradiction() {
                return None;
            }
        }
        Some(state)
    }

    /// Drops alternatives that cannot hold and choices that are made, until nothing more follows; `None` on a
    /// contradiction.
    fn propagate(&self, mut state: State, kind: u8) -> Option<State> {
        loop {
            let known = state.facts.len();
            for choice in std::mem::take(&mut state.choices) {
                let mut is_made = false;
                let choice = without(choice, |lit| {
                    let verdict = self.judge_open(&state, lit);
                    is_made |= verdict == Some(true);
                    verdict == Some(false)
                });
                match *choice {
                    _ if is_made => {}
                    [] => return None,
                    [only] => state = self.assert(state, only, kind)?,
                    _ => state.choices.push(choice),
                }
            }
            for one in std::mem::take(&mut state.ones) {
                match self.tally(&state, one) {
                    Tally::Decided(true) => {}
                    Tally::Decided(false) => return None,
                    Tally::Forced(lits) => {
                        for lit in lits {
                            state = self.assert(state, lit, kind)?;
                        }
                    }
                    Tally::Open { .. } => state.ones.push(one),
                }
            }
            // Nothing more has to follow: what is not found here is found by splitting.
            if state.facts.len() == known || self.is_tired() {
                return Some(state);
            }
        }
    }

    /// The value of a plain statement, if the kind alone determines it.
    fn at_a_glance(&self, lit: Lit, kind: u8) -> Option<bool> {
        let holds = match self.arena.node(lit) {
            Node::Kinds(mask) => Some(mask & kind != 0),
            Node::Enum(_, kinds) if kinds & kind == 0 => Some(false),
            node => match node.kinds() {
                Some(kinds) if kinds & kind == 0 => Some(true),
                _ => None,
            },
        };
        holds.map(|holds| holds != lit.is_negated())
    }

    /// What `one`, exactly one of some parts or its negation, comes to.
    fn tally(&self, state: &State, one: Lit) -> Tally {
        let Node::One(parts) = self.arena.node(one) else { return Tally::Decided(true) };
        let (mut holding, mut open) = (0, Vec::new());
        for &part in parts {
            match self.judge_open(state, part) {
                Some(holds) => holding += usize::from(holds),
                None => open.push(part),
            }
        }
        match (one.is_negated(), holding, open.as_slice()) {
            (negated, 2.., _) => Tally::Decided(negated),
            (negated, holding, []) => Tally::Decided((holding == 1) != negated),
            (false, 0, [only]) => Tally::Forced(vec![*only]),
            (false, 1, open) => Tally::Forced(open.iter().map(|&part| !part).collect()),
            (true, 0, [only]) => Tally::Forced(vec![!*only]),
            (true, 1, [only]) => Tally::Forced(vec![*only]),
            _ => Tally::Open { holding, open },
        }
    }

    /// What to split on next, if anything. Alternatives with many constraints come first, because what they say
    /// settles others: a branch of one schema excludes most branches of the other, while of the ways to break a branch
    /// each says next to nothing. Among such, the fewest alternatives come first. True with alternatives that say little.
    fn fork(&self, state: &State) -> Option<(Fork, bool)> {
        let says_much = |&lit: &Lit| match self.arena.node(lit) {
            Node::All(_) | Node::One(_) | Node::Slot(_) => !lit.is_negated(),
            _ => false,
        };
        let choices = state.choices.iter().enumerate().map(|(at, choice)| {
            let is_poor = !choice.iter().all(says_much);
            ((is_poor, choice.len()), Fork::Choice(at))
        });
        let ones = state.ones.iter().enumerate().map(|(at, &one)| match self.tally(state, one) {
            Tally::Open { holding, open } => {
                ((one.is_negated(), open.len() + usize::from(holding == 0)), Fork::One(at))
            }
            Tally::Decided(_) | Tally::Forced(_) => ((false, 0), Fork::One(at)),
        });
        choices.chain(ones).min_by_key(|(key, _)| *key).map(|((is_poor, _), fork)| (fork, is_poor))
    }

    /// Drops alternatives that leave nothing for the value of some property, or all when nothing is left for one that must
    /// be there; true if there were any. That is asked before choices that say little are multiplied with one another: one
    /// that cannot be made at all settles the matter.
    fn refutes(&mut self, state: &mut State, refuted: &mut Refuted) -> bool {
        for value in state.facts.demanded(&self.arena.names) {
            if self.is_refuted(value, refuted) {
                state.choices = vec![Choice::default()];
                return true;
            }
        }
        let mut any = false;
        for at in 0..state.choices.len() {
            let choice = without(Choice::clone(&state.choices[at]), |lit| {
                let question = match self.arena.node(lit) {
                    Node::Property(name, value) if lit.is_negated() => {
                        Some(state.facts.value(*name).into_iter().chain([!*value]).collect())
                    }
                    _ => None,
                };
                let is_refuted = question.is_some_and(|question| self.is_refuted(question, refuted));
                any |= is_refuted;
                is_refuted
            });
            let is_impossible = choice.is_empty();
            state.choices[at] = choice;
            if is_impossible {
                break;
            }
        }
        any
    }

    fn is_refuted(&mut self, value: Vec<Lit>, refuted: &mut Refuted) -> bool {
        if let Some(&known) = refuted.get(&value) {
            return known;
        }
        let is_refuted = self.has_none(value.iter().copied());
        refuted.insert(value, is_refuted);
        is_refuted
    }

    /// The alternatives of a fork; none when there is nothing to be chosen.
    fn split(&mut self, mut state: State, fork: Fork) -> Option<Task> {
        let ways = match fork {
            Fork::Choice(at) => Ways::Choice(state.choices.remove(at), 0),
            Fork::One(at) => {
                let one = state.ones.remove(at);
                match (self.tally(&state, one), one.is_negated()) {
                    (Tally::Open { open, .. }, false) => Ways::One(open, 0),
                    (Tally::Open { holding: 0, open }, true) => Ways::NotOne(open, 0),
                    // One holds already.
                    (Tally::Open { open, .. }, true) => Ways::Choice(open.into(), 0),
                    (Tally::Decided(_) | Tally::Forced(_), _) => {
                        state.ones.push(one);
                        return Some(Task::Expand(state));
                    }
                }
            }
        };
        Some(Task::Split(state, ways))
    }
}

/// The alternatives without those that are out of the question.
fn without(choice: Choice, mut is_out: impl FnMut(Lit) -> bool) -> Choice {
    let mut left = None::<Vec<Lit>>;
    for (at, &lit) in choice.iter().enumerate() {
        match (is_out(lit), &mut left) {
            (true, None) => left = Some(choice[..at].to_vec()),
            (false, Some(left)) => left.push(lit),
            (true, Some(_)) | (false, None) => {}
        }
    }
    left.map_or(choice, Choice::from)
}
