//! Members among arrays: items by position, counts of matching items, length and uniqueness together.

use std::collections::BTreeMap;

use serde_json::Value;

use super::solver::{Found, Search};
use crate::containment::outcome::Reason;
use crate::containment::statements::node::{Lit, Node};

/// Longer arrays are not built.
const LENGTH_LIMIT: u64 = 2_000;
/// More kinds of items are not distinguished.
const SIGN_LIMIT: usize = 6;

/// What an array must be.
#[derive(Debug, Default)]
pub(in crate::containment) struct Goal {
    pub(in crate::containment) least: u64,
    pub(in crate::containment) most: Option<u64>,
    /// What holds for the item at one position.
    items: BTreeMap<u32, Vec<Lit>>,
    /// What holds for all items from a position on.
    rests: Vec<(u32, Lit)>,
    pub(in crate::containment) unique: Option<bool>,
    /// How many items at least, or at most, satisfy something.
    pub(in crate::containment) at_least: Vec<(Lit, u64)>,
    pub(in crate::containment) at_most: Vec<(Lit, u64)>,
    /// Some item from a position on satisfies something.
    pub(in crate::containment) somewhere: Vec<(u32, Lit)>,
}

impl Goal {
    fn read(search: &Search<'_>, plain: &[Lit]) -> Self {
        let mut goal = Self::default();
        for &lit in plain {
            let negated = lit.is_negated();
            match *search.arena.node(lit) {
                Node::MinItems(least) if negated => goal.shorten(least.saturating_sub(1)),
                Node::MinItems(least) => goal.lengthen(least),
                Node::MaxItems(most) if negated => goal.lengthen(most.saturating_add(1)),
                Node::MaxItems(most) => goal.shorten(most),
                Node::Unique => goal.unique = Some(!negated),
                Node::Item(at, item) => {
                    goal.items.entry(at).or_default().push(item.under(negated));
                    if negated {
                        goal.lengthen(u64::from(at) + 1);
                    }
                }
                Node::Rest(from, item) if negated => {
                    goal.somewhere.push((from, !item));
                    goal.lengthen(u64::from(from) + 1);
                }
                Node::Rest(from, item) => goal.rests.push((from, item)),
                Node::AtLeast(item, count) if negated => goal.at_most.push((item, count.saturating_sub(1))),
                Node::AtMost(item, count) if !negated => goal.at_most.push((item, count)),
                Node::AtLeast(item, count) => goal.need(item, count),
                Node::AtMost(item, count) => goal.need(item, count.saturating_add(1)),
                _ => {}
            }
        }
        if goal.unique == Some(false) {
            goal.lengthen(2);
        }
        goal
    }

    fn lengthen(&mut self, least: u64) {
        self.least = self.least.max(least);
    }

    fn shorten(&mut self, most: u64) {
        self.most = Some(self.most.map_or(most, |old| old.min(most)));
    }

    fn need(&mut self, item: Lit, count: u64) {
        self.at_least.push((item, count));
        self.lengthen(count);
    }

    /// From this position on, all positions are alike.
    pub(in crate::containment) fn head(&self) -> u64 {
        let items = self.items.keys().next_back().map_or(0, |&at| at + 1);
        let rests = self.rests.iter().chain(&self.somewhere).map(|&(from, _)| from).max().unwrap_or(0);
        items.max(rests).into()
    }

    /// What holds for the item at position `at`, whatever else.
    pub(in crate::containment) fn at(&self, at: u64) -> Vec<Lit> {
        let rests = self.rests.iter().filter(|&&(from, _)| u64::from(from) <= at).map(|&(_, lit)| lit);
        let own = u32::try_from(at).ok().and_then(|at| self.items.get(&at));
        rests.chain(own.into_iter().flatten().copied()).collect()
    }

    /// How many items are there only because something asks for them.
    fn demands(&self) -> u64 {
        let pair = if self.unique == Some(false) { 2 } else { 0 };
        self.at_least.iter().fold(pair + self.somewhere.len() as u64, |sum, &(_, count)| sum.saturating_add(count))
    }

    /// No longer array than this needs to be considered. Of a longer one, an item of the tail could be left out that no demand
    /// counts on: positions in the tail are alike, and leaving items out breaks no upper limit and no uniqueness.
    fn longest(&self) -> u64 {
        let needed = match self.demands() {
            0 => self.least,
            demands => self.least.max(self.head().saturating_add(demands)),
        };
        self.most.map_or(needed, |most| most.min(needed))
    }

    /// The statements about items that decide what an item counts for.
    fn signs(&self) -> Vec<Lit> {
        let counted = self.at_least.iter().chain(&self.at_most).map(|&(lit, _)| lit);
        let mut signs: Vec<Lit> = counted.chain(self.somewhere.iter().map(|&(_, lit)| lit)).collect();
        signs.sort_unstable();
        signs.dedup();
        signs
    }
}

