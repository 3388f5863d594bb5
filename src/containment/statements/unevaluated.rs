//! `unevaluatedProperties` and `unevaluatedItems` as statements about additional properties and items.
//!
//! What a schema leaves unevaluated depends on which of its branches accept the instance (2020-12, core 11). The branches
//! are distinguished case by case: in each case the conditions say which branches accept, and what they evaluate is then
//! known. The cases exclude one another and, for instances that the rest of the schema accepts, leave nothing out. Where
//! there are too many of them it is said name by name instead (`evaluated`).

use std::collections::BTreeSet;

use super::compile::Compiler;
use super::name::Name;
use super::node::{Lit, Names, Node};
use super::resources::{Spot, Target};
use super::value::sorted;
use crate::containment::outcome::Reason;
use crate::tree::Tree;

/// More cases than this are not distinguished.
const CASE_LIMIT: usize = 64;
pub(in crate::containment) const DEPTH_LIMIT: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::containment) enum Axis {
    Properties,
    Items,
}

/// One combination of accepting branches, and what they evaluate together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::containment) struct Case {
    conditions: Vec<Lit>,
    pub(in crate::containment) everything: bool,
    pub(in crate::containment) names: BTreeSet<Name>,
    pub(in crate::containment) patterns: BTreeSet<u32>,
    pub(in crate::containment) prefix: u32,
    pub(in crate::containment) containing: BTreeSet<Lit>,
}

impl Case {
    fn evaluates_nothing(&self) -> bool {
        *self == Self { conditions: self.conditions.clone(), ..Self::default() }
    }

    fn joined(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        joined.join(other);
        joined
    }

    fn join(&mut self, other: &Self) {
        self.conditions.extend(other.conditions.iter().copied());
        self.everything |= other.everything;
        self.names.extend(&other.names);
        self.patterns.extend(&other.patterns);
        self.prefix = self.prefix.max(other.prefix);
        self.containing.extend(&other.containing);
    }

    /// How much is copied with it.
    fn size(&self) -> usize {
        1 + self.conditions.len() + self.names.len() + self.patterns.len() + self.containing.len()
    }

    fn given(mut self, condition: Lit) -> Self {
        self.conditions.push(condition);
        self
    }
}

/// The state of the walk: which definitions it is inside of, and how deep.
struct Walk {
    axis: Axis,
    inside: Vec<usize>,
    depth: usize,
}

