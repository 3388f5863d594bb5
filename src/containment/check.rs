//! [`Check`]: the validator that has the last word on every witness, and on the strings of a format.

use serde_json::{Value, json};

use super::compound::Compound;
use super::reference::Reference;
use super::statements::resources::{Resources, Target};
use crate::pointer::Pointer;
use crate::schema::Oracle;

/// One compiled schema.
#[derive(Debug)]
pub(super) struct Check(Oracle);

impl Check {
    /// The schema at `place` of `document`, with references as they are meant there; `None` if something in it cannot be used.
    pub(super) fn at(document: &Value, place: &Pointer, formats: bool) -> Option<Self> {
        let resources = Resources::new(document);
        let references = |place: &Pointer, keyword: &str, reference: &str| {
            let Target::Found(spot) = resources.place(&resources.root(), place) else { return None };
            let target = match keyword {
                "$dynamicRef" => resources.only_target(&spot, reference)?,
                _ => resources.target(&spot, reference),
            };
            match target {
                Target::Found(spot) => Some(spot.pointer),
                Target::Published(_) | Target::Missing(_) => None,
            }
        };
        Oracle::new(document, place, formats, &references).map(Self)
    }

    /// The schema that is `compound`; `None` if something in it cannot be used.
    pub(super) fn of_compound(compound: &Compound, formats: bool) -> Option<Self> {
        let find = |reference: &str| match Reference::read(reference)? {
            Reference::Definition(id) => compound.get(id).map(|definition| &definition.schema),
            Reference::Token(_) => None,
        };
        Oracle::of_definitions(&compound.root.schema, formats, &find).map(Self)
    }

    pub(super) fn of_format(name: &str) -> Option<Self> {
        Self::at(&json!({ "format": name }), &Pointer::root(), true)
    }

    /// Whether the validator accepts the instance; `None` where it cannot say.
    pub(super) fn accepts(&self, instance: &Value) -> Option<bool> {
        self.0.accepts(instance)
    }
}
