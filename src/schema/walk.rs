//! Where the schemas inside of a schema are. Every pass that descends into schemas asks here.
//!
//! A keyword has one schema, a list of them, schemas by names that the author chooses, or none: `const`, `enum`, `default`,
//! `example` and `examples` have values, which are data whatever they look like. A name is no keyword: what a property, a
//! definition or a pattern is called means nothing. [`super::objects`] decides the same for the rest of a document.
//!
//! The keywords are those of JSON Schema from draft 4 to 2020-12, which include the ones of OpenAPI 3.0.
//!
//! `build.rs` compiles this file too: it imports nothing above `pointer`.

use crate::pointer::Pointer;
use crate::tree::Tree;

/// Where the schemas are that a keyword has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// One schema.
    One,
    /// A list of schemas.
    List,
    /// Schemas by name.
    Named,
    /// Data, or nothing that is known.
    Nothing,
}

/// Where `keyword`, with this value, has schemas.
pub(crate) fn holds(keyword: &str, value: &Tree) -> Holds {
    match keyword {
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        // A list until JSON Schema 2019-09.
        "items" if value.is_array() => Holds::List,
        "items"
        | "additionalItems"
        | "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::One,
        "$defs" | "definitions" | "dependentSchemas" | "dependencies" | "patternProperties" | "properties" => {
            Holds::Named
        }
        _ => Holds::Nothing,
    }
}

/// The way from a schema to one directly inside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step<'s> {
    pub(crate) keyword: &'s str,
    pub(crate) inside: Inside<'s>,
}

/// Which of the schemas of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inside<'s> {
    /// The only one.
    Whole,
    /// The one at this position of the list.
    Position(usize),
    /// The one of this name.
    Name(&'s str),
}

impl Step<'_> {
    /// The place of the schema inside of the one at `at`.
    pub(crate) fn place(&self, at: &Pointer) -> Pointer {
        // In one allocation: every pass that knows places asks for one of each schema.
        match self.inside {
            Inside::Whole => at.down(&[self.keyword]),
            Inside::Position(position) => at.down(&[self.keyword, &position.to_string()]),
            Inside::Name(name) => at.down(&[self.keyword, name]),
        }
    }

    /// Goes this step down from `at`.
    fn go(&self, at: &mut Pointer) {
        at.push(self.keyword);
        match self.inside {
            Inside::Whole => {}
            Inside::Position(position) => at.push(&position.to_string()),
            Inside::Name(name) => at.push(name),
        }
    }
}

/// The ways from a schema to those inside of it, for a walk that wants to know few of their places.
#[derive(Default)]
pub(crate) struct Ways<'s>(Vec<(usize, Step<'s>)>);

impl<'s> Ways<'s> {
    /// The schema itself.
    pub(crate) const START: usize = 0;

    /// The way that goes a step further than `way`.
    pub(crate) fn add(&mut self, way: usize, step: Step<'s>) -> usize {
        self.0.push((way, step));
        self.0.len()
    }

    /// The place that a way leads to from `start`.
    pub(crate) fn place(&self, start: &Pointer, way: usize) -> Pointer {
        let mut steps = Vec::new();
        let mut here = way;
        while let Some((above, step)) = here.checked_sub(1).and_then(|number| self.0.get(number)) {
            steps.push(step);
            here = *above;
        }
        let mut place = start.clone();
        steps.into_iter().rev().for_each(|step| step.go(&mut place));
        place
    }
}

/// Shows `each` the schemas directly inside of `schema`.
pub(crate) fn each_inside<'s>(schema: &'s Tree, each: &mut dyn FnMut(Step<'s>, &'s Tree)) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match (holds(keyword, value), value) {
            (Holds::One, value) => each(Step { keyword, inside: Inside::Whole }, value),
            (Holds::List, Tree::Array(items)) => {
                for (position, item) in items.iter().enumerate() {
                    each(Step { keyword, inside: Inside::Position(position) }, item);
                }
            }
            (Holds::Named, Tree::Object(members)) => {
                // Names that a property depends on are no schema.
                for (name, member) in members.iter().filter(|(_, member)| !member.is_array()) {
                    each(Step { keyword, inside: Inside::Name(name) }, member);
                }
            }
            _ => {}
        }
    }
}

/// The same, and `each` may change them.
pub(crate) fn each_inside_mut(schema: &mut Tree, each: &mut dyn FnMut(Step<'_>, &mut Tree)) {
    for (keyword, value) in schema.as_object_mut().into_iter().flatten() {
        match (holds(keyword, value), value) {
            (Holds::One, value) => each(Step { keyword, inside: Inside::Whole }, value),
            (Holds::List, Tree::Array(items)) => {
                for (position, item) in items.iter_mut().enumerate() {
                    each(Step { keyword, inside: Inside::Position(position) }, item);
                }
            }
            (Holds::Named, Tree::Object(members)) => {
                for (name, member) in members.iter_mut().filter(|(_, member)| !member.is_array()) {
                    each(Step { keyword, inside: Inside::Name(name) }, member);
                }
            }
            _ => {}
        }
    }
}

/// Whether `wanted` takes `schema`, or any schema inside of it.
#[cfg(feature = "diff")]
pub(crate) fn any<'s>(schema: &'s Tree, wanted: &mut dyn FnMut(&'s Tree) -> bool) -> bool {
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if wanted(schema) {
            return true;
        }
        each_inside(schema, &mut |_, inside| open.push(inside));
    }
    false
}

/// Whether there is a schema at `place` of `schema`: the tokens alternate between keywords and what they hold.
#[cfg(feature = "validate")]
pub(crate) fn is_schema(schema: &Tree, place: &Pointer) -> bool {
    let mut value = schema;
    let mut tokens = place.parts();
    while let Some(keyword) = tokens.next() {
        let Some(below) = value.get(keyword.as_ref()) else { return false };
        let below = match holds(&keyword, below) {
            Holds::One => Some(below),
            Holds::Nothing => None,
            Holds::List => tokens.next().and_then(|token| below.get(token.parse::<usize>().ok()?)),
            Holds::Named => tokens.next().and_then(|token| below.get(token.as_ref())),
        };
        let Some(below) = below else { return false };
        value = below;
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::tree::tree;

    use super::*;

    #[test]
    fn a_name_is_no_keyword_and_data_is_no_schema() {
        let mut schema = tree!({
            "properties": {"default": {}, "enum": {}, "$ref": {}, "properties": {}, "x-y": {}},
            "patternProperties": {"not": {}},
            "$defs": {"examples": {}},
            "dependencies": {"const": ["a"], "example": {}},
            "items": [{}],
            "not": {},
            "const": {"properties": {"a": {}}},
            "enum": [{"not": {}}],
            "default": {"not": {}},
            "example": {"not": {}},
            "examples": [{"not": {}}],
            "x-y": {"not": {}},
        });
        let mut places = Vec::new();
        each_inside(&schema, &mut |step, _| places.push(step.place(&Pointer::root()).to_string()));
        let wanted = [
            "/$defs/examples",
            "/dependencies/example",
            "/items/0",
            "/not",
            "/patternProperties/not",
            "/properties/$ref",
            "/properties/default",
            "/properties/enum",
            "/properties/properties",
            "/properties/x-y",
        ];
        places.sort_unstable();
        assert_eq!(places, wanted);
        let mut changed = Vec::new();
        each_inside_mut(&mut schema, &mut |step, _| changed.push(step.place(&Pointer::root()).to_string()));
        changed.sort_unstable();
        assert_eq!(changed, wanted);
    }
}
