//! From a conjunction to its leaves: for one kind of instance, every way in which the statements can hold, each a list of
//! plain statements about that kind.

use std::collections::BTreeSet;

use serde_json::Value;

use super::node::{Lit, Node, kind};
use super::outcome::Reason;
use super::search::{Found, Search};

/// Alternatives of which at least one holds.
type Choice = Vec<Lit>;

/// A partly expanded conjunction.
#[derive(Debug, Clone, Default)]
struct State {
    /// Everything that holds, simple or not.
    seen: BTreeSet<Lit>,
    /// What is plain and about the kind.
    atoms: Vec<Lit>,
    choices: Vec<Choice>,
    /// Statements that exactly one, or not exactly one, of some alternatives hold.
    ones: Vec<Lit>,
}

impl Search<'_> {
    pub(super) fn members_of_kind(&mut self, question: Lit, kind: u8, count: usize) -> Found {
        let mut found = Found::none();
        let mut open = Vec::new();
        let mut leaves = BTreeSet::new();
        open.extend(self.assert(State::default(), question, kind));
        while let Some(state) = open.pop() {
            if found.satisfies(count) {
                found.complete = false;
                break;
            }
            if !self.spend(1 + (state.seen.len() / 8) as u64) {
                found.absorb(Found::unknown(Reason::Budget, Lit::TRUE), count);
                break;
            }
            let Some(mut state) = self.propagate(state, kind) else { continue };
            let shortest = (0..state.choices.len()).min_by_key(|&at| (state.choices[at].len(), at));
            if let Some(at) = shortest {
                let choice = state.choices.swap_remove(at);
                // The stack is last in, first out: the first alternative is pushed last.
                for &alternative in choice.iter().rev() {
                    open.extend(self.assert(state.clone(), alternative, kind));
                }
            } else if let Some(one) = state.ones.pop() {
                open.extend(self.split_one(&state, one, kind));
            } else {
                state.atoms.sort_unstable();
                if leaves.insert(state.atoms.clone()) {
                    let part = self.leaf(&state.atoms, kind, count);
                    found.absorb(part, count);
                }
            }
        }
        found
    }

    /// The state with `lit` added, or `None` if that contradicts it.
    fn assert(&self, mut state: State, lit: Lit, kind: u8) -> Option<State> {
        let mut open = vec![lit];
        while let Some(lit) = open.pop() {
            if state.seen.contains(&!lit) {
                return None;
            }
            if !state.seen.insert(lit) {
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
                    None => state.atoms.push(lit),
                },
            }
        }
        Some(state)
    }

    /// Drops alternatives that cannot hold and choices that are made; `None` on a contradiction.
    fn propagate(&self, mut state: State, kind: u8) -> Option<State> {
        loop {
            let mut forced = None;
            let mut at = 0;
            while at < state.choices.len() {
                let seen = &state.seen;
                let choice = &mut state.choices[at];
                let mut is_made = false;
                choice.retain(|&lit| match self.judge(seen, lit, kind, 6) {
                    Some(false) => false,
                    Some(true) => {
                        is_made = true;
                        true
                    }
                    None => true,
                });
                match choice.as_slice() {
                    _ if is_made => {
                        state.choices.swap_remove(at);
                    }
                    [] => return None,
                    [only] => {
                        forced = Some(*only);
                        state.choices.swap_remove(at);
                        break;
                    }
                    _ => at += 1,
                }
            }
            match forced {
                Some(lit) => state = self.assert(state, lit, kind)?,
                None => return Some(state),
            }
        }
    }

    /// What a statement comes to, as far as the statements already made and the kind tell.
    fn judge(&self, seen: &BTreeSet<Lit>, lit: Lit, kind: u8, fuel: usize) -> Option<bool> {
        if seen.contains(&lit) {
            return Some(true);
        }
        if seen.contains(&!lit) {
            return Some(false);
        }
        let node = self.arena.node(lit);
        let holds = match node {
            _ if fuel == 0 => None,
            Node::All(parts) => {
                let mut all = Some(true);
                for &part in parts {
                    match self.judge(seen, part, kind, fuel - 1) {
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
                let verdicts: Vec<_> = parts.iter().map(|&part| self.judge(seen, part, kind, fuel - 1)).collect();
                let holding = verdicts.iter().filter(|verdict| **verdict == Some(true)).count();
                let open = verdicts.iter().any(Option::is_none);
                if holding > 1 {
                    Some(false)
                } else if open {
                    None
                } else {
                    Some(holding == 1)
                }
            }
            Node::Slot(slot) => {
                let body = self.arena.slots.get(*slot as usize).copied()?;
                self.judge(seen, body, kind, fuel - 1)
            }
            _ => return self.at_a_glance(lit, kind),
        };
        holds.map(|holds| holds != lit.is_negated())
    }

    /// What a plain statement comes to, if the kind alone tells.
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

    /// Exactly one of some alternatives: one state for each of them. Not exactly one: none, or some two.
    fn split_one(&self, state: &State, one: Lit, kind: u8) -> Vec<State> {
        let Node::One(parts) = self.arena.node(one) else { return Vec::new() };
        let verdicts: Vec<_> = parts.iter().map(|&part| self.judge(&state.seen, part, kind, 6)).collect();
        let holding: Vec<usize> = (0..parts.len()).filter(|&at| verdicts[at] == Some(true)).collect();
        let open: Vec<usize> = (0..parts.len()).filter(|&at| verdicts[at].is_none()).collect();
        // Each way is a list of (alternative, whether it holds); what is judged already need not be said again.
        let exactly =
            |chosen: Option<usize>| -> Vec<(usize, bool)> { open.iter().map(|&at| (at, Some(at) == chosen)).collect() };
        let mut ways: Vec<Vec<(usize, bool)>> = Vec::new();
        match (one.is_negated(), holding.len()) {
            (false, 0) => ways.extend(open.iter().map(|&at| exactly(Some(at)))),
            (false, 1) => ways.push(exactly(None)),
            (false, _) => {}
            (true, 0) => {
                ways.push(exactly(None));
                for (nth, &a) in open.iter().enumerate() {
                    ways.extend(open[nth + 1..].iter().map(|&b| vec![(a, true), (b, true)]));
                }
            }
            (true, 1) => ways.extend(open.iter().map(|&at| vec![(at, true)])),
            (true, _) => ways.push(Vec::new()),
        }
        let states = ways.into_iter().rev().filter_map(|way| {
            way.into_iter()
                .try_fold(state.clone(), |state, (at, holds)| self.assert(state, parts[at].under(!holds), kind))
        });
        states.collect()
    }

    /// The members among instances of one kind of plain statements about that kind.
    fn leaf(&mut self, atoms: &[Lit], kind: u8, count: usize) -> Found {
        let (mut plain, mut opaque, mut allowed, mut excluded) =
            (Vec::new(), Vec::new(), None::<BTreeSet<u32>>, BTreeSet::new());
        for &lit in atoms {
            match self.arena.node(lit) {
                Node::Opaque(_) => opaque.push(lit),
                Node::Enum(ids, _) if lit.is_negated() => excluded.extend(ids.iter().copied()),
                Node::Enum(ids, _) => {
                    let ids: BTreeSet<u32> = ids.iter().copied().collect();
                    allowed = Some(allowed.map_or(ids.clone(), |before| before.intersection(&ids).copied().collect()));
                }
                _ => plain.push(lit),
            }
        }
        let found = match allowed {
            Some(allowed) => self.among(allowed.difference(&excluded), &plain, kind, count),
            None => {
                let excluded: BTreeSet<u32> = excluded.into_iter().filter(|&id| self.value_kind(id) == kind).collect();
                let mut found = self.of_kind(&plain, kind, count + excluded.len());
                found.values.retain(|value| self.arena.known_value(value).is_none_or(|id| !excluded.contains(&id)));
                found.complete &= found.values.len() <= count;
                found.values.truncate(count);
                if !found.complete && found.values.is_empty() && found.reasons.is_empty() {
                    found.reasons.extend(plain.first().map(|lit| (Reason::Count, lit.node())));
                }
                found
            }
        };
        if opaque.is_empty() || found.is_empty() {
            return found;
        }
        let reasons: Vec<_> = opaque.iter().map(|&lit| (self.opaque_reason(lit), lit.node())).collect();
        found.doubted(reasons)
    }

    fn among<'i>(&mut self, ids: impl Iterator<Item = &'i u32>, plain: &[Lit], kind: u8, count: usize) -> Found {
        let (mut sure, mut unsure) = (Vec::new(), Found::none());
        for &id in ids {
            let Some(value) = self.arena.values.get(id as usize).cloned() else { continue };
            if super::value::kind_of(&value) != kind {
                continue;
            }
            if !self.spend(1) {
                return Found::unknown(Reason::Budget, Lit::TRUE);
            }
            let mut verdict = Some(true);
            for &lit in plain {
                match self.holds(lit, &value, 0) {
                    Some(true) => {}
                    Some(false) => {
                        verdict = Some(false);
                        break;
                    }
                    None => {
                        verdict = None;
                        unsure.reasons.insert((self.evaluation_reason(lit), lit.node()));
                    }
                }
            }
            match verdict {
                Some(true) => sure.push(value),
                Some(false) => {}
                None => unsure.values.push(value),
            }
        }
        if sure.len() > count {
            sure.truncate(count);
            return Found::some(sure);
        }
        match (sure.is_empty(), unsure.values.is_empty()) {
            (_, true) => Found::all(sure),
            (true, false) => {
                let reasons = std::mem::take(&mut unsure.reasons);
                unsure.doubted(reasons)
            }
            (false, false) => Found { reasons: unsure.reasons, ..Found::some(sure) },
        }
    }

    fn of_kind(&mut self, plain: &[Lit], kind: u8, count: usize) -> Found {
        match kind {
            kind::NULL => Found::all(vec![Value::Null]),
            kind::FALSE => Found::all(vec![Value::Bool(false)]),
            kind::TRUE => Found::all(vec![Value::Bool(true)]),
            kind::INTEGER => self.integers(plain, count),
            kind::FRACTION => self.fractions(plain, count),
            kind::STRING => self.strings(plain, count),
            kind::ARRAY => self.arrays(plain, count),
            _ => self.objects(plain, count),
        }
    }

    fn value_kind(&self, id: u32) -> u8 {
        self.arena.values.get(id as usize).map_or(0, super::value::kind_of)
    }

    fn opaque_reason(&self, lit: Lit) -> Reason {
        match self.arena.node(lit) {
            Node::Opaque(id) => self.arena.opaque.get(*id as usize).map_or(Reason::Malformed, |(_, reason)| *reason),
            _ => Reason::Malformed,
        }
    }
}
