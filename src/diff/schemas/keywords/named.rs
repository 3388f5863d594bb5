//! Discriminators: what they name on both sides is compared, and the names themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Child, Walk};
use crate::diff::schemas::delta::{Edit, Link};
use crate::diff::schemas::discriminators::{Named, named};
use crate::diff::schemas::side::Side;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// What became of a Discriminator Object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// It names the same, however that is written.
    Same,
    /// It names more than it did.
    More,
    /// What a value means may have changed.
    Other,
}

impl Walk<'_> {
    /// Pairs what both discriminators name, and notes whether there is more than was compared.
    pub(super) fn discriminators(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        let (Some(old), Some(new)) = (named(base, self.base), named(revision, self.revision)) else { return };
        self.found.cut |= old.cut || new.cut;
        for (name, left) in &old.schemas {
            let Some(right) = new.schemas.get(name) else { continue };
            if old.branches.contains(left) && new.branches.contains(right) {
                continue;
            }
            let (base, revision) = (base.spot(left), revision.spot(right));
            self.found.children.push(Child { link: Link::Named, base, revision, is_optional: false });
        }
        let raw = |schema: Option<&'_ Tree>| schema.and_then(|schema| schema.get("discriminator")).cloned();
        if raw(self.raw.0) != raw(self.raw.1) {
            // Reported with what else changes the meaning of values.
            return;
        }
        // The object is the same, but names that it leaves to components may not be.
        let lost = self.lost(base, revision, &old, &new);
        if !lost.is_empty() {
            self.delta("discriminator-changed", &["discriminator"], lost.join(", "), Edit::Nothing);
            return;
        }
        // Alternatives that are new are reported as such.
        let gained = new.schemas.iter().filter(|(name, _)| !old.schemas.contains_key(*name));
        let gained = gained.filter(|(_, place)| !new.branches.contains(*place));
        let gained: Vec<String> = gained.map(|(name, _)| format!("`{name}`")).collect();
        if !gained.is_empty() {
            self.delta("discriminator-changed", &["discriminator"], gained.join(", "), Edit::Said);
        }
    }

    /// The names that are gone, though what they named is not: an alternative that is gone is reported as one.
    fn lost(&self, base: &Side<'_>, revision: &Side<'_>, old: &Named, new: &Named) -> Vec<String> {
        let gained: BTreeMap<&Pointer, &String> = new
            .schemas
            .iter()
            .filter(|(name, _)| !old.schemas.contains_key(*name))
            .map(|(name, place)| (place, name))
            .collect();
        let mut lost = Vec::new();
        for (name, place) in old.schemas.iter().filter(|(name, _)| !new.schemas.contains_key(*name)) {
            let schema = place.find(base.document);
            let renamed = gained.iter().find(|(other, _)| other.find(revision.document) == schema);
            match renamed {
                Some((_, other)) => lost.push(format!("`{name}` to `{other}`")),
                None if !old.branches.contains(place) => lost.push(format!("`{name}`")),
                None => {}
            }
        }
        lost
    }

    /// How the names of two Discriminator Objects differ.
    pub(super) fn names(&self, old: Option<&Tree>, new: Option<&Tree>) -> Names {
        let (Some(old), Some(new)) = (old, new) else { return Names::Other };
        let names = |object: &Tree| object.get("mapping").and_then(Tree::as_object).cloned().unwrap_or_default();
        let (before, after) = (names(old), names(new));
        let without_mapping = |object: &Tree| {
            let mut members = object.as_object().cloned().unwrap_or_default();
            members.remove("mapping");
            members
        };
        if before.len() == after.len()
            && without_mapping(old) == without_mapping(new)
            && before.iter().all(|(name, target)| after.get(name).is_some_and(|other| is_same_target(target, other)))
        {
            return Names::Same;
        }
        let known: BTreeSet<&str> = ["oneOf", "anyOf"]
            .iter()
            .filter_map(|keyword| self.old.get(keyword)?.as_array())
            .flatten()
            .filter_map(|branch| branch.get("$ref")?.as_str())
            .collect();
        let mut added = after.iter().filter(|(name, _)| !before.contains_key(name));
        let has_grown = old.get("propertyName") == new.get("propertyName")
            && before.iter().all(|(name, target)| after.get(name).is_some_and(|other| is_same_target(target, other)))
            && added.all(|(_, target)| target.as_str().is_some_and(|target| !is_known(&known, target)));
        if has_grown { Names::More } else { Names::Other }
    }
}

/// A component may be named, or referred to.
fn is_same_target(left: &Tree, right: &Tree) -> bool {
    let spelled = |target: &Tree| target.as_str().map(reference);
    left == right || spelled(left).is_some_and(|left| Some(left) == spelled(right))
}

fn is_known(known: &BTreeSet<&str>, target: &str) -> bool {
    known.contains(target) || known.contains(reference(target).as_str())
}

fn reference(target: &str) -> String {
    let is_name = target.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if is_name { format!("#/components/schemas/{target}") } else { target.to_owned() }
}
