//! [`Primitives`]: parts of a text read as the types that a schema asks for.

use std::borrow::Cow;
use std::collections::HashSet;

use super::readings::{every, read};
use super::{Coding, Malformed, Reading, Readings, alternating, assigned};
use crate::schema::{Shape, Types};

/// How to read the parts of one parameter.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Primitives<'a> {
    pub(in crate::validate) coding: Coding,
    pub(in crate::validate) shape: Shape<'a>,
    pub(in crate::validate) types: Types,
}

impl<'a> Primitives<'a> {
    pub(in crate::validate) fn new(coding: Coding, shape: Shape<'a>) -> Self {
        // The value is unconstrained: it is a string.
        let types = match shape.types() {
            Types::ALL => Types::STRING,
            types => types,
        };
        Self { coding, shape, types }
    }

    /// Whether the value may be something that is no array and no object.
    pub(super) fn may_be_primitive(&self) -> bool {
        self.types.has(Types::STRING)
            || self.types.has(Types::NUMBER)
            || self.types.has(Types::BOOLEAN)
            || self.types.has(Types::NULL)
            || !(self.types.has(Types::ARRAY) || self.types.has(Types::OBJECT))
    }

    /// One part as what the whole value may be.
    pub(super) fn primitive(&self, text: &str) -> Result<Readings, Malformed> {
        Ok(read(&self.coding.decode(text)?, self.types))
    }

    /// Parts as the items of an array.
    pub(super) fn array(&self, parts: &[&str]) -> Result<Readings, Malformed> {
        let mut texts = Vec::with_capacity(parts.len());
        for part in parts {
            texts.push(self.coding.decode(part)?);
        }
        Ok(every(|choices| {
            let item = |(position, text): (usize, &Cow<'_, str>)| choices.pick(text, &self.shape.items(position));
            Reading::array(texts.iter().enumerate().map(item).collect())
        }))
    }

    /// Names and values as the members of an object.
    pub(super) fn object(&self, pairs: &[(String, String)]) -> Result<Readings, Malformed> {
        let mut texts: Vec<(String, String)> = Vec::with_capacity(pairs.len());
        let mut known = HashSet::new();
        for (name, value) in pairs {
            let name = self.coding.decode(name)?.into_owned();
            if !known.insert(name.clone()) {
                return Err(Malformed::Repeated);
            }
            texts.push((name, self.coding.decode(value)?.into_owned()));
        }
        Ok(every(|choices| {
            let member =
                |(name, text): &(String, String)| (name.clone(), choices.pick(text, &self.shape.property(name)));
            Reading::object(texts.iter().map(member).collect())
        }))
    }

    /// Parts as an object, its names and values in turn or assigned.
    pub(super) fn object_of(&self, parts: &[&str], explode: bool, form: &str) -> Result<Readings, Malformed> {
        let pairs = if explode { assigned(parts) } else { alternating(parts) };
        self.object(&pairs.ok_or_else(|| Malformed::Form(form.to_owned()))?)
    }
}
