//! Which item of an array counts for what: position by position, every combination of counts that can still be reached.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::arrays::Goal;
use super::matching::assign;
use super::solver::{Blame, Found, Search};
use crate::containment::outcome::Reason;
use crate::containment::statements::node::Lit;

/// More combinations at one position are not followed.
const STATE_LIMIT: usize = 4_000;
/// More ways to fill an array of distinct items are not tried.
const WAY_LIMIT: usize = 2_000;

/// For each sign, whether the item satisfies it, does not, or either.
type Profile = Vec<Option<bool>>;

/// How far the demands are met: counts by sign, and which of the `somewhere` demands are met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Progress {
    /// Some item so far may turn out not to be a member; such ways come last.
    doubtful: bool,
    counts: Vec<u64>,
    met: Vec<bool>,
}

/// Two positions that hold the same item.
struct Pair {
    first: u64,
    second: u64,
    profile: usize,
    item: Value,
}

struct Plan<'g> {
    goal: &'g Goal,
    signs: &'g [Lit],
    longest: u64,
    profiles: Vec<Profile>,
    /// Items by position (positions of the tail share one) and profile.
    items: HashMap<(u64, usize), Rc<Found>>,
    open: Found,
}

impl Search<'_> {
    /// One array that meets all demands.
    pub(in crate::containment) fn planned_arrays(
        &mut self,
        goal: &Goal,
        signs: &[Lit],
        longest: u64,
        blame: Lit,
    ) -> Found {
        let profiles = profiles(goal, signs);
        let mut plan = Plan { goal, signs, longest, profiles, items: HashMap::new(), open: Found::none() };
        let found = match goal.unique {
            Some(true) => self.distinct(&mut plan, blame),
            Some(false) => self.with_a_pair(&mut plan, blame),
            None => {
                let ways = self.ways(&mut plan, None, true, blame);
                ways.into_iter().next().map(|way| self.fill(&mut plan, &way, None))
            }
        };
        found.unwrap_or_else(|| {
            let open = plan.open;
            if open.is_empty() { Found::none() } else { Found { sure: true, complete: false, ..open } }
        })
    }

    /// Profiles by position that meet all demands; with `merge`, one way for each combination of counts.
    fn ways(&mut self, plan: &mut Plan<'_>, pair: Option<&Pair>, merge: bool, blame: Lit) -> Vec<Vec<usize>> {
        let start = Progress {
            doubtful: false,
            counts: vec![0; plan.signs.len()],
            met: vec![false; plan.goal.somewhere.len()],
        };
        let mut front: Vec<(Progress, Vec<usize>)> = vec![(start, Vec::new())];
        let mut ways: Vec<(bool, Vec<usize>)> = Vec::new();
        let least = plan.goal.least.max(pair.map_or(0, |pair| pair.second + 1));
        for at in 0..=plan.longest {
            if at >= least {
                let done = front.iter().filter(|(progress, _)| is_met(plan, progress));
                ways.extend(done.map(|(progress, way)| (progress.doubtful, way.clone())));
                if merge && ways.iter().any(|(doubtful, _)| !doubtful) {
                    break;
                }
            }
            if at == plan.longest {
                break;
            }
            let mut next: BTreeMap<(Progress, usize), Vec<usize>> = BTreeMap::new();
            for (progress, way) in front {
                for profile in 0..plan.profiles.len() {
                    let same = pair.filter(|pair| pair.first == at || pair.second == at);
                    if same.is_some_and(|pair| pair.profile != profile) {
                        continue;
                    }
                    let item = self.item(plan, at, profile);
                    if item.first().is_none() {
                        continue;
                    }
                    if !self.spend(1 + way.len() as u64 / 16) {
                        plan.leave_open([(Reason::Budget, 0)]);
                        return Vec::new();
                    }
                    let Some(progress) = advance(plan, &progress, at, profile, !item.sure) else { continue };
                    let longer: Vec<usize> = way.iter().copied().chain([profile]).collect();
                    let key = (progress, if merge { 0 } else { next.len() });
                    next.entry(key).or_insert(longer);
                }
            }
            if next.len() > STATE_LIMIT || (!merge && next.len() > WAY_LIMIT) {
                plan.leave_open([(Reason::Array, blame.node())]);
                return Vec::new();
            }
            front = next.into_iter().map(|((progress, _), way)| (progress, way)).collect();
        }
        ways.sort_by_key(|(doubtful, way)| (*doubtful, way.len()));
        ways.into_iter().map(|(_, way)| way).collect()
    }

    fn item(&mut self, plan: &mut Plan<'_>, at: u64, profile: usize) -> Rc<Found> {
        let key = (at.min(plan.goal.head()), profile);
        if let Some(known) = plan.items.get(&key) {
            return Rc::clone(known);
        }
        let found = self.members(plan.lits(at, profile), 1);
        if found.values.is_empty() && !found.complete {
            plan.leave_open(found.reasons.iter().copied());
        }
        plan.items.insert(key, Rc::clone(&found));
        found
    }

    fn fill(&mut self, plan: &mut Plan<'_>, way: &[usize], pair: Option<&Pair>) -> Found {
        let (mut items, mut doubts) = (Vec::new(), Vec::new());
        for (at, &profile) in (0..).zip(way) {
            let same = pair.filter(|pair| pair.first == at || pair.second == at);
            let found = self.item(plan, at, profile);
            if !found.sure {
                doubts.extend(found.reasons.iter().copied());
            }
            if found.first().is_some_and(|item| !self.affords(item)) {
                return Found::unknown(self.want(), Lit::TRUE);
            }
            items.extend(same.map(|pair| pair.item.clone()).or_else(|| found.first().cloned()));
        }
        let found = Found::some(vec![Value::Array(items)]);
        if doubts.is_empty() { found } else { found.doubted(doubts) }
    }

    /// An array of distinct items.
    fn distinct(&mut self, plan: &mut Plan<'_>, blame: Lit) -> Option<Found> {
        let merged = self.ways(plan, None, true, blame);
        if let Some(found) = merged.iter().find_map(|way| self.distinct_items(plan, way, blame)) {
            return Some(found);
        }
        if merged.is_empty() {
            return None;
        }
        let ways = self.ways(plan, None, false, blame);
        ways.iter().find_map(|way| self.distinct_items(plan, way, blame))
    }

    fn distinct_items(&mut self, plan: &mut Plan<'_>, way: &[usize], blame: Lit) -> Option<Found> {
        let mut choices = Vec::new();
        for (at, &profile) in (0..).zip(way) {
            let lits = plan.lits(at, profile);
            let found = self.members(lits, way.len());
            // Fewer than there are positions, and perhaps not all: failing to distinguish them proves nothing.
            if found.values.len() < way.len() && !found.complete {
                plan.leave_open([(Reason::Count, blame.node())]);
                plan.leave_open(found.reasons.iter().copied());
            }
            if !found.sure {
                plan.leave_open([(Reason::Count, blame.node())]);
                return None;
            }
            if !found.values.iter().all(|value| self.affords(value)) {
                plan.leave_open([(self.want(), blame.node())]);
                return None;
            }
            choices.push(found.values.clone());
        }
        assign(&choices).map(|items| Found::some(vec![Value::Array(items)]))
    }

    /// An array in which two items are equal.
    fn with_a_pair(&mut self, plan: &mut Plan<'_>, blame: Lit) -> Option<Found> {
        // In the tail positions are alike, so the pair is among the head and two positions after it, or at two
        // positions that demands leave free behind that; one tail position represents all.
        let end = plan.longest.min(plan.goal.head() + 2);
        let mut doubtful = None;
        for second in 1..end {
            for first in 0..second {
                for profile in 0..plan.profiles.len() {
                    let both: Vec<Lit> = plan.lits(first, profile).into_iter().chain(plan.goal.at(second)).collect();
                    let found = self.members(both, 1);
                    let Some(item) = found.first().cloned() else {
                        if !found.complete {
                            plan.leave_open(found.reasons.iter().copied());
                        }
                        continue;
                    };
                    let pair = Pair { first, second, profile, item };
                    for way in self.ways(plan, Some(&pair), true, blame).into_iter().take(1) {
                        let filled = self.fill(plan, &way, Some(&pair));
                        if filled.sure && found.sure {
                            return Some(filled);
                        }
                        doubtful = doubtful.or(Some(filled.doubted(found.reasons.iter().copied())));
                    }
                }
            }
        }
        doubtful
    }
}

