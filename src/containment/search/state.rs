//! [`State`]: a conjunction that is partly expanded, and what its open statements came to when they were last judged.
//!
//! Alternatives are judged again whenever something was learned, and most of it has nothing to do with most of them. What
//! a statement comes to is therefore kept until something in its [`Scope`] is learned. The work is counted as if it were
//! done: how far a search gets does not depend on what it remembers.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::facts::{FUEL, Facts};
use super::scope::Scope;
use super::solver::Search;
use super::ways::Choice;
use crate::containment::statements::node::{Lit, Node};
use crate::quick_hash::QuickMap;

/// Statements with more parts are judged again whatever is learned.
const SCOPE_LIMIT: usize = 500;

/// A partly expanded conjunction.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) facts: Facts,
    /// What is plain and about the kind.
    pub(super) atoms: Vec<Lit>,
    pub(super) choices: Vec<Choice>,
    /// Statements that exactly one, or not exactly one, of some alternatives hold.
    pub(super) ones: Vec<Lit>,
    /// Everything that holds, in the order in which that was noted.
    log: Vec<Lit>,
    /// How long the log was when something was last learned that may concern any statement.
    general: usize,
    judged: RefCell<QuickMap<Lit, Judged>>,
}

/// What a statement came to.
#[derive(Debug, Clone, Copy)]
struct Judged {
    verdict: Option<bool>,
    /// How many statements were judged for that.
    work: u64,
    /// How long the log was.
    at: usize,
}

impl State {
    /// Nothing but the kind is known.
    pub(super) fn new(kind: u8) -> Self {
        let (atoms, choices, ones, log) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { facts: Facts::new(kind), atoms, choices, ones, log, general: 0, judged: RefCell::default() }
    }

    /// How much is copied with it.
    pub(super) fn size(&self) -> u64 {
        let choices: usize = self.choices.iter().map(|choice| 4 + choice.len()).sum();
        (self.facts.len() + self.atoms.len() + self.ones.len() + choices) as u64
    }

    /// Takes note that `lit` holds, before it is looked into; false if that is known.
    pub(super) fn note(&mut self, lit: Lit) -> bool {
        let is_new = self.facts.note(lit);
        if is_new {
            self.log.push(lit);
        }
        is_new
    }
}

