//! What objects hold: properties, what is required, and what else is allowed.

use std::collections::BTreeSet;

use super::{Walk, between, is_never};
use crate::diff::schemas::delta::{Delta, Edit, Link};
use crate::tree::{Map, Tree};

impl Walk<'_> {
    pub(super) fn members_of_objects(&mut self) {
        let empty = Map::new();
        let (old, new) = (named(self.old, "properties", &empty), named(self.new, "properties", &empty));
        for (name, schema) in old {
            let tokens = ["properties", name.as_str()];
            match new.get(name) {
                Some(other) if is_never(schema) && !is_never(other) => {
                    self.delta(
                        "property-allowed",
                        &tokens,
                        format!("`{name}`"),
                        Edit::Member("properties", name.to_string()),
                    );
                }
                Some(other) if !is_never(schema) && is_never(other) => {
                    self.delta(
                        "property-forbidden",
                        &tokens,
                        format!("`{name}`"),
                        Edit::Member("properties", name.to_string()),
                    );
                }
                Some(_) => self.child(Link::Value, &tokens, &tokens),
                None => {
                    self.gone("property-removed", &tokens, name, true);
                }
            }
        }
        for (name, _) in new.iter().filter(|(name, _)| !old.contains_key(name)) {
            self.gone("property-added", &["properties", name], name, false);
        }
        self.required();
        for (keyword, added, removed, link) in [
            ("patternProperties", "pattern-property-added", "pattern-property-removed", Link::Value),
            ("dependentSchemas", "dependent-schema-added", "dependent-schema-removed", Link::Part),
        ] {
            let (old, new) = (named(self.old, keyword, &empty), named(self.new, keyword, &empty));
            for name in old.keys().filter(|name| new.contains_key(name)) {
                self.child(link, &[keyword, name], &[keyword, name]);
            }
            for name in old.keys().filter(|name| !new.contains_key(name)) {
                self.delta(removed, &[keyword], format!("`{name}`"), Edit::Member(keyword, name.to_string()));
            }
            for name in new.keys().filter(|name| !old.contains_key(name)) {
                self.delta(added, &[keyword], format!("`{name}`"), Edit::Member(keyword, name.to_string()));
            }
        }
        self.open("additionalProperties", "additional-properties-changed", &["additionalProperties"]);
        self.open("unevaluatedProperties", "unevaluated-properties-changed", &["unevaluatedProperties"]);
        self.open("unevaluatedItems", "unevaluated-items-changed", &["unevaluatedItems"]);
        self.one("propertyNames", ["property-names-added", "property-names-removed"], Link::Value, &["propertyNames"]);
        if self.old.get("dependentRequired") != self.new.get("dependentRequired") {
            let edit = Edit::Keywords(&["dependentRequired"]);
            let subject = between(self.old.get("dependentRequired"), self.new.get("dependentRequired"));
            self.delta("dependent-required-changed", &["dependentRequired"], subject, edit);
        }
    }

    /// A property that only one side has.
    fn gone(&mut self, rule: &'static str, tokens: &[&str; 2], name: &str, in_base: bool) {
        let (mut base, mut revision) = (self.base.pointer.clone(), self.revision.pointer.clone());
        tokens.iter().for_each(|token| if in_base { &mut base } else { &mut revision }.push(token));
        let edit = Edit::Member("properties", name.to_owned());
        let at = (self.base.pointer.clone(), self.revision.pointer.clone());
        self.found.deltas.push(Delta { rule, base, revision, subject: format!("`{name}`"), at, edit });
    }

    fn required(&mut self) {
        let names = |members: &Map| -> BTreeSet<String> {
            let list = members.get("required").and_then(Tree::as_array);
            list.into_iter().flatten().filter_map(Tree::as_str).map(str::to_owned).collect()
        };
        let (old, new) = (names(self.old), names(self.new));
        for name in new.difference(&old) {
            self.delta("property-required-added", &["required"], format!("`{name}`"), Edit::Required(name.clone()));
        }
        for name in old.difference(&new) {
            self.delta("property-required-removed", &["required"], format!("`{name}`"), Edit::Required(name.clone()));
        }
    }

    /// A keyword that means the same as `true` where it is not there.
    pub(super) fn open(&mut self, keyword: &'static str, rule: &'static str, edit: &'static [&'static str]) {
        let allowed = |members: &Map| match members.get(keyword) {
            None | Some(Tree::Bool(true)) => Tree::Bool(true),
            Some(other) => other.clone(),
        };
        let (old, new) = (allowed(self.old), allowed(self.new));
        match (&old, &new) {
            (Tree::Object(_), Tree::Object(_)) => self.child(Link::Value, &[keyword], &[keyword]),
            _ if old != new => {
                let subject = between(self.old.get(keyword), self.new.get(keyword));
                self.delta(rule, &[keyword], subject, Edit::Keywords(edit));
            }
            // Whether it is written decides whether a closed sender sends more.
            _ if self.old.contains_key(keyword) != self.new.contains_key(keyword) => {
                let subject = between(self.old.get(keyword), self.new.get(keyword));
                self.delta(rule, &[keyword], subject, Edit::Keywords(edit));
            }
            _ => {}
        }
    }
}

fn named<'m>(members: &'m Map, keyword: &str, empty: &'m Map) -> &'m Map {
    members.get(keyword).and_then(Tree::as_object).unwrap_or(empty)
}
