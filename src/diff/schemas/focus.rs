//! Schemas with as much in them as a question about one edit needs, so that it costs the same in a document of any size.
//!
//! An [`outline`] is for proofs: what a schema requires of a value itself, with a token for every schema of a value inside of it
//! that refers to others. What is proved for any meaning of the tokens is proved. A schema [`along`] a way is for witnesses:
//! its values have nothing but what is required beside that way. What such a value breaks is broken.

use std::collections::BTreeSet;

use super::leading::{Leads, component};
use super::side::refers;
use super::wide::{with_only, with_ways};
use crate::pointer::Pointer;
use crate::schema::dialects::Dialect;
use crate::schema::inner::{InnerKind, visit_inner};
use crate::schema::walk;
use crate::tree::{Tree, tree};

/// The keyword of a token until it has become a reference.
pub(super) const TOKEN: &str = "x-order-contracts-token";
/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 16;

/// How much of a schema is taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Focus<'f> {
    /// All of it.
    Whole,
    /// What it requires of a value itself. With the name of a property, no other one of the object where it is made, if that is a
    /// wide one.
    Outline(Option<&'f str>),
    /// What it says of a value and of everything inside of it that leads to some places.
    Towards(&'f Leads),
    /// For the least of its values that come to all of these places: whatever refers to others, is not required, and leads to none
    /// of them, is left out of them. Every such value is one of the schema itself if conditions are `whole`; else nearly every one.
    Along { stops: &'f [&'f Pointer], whole: bool },
    /// The same of a sender that keeps to what it declares, with less of wide objects; a property that is kept, and of which schema.
    AlongWithin { stops: &'f [&'f Pointer], own: Option<(&'f Pointer, &'f str)> },
    /// Too much: whatever is not required of a value, and refers to others, is anything. With the name of a property, no other one
    /// of the object where it is made, if that is a wide one.
    Loosely(Option<&'f str>),
}

/// What distinguishes what is taken of one definition: whatever else the focus is on is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum FocusKey {
    Whole,
    Outline,
    Towards(Vec<bool>, Vec<String>),
    Along(bool, Vec<Pointer>),
    Loosely,
}

/// What a definition refers to.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// The components, by their names; `None` for something else.
    pub(super) names: BTreeSet<Option<String>>,
    /// The places behind the references.
    pub(super) ends: Vec<Pointer>,
}

impl Focus<'_> {
    /// The schema at `place` with less of a wide object, as the document has it; `None` where nothing is cut.
    pub(super) fn cut(&self, schema: &Tree, place: &Pointer, root: &Pointer) -> Option<Tree> {
        match *self {
            Self::Outline(Some(name)) | Self::Loosely(Some(name)) if place == root => with_only(schema, name),
            Self::AlongWithin { stops, own } => {
                with_ways(schema, place, stops, own.filter(|(at, _)| *at == place).map(|(_, name)| name))
            }
            _ => None,
        }
    }

    /// Whether less of a wide object may be taken at `place`.
    pub(super) fn may_cut(&self, place: &Pointer, root: &Pointer) -> bool {
        match *self {
            Self::Outline(name) | Self::Loosely(name) => name.is_some() && place == root,
            Self::AlongWithin { .. } => true,
            Self::Whole | Self::Towards(_) | Self::Along { .. } => false,
        }
    }

    /// What distinguishes what is taken of the definition at `place`.
    pub(super) fn key(&self, place: &Pointer, ways: &Ways) -> FocusKey {
        match *self {
            Self::Whole => FocusKey::Whole,
            Self::Outline(_) => FocusKey::Outline,
            Self::Loosely(_) => FocusKey::Loosely,
            Self::Towards(leads) => FocusKey::Towards(
                ways.names.iter().map(|name| leads.has(name.as_deref())).collect(),
                leads.within(place),
            ),
            Self::Along { stops, .. } | Self::AlongWithin { stops, .. } => {
                let is_near =
                    |stop: &&&Pointer| stop.is_within(place) || ways.ends.iter().any(|end| stop.is_within(end));
                let near = stops.iter().filter(is_near).map(|stop| (**stop).clone()).collect();
                FocusKey::Along(matches!(self, Self::Along { whole: true, .. }), near)
            }
        }
    }

    /// Takes out of the definition at `at` what is not taken; `number` numbers tokens.
    pub(super) fn trim(&self, schema: &mut Tree, at: &Pointer, ways: &dyn Lead, number: &dyn Fn(Pointer) -> u32) {
        let token = |place: &Pointer, below: &Tree| tree!({ TOKEN: number(ways.target(place, below)) });
        match *self {
            Self::Whole => {}
            Self::Outline(_) => visit_inner(schema, at, &mut |_, place, below| {
                if refers(below) {
                    *below = token(place, below);
                }
                false
            }),
            Self::Towards(leads) => visit_inner(schema, at, &mut |_, place, below| {
                if !refers(below) || leads.is_led(place, below, &|reference| ways.component(reference)) {
                    return true;
                }
                *below = token(place, below);
                false
            }),
            Self::Along { stops, whole } => shorten(ways, schema, at, stops, whole),
            Self::AlongWithin { stops, .. } => shorten(ways, schema, at, stops, false),
            Self::Loosely(_) => visit_inner(schema, at, &mut |inner, _, below| {
                let kept = matches!(inner.kind, InnerKind::Property(_, true)) || inner.is_condition;
                if !kept && refers(below) {
                    *below = Tree::Bool(true);
                }
                true
            }),
        }
    }
}

