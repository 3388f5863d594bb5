//! One side is part of the other: a schema that became one of several in `allOf`, `anyOf` or `oneOf`, or the
//! other way round. Compared part by part, everything in it would seem to be gone and to have come back.

use super::Walk;
use super::lists::branch_name;
use crate::diff::schemas::delta::{Delta, Edit, Link};
use crate::diff::schemas::side::{Side, Spot, is_annotation};
use crate::tree::{Map, Tree};

impl Walk<'_> {
    /// Whether it is so, and base has the other parts; then every assertion is reported.
    pub(super) fn wrapped(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) -> Option<bool> {
        for (keyword, link, added, removed) in [
            ("allOf", Link::Part, "all-of-added", "all-of-removed"),
            ("anyOf", Link::Part, "any-of-added", "any-of-removed"),
            ("oneOf", Link::Alternative, "one-of-added", "one-of-removed"),
        ] {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let (branches, in_base) = match (old, new) {
                (Some(Tree::Array(branches)), None) => (branches.clone(), true),
                (None, Some(Tree::Array(branches))) => (branches.clone(), false),
                _ => continue,
            };
            let (whole, part) = if in_base { (self.base, self.revision) } else { (self.revision, self.base) };
            let members = if in_base { self.old } else { self.new };
            let mut follow = |spot: Spot| if in_base { base.follow(spot) } else { revision.follow(spot) };
            let places: Vec<Spot> =
                (0..branches.len()).map(|position| follow(whole.down(&[keyword, &position.to_string()]))).collect();
            let Some(same) = places.iter().position(|place| place.pointer == part.pointer) else { continue };
            let beside = || members.iter().filter(|(name, _)| *name != keyword && !is_annotation(name));
            if keyword != "allOf" {
                if beside().next().is_some() {
                    continue;
                }
                let rule = if in_base { removed } else { added };
                let other = branches.iter().enumerate().find(|(position, _)| *position != same);
                let subject = other.map(|(position, branch)| branch_name(branch, position)).unwrap_or_default();
                self.delta(rule, &[keyword], subject, Edit::Whole);
            } else {
                let own = beside().map(|(name, value)| (name.clone(), value.clone())).collect();
                if !self.adds_properties(in_base, &own) {
                    continue;
                }
                self.declared(in_base, whole, &own);
                for (position, place) in places.iter().enumerate().filter(|(position, _)| *position != same) {
                    let branch = &branches[position];
                    self.part(in_base, keyword, position, branch, place, if in_base { removed } else { added });
                }
            }
            let position = same.to_string();
            match in_base {
                true => self.child(link, &[keyword, &position], &[]),
                false => self.child(link, &[], &[keyword, &position]),
            }
            return Some(in_base);
        }
        None
    }

    /// A part of `allOf` that one side has: what it declares, where that is all that it does, else the part as such.
    pub(super) fn part(
        &mut self,
        in_base: bool,
        keyword: &'static str,
        position: usize,
        branch: &Tree,
        place: &Spot,
        rule: &'static str,
    ) {
        let declares =
            place.value().as_object().filter(|members| keyword == "allOf" && self.adds_properties(in_base, members));
        if let Some(members) = declares {
            self.declared(in_base, place, members);
            return;
        }
        let (leave, bring) = if in_base { (vec![position], Vec::new()) } else { (Vec::new(), vec![position]) };
        self.delta(rule, &[keyword], branch_name(branch, position), Edit::Branches(keyword, leave, bring));
    }

    /// Whether a part does nothing but to declare properties that the other side does not declare by itself.
    fn adds_properties(&self, in_base: bool, part: &Map) -> bool {
        let other = if in_base { self.new } else { self.old };
        let declared = |members: &Map, name: &str| {
            members.get("properties").and_then(Tree::as_object).is_some_and(|named| named.contains_key(name))
        };
        part.iter().all(|(keyword, value)| match keyword.as_str() {
            "properties" => value.as_object().is_some_and(|named| named.keys().all(|name| !declared(other, name))),
            "required" => value.is_array(),
            "type" => value == "object" && (other.get("type") == Some(value) || self.is_object(!in_base)),
            keyword => is_annotation(keyword),
        })
    }

    /// Everything that one side declares at `place` as a part of this schema.
    fn declared(&mut self, in_base: bool, place: &Spot, members: &Map) {
        let other = if in_base { self.new } else { self.old };
        let properties = members.get("properties").and_then(Tree::as_object).into_iter().flat_map(Map::keys);
        let (added, removed) = ("property-added", "property-removed");
        let mut edits: Vec<(&'static str, &'static str, String, Edit)> = properties
            .map(|name| {
                let rule = if in_base { removed } else { added };
                (rule, "properties", name.to_string(), Edit::Member("properties", name.to_string()))
            })
            .collect();
        let (added, removed) = ("property-required-added", "property-required-removed");
        let required = members.get("required").and_then(Tree::as_array).into_iter().flatten();
        let known = |name: &&str| {
            let names = other.get("required").and_then(Tree::as_array).into_iter().flatten();
            names.filter_map(Tree::as_str).any(|one| one == *name)
        };
        edits.extend(required.filter_map(Tree::as_str).filter(|name| !known(name)).map(|name| {
            let rule = if in_base { removed } else { added };
            (rule, "required", name.to_owned(), Edit::Required(name.to_owned()))
        }));
        for (rule, keyword, name, edit) in edits {
            let here = place.pointer.clone();
            let mut reported = here.clone().key(keyword);
            if keyword == "properties" {
                reported.push(&name);
            }
            let subject = format!("`{name}`");
            let (base, revision) = (self.base.pointer.clone(), self.revision.pointer.clone());
            let (at, (base, revision)) = match in_base {
                true => ((here, revision.clone()), (reported, revision)),
                false => ((base.clone(), here), (base, reported)),
            };
            self.found.deltas.push(Delta { rule, base, revision, subject, at, edit });
        }
    }
}
