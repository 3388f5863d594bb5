//! What follows from [`Facts`] at a glance, and what a statement adds to them.

use std::rc::Rc;

use super::facts::{FUEL, Facts, leaves_out};
use super::solver::Search;
use crate::containment::statements::kind;
use crate::containment::statements::name::Name;
use crate::containment::statements::node::{Lit, Names, Node};

/// More verdicts than this are not kept.
const VERDICT_LIMIT: usize = 100_000;

impl Search<'_> {
    /// Takes over what a plain statement says that holds.
    pub(in crate::containment) fn learn(&self, facts: &mut Facts, lit: Lit, fuel: usize) {
        let node = self.arena.node(lit);
        if let Some(kinds) = node.kinds().filter(|_| lit.is_negated()) {
            // Limits hold for other kinds, so what breaks one is of the kind that it is about.
            facts.limit(kinds);
        }
        match (node, lit.is_negated()) {
            (Node::Kinds(mask), negated) => facts.limit(if negated { !mask } else { *mask }),
            (Node::Enum(ids, kinds), false) => {
                facts.limit(*kinds);
                // Their numbers are in order.
                facts.allowed = Some(match facts.allowed.take() {
                    Some(before) => ids.iter().copied().filter(|id| before.binary_search(id).is_ok()).collect(),
                    None => Rc::clone(ids),
                });
            }
            (Node::Enum(ids, _), true) => facts.excluded.extend(ids.iter().copied()),
            (&Node::Required(name), negated) => facts.place(name, !negated),
            (&Node::Property(name, value), negated) => {
                facts.say(name, value.under(negated));
                if negated {
                    facts.place(name, true);
                }
            }
            (Node::Additional(names, value), false) => facts.additional.push((Rc::clone(names), *value)),
            _ => {}
        }
        match node {
            Node::Enum(..) | Node::Kinds(_) if !self.leaves_values(facts) => facts.kinds = 0,
            &Node::Required(name) | &Node::Property(name, _) => self.settle(facts, name, fuel),
            Node::Additional(..) if !lit.is_negated() => {
                let present = facts.present(&self.arena.names);
                present.into_iter().for_each(|name| self.settle(facts, name, fuel));
            }
            _ => {}
        }
    }

    /// Whether any listed value is left, if values are listed.
    fn leaves_values(&self, facts: &Facts) -> bool {
        let is_left = |id: &u32| !facts.excluded.contains(id) && self.value_kind(*id) & facts.kinds != 0;
        facts.allowed.as_ref().is_none_or(|allowed| allowed.iter().any(is_left))
    }

    /// What follows for an object when no value is left for a property.
    fn settle(&self, facts: &mut Facts, name: Name, fuel: usize) {
        if fuel == 0 {
            return;
        }
        let find = |known: &[Lit]| self.facts_of(known, fuel - 1);
        if facts.following(name, facts.properties.get(&name), fuel - 1, find).is_contradiction() {
            facts.place(name, false);
        }
    }

    /// What is known of an instance for which all of `lits` hold.
    fn facts_of(&self, lits: &[Lit], fuel: usize) -> Rc<Facts> {
        if let Some(known) = self.known.borrow().get(lits, fuel) {
            return Rc::clone(known);
        }
        let mut facts = Facts::new(u8::MAX);
        let (mut open, mut slots) = (lits.to_vec(), 0);
        while let Some(lit) = open.pop() {
            self.tick_for_facts();
            if self.is_tired() {
                // Less is known, but nothing that is not so.
                return Rc::new(facts);
            }
            if !facts.note(lit) || facts.is_contradiction() {
                continue;
            }
            match self.arena.node(lit) {
                Node::All(parts) if !lit.is_negated() => open.extend(parts),
                Node::All(_) if lit == Lit::FALSE => facts.kinds = 0,
                Node::Slot(slot) if slots < FUEL => {
                    slots += 1;
                    let body = self.arena.slots.get(*slot as usize).copied().unwrap_or(Lit::TRUE);
                    open.push(body.under(lit.is_negated()));
                }
                _ => self.learn(&mut facts, lit, fuel),
            }
        }
        facts.number = self.next_number();
        let facts = Rc::new(facts);
        self.known.borrow_mut().insert(lits, fuel, &facts);
        facts
    }

    /// The same as [`Search::judge`] for the value of a property: many instances have the same one.
    fn judge_value(&self, facts: &Facts, lit: Lit, fuel: usize) -> Option<bool> {
        let is_simple = match self.arena.node(lit) {
            Node::All(_) | Node::One(_) | Node::Slot(_) | Node::Property(..) => facts.number == 0,
            _ => true,
        };
        if is_simple {
            return self.judge(facts, lit, fuel);
        }
        let key = (facts.number, lit, fuel);
        let known = self.verdicts.borrow().get(&key).copied();
        if let Some((verdict, _)) = known.filter(|&(_, work)| self.tick_again(work)) {
            return verdict;
        }
        let before = self.judged();
        let verdict = self.judge(facts, lit, fuel);
        if !self.is_tired() {
            let mut verdicts = self.verdicts.borrow_mut();
            if verdicts.len() >= VERDICT_LIMIT {
                verdicts.clear();
            }
            verdicts.insert(key, (verdict, self.judged().wrapping_sub(before)));
        }
        verdict
    }

    /// The value of a statement, as far as the facts determine it.
    pub(in crate::containment) fn judge(&self, facts: &Facts, lit: Lit, fuel: usize) -> Option<bool> {
        self.tick();
        if self.is_tired() {
            return None;
        }
        if let Some(known) = facts.knows(lit) {
            return Some(known);
        }
        let is_object = facts.kinds & !kind::OBJECT == 0;
        let node = self.arena.node(lit);
        if node.kinds().is_some_and(|kinds| kinds & facts.kinds == 0) {
            return Some(!lit.is_negated());
        }
        let holds = match node {
            Node::Kinds(mask) if facts.kinds & mask == 0 => Some(false),
            Node::Kinds(mask) => (facts.kinds & !mask == 0).then_some(true),
            Node::Enum(ids, kinds) => self.judge_listed(facts, ids, *kinds),
            _ if fuel == 0 => None,
            Node::All(parts) => {
                let mut all = Some(true);
                for &part in parts {
                    match self.judge(facts, part, fuel - 1) {
                        Some(true) => {}
                        Some(false) => {
                            all = Some(false);
                            break;
                        }
                        None => all = None,
                    }
                }
                all
            }
            Node::One(parts) => {
                let (mut holding, mut open) = (0, false);
                for &part in parts {
                    match self.judge(facts, part, fuel - 1) {
                        Some(holds) => holding += usize::from(holds),
                        None => open = true,
                    }
                }
                match (holding, open) {
                    (2.., _) => Some(false),
                    (_, true) => None,
                    (_, false) => Some(holding == 1),
                }
            }
            Node::Slot(slot) => {
                let body = self.arena.slots.get(*slot as usize).copied()?;
                self.judge(facts, body, fuel - 1)
            }
            Node::Required(name) => match facts.has(*name) {
                Some(false) if !is_object => None,
                known => known,
            },
            Node::Property(name, value) => {
                let property = facts.properties.get(name);
                let present = facts.would_have(*name, property);
                if present == Some(false) {
                    Some(true)
                } else {
                    let find = |known: &[Lit]| self.facts_of(known, fuel - 1);
                    let following = facts.following(*name, property, fuel - 1, find);
                    let verdict = self.judge_value(&following, *value, fuel - 1);
                    verdict.filter(|&holds| holds || (is_object && present == Some(true)))
                }
            }
            Node::Additional(names, value) => {
                let says_more = |(other, said): &(Rc<Names>, Lit)| {
                    (*said == *value || *said == Lit::FALSE)
                        && other.names.is_subset(&names.names)
                        && other.patterns.is_subset(&names.patterns)
                };
                let is_broken = || {
                    let mut present = facts.properties.iter().filter(|(_, property)| property.present == Some(true));
                    *value == Lit::FALSE && is_object && present.any(|(name, _)| leaves_out(names, *name))
                };
                match facts.additional.iter().any(says_more) {
                    true => Some(true),
                    false => is_broken().then_some(false),
                }
            }
            _ => None,
        };
        holds.map(|holds| holds != lit.is_negated())
    }

    fn judge_listed(&self, facts: &Facts, ids: &[u32], kinds: u8) -> Option<bool> {
        if kinds & facts.kinds == 0 || ids.iter().all(|id| facts.excluded.contains(id)) {
            return Some(false);
        }
        let allowed = facts.allowed.as_ref()?;
        let mut live =
            allowed.iter().filter(|id| !facts.excluded.contains(id) && self.value_kind(**id) & facts.kinds != 0);
        let lists = |id: &u32| ids.binary_search(id).is_ok();
        let first = lists(live.next()?);
        live.all(|id| lists(id) == first).then_some(first)
    }
}