impl Plan<'_> {
    /// Some way was not followed to its end.
    fn leave_open(&mut self, reasons: impl IntoIterator<Item = Blame>) {
        self.open.complete = false;
        self.open.reasons.extend(reasons);
    }

    fn lits(&self, at: u64, profile: usize) -> Vec<Lit> {
        let mut lits = self.goal.at(at);
        let signs = self.signs.iter().zip(&self.profiles[profile]);
        lits.extend(signs.filter_map(|(&sign, choice)| choice.map(|holds| sign.under(!holds))));
        lits
    }
}

/// Every profile: what is counted upwards only may be left open, what is limited must be decided.
fn profiles(goal: &Goal, signs: &[Lit]) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = vec![Vec::new()];
    for sign in signs {
        let is_limited = goal.at_most.iter().any(|(lit, _)| lit == sign);
        let choices = [if is_limited { Some(false) } else { None }, Some(true)];
        let longer = profiles.iter().flat_map(|profile| {
            choices.iter().map(|&choice| profile.iter().copied().chain([choice]).collect::<Profile>())
        });
        profiles = longer.collect();
    }
    profiles
}

fn advance(plan: &Plan<'_>, before: &Progress, at: u64, profile: usize, doubtful: bool) -> Option<Progress> {
    let mut after = before.clone();
    after.doubtful |= doubtful;
    for ((sign, choice), count) in plan.signs.iter().zip(&plan.profiles[profile]).zip(&mut after.counts) {
        if *choice == Some(true) {
            let least = plan.goal.at_least.iter().filter(|(lit, _)| lit == sign).map(|&(_, least)| least).max();
            let most = plan.goal.at_most.iter().filter(|(lit, _)| lit == sign).map(|&(_, most)| most).min();
            *count += 1;
            if most.is_some_and(|most| *count > most) {
                return None;
            }
            // Beyond what is asked for and limited, counting has no effect.
            if most.is_none() {
                *count = (*count).min(least.unwrap_or(0));
            }
        }
    }
    for ((from, lit), met) in plan.goal.somewhere.iter().zip(&mut after.met) {
        let holds =
            plan.signs.iter().zip(&plan.profiles[profile]).any(|(sign, choice)| sign == lit && *choice == Some(true));
        *met |= holds && at >= u64::from(*from);
    }
    Some(after)
}

fn is_met(plan: &Plan<'_>, progress: &Progress) -> bool {
    let counts = plan.signs.iter().zip(&progress.counts);
    let enough = counts
        .clone()
        .all(|(sign, &count)| plan.goal.at_least.iter().all(|(lit, least)| lit != sign || count >= *least));
    enough && progress.met.iter().all(|&met| met)
}