/// Where the references of a schema lead.
pub(super) trait Lead {
    /// Where the schema at `place` really is: behind references that have nothing beside them.
    fn target(&self, place: &Pointer, schema: &Tree) -> Pointer;

    /// The component that a reference leads to.
    fn component(&self, reference: &str) -> Option<String>;
}

/// As the document has them.
pub(super) struct Written<'d>(pub(super) &'d Tree);

impl Lead for Written<'_> {
    fn target(&self, place: &Pointer, schema: &Tree) -> Pointer {
        target(self.0, place, schema)
    }

    fn component(&self, reference: &str) -> Option<String> {
        component(&Pointer::from_reference(reference)?)
    }
}

/// Forbids what is not required and leads to none of `stops`.
fn shorten(ways: &dyn Lead, schema: &mut Tree, at: &Pointer, stops: &[&Pointer], whole: bool) {
    visit_inner(schema, at, &mut |inner, place, below| {
        let kept = matches!(inner.kind, InnerKind::Property(_, true)) || whole && inner.is_condition;
        if kept || !refers(below) || leads(ways, place, below, stops) {
            return true;
        }
        *below = Tree::Bool(false);
        false
    });
}

/// Where the schema at `place` really is: behind references that have nothing beside them.
fn target(document: &Tree, place: &Pointer, schema: &Tree) -> Pointer {
    let mut here = place.clone();
    let mut schema = Some(schema);
    for _ in 0..MAX_REFERENCES {
        let Some(reference) = schema.and_then(lone_reference) else { break };
        let Some(next) = Dialect::of(document, &here).target(document, "$ref", reference, &here) else { break };
        schema = next.find(document);
        here = next;
    }
    here
}

/// The reference that is all there is of a schema.
pub(super) fn lone_reference(schema: &Tree) -> Option<&str> {
    let members = schema.as_object().filter(|members| members.len() == 1)?;
    members.get("$ref")?.as_str()
}

/// The place of the schema that a reference to `place` is about.
pub(super) fn end(document: &Tree, place: &Pointer) -> Pointer {
    place.find(document).map_or_else(|| place.clone(), |schema| target(document, place, schema))
}

/// Whether the schema at `place`, or one that it refers to, holds one of `stops`.
fn leads(ways: &dyn Lead, place: &Pointer, schema: &Tree, stops: &[&Pointer]) -> bool {
    let is_above = |place: &Pointer| stops.iter().any(|stop| stop.is_within(place));
    if is_above(place) {
        return true;
    }
    walk::any(schema, &mut |schema| {
        let reference = schema.get("$ref").filter(|reference| reference.is_string());
        reference.is_some_and(|reference| is_above(&ways.target(place, &tree!({ "$ref": reference }))))
    })
}
