//! What is unevaluated, name by name and position by position, for schemas with too many branches to be distinguished.
//!
//! A property is evaluated when any of the accepting branches that declare it evaluates it, so "not evaluated" is said of
//! each name on its own: one statement for all names that the same branches declare, however many branches there are.
//! Patterns and `contains` are followed only where they apply in every case: which names they take is not a list.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use super::compile::Compiler;
use super::node::{Lit, Names, Node};
use super::resources::{Spot, Target};
use super::unevaluated::{Axis, DEPTH_LIMIT};
use super::value::sorted;
use crate::tree::Tree;

/// More schemas than this are not walked through.
const VISIT_LIMIT: usize = 4_000;

/// What is evaluated, each with the conditions of which one suffices.
#[derive(Debug, Default)]
struct Evaluated {
    everything: BTreeSet<Lit>,
    names: BTreeMap<Rc<str>, BTreeSet<Lit>>,
    prefixes: BTreeMap<u32, BTreeSet<Lit>>,
    patterns: BTreeSet<u32>,
    containing: BTreeSet<Lit>,
}

/// A schema by its address, in a dynamic scope, under a condition.
type Seen = (usize, Rc<[Rc<str>]>, Lit);

/// The state of the walk: which definitions it is inside of, how deep, and how much was seen.
struct Walk {
    axis: Axis,
    inside: Vec<usize>,
    depth: usize,
    visits: usize,
    /// What was seen under which condition: it evaluates the same again.
    seen: HashSet<Seen>,
    evaluated: Evaluated,
}