impl Search<'_> {
    /// Takes over what the plain statement `lit` says, which was noted.
    pub(super) fn learn_plain(&self, state: &mut State, lit: Lit) {
        let before = state.facts.extent();
        self.learn(&mut state.facts, lit, FUEL);
        if state.facts.extent() != before {
            state.general = state.log.len();
        }
        state.atoms.push(lit);
    }

    /// The value of an open statement, as far as the facts determine it.
    pub(super) fn judge_open(&self, state: &State, lit: Lit) -> Option<bool> {
        match self.arena.node(lit) {
            Node::All(_) | Node::One(_) | Node::Slot(_) | Node::Property(..) => {}
            _ => return self.judge(&state.facts, lit, FUEL),
        }
        let now = state.log.len();
        let known = state.judged.borrow().get(&lit).copied();
        let known = known.filter(|known| {
            known.at >= state.general && !self.concern(&state.log[known.at..], lit) && self.tick_again(known.work)
        });
        if let Some(known) = known {
            state.judged.borrow_mut().insert(lit, Judged { at: now, ..known });
            return known.verdict;
        }
        let before = self.judged();
        let verdict = self.judge(&state.facts, lit, FUEL);
        if !self.is_tired() {
            let work = self.judged().wrapping_sub(before);
            state.judged.borrow_mut().insert(lit, Judged { verdict, work, at: now });
        }
        verdict
    }

    /// Whether the verdict on `lit` may be another one because of what was noted.
    fn concern(&self, noted: &[Lit], lit: Lit) -> bool {
        if noted.is_empty() {
            return false;
        }
        let scope = self.scope(lit);
        // To judge it again is less work than to compare it with more than that.
        noted.len() > scope.nodes.len()
            || noted.iter().any(|&noted| {
                let is_about = match self.arena.node(noted) {
                    Node::Required(name) | Node::Property(name, _) => scope.all_names || scope.names.contains(*name),
                    _ => false,
                };
                is_about || scope.nodes.binary_search(&noted.node()).is_ok()
            })
    }

    fn scope(&self, lit: Lit) -> Rc<Scope> {
        if let Some(known) = self.scopes.borrow().get(&lit.node()) {
            return Rc::clone(known);
        }
        let (mut nodes, mut names, mut all_names) = (BTreeSet::new(), Vec::new(), false);
        // Level by level, as far as judging follows.
        let mut open = vec![lit];
        for _ in 0..=FUEL {
            let mut below = Vec::new();
            if nodes.len() + open.len() > SCOPE_LIMIT {
                // Any statement concerns it.
                nodes.clear();
                break;
            }
            for lit in open.into_iter().filter(|lit| nodes.insert(lit.node())) {
                match self.arena.node(lit) {
                    Node::All(parts) | Node::One(parts) => below.extend(parts),
                    Node::Slot(slot) => below.extend(self.arena.slots.get(*slot as usize)),
                    Node::Required(name) | Node::Property(name, _) => names.push(*name),
                    Node::Additional(..) => all_names = true,
                    _ => {}
                }
            }
            open = below;
        }
        let scope = Scope { nodes: nodes.into_iter().collect(), names: names.into_iter().collect(), all_names };
        let scope = Rc::new(scope);
        self.scopes.borrow_mut().insert(lit.node(), Rc::clone(&scope));
        scope
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::containment::languages::formats::Formats;
    use crate::containment::languages::language::Patterns;
    use crate::containment::statements::arena::Arena;
    use crate::containment::statements::kind;
    use crate::containment::statements::node::Names;

    /// Numbers below a bound, the same ones for the same seed.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % bound
        }

        fn some_of(&mut self, lits: &[Lit]) -> Lit {
            let lit = lits[self.below(lits.len())];
            lit.under(self.below(3) == 0)
        }
    }

    /// Statements about objects with few properties, the later ones made of the earlier ones.
    fn statements(arena: &mut Arena, dice: &mut Dice) -> Vec<Lit> {
        let names: Vec<_> = ["a", "b", "c", "d"].map(|text| arena.names.name(text)).into();
        let mut values = vec![arena.kinds(kind::STRING), arena.kinds(kind::NUMBER), arena.kinds(kind::OBJECT)];
        let listed = serde_json::json!(["x", "y", 1]);
        values.extend(listed.as_array().into_iter().flatten().map(|value| arena.one_of([value])));
        let mut lits = vec![arena.intern(Node::MinProperties(1)), arena.kinds(kind::OBJECT | kind::STRING)];
        for _ in 0..40 {
            let (name, value) = (names[dice.below(4)], dice.some_of(&values));
            let left_out = Names { names: names[..dice.below(4)].iter().copied().collect(), ..Names::default() };
            let parts: Vec<Lit> = (0..2 + dice.below(2)).map(|_| dice.some_of(&lits)).collect();
            let made = match dice.below(7) {
                0 => arena.intern(Node::Required(name)),
                1 | 2 => arena.simplified(Node::Property(name, value)),
                3 => arena.simplified(Node::Additional(
                    Rc::new(left_out),
                    if dice.below(2) == 0 { value } else { Lit::FALSE },
                )),
                4 => arena.one(parts),
                _ => arena.all(parts),
            };
            lits.push(made);
            values.push(made);
        }
        lits
    }

    #[test]
    fn what_is_remembered_is_what_judging_again_comes_to() {
        let (mut judged, mut remembered) = (0, 0);
        for seed in 0..300 {
            let (mut arena, mut dice) = (Arena::new(), Dice(seed));
            let lits = statements(&mut arena, &mut dice);
            let mut formats = Formats::default();
            let search = Search::new(arena, Patterns::default(), &mut formats, 10);
            let mut state = State::new(kind::OBJECT);
            for _ in 0..12 {
                let Some(with) = search.assert(state.clone(), dice.some_of(&lits), kind::OBJECT) else { continue };
                state = with;
                for &lit in lits.iter().flat_map(|lit| [*lit, !*lit]).collect::<Vec<_>>().iter() {
                    // Once for what is found out but once, and once for the work without that.
                    search.judge(&state.facts, lit, FUEL);
                    search.ticked();
                    let verdict = search.judge(&state.facts, lit, FUEL);
                    let work = search.ticked();
                    judged += 1;
                    remembered += usize::from(state.judged.borrow().contains_key(&lit));
                    assert_eq!(
                        (search.judge_open(&state, lit), search.ticked()),
                        (verdict, work),
                        "seed {seed}, {lit:?}"
                    );
                }
            }
        }
        assert!(remembered * 3 > judged, "{remembered} of {judged}");
    }
}
