//! Properties that must exist without being named: some property that matches a pattern, or that is additional, has a
//! value of a certain sort. Each such demand is met by a property that is there already, by a name that is mentioned
//! somewhere, or by a fresh name; fresh names fall into kinds by the patterns they match and the demands on names they
//! meet, so that one name of a kind represents all of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::objects::{Demand, Goal, NameDemand, Present};
use super::solver::{Blame, Found, Search};
use crate::containment::outcome::Reason;
use crate::containment::statements::node::{Lit, Node};

/// More patterns than this are not combined.
const PATTERN_LIMIT: usize = 8;
/// More ways to meet the demands are not tried.
const WAY_LIMIT: usize = 2_000;

/// Names that are mentioned nowhere, match the same patterns and meet the same demands on names.
#[derive(Debug)]
pub(in crate::containment) struct FreshKind {
    /// What such a name satisfies, as a string.
    pub(in crate::containment) name: Vec<Lit>,
    /// What holds for the value of such a property.
    pub(in crate::containment) value: Vec<Lit>,
    matching: BTreeSet<u32>,
    satisfying: BTreeSet<Lit>,
}

/// The kinds of fresh names.
#[derive(Debug, Default)]
pub(in crate::containment) struct Fresh {
    pub(in crate::containment) kinds: Vec<FreshKind>,
    /// Why there may be others.
    pub(in crate::containment) open: BTreeSet<Blame>,
}