impl<'a> Compiler<'a, '_> {
    /// What is not evaluated by the schema at `spot` satisfies `child`; `None` if that cannot be said name by name.
    pub(in crate::containment) fn unevaluated_by_name(
        &mut self,
        spot: &Spot<'a>,
        axis: Axis,
        child: Lit,
    ) -> Option<Lit> {
        let inside = vec![std::ptr::from_ref(spot.value).addr()];
        let mut walk =
            Walk { axis, inside, depth: 0, visits: 0, seen: HashSet::new(), evaluated: Evaluated::default() };
        self.gather(&mut walk, spot, Lit::TRUE, true)?;
        let evaluated = walk.evaluated;
        let limited = match axis {
            Axis::Properties => self.limited_properties(&evaluated, child)?,
            Axis::Items => self.limited_items(&evaluated, child),
        };
        Some(self.arena.any(evaluated.everything.into_iter().chain([limited])))
    }

    fn limited_properties(&mut self, evaluated: &Evaluated, child: Lit) -> Option<Lit> {
        let names = evaluated.names.keys().map(|text| self.arena.names.name(text)).collect();
        let mut parts = vec![self.additional(Names { names, patterns: evaluated.patterns.clone() }, child)];
        let mut limits: BTreeMap<Lit, Vec<Lit>> = BTreeMap::new();
        for (name, conditions) in &evaluated.names {
            let mut is_matched = false;
            for &pattern in &evaluated.patterns {
                is_matched |= self.patterns.pattern(pattern)?.matches(name)?;
            }
            if !is_matched {
                let condition = self.arena.any(conditions.iter().copied());
                let name = self.arena.names.name(name);
                let limit = self.arena.simplified(Node::Property(name, child));
                limits.entry(condition).or_default().push(limit);
            }
        }
        for (condition, limits) in limits {
            let limit = self.arena.all(limits);
            parts.push(self.arena.any([condition, limit]));
        }
        Some(self.arena.all(parts))
    }

    fn limited_items(&mut self, evaluated: &Evaluated, child: Lit) -> Lit {
        let item = self.arena.any(evaluated.containing.iter().copied().chain([child]));
        let longest = evaluated.prefixes.keys().next_back().copied().unwrap_or(0);
        let mut parts = vec![self.arena.simplified(Node::Rest(longest, item))];
        for at in 0..longest {
            let longer = evaluated.prefixes.range(at + 1..).flat_map(|(_, conditions)| conditions.iter().copied());
            let limit = self.arena.simplified(Node::Item(at, item));
            parts.push(self.arena.any(longer.chain([limit])));
        }
        self.arena.all(parts)
    }

    /// What the schema at `spot` evaluates when it accepts, given a condition.
    fn gather(&mut self, walk: &mut Walk, spot: &Spot<'a>, given: Lit, is_owner: bool) -> Option<()> {
        let Some(members) = spot.value.as_object() else { return Some(()) };
        let key = (std::ptr::from_ref(spot.value).addr(), Rc::clone(&spot.scope), given);
        if !walk.seen.insert(key) {
            return Some(());
        }
        self.spend(members.len())?;
        walk.visits += 1;
        if walk.depth > DEPTH_LIMIT || walk.visits > VISIT_LIMIT {
            return None;
        }
        walk.depth += 1;
        self.gather_own(walk, spot, given, is_owner)?;
        for (keyword, value) in sorted(members) {
            match (keyword.as_str(), value) {
                ("$ref", Tree::String(reference)) => {
                    let target = self.resources.target(spot, reference);
                    self.gather_target(walk, target, given)?;
                }
                ("$dynamicRef", Tree::String(reference)) => {
                    let target = self.resources.dynamic_target(spot, reference);
                    self.gather_target(walk, target, given)?;
                }
                ("allOf", Tree::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        let below = self.resources.below(spot, &[keyword.as_str(), &at.to_string()], item);
                        self.gather(walk, &below, given, false)?;
                    }
                }
                ("anyOf" | "oneOf", Tree::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        let below = self.resources.below(spot, &[keyword.as_str(), &at.to_string()], item);
                        let accepts = self.schema(&below, walk.depth);
                        let given = self.arena.all([given, accepts]);
                        self.gather(walk, &below, given, false)?;
                    }
                }
                ("if", _) => {
                    let below = self.resources.below(spot, &["if"], value);
                    let condition = self.schema(&below, walk.depth);
                    let (holds, fails) = (self.arena.all([given, condition]), self.arena.all([given, !condition]));
                    self.gather(walk, &below, holds, false)?;
                    for (keyword, given) in [("then", holds), ("else", fails)] {
                        if let Some(value) = members.get(keyword) {
                            let below = self.resources.below(spot, &[keyword], value);
                            self.gather(walk, &below, given, false)?;
                        }
                    }
                }
                ("dependentSchemas", Tree::Object(schemas)) => {
                    for (name, value) in sorted(schemas) {
                        let below = self.resources.below(spot, &[keyword, name], value);
                        let lacks = self.lacks(name);
                        let given = self.arena.all([given, !lacks]);
                        self.gather(walk, &below, given, false)?;
                    }
                }
                _ => {}
            }
        }
        walk.depth -= 1;
        Some(())
    }

    fn gather_own(&mut self, walk: &mut Walk, spot: &Spot<'a>, given: Lit, is_owner: bool) -> Option<()> {
        let own = self.own(walk.axis, spot, is_owner)?;
        let evaluated = &mut walk.evaluated;
        if own.everything {
            evaluated.everything.insert(given);
            return Some(());
        }
        if given != Lit::TRUE && !(own.patterns.is_empty() && own.containing.is_empty()) {
            return None;
        }
        for name in own.names {
            let text = Rc::clone(self.arena.names.text(name));
            evaluated.names.entry(text).or_default().insert(given);
        }
        if own.prefix > 0 {
            evaluated.prefixes.entry(own.prefix).or_default().insert(given);
        }
        evaluated.patterns.extend(own.patterns);
        evaluated.containing.extend(own.containing);
        Some(())
    }

    fn gather_target(&mut self, walk: &mut Walk, target: Target<'a>, given: Lit) -> Option<()> {
        let Target::Found(spot) = target else { return None };
        let address = std::ptr::from_ref(spot.value).addr();
        if walk.inside.contains(&address) {
            return None;
        }
        walk.inside.push(address);
        let gathered = self.gather(walk, &spot, given, false);
        walk.inside.pop();
        gathered
    }
}
