//! Members among objects: named, matched and additional properties, their names, and how many there are, together.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::solver::{Blame, Found, Search};
use crate::containment::outcome::Reason;
use crate::containment::statements::name::{Name, Texts};
use crate::containment::statements::node::{Lit, Names, Node};

/// More properties than this are not added to reach `minProperties`.
const COUNT_LIMIT: u64 = 2_000;

/// A property that must be there: what its name satisfies, and its value.
#[derive(Debug, Clone)]
pub(in crate::containment) struct Demand {
    pub(in crate::containment) name: NameDemand,
    pub(in crate::containment) value: Option<Lit>,
}

impl Demand {
    /// What is demanded of the name itself.
    pub(in crate::containment) fn on_name(&self) -> Option<Lit> {
        match self.name {
            NameDemand::Satisfies(lit) => Some(lit),
            NameDemand::Matches(_) | NameDemand::Additional(_) => None,
        }
    }
}

/// What the name of a demanded property satisfies.
#[derive(Debug, Clone)]
pub(in crate::containment) enum NameDemand {
    Matches(u32),
    Additional(Rc<Names>),
    Satisfies(Lit),
}

/// What an object must be.
#[derive(Debug, Default)]
pub(in crate::containment) struct Goal {
    pub(in crate::containment) least: u64,
    pub(in crate::containment) most: Option<u64>,
    pub(in crate::containment) required: BTreeSet<Rc<str>>,
    pub(in crate::containment) forbidden: BTreeSet<Rc<str>>,
    named: BTreeMap<Rc<str>, Vec<Lit>>,
    pub(in crate::containment) matched: Vec<(u32, Lit)>,
    pub(in crate::containment) additional: Vec<(Rc<Names>, Lit)>,
    pub(in crate::containment) names: Vec<Lit>,
    pub(in crate::containment) demands: Vec<Demand>,
    known: OnceCell<BTreeSet<Rc<str>>>,
}

impl Goal {
    fn read(search: &Search<'_>, plain: &[Lit]) -> Self {
        let mut goal = Self::default();
        let text = |name: Name| Rc::clone(search.arena.names.text(name));
        for &lit in plain {
            let negated = lit.is_negated();
            match search.arena.node(lit) {
                Node::MinProperties(least) if negated => goal.shrink(least.saturating_sub(1)),
                Node::MinProperties(least) => goal.least = goal.least.max(*least),
                Node::MaxProperties(most) if negated => goal.least = goal.least.max(most.saturating_add(1)),
                Node::MaxProperties(most) => goal.shrink(*most),
                Node::Required(name) if negated => {
                    goal.forbidden.insert(text(*name));
                }
                Node::Required(name) => {
                    goal.required.insert(text(*name));
                }
                Node::Property(name, value) => {
                    goal.named.entry(text(*name)).or_default().push(value.under(negated));
                    if negated {
                        goal.required.insert(text(*name));
                    }
                }
                Node::Matching(pattern, value) if negated => {
                    goal.demand(NameDemand::Matches(*pattern), Some(!*value));
                }
                Node::Matching(pattern, value) => goal.matched.push((*pattern, *value)),
                Node::Additional(names, value) if negated => {
                    goal.demand(NameDemand::Additional(Rc::clone(names)), Some(!*value));
                }
                Node::Additional(names, value) => goal.additional.push((Rc::clone(names), *value)),
                Node::Names(name) if negated => goal.demand(NameDemand::Satisfies(!*name), None),
                Node::Names(name) => goal.names.push(*name),
                _ => {}
            }
        }
        goal
    }

    /// Every name that is mentioned anywhere.
    pub(in crate::containment) fn known(&self, texts: &Texts) -> &BTreeSet<Rc<str>> {
        self.known.get_or_init(|| {
            let demanded = self.demands.iter().filter_map(|demand| match &demand.name {
                NameDemand::Additional(names) => Some(names),
                _ => None,
            });
            let mentioned = demanded.chain(self.additional.iter().map(|(names, _)| names));
            let mentioned = mentioned.flat_map(|names| names.names.iter().map(|&name| texts.text(name)));
            let known = mentioned.chain(self.named.keys()).chain(&self.required).chain(&self.forbidden);
            known.cloned().collect()
        })
    }

