//! Which alternative of `oneOf` or `anyOf` was meant, for a value that matches none: the discriminator decides, else the
//! failures do.

use std::collections::HashMap;

use serde_json::Value;

use super::bundle::Bundle;
use super::expectation::Expectation;
use super::failure::Failure;
use super::walk;
use crate::pointer::Pointer;

/// The discriminators of a schema, by the places of their `oneOf` and `anyOf` in the bundle.
#[derive(Debug, Default)]
pub(super) struct Discriminators(HashMap<Pointer, Discriminator>);

/// A Discriminator Object (OpenAPI 3.0.3, 4.7.25).
#[derive(Debug)]
struct Discriminator {
    property: String,
    /// The number of the alternative that each value of the property names.
    branches: HashMap<String, usize>,
}

impl Discriminators {
    /// Those of the schema that `bundle` took from `document`.
    pub(super) fn of(document: &Value, bundle: &Bundle) -> Self {
        let mut found = HashMap::new();
        visit(&bundle.schema, &Pointer::root(), &mut |location| {
            let Some(schema) = bundle.document_pointer(location).resolve(document) else { return };
            for keyword in ["oneOf", "anyOf"] {
                let branches = schema.get(keyword).and_then(Value::as_array);
                let discriminator = schema.get("discriminator").filter(|_| branches.is_some());
                if let Some(discriminator) = discriminator.and_then(|it| Discriminator::of(it, branches?)) {
                    found.insert(location.clone().key(keyword), discriminator);
                }
            }
        });
        Self(found)
    }

    /// The number of the alternative at `location` that `instance` names.
    pub(super) fn choice(&self, location: &Pointer, instance: &Value) -> Option<usize> {
        let discriminator = self.0.get(location)?;
        let named = instance.get(&discriminator.property)?.as_str()?;
        discriminator.branches.get(named).copied()
    }
}

impl Discriminator {
    fn of(object: &Value, alternatives: &[Value]) -> Option<Self> {
        let property = object.get("propertyName")?.as_str()?.to_owned();
        let mut branches = HashMap::new();
        let mapping = object.get("mapping").and_then(Value::as_object);
        for (number, alternative) in alternatives.iter().enumerate() {
            let Some(reference) = alternative.get("$ref").and_then(Value::as_str) else { continue };
            let name = reference.rsplit('/').next().unwrap_or(reference);
            branches.insert(name.to_owned(), number);
            for (value, target) in mapping.into_iter().flatten() {
                if target.as_str().is_some_and(|target| target == reference || target == name) {
                    branches.insert(value.clone(), number);
                }
            }
        }
        Some(Self { property, branches })
    }
}

/// Shows the place of every schema in `schema` and its definitions that has alternatives.
fn visit(schema: &Value, here: &Pointer, each: &mut impl FnMut(&Pointer)) {
    if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
        each(here);
    }
    walk::each_inside(schema, &mut |step, inside| visit(inside, &step.place(here), each));
}

/// How far a value is from an alternative that it fails in this way; `depth` is that of the value.
///
/// A value of another type was not meant for it at all; a constant that differs, of the value or of one of its
/// properties, names another alternative. Everything else is a mistake like others.
pub(super) fn distance(failures: &[Failure], depth: usize) -> usize {
    let one = |failure: &Failure| match (&failure.expectation, failure.instance.tokens().count().saturating_sub(depth))
    {
        (Expectation::Type(_), 0) => 1_000,
        (Expectation::Const(_), 0 | 1) => 100,
        (Expectation::Enum(values), 0 | 1) if values.len() == 1 => 100,
        (Expectation::Enum(_), 0) => 10,
        (Expectation::Required(_), 0) => 3,
        (Expectation::Type(_) | Expectation::Enum(_), 1) => 2,
        _ => 1,
    };
    failures.iter().map(one).sum()
}
