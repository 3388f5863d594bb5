//! Keywords about the properties of objects.

use std::rc::Rc;

use super::compile::{Compiler, Members};
use super::kind;
use super::node::{Lit, Names, Node};
use super::resources::Spot;
use super::value::sorted;
use crate::containment::outcome::Reason;
use crate::tree::{Map, Tree};

impl<'a> Compiler<'a, '_> {
    pub(super) fn required(&mut self, value: &Tree) -> Option<Lit> {
        let mut parts = Vec::new();
        for name in value.as_array()? {
            let name = self.arena.names.name(name.as_str()?);
            parts.push(self.arena.intern(Node::Required(name)));
        }
        Some(self.arena.all(parts))
    }

    pub(super) fn properties(&mut self, spot: &Spot<'a>, value: &'a Tree, depth: usize) -> Option<Lit> {
        let mut parts = Vec::new();
        for (name, value) in sorted(value.as_object()?) {
            let property = self.child(spot, &["properties", name], value, depth);
            let name = self.arena.names.name(name);
            parts.push(self.arena.simplified(Node::Property(name, property)));
        }
        Some(self.arena.all(parts))
    }

    pub(super) fn pattern_properties(&mut self, spot: &Spot<'a>, value: &'a Tree, depth: usize) -> Option<Lit> {
        let mut parts = Vec::new();
        for (pattern, value) in sorted(value.as_object()?) {
            let property = self.child(spot, &["patternProperties", pattern], value, depth);
            match self.patterns.number(pattern) {
                _ if property == Lit::TRUE => {}
                Some(number) => parts.push(self.arena.simplified(Node::Matching(number, property))),
                None => parts.push(self.opaque(spot, &format!("patternProperties {pattern}"), value, Reason::Pattern)),
            }
        }
        Some(self.arena.all(parts))
    }

    pub(super) fn additional_properties(
        &mut self,
        spot: &Spot<'a>,
        members: &'a Members,
        value: &'a Tree,
        depth: usize,
    ) -> Option<Lit> {
        let property = self.child(spot, &["additionalProperties"], value, depth);
        let mut names = Names::default();
        if let Some(properties) = members.get("properties") {
            names.names = properties.as_object()?.keys().map(|name| self.arena.names.name(name)).collect();
        }
        if let Some(patterns) = members.get("patternProperties") {
            for pattern in patterns.as_object()?.keys() {
                let Some(number) = self.patterns.number(pattern) else {
                    // What is additional depends on the names beside it.
                    let declared = sorted(members.get("properties").and_then(Tree::as_object).unwrap_or(&Map::new()))
                        .map(|(name, _)| Tree::from(name.as_str()))
                        .collect();
                    let whole = [declared, patterns.clone(), value.clone()].into_iter().collect();
                    return Some(self.opaque(spot, "additionalProperties", &whole, Reason::Pattern));
                };
                names.patterns.insert(number);
            }
        }
        Some(self.additional(names, property))
    }

    pub(in crate::containment) fn additional(&mut self, names: Names, property: Lit) -> Lit {
        self.arena.simplified(Node::Additional(Rc::new(names), property))
    }

    pub(super) fn dependent_required(&mut self, value: &'a Tree) -> Option<Lit> {
        let mut parts = Vec::new();
        for (name, names) in sorted(value.as_object()?) {
            let required = self.required(names)?;
            let unless = self.lacks(name);
            parts.push(self.arena.any([unless, required]));
        }
        Some(self.arena.all(parts))
    }

    pub(super) fn dependent_schemas(&mut self, spot: &Spot<'a>, value: &'a Tree, depth: usize) -> Option<Lit> {
        let mut parts = Vec::new();
        for (name, value) in sorted(value.as_object()?) {
            let schema = self.child(spot, &["dependentSchemas", name], value, depth);
            let unless = self.lacks(name);
            parts.push(self.arena.any([unless, schema]));
        }
        Some(self.arena.all(parts))
    }

    /// The instance is not an object with the property `name`.
    pub(in crate::containment) fn lacks(&mut self, name: &str) -> Lit {
        let name = self.arena.names.name(name);
        let (object, has) = (self.arena.kinds(kind::OBJECT), self.arena.intern(Node::Required(name)));
        !self.arena.all([object, has])
    }
}
