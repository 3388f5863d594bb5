//! Items, conditions, lists of schemas, and references with siblings.

use super::{Child, Walk, short};
use crate::diff::schemas::branches::{exclude_each_other, matching};
use crate::diff::schemas::delta::{Edit, Link};
use crate::diff::schemas::side::{Side, Spot};
use crate::pointer::Pointer;
use crate::tree::{Map, Tree};

impl Walk<'_> {
    pub(super) fn items(&mut self) {
        if !self.has_list_of_items() {
            self.one("items", ["items-added", "items-removed"], Link::Value, &["items"]);
        }
        self.one("contains", ["contains-added", "contains-removed"], Link::Condition, &["contains"]);
        let count = |members: &Map| members.get("prefixItems").and_then(Tree::as_array).map_or(0, Vec::len);
        let (old, new) = (count(self.old), count(self.new));
        for position in 0..old.min(new) {
            let position = position.to_string();
            self.child(Link::Value, &["prefixItems", &position], &["prefixItems", &position]);
        }
        if old != new {
            let subject = format!("{old} to {new}");
            self.delta("prefix-items-changed", &["prefixItems"], subject, Edit::Keywords(&["prefixItems"]));
        }
    }

    pub(super) fn conditions(&mut self) {
        self.one("not", ["not-added", "not-removed"], Link::Condition, &["not"]);
        let present = |members: &Map| ["if", "then", "else"].map(|keyword| members.contains_key(keyword));
        if present(self.old) != present(self.new) {
            self.delta("condition-changed", &["if"], String::new(), Edit::Keywords(&["if", "then", "else"]));
            return;
        }
        for (keyword, link) in [("if", Link::Condition), ("then", Link::Part), ("else", Link::Part)] {
            if self.old.contains_key(keyword) {
                self.child(link, &[keyword], &[keyword]);
            }
        }
    }

    pub(super) fn lists(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        for (keyword, link, list_added, list_removed, added, removed) in [
            ("allOf", Link::Part, "all-of-added", "all-of-removed", "all-of-added", "all-of-removed"),
            ("anyOf", Link::Part, "any-of-added", "any-of-removed", "any-of-branch-added", "any-of-branch-removed"),
            (
                "oneOf",
                Link::Alternative,
                "one-of-added",
                "one-of-removed",
                "one-of-branch-added",
                "one-of-branch-removed",
            ),
        ] {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let (Some(Tree::Array(old)), Some(Tree::Array(new))) = (old, new) else {
                let edit = match keyword {
                    "allOf" => Edit::Keywords(&["allOf"]),
                    "anyOf" => Edit::Keywords(&["anyOf"]),
                    _ => Edit::Keywords(&["oneOf"]),
                };
                match (old, new) {
                    (None, Some(_)) => self.delta(list_added, &[keyword], String::new(), edit),
                    (Some(_), None) => self.delta(list_removed, &[keyword], String::new(), edit),
                    _ => {}
                }
                continue;
            };
            let place = |spot: &Spot, position: usize| spot.down(&[keyword, &position.to_string()]);
            let (in_base, in_revision) = (base.document, revision.document);
            let same = |left: usize, right: usize| {
                let left = base.follow(place(self.base, left));
                let right = revision.follow(place(self.revision, right));
                left.value() == right.value()
            };
            let renamed = |left: usize, right: usize| {
                let place = |branch: &Tree| Pointer::from_reference(branch.get("$ref")?.as_str()?);
                place(&old[left]).zip(place(&new[right])).is_some_and(|(left, right)| {
                    left.parent() == right.parent() && left.find(in_revision).is_none() && right.find(in_base).is_none()
                })
            };
            let found = matching(old, new, same, renamed);
            let exclusive = |side: &mut Side<'_>, spot: &Spot, count: usize| {
                let branches: Vec<Spot> = (0..count).map(|position| side.follow(place(spot, position))).collect();
                exclude_each_other(&branches.iter().map(Spot::value).collect::<Vec<_>>())
            };
            // Of alternatives that exclude each other "exactly one" is "any".
            let link = match keyword {
                "oneOf" if exclusive(base, self.base, old.len()) && exclusive(revision, self.revision, new.len()) => {
                    Link::Part
                }
                _ => link,
            };
            for (left, right) in found.pairs {
                self.child(link, &[keyword, &left.to_string()], &[keyword, &right.to_string()]);
            }
            for position in found.removed {
                let here = base.follow(place(self.base, position));
                self.part(true, keyword, position, &old[position], &here, removed);
            }
            for position in found.added {
                let here = revision.follow(place(self.revision, position));
                self.part(false, keyword, position, &new[position], &here, added);
            }
        }
    }

    /// References with siblings.
    pub(super) fn references(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        let reference = |members: &Map| members.get("$ref").and_then(Tree::as_str).map(str::to_owned);
        match (reference(self.old), reference(self.new)) {
            (Some(old), Some(new)) => {
                let targets = (base.target(self.base, &old), revision.target(self.revision, &new));
                match targets {
                    (Some(base), Some(revision)) => {
                        self.found.children.push(Child { link: Link::Part, base, revision, is_optional: false });
                    }
                    // What one of them leads to was not read.
                    (None, None) if old == new => {}
                    _ => self.delta("reference-changed", &["$ref"], format!("`{old}` to `{new}`"), Edit::Unusable),
                }
            }
            (None, None) => {}
            _ => self.delta("reference-changed", &["$ref"], String::new(), Edit::Keywords(&["$ref"])),
        }
    }
}

pub(super) fn branch_name(branch: &Tree, position: usize) -> String {
    let named = branch.get("$ref").or_else(|| branch.get("title")).and_then(Tree::as_str);
    let named = named.map(|name| name.rsplit('/').next().unwrap_or(name).to_owned());
    named.map_or_else(|| format!("number {}: `{}`", position + 1, short(branch)), |name| format!("`{name}`"))
}