impl Search<'_> {
    pub(in crate::containment) fn fresh_kinds(&mut self, goal: &Goal, blame: Lit) -> Fresh {
        let patterns: Vec<u32> = goal.patterns().into_iter().collect();
        let mut marks: Vec<(Lit, Option<u32>)> = Vec::new();
        for &pattern in &patterns {
            marks.push((self.arena.intern(Node::Pattern(pattern)), Some(pattern)));
        }
        let demanded: BTreeSet<Lit> = goal.demands.iter().filter_map(|demand| demand.on_name()).collect();
        marks.extend(demanded.into_iter().map(|lit| (lit, None)));
        let mut fresh = Fresh::default();
        if marks.len() > PATTERN_LIMIT {
            fresh.open.insert((Reason::Object, blame.node()));
            return fresh;
        }
        let string = self.arena.kinds(crate::containment::statements::kind::STRING);
        let mut common: Vec<Lit> = goal.names.iter().copied().chain([string]).collect();
        let known = goal.known(&self.arena.names);
        if !known.is_empty() {
            let known: Vec<Value> = known.iter().map(|name| Value::from(&**name)).collect();
            common.push(!self.arena.one_of(&known));
        }
        // Pattern by pattern, as long as some name is left.
        let mut open: Vec<(Vec<Lit>, BTreeSet<u32>, BTreeSet<Lit>)> = vec![(common, BTreeSet::new(), BTreeSet::new())];
        for &(lit, pattern) in &marks {
            let mut next = Vec::new();
            for (name, matching, satisfying) in open {
                for (lit, matches) in [(!lit, false), (lit, true)] {
                    let longer: Vec<Lit> = name.iter().copied().chain([lit]).collect();
                    let found = self.members(longer.iter().copied(), 1);
                    if found.is_empty() {
                        continue;
                    }
                    if found.values.is_empty() || !found.sure {
                        fresh.open.extend(found.reasons.iter().copied());
                        fresh.open.insert((Reason::PatternSize, lit.node()));
                        continue;
                    }
                    let (mut matching, mut satisfying) = (matching.clone(), satisfying.clone());
                    match pattern {
                        Some(pattern) if matches => _ = matching.insert(pattern),
                        None if matches => _ = satisfying.insert(lit),
                        _ => {}
                    }
                    next.push((longer, matching, satisfying));
                }
            }
            open = next;
        }
        for (name, matching, satisfying) in open {
            let found = self.members(name.iter().copied(), 1);
            if found.is_empty() {
                continue;
            }
            if found.values.is_empty() || !found.sure {
                fresh.open.extend(found.reasons.iter().copied());
                fresh.open.insert((Reason::Count, blame.node()));
                continue;
            }
            let matched = goal.matched.iter().filter(|(pattern, _)| matching.contains(pattern)).map(|&(_, lit)| lit);
            let is_additional = |patterns: &BTreeSet<u32>| patterns.is_disjoint(&matching);
            let additional = goal.additional.iter().filter(|(names, _)| is_additional(&names.patterns));
            let value = matched.chain(additional.map(|&(_, lit)| lit)).collect();
            fresh.kinds.push(FreshKind { name, value, matching, satisfying });
        }
        fresh
    }

    /// An object that has `present` and meets all demands of `goal`.
    pub(in crate::containment) fn meet_demands(&mut self, goal: &Goal, present: Present, blame: Lit) -> Found {
        if goal.demands.is_empty() {
            return self.fill_up(goal, present, blame);
        }
        let fresh = self.fresh_kinds(goal, blame);
        let mut total = Found::none();
        let mut open = vec![(present, 0_usize)];
        let mut ways = 0;
        while let Some((present, met)) = open.pop() {
            ways += 1;
            if ways > WAY_LIMIT || !self.spend(1) {
                total.absorb(Found::unknown(Reason::Object, blame), 1);
                break;
            }
            let Some(demand) = goal.demands.get(met) else {
                let found = self.fill_up(goal, present, blame);
                total.absorb(found, 1);
                if total.satisfies(1) {
                    total.complete = false;
                    return total;
                }
                continue;
            };
            let mut options = Vec::new();
            if !fresh.open.is_empty() {
                total.absorb(Found { sure: true, reasons: fresh.open.clone(), ..Found::default() }, 1);
            }
            self.by_known_name(goal, demand, &present, &mut options, &mut total);
            self.by_fresh_name(goal, demand, &present, &fresh, &mut options, &mut total);
            open.extend(options.into_iter().rev().map(|present| (present, met + 1)));
        }
        total
    }

    fn by_known_name(
        &mut self,
        goal: &Goal,
        demand: &Demand,
        present: &Present,
        options: &mut Vec<Present>,
        total: &mut Found,
    ) {
        let names: BTreeSet<Rc<str>> = present.keys().chain(goal.known(&self.arena.names)).cloned().collect();
        for name in names {
            if goal.forbidden.contains(&name) {
                continue;
            }
            match self.name_meets(demand, &name) {
                Some(false) => continue,
                Some(true) => {}
                None => {
                    total.absorb(Found::unknown(Reason::Pattern, Lit::TRUE), 1);
                    continue;
                }
            }
            let mut more = present.get(&name).cloned().unwrap_or_default();
            more.extend(demand.value);
            let found = self.property(goal, &name, &more, 1);
            if found.first().is_some() {
                let mut with = present.clone();
                with.insert(name, more);
                options.push(with);
            } else if !found.complete {
                total.absorb(Found::clone(&found), 1);
            }
        }
    }

    fn by_fresh_name(
        &mut self,
        goal: &Goal,
        demand: &Demand,
        present: &Present,
        fresh: &Fresh,
        options: &mut Vec<Present>,
        total: &mut Found,
    ) {
        for kind in &fresh.kinds {
            let fits = match &demand.name {
                NameDemand::Matches(pattern) => kind.matching.contains(pattern),
                NameDemand::Additional(names) => names.patterns.is_disjoint(&kind.matching),
                NameDemand::Satisfies(lit) => kind.satisfying.contains(lit),
            };
            if !fits {
                continue;
            }
            let value = self.members(kind.value.iter().copied().chain(demand.value), 1);
            if value.first().is_none() {
                if !value.complete {
                    total.absorb(Found::clone(&value), 1);
                }
                continue;
            }
            // As many names as are in use already, and one more.
            let names = self.members(kind.name.iter().copied(), present.len() + 1);
            let unused = names.values.iter().filter_map(Value::as_str).find(|name| !present.contains_key(*name));
            match unused {
                Some(unused) if names.sure => {
                    let mut with = present.clone();
                    let more: Vec<Lit> = demand.value.into_iter().collect();
                    if self.property(goal, unused, &more, 1).first().is_some() {
                        with.insert(unused.into(), more);
                        options.push(with);
                    } else {
                        total.absorb(Found::unknown(Reason::Object, Lit::TRUE), 1);
                    }
                }
                _ if names.complete => {}
                _ => total.absorb(Found::clone(&names).doubted([(Reason::Count, 0)]).without_values(), 1),
            }
        }
    }

    fn name_meets(&mut self, demand: &Demand, name: &str) -> Option<bool> {
        match &demand.name {
            NameDemand::Matches(pattern) => self.patterns.pattern(*pattern)?.matches(name),
            NameDemand::Additional(names) => self.is_additional(names, name),
            NameDemand::Satisfies(lit) => self.holds(*lit, &Value::from(name), 0),
        }
    }
}
