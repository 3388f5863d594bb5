//! [`Check`]: the validator that has the last word on every witness, and on the strings of a format.
//!
//! The definitions of a compound are compiled once, whichever compounds they are part of, and what their references lead to is
//! looked up while a value is judged.

use serde_json::Value;

use super::compound::Compound;
use super::statements::resources::{Resources, Target};
use crate::pointer::Pointer;
use crate::quick_hash::QuickMap;
use crate::schema::{CompiledDefinition, CompiledDefinitions, Oracle};
use crate::tree::{Tree, tree};

/// One compiled schema.
#[derive(Debug)]
pub(super) enum Check<'c> {
    Whole(Oracle),
    OfCompound(Parts<'c>),
}

/// The definitions of a compound.
#[derive(Debug)]
pub(super) struct Parts<'c> {
    compound: &'c Compound,
    formats: bool,
    /// Whether some keyword asks what other keywords evaluated.
    has_unevaluated: bool,
}

impl CompiledDefinitions for Parts<'_> {
    fn definition(&self, number: u32) -> Option<&CompiledDefinition> {
        self.compound.numbered(number)?.compiled(self.formats)
    }
}

impl<'c> Check<'c> {
    /// The schema at `place` of `document`, with references as they are meant there; `None` if something in it cannot be used.
    pub(super) fn at(document: &Tree, place: &Pointer, formats: bool) -> Option<Self> {
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
        Oracle::new(document, place, formats, &references).map(Self::Whole)
    }

    /// The schema that is `compound`; `None` if something in it cannot be used.
    pub(super) fn of_compound(compound: &'c Compound, formats: bool) -> Option<Self> {
        let (mut open, mut known, mut has_unevaluated) = (vec![&*compound.root], QuickMap::default(), false);
        while let Some(definition) = open.pop() {
            let usable = definition.usable(formats)?;
            has_unevaluated |= usable.has_unevaluated;
            let new = usable.references.iter().filter(|number| known.insert(**number, ()).is_none());
            open.extend(new.filter_map(|number| compound.numbered(*number)));
        }
        Some(Self::OfCompound(Parts { compound, formats, has_unevaluated }))
    }

    pub(super) fn of_format(name: &str) -> Option<Self> {
        Self::at(&tree!({ "format": name }), &Pointer::root(), true)
    }

    /// Whether the validator accepts the instance; `None` where it cannot say.
    pub(super) fn accepts(&self, instance: &Value) -> Option<bool> {
        match self {
            Self::Whole(oracle) => oracle.accepts(instance),
            Self::OfCompound(parts) => {
                parts.compound.root.compiled(parts.formats)?.accepts(parts, parts.has_unevaluated, instance)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use std::rc::Rc;

    use serde_json::json;

    use super::*;
    use crate::containment::compound::Definition;
    use crate::containment::reference::{DefinitionId, Form, Reference};

    fn id(number: u32) -> DefinitionId {
        DefinitionId::new(number, Form::Written)
    }

    fn to(number: u32) -> Tree {
        tree!({ "$ref": Reference::Definition(id(number)).text() })
    }

    fn definition(schema: Tree) -> Rc<Definition> {
        Rc::new(Definition::new(schema))
    }

    fn compound(root: &Rc<Definition>, definitions: &[Tree]) -> Compound {
        let numbered = (0..).zip(definitions).map(|(number, schema)| (id(number), definition(schema.clone())));
        Compound::new(Rc::clone(root), vec![Rc::new(numbered.collect())])
    }

    fn answers(compound: &Compound, instances: &[Value]) -> Vec<Option<bool>> {
        let check = Check::of_compound(compound, true).expect("everything can be used");
        instances.iter().map(|instance| check.accepts(instance)).collect()
    }

    #[test]
    fn definitions_that_only_refer_to_one_another_say_nothing() {
        let around = compound(&definition(to(0)), &[to(1), to(2), to(0)]);
        assert_eq!(answers(&around, &[json!(1)]), [None]);
        let both = tree!({ "allOf": [to(0)], "type": "string" });
        let itself = compound(&definition(both.clone()), &[both]);
        assert_eq!(answers(&itself, &[json!("a"), json!(1)]), [None, Some(false)]);
    }

    #[test]
    fn a_value_ends_where_definitions_do_not() {
        let tree = tree!({ "type": "object", "properties": { "below": to(0) }, "additionalProperties": false });
        let tree = compound(&definition(to(0)), &[tree]);
        let instances = [json!({ "below": { "below": {} } }), json!({ "below": { "beside": {} } })];
        assert_eq!(answers(&tree, &instances), [Some(true), Some(false)]);
    }

    #[test]
    fn a_definition_means_what_its_compound_says() {
        let root = definition(tree!({ "items": to(0) }));
        let (texts, numbers) =
            (compound(&root, &[tree!({"type": "string"})]), compound(&root, &[tree!({"type": "number"})]));
        let instances = [json!(["a"]), json!([1])];
        assert_eq!(answers(&texts, &instances), [Some(true), Some(false)]);
        assert_eq!(answers(&numbers, &instances), [Some(false), Some(true)]);
        assert_eq!(answers(&compound(&root, &[]), &instances), [None, None], "what is not there says nothing");
    }

    #[test]
    fn what_a_definition_evaluates_is_known_around_it() {
        let declared = tree!({ "properties": { "a": true } });
        let closed = definition(tree!({ "allOf": [to(0)], "unevaluatedProperties": false }));
        let instances = [json!({ "a": 1 }), json!({ "b": 1 })];
        assert_eq!(answers(&compound(&closed, std::slice::from_ref(&declared)), &instances), [Some(true), Some(false)]);
        // Whichever of the alternatives is met first, what both evaluate counts.
        let either = tree!({ "anyOf": [declared, { "properties": { "b": true } }] });
        let below = definition(tree!({ "properties": { "below": to(1) } }));
        let below = compound(&below, &[either, tree!({ "allOf": [to(0)], "unevaluatedProperties": false })]);
        let instances = [json!({ "below": { "a": 1, "b": 1 } }), json!({ "below": { "c": 1 } })];
        assert_eq!(answers(&below, &instances), [Some(true), Some(false)]);
    }

    #[test]
    fn a_definition_that_cannot_be_used_leaves_nothing_to_check() {
        let unusable = compound(&definition(tree!({ "items": to(0) })), &[to(1), tree!({ "minLength": "one" })]);
        assert!(Check::of_compound(&unusable, true).is_none());
    }
}