impl<'a> Compiler<'a, '_> {
    pub(in crate::containment) fn unevaluated_properties(
        &mut self,
        spot: &Spot<'a>,
        value: &'a Tree,
        depth: usize,
    ) -> Lit {
        let property = self.child(spot, &["unevaluatedProperties"], value, depth);
        self.unevaluated(spot, Axis::Properties, property, |this, case| {
            this.additional(Names { names: case.names.into_iter().collect(), patterns: case.patterns }, property)
        })
    }

    pub(in crate::containment) fn unevaluated_items(&mut self, spot: &Spot<'a>, value: &'a Tree, depth: usize) -> Lit {
        let item = self.child(spot, &["unevaluatedItems"], value, depth);
        self.unevaluated(spot, Axis::Items, item, |this, case| {
            let allowed = this.arena.any(case.containing.into_iter().chain([item]));
            this.arena.simplified(Node::Rest(case.prefix, allowed))
        })
    }

    fn unevaluated(
        &mut self,
        spot: &Spot<'a>,
        axis: Axis,
        child: Lit,
        restrict: impl Fn(&mut Self, Case) -> Lit,
    ) -> Lit {
        if child == Lit::TRUE {
            return child;
        }
        let mut walk = Walk { axis, inside: vec![std::ptr::from_ref(spot.value).addr()], depth: 0 };
        let Some(cases) = self.cases(&mut walk, spot, true) else {
            if let Some(by_name) = self.unevaluated_by_name(spot, axis, child) {
                return by_name;
            }
            let reason = if self.spend(0).is_some() { Reason::Unevaluated } else { Reason::Budget };
            return self.opaque(spot, &format!("unevaluated {axis:?}"), spot.value, reason);
        };
        let mut either = Vec::new();
        for mut case in cases {
            let conditions = std::mem::take(&mut case.conditions);
            let restriction = if case.everything { Lit::TRUE } else { restrict(self, case) };
            either.push(self.arena.all(conditions.into_iter().chain([restriction])));
        }
        self.arena.any(either)
    }

    /// The cases of the schema at `spot`; `is_owner` for the schema whose unevaluated rest is asked for.
    fn cases(&mut self, walk: &mut Walk, spot: &Spot<'a>, is_owner: bool) -> Option<Vec<Case>> {
        let Some(members) = spot.value.as_object() else { return Some(vec![Case::default()]) };
        if walk.depth > DEPTH_LIMIT {
            return None;
        }
        self.spend(members.len())?;
        walk.depth += 1;
        let mut cases = vec![self.own(walk.axis, spot, is_owner)?];
        for (keyword, value) in sorted(members) {
            let more = match (keyword.as_str(), value) {
                ("$ref", Tree::String(reference)) => {
                    let target = self.resources.target(spot, reference);
                    self.target_cases(walk, target)?
                }
                ("$dynamicRef", Tree::String(reference)) => {
                    let target = self.resources.dynamic_target(spot, reference);
                    self.target_cases(walk, target)?
                }
                ("allOf", Tree::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        let below = self.resources.below(spot, &[keyword.as_str(), &at.to_string()], item);
                        let more = self.cases(walk, &below, false)?;
                        cases = self.product(cases, &more)?;
                    }
                    continue;
                }
                ("anyOf", Tree::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        let more = self.optional(walk, spot, &[keyword.as_str(), &at.to_string()], item)?;
                        cases = self.product(cases, &more)?;
                    }
                    continue;
                }
                ("oneOf", Tree::Array(items)) => {
                    let mut more = Vec::new();
                    for (at, item) in items.iter().enumerate() {
                        let below = self.resources.below(spot, &[keyword.as_str(), &at.to_string()], item);
                        let accepts = self.schema(&below, walk.depth);
                        more.extend(self.cases(walk, &below, false)?.into_iter().map(|case| case.given(accepts)));
                    }
                    more
                }
                ("if", _) => self.conditional_cases(walk, spot, members, value)?,
                ("dependentSchemas", Tree::Object(schemas)) => {
                    for (name, value) in sorted(schemas) {
                        let below = self.resources.below(spot, &[keyword, name], value);
                        let lacks = self.lacks(name);
                        let inner = self.cases(walk, &below, false)?;
                        let present = inner.into_iter().map(|case| case.given(!lacks));
                        let more = present.chain([Case::default().given(lacks)]).collect();
                        cases = self.product(cases, &without_idle_split(more))?;
                    }
                    continue;
                }
                _ => continue,
            };
            cases = self.product(cases, &without_idle_split(more))?;
        }
        walk.depth -= 1;
        Some(cases)
    }

    /// What the keywords at `spot` itself evaluate.
    pub(in crate::containment) fn own(&mut self, axis: Axis, spot: &Spot<'a>, is_owner: bool) -> Option<Case> {
        let mut case = Case::default();
        let members = spot.value.as_object()?;
        match axis {
            Axis::Properties => {
                case.everything = members.contains_key("additionalProperties")
                    || (!is_owner && members.contains_key("unevaluatedProperties"));
                if let Some(properties) = members.get("properties").and_then(Tree::as_object) {
                    case.names.extend(properties.keys().map(|name| self.arena.names.name(name)));
                }
                if let Some(patterns) = members.get("patternProperties").and_then(Tree::as_object) {
                    for pattern in patterns.keys() {
                        case.patterns.insert(self.patterns.number(pattern)?);
                    }
                }
            }
            Axis::Items => {
                case.everything =
                    members.contains_key("items") || (!is_owner && members.contains_key("unevaluatedItems"));
                if let Some(items) = members.get("prefixItems").and_then(Tree::as_array) {
                    case.prefix = u32::try_from(items.len()).ok()?;
                }
                if let Some(value) = members.get("contains") {
                    case.containing.insert(self.child(spot, &["contains"], value, 0));
                }
            }
        }
        Some(case)
    }

    fn target_cases(&mut self, walk: &mut Walk, target: Target<'a>) -> Option<Vec<Case>> {
        let Target::Found(spot) = target else { return None };
        let address = std::ptr::from_ref(spot.value).addr();
        if walk.inside.contains(&address) {
            return None;
        }
        walk.inside.push(address);
        let cases = self.cases(walk, &spot, false);
        walk.inside.pop();
        cases
    }

    /// A branch that may accept or not.
    fn optional(&mut self, walk: &mut Walk, spot: &Spot<'a>, at: &[&str], value: &'a Tree) -> Option<Vec<Case>> {
        let below = self.resources.below(spot, at, value);
        let accepts = self.schema(&below, walk.depth);
        let inner = self.cases(walk, &below, false)?;
        let accepted = inner.into_iter().map(|case| case.given(accepts));
        Some(without_idle_split(accepted.chain([Case::default().given(!accepts)]).collect()))
    }

    fn conditional_cases(
        &mut self,
        walk: &mut Walk,
        spot: &Spot<'a>,
        members: &'a super::compile::Members,
        value: &'a Tree,
    ) -> Option<Vec<Case>> {
        let below = self.resources.below(spot, &["if"], value);
        let condition = self.schema(&below, walk.depth);
        let mut holds = self.cases(walk, &below, false)?;
        let mut fails = vec![Case::default()];
        for (keyword, side) in [("then", &mut holds), ("else", &mut fails)] {
            if let Some(value) = members.get(keyword) {
                let below = self.resources.below(spot, &[keyword], value);
                let more = self.cases(walk, &below, false)?;
                *side = self.product(std::mem::take(side), &more)?;
            }
        }
        let holds = holds.into_iter().map(|case| case.given(condition));
        Some(holds.chain(fails.into_iter().map(|case| case.given(!condition))).collect())
    }

    /// Every case of `left` with every case of `right`.
    fn product(&mut self, mut left: Vec<Case>, right: &[Case]) -> Option<Vec<Case>> {
        if left.len() * right.len() > CASE_LIMIT {
            return None;
        }
        let size = |cases: &[Case]| cases.iter().map(Case::size).sum::<usize>();
        if let [only] = right {
            // Nothing is copied: a list of thousands of parts is one case that grows.
            self.spend(left.len() * only.size())?;
            left.iter_mut().for_each(|case| case.join(only));
            return Some(left);
        }
        self.spend(size(&left) * right.len() + left.len() * size(right))?;
        Some(left.iter().flat_map(|a| right.iter().map(|b| a.joined(b))).collect())
    }
}

/// Cases that evaluate nothing at all need not be distinguished.
fn without_idle_split(cases: Vec<Case>) -> Vec<Case> {
    if cases.iter().all(Case::evaluates_nothing) { vec![Case::default()] } else { cases }
}