    fn shrink(&mut self, most: u64) {
        self.most = Some(self.most.map_or(most, |old| old.min(most)));
    }

    fn demand(&mut self, name: NameDemand, value: Option<Lit>) {
        self.demands.push(Demand { name, value });
        self.least = self.least.max(1);
    }

    /// The patterns that decide what holds for a property.
    pub(in crate::containment) fn patterns(&self) -> BTreeSet<u32> {
        let mut patterns: BTreeSet<u32> = self.matched.iter().map(|&(pattern, _)| pattern).collect();
        patterns.extend(self.additional.iter().flat_map(|(names, _)| names.patterns.iter().copied()));
        for demand in &self.demands {
            match &demand.name {
                NameDemand::Matches(pattern) => {
                    patterns.insert(*pattern);
                }
                NameDemand::Additional(names) => patterns.extend(names.patterns.iter().copied()),
                NameDemand::Satisfies(_) => {}
            }
        }
        patterns
    }
}

/// The properties of an object under construction, with what holds for each beyond its name.
pub(in crate::containment) type Present = BTreeMap<Rc<str>, Vec<Lit>>;

impl Search<'_> {
    pub(in crate::containment) fn objects(&mut self, plain: &[Lit], count: usize) -> Found {
        if self.breaks_a_property(plain) {
            return Found::none();
        }
        let goal = Goal::read(self, plain);
        let blame = plain.first().copied().unwrap_or(Lit::TRUE);
        if goal.most.is_some_and(|most| most < goal.least.max(goal.required.len() as u64))
            || goal.required.iter().any(|name| goal.forbidden.contains(name))
        {
            return Found::none();
        }
        let mut present = Present::new();
        let mut open = BTreeSet::new();
        // What must break something is the first to turn out impossible.
        let mut required: Vec<&Rc<str>> = goal.required.iter().collect();
        required.sort_by_key(|name| !goal.named.get(*name).is_some_and(|lits| lits.iter().any(|lit| lit.is_negated())));
        for name in required {
            let found = self.property(&goal, name, &[], 1);
            if found.is_empty() {
                return Found::none();
            }
            if found.values.is_empty() {
                open.extend(found.reasons.iter().copied());
            }
            present.insert(Rc::clone(name), Vec::new());
        }
        if !open.is_empty() {
            return Found { sure: true, reasons: open, ..Found::default() };
        }
        let first = self.meet_demands(&goal, present, blame);
        self.more_objects(&goal, plain, first, count)
    }

    /// Whether a property that must break something cannot, by what is said about its name alone. Objects have many
    /// properties and differ in few, so this is asked before anything is collected.
    fn breaks_a_property(&mut self, plain: &[Lit]) -> bool {
        for &lit in plain.iter().filter(|lit| lit.is_negated()) {
            let Node::Property(name, value) = self.arena.node(lit) else { continue };
            let said = plain.iter().filter_map(|&other| match self.arena.node(other) {
                Node::Property(same, value) if same == name => Some(value.under(other.is_negated())),
                _ => None,
            });
            let said: Vec<Lit> = said.chain([!*value]).collect();
            if self.has_none(said) {
                return true;
            }
        }
        false
    }

    /// Members that a property of this name can have, given `more` beside what the name asks for.
    pub(in crate::containment) fn property(
        &mut self,
        goal: &Goal,
        name: &str,
        more: &[Lit],
        count: usize,
    ) -> Rc<Found> {
        let doubt = |reason| Rc::new(Found::unknown(reason, goal.names.first().copied().unwrap_or(Lit::TRUE)));
        let text = Value::from(name);
        for &lit in &goal.names {
            match self.holds(lit, &text, 0) {
                Some(true) => {}
                Some(false) => return Rc::new(Found::none()),
                None => return doubt(self.evaluation_reason(lit)),
            }
        }
        match self.lits_of(goal, name) {
            Some(lits) => self.members(lits.into_iter().chain(more.iter().copied()), count),
            None => doubt(Reason::Pattern),
        }
    }

    /// What holds for the value of a property of this name; `None` if it is unknown which patterns match.
    pub(in crate::containment) fn lits_of(&mut self, goal: &Goal, name: &str) -> Option<Vec<Lit>> {
        let mut lits = goal.named.get(name).cloned().unwrap_or_default();
        for &(pattern, lit) in &goal.matched {
            if self.patterns.pattern(pattern)?.matches(name)? {
                lits.push(lit);
            }
        }
        for (names, lit) in &goal.additional {
            if self.is_additional(names, name)? {
                lits.push(*lit);
            }
        }
        Some(lits)
    }

    /// The object with these properties, each with its simplest value.
    pub(in crate::containment) fn build(&mut self, goal: &Goal, present: &Present) -> Found {
        let (mut members, mut doubts) = (Map::new(), BTreeSet::<Blame>::new());
        for (name, more) in present {
            let found = self.property(goal, name, more, 1);
            let Some(value) = found.first() else {
                return if found.complete { Found::none() } else { Found::clone(&found) };
            };
            if !found.sure {
                doubts.extend(found.reasons.iter().copied());
            }
            if !self.affords(value) {
                return Found::unknown(self.want(), goal.names.first().copied().unwrap_or(Lit::TRUE));
            }
            members.insert(name.to_string(), value.clone());
        }
        let found = Found::some(vec![Value::Object(members)]);
        if doubts.is_empty() { found } else { found.doubted(doubts) }
    }

    /// Adds properties until there are enough.
    pub(in crate::containment) fn fill_up(&mut self, goal: &Goal, mut present: Present, blame: Lit) -> Found {
        let have = present.len() as u64;
        if goal.most.is_some_and(|most| have > most) {
            return Found::none();
        }
        if goal.least > COUNT_LIMIT {
            return Found::unknown(Reason::Object, blame);
        }
        let mut missing = usize::try_from(goal.least.saturating_sub(have)).unwrap_or(usize::MAX);
        let (mut open, mut doubtful) = (BTreeSet::new(), Vec::new());
        for name in goal.known(&self.arena.names) {
            if missing == 0 {
                break;
            }
            if present.contains_key(name) || goal.forbidden.contains(name) {
                continue;
            }
            let found = self.property(goal, name, &[], 1);
            match found.first() {
                Some(_) if found.sure => {
                    present.insert(Rc::clone(name), Vec::new());
                    missing -= 1;
                }
                Some(_) => doubtful.push(Rc::clone(name)),
                None if !found.complete => open.extend(found.reasons.iter().copied()),
                None => {}
            }
        }
        if missing > 0 {
            let fresh = self.fresh_kinds(goal, blame);
            open.extend(fresh.open.iter().copied());
            for kind in &fresh.kinds {
                let value = self.members(kind.value.iter().copied(), 1);
                if value.first().is_none() {
                    if !value.complete {
                        open.extend(value.reasons.iter().copied());
                    }
                    continue;
                }
                let names = self.members(kind.name.iter().copied(), missing + present.len());
                let unused: Vec<Rc<str>> = names.values.iter().filter_map(Value::as_str).map(Rc::from).collect();
                for name in unused.into_iter().filter(|_| names.sure) {
                    if missing > 0 && !present.contains_key(&name) {
                        present.insert(name, Vec::new());
                        missing -= 1;
                    }
                }
                if missing > 0 && !names.complete {
                    open.extend(names.reasons.iter().copied());
                    open.insert((Reason::Count, blame.node()));
                }
            }
        }
        for name in doubtful {
            if missing > 0 {
                present.insert(name, Vec::new());
                missing -= 1;
            }
        }
        match (missing, open.is_empty()) {
            (0, _) => self.build(goal, &present),
            (_, true) => Found::none(),
            (_, false) => Found { sure: true, reasons: open, ..Found::default() },
        }
    }

    /// Further members beside the first.
    fn more_objects(&mut self, goal: &Goal, plain: &[Lit], first: Found, count: usize) -> Found {
        if first.is_empty() || (count <= 1 && !first.values.is_empty()) {
            return first;
        }
        if let Some(all) = self.every_object(goal, plain, count) {
            return all;
        }
        let mut found = first;
        let mut at = 0;
        // Grow what was found: other values for its properties, and properties it does not have yet.
        while let Some(Value::Object(start)) = found.values.get(at).cloned() {
            at += 1;
            let own: Vec<Rc<str>> = start.keys().map(|name| Rc::from(name.as_str())).collect();
            let fresh = self.fresh_kinds(goal, Lit::TRUE);
            let mut names: Vec<Rc<str>> = own.iter().chain(goal.known(&self.arena.names)).cloned().collect();
            for kind in &fresh.kinds {
                let more = self.members(kind.name.iter().copied(), count + start.len());
                names.extend(more.values.iter().filter_map(Value::as_str).map(Rc::from));
            }
            for name in names {
                if found.values.len() >= count || !found.sure || !self.spend(1) {
                    return found;
                }
                if goal.forbidden.contains(&name) {
                    continue;
                }
                let values = self.property(goal, &name, &[], count + 1);
                for value in values.values.iter().filter(|_| values.sure) {
                    if !self.affords(value) || !self.spend(start.len() as u64) {
                        return found;
                    }
                    let mut candidate = start.clone();
                    candidate.insert(name.to_string(), value.clone());
                    let candidate = Value::Object(candidate);
                    if !found.values.contains(&candidate)
                        && plain.iter().all(|&lit| self.holds(lit, &candidate, 0) == Some(true))
                    {
                        found.values.push(candidate);
                    }
                    if found.values.len() >= count {
                        return found;
                    }
                }
            }
            if at > count {
                break;
            }
        }
        found
    }

    /// Every member, if they are few and can be listed; `None` otherwise.
    fn every_object(&mut self, goal: &Goal, plain: &[Lit], count: usize) -> Option<Found> {
        if goal.known(&self.arena.names).len() > 8 {
            return None;
        }
        let mut objects: Vec<Map<String, Value>> = vec![Map::new()];
        let mut names: Vec<Rc<str>> = goal.known(&self.arena.names).iter().cloned().collect();
        let fresh = self.fresh_kinds(goal, Lit::TRUE);
        if !fresh.open.is_empty() {
            return None;
        }
        for kind in &fresh.kinds {
            let value = self.members(kind.value.iter().copied(), 1);
            if value.is_empty() {
                continue;
            }
            let more = self.members(kind.name.iter().copied(), 8);
            if !more.complete || !more.sure {
                return None;
            }
            names.extend(more.values.iter().filter_map(Value::as_str).map(Rc::from));
        }
        for name in names {
            if goal.forbidden.contains(&name) {
                continue;
            }
            let values = self.property(goal, &name, &[], 16);
            if !values.complete || !values.sure || objects.len() * (values.values.len() + 1) > 512 {
                return None;
            }
            // Each is copied with every object so far, and each object with every value.
            for _ in 0..objects.len() {
                values.values.iter().all(|value| self.affords(value)).then_some(())?;
            }
            let with = objects.iter().flat_map(|object| {
                values.values.iter().map(|value| {
                    let mut object = object.clone();
                    object.insert(name.to_string(), value.clone());
                    object
                })
            });
            let with: Vec<_> = with.collect();
            objects.extend(with);
        }
        let mut members = Vec::new();
        for object in objects {
            let candidate = Value::Object(object);
            let mut holds = true;
            for &lit in plain {
                holds &= self.holds(lit, &candidate, 0)?;
            }
            if holds {
                members.push(candidate);
            }
        }
        if members.len() > count {
            members.truncate(count);
            return Some(Found::some(members));
        }
        Some(Found::all(members))
    }
}