impl Search<'_> {
    pub(in crate::containment) fn arrays(&mut self, plain: &[Lit], count: usize) -> Found {
        let goal = Goal::read(self, plain);
        let blame = plain.first().copied().unwrap_or(Lit::TRUE);
        if goal.most.is_some_and(|most| most < goal.least) {
            return Found::none();
        }
        let longest = goal.longest();
        let signs = goal.signs();
        if signs.is_empty() && goal.unique.is_none() {
            return self.plain_arrays(&goal, plain, count, blame);
        }
        if longest > LENGTH_LIMIT || signs.len() > SIGN_LIMIT {
            // Too much to be planned; but one position that nothing fits settles it.
            return match self.plain_arrays(&goal, plain, 1, blame) {
                found if found.is_empty() => found,
                _ => Found::unknown(Reason::Array, blame),
            };
        }
        let first = self.planned_arrays(&goal, &signs, longest, blame);
        self.more_arrays(&goal, plain, first, count)
    }

    /// Arrays that are limited by positions and length alone.
    fn plain_arrays(&mut self, goal: &Goal, plain: &[Lit], count: usize, blame: Lit) -> Found {
        let (mut items, mut tail) = (Vec::new(), None::<Value>);
        let (mut sure, mut reasons) = (true, std::collections::BTreeSet::new());
        let mut is_open = false;
        for at in 0..goal.least.min(goal.head() + 1) {
            let found = self.members(goal.at(at), 1);
            if found.is_empty() {
                return Found::none();
            }
            reasons.extend(found.reasons.iter().copied());
            sure &= found.sure;
            match found.first() {
                Some(item) if !self.affords(item) => return Found::unknown(self.want(), blame),
                Some(item) if at < goal.head() => items.push(item.clone()),
                Some(item) => tail = Some(item.clone()),
                None => is_open = true,
            }
        }
        if is_open {
            return Found { reasons, sure: true, ..Found::default() };
        }
        if let Some(tail) = tail {
            if goal.least > 10 * LENGTH_LIMIT {
                return Found::unknown(Reason::Array, blame);
            }
            while (items.len() as u64) < goal.least {
                if !self.affords(&tail) {
                    return Found::unknown(self.want(), blame);
                }
                items.push(tail.clone());
            }
        }
        let mut first = Found { values: vec![Value::Array(items)], sure, ..Found::default() };
        if !sure {
            first = first.doubted(reasons);
        }
        first.complete = goal.least == 0 && goal.most == Some(0);
        self.more_arrays(goal, plain, first, count)
    }

    /// Further members beside the first.
    fn more_arrays(&mut self, goal: &Goal, plain: &[Lit], first: Found, count: usize) -> Found {
        if first.is_empty() || first.complete || (count <= 1 && !first.values.is_empty()) {
            return first;
        }
        if let Some(all) = self.every_array(goal, plain, count) {
            return all;
        }
        let mut found = first;
        let Some(Value::Array(start)) = found.values.first().cloned() else { return found };
        let mut longer = start.clone();
        for extra in 0..=count {
            if found.values.len() >= count || (longer.len() as u64) > LENGTH_LIMIT {
                break;
            }
            for at in (0..longer.len()).rev() {
                let others = self.members(goal.at(at as u64), count + 1);
                for other in others.values.iter().filter(|_| others.sure) {
                    if !self.spend(1 + longer.len() as u64) || !self.affords(other) {
                        return found;
                    }
                    let mut candidate = longer.clone();
                    candidate[at] = other.clone();
                    self.add_array(&mut found, candidate, plain);
                    if found.values.len() >= count {
                        return found;
                    }
                }
            }
            let at = longer.len() as u64;
            let next = self.members(goal.at(at), extra + 2);
            let fresh = next.values.iter().find(|value| !longer.contains(value)).or(next.values.last());
            let Some(item) = fresh.filter(|_| next.sure && goal.most.is_none_or(|most| at < most)) else { break };
            longer.push(item.clone());
            self.add_array(&mut found, longer.clone(), plain);
        }
        found
    }

    fn add_array(&mut self, found: &mut Found, candidate: Vec<Value>, plain: &[Lit]) {
        let candidate = Value::Array(candidate);
        let is_new = !found.values.contains(&candidate);
        if is_new && plain.iter().all(|&lit| self.holds(lit, &candidate, 0) == Some(true)) {
            found.values.push(candidate);
        }
    }

    /// Every member, if they are few and can be listed; `None` otherwise.
    fn every_array(&mut self, goal: &Goal, plain: &[Lit], count: usize) -> Option<Found> {
        let most = goal.most.filter(|&most| most <= 4)?;
        let mut arrays: Vec<Vec<Value>> = vec![Vec::new()];
        let mut members = Vec::new();
        for length in 0..=most {
            if length >= goal.least {
                for array in &arrays {
                    let candidate = Value::Array(array.clone());
                    let mut holds = Some(true);
                    for &lit in plain {
                        match self.holds(lit, &candidate, 0) {
                            Some(true) => {}
                            Some(false) => holds = Some(false),
                            None => return None,
                        }
                    }
                    if holds == Some(true) {
                        members.push(candidate);
                    }
                }
            }
            if length == most {
                break;
            }
            let items = self.members(goal.at(length), 16);
            if !items.complete || !items.sure || arrays.len() * items.values.len() > 512 {
                return None;
            }
            for _ in 0..arrays.len() {
                items.values.iter().all(|item| self.affords(item)).then_some(())?;
            }
            let longer = arrays.iter().flat_map(|array| {
                items.values.iter().map(|item| array.iter().chain([item]).cloned().collect::<Vec<Value>>())
            });
            arrays = longer.collect();
        }
        if members.len() > count {
            members.truncate(count);
            return Some(Found::some(members));
        }
        Some(Found::all(members))
    }
}
