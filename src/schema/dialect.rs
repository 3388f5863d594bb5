//! OpenAPI 3.0 Schema Object to JSON Schema 2020-12, place by place.
//!
//! The shape of a schema is kept: a value at `/properties/amount/minimum` in the document is there in the
//! result, so a keyword location can be followed back into the document. Only four keywords change their form
//! (`type` with `nullable`, the two boolean `exclusive*`, `example`), and what no validator reads is left out. What a
//! document writes in a form that the standard does not define is skipped and reported in [`Converted::skipped`]: one wrong
//! corner must not cost the rest of the document.

use std::collections::HashSet;

use crate::json::{Decimal, exact};
use crate::pointer::Pointer;
use crate::stack::deep;
use crate::tree::{Map, Tree, tree};

/// Who sends the payload, for `readOnly` and `writeOnly` (OpenAPI 3.0.3, 4.7.24.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Complete: HTTP has no third kind of message.
pub enum Direction {
    /// A payload on its own: both kinds of property may be there.
    Neutral,
    /// A client sends it: `readOnly` properties are not part of it, required or not.
    Request,
    /// A server sends it: `writeOnly` properties are not part of it, required or not.
    Response,
}

/// A schema in JSON Schema form, and what could not be taken over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Converted {
    /// The schema; its references still name places of the document (`#/components/schemas/Order`).
    pub(crate) schema: Tree,
    /// Places below the Schema Object that were skipped, and why.
    pub(crate) skipped: Vec<(Pointer, String)>,
    /// Places that the standard does not know this way, and that were taken over all the same: they can only mean one
    /// thing.
    pub(crate) tolerated: Vec<(Pointer, String)>,
}

/// Converts the Schema Object `schema` for payloads that go in `direction`.
#[must_use]
pub(crate) fn from_schema_object(schema: &Tree, direction: Direction) -> Converted {
    let mut walk = Walk { direction, is_check: false, at: Vec::new(), skipped: Vec::new(), tolerated: Vec::new() };
    let schema = walk.schema(schema);
    Converted { schema, skipped: walk.skipped, tolerated: walk.tolerated }
}

/// What a conversion would skip or tolerate: places and messages.
#[cfg(feature = "validate")]
pub(crate) fn check_schema_object(schema: &Tree) -> Vec<(Pointer, String)> {
    let direction = Direction::Neutral;
    let mut walk = Walk { direction, is_check: true, at: Vec::new(), skipped: Vec::new(), tolerated: Vec::new() };
    walk.schema(schema);
    walk.skipped.append(&mut walk.tolerated);
    walk.skipped
}

struct Walk<'s> {
    direction: Direction,
    /// Whether nothing is built, so that a check needs no memory.
    is_check: bool,
    /// The way to where the walk is: hardly any place is asked for.
    at: Vec<Token<'s>>,
    skipped: Vec<(Pointer, String)>,
    tolerated: Vec<(Pointer, String)>,
}

/// One token of a place.
#[derive(Clone, Copy)]
enum Token<'s> {
    Name(&'s str),
    Position(usize),
}

impl<'s> Walk<'s> {
    fn schema(&mut self, schema: &'s Tree) -> Tree {
        deep(|| self.object(schema))
    }

    fn object(&mut self, schema: &'s Tree) -> Tree {
        let Some(object) = schema.as_object() else {
            self.skip("wanted a Schema Object");
            return Tree::Bool(true);
        };
        if let Some(reference) = object.get("$ref") {
            // OpenAPI 3.0.3, 4.7.23.1: siblings of `$ref` are ignored.
            return match reference.as_str() {
                Some(_) if self.is_check => Tree::Null,
                Some(reference) => tree!({ "$ref": reference }),
                None => {
                    self.below(Token::Name("$ref"), |walk| walk.skip("wanted a string"));
                    Tree::Bool(true)
                }
            };
        }
        let mut out = if self.is_check { Map::new() } else { Map::with_capacity(object.len()) };
        for (keyword, value) in object {
            self.below(Token::Name(keyword), |walk| walk.keyword(object, keyword, value, &mut out));
        }
        if !self.is_check {
            integer_format(object, &mut out);
        }
        Tree::Object(out)
    }

    /// Takes one keyword of `object` over into `out`.
    fn keyword(&mut self, object: &'s Map, keyword: &str, value: &'s Tree, out: &mut Map) {
        let converted = match keyword {
            "type" => self.types(value, !self.is_check && is_true(object, "nullable")),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                self.take(value, is_count(value), "wanted a non-negative integer")
            }
            "minimum" | "maximum" => {
                let exclusive = if keyword == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
                let taken = self.take(value, exact::is_number(value), "wanted a number");
                match taken {
                    Some(bound) if !self.is_check && is_true(object, exclusive) => {
                        out.insert(exclusive.to_owned(), bound);
                        None
                    }
                    other => other,
                }
            }
            // Taken up with `type`, `minimum` and `maximum`.
            "nullable" | "exclusiveMinimum" | "exclusiveMaximum" => {
                if !value.is_boolean() {
                    self.skip("wanted a boolean");
                }
                None
            }
            "multipleOf" => match unusable_divisor(value) {
                None => self.take(value, true, ""),
                Some(wanted) => self.refuse(&wanted),
            },
            "pattern" | "format" | "title" | "description" => self.take(value, value.is_string(), "wanted a string"),
            "uniqueItems" | "deprecated" | "readOnly" | "writeOnly" => {
                self.take(value, value.is_boolean(), "wanted a boolean")
            }
            "required" => match value.as_array().filter(|names| names.iter().all(Tree::is_string)) {
                Some(_) if self.is_check => None,
                Some(names) => Some(required(names, object, self.direction)),
                None => self.refuse("wanted an array of property names"),
            },
            "enum" if !exact::is_plain(value) => self.refuse(NO_MARK),
            "enum" => self.take(value, value.is_array(), "wanted an array of values"),
            "default" | "example" if self.is_check => None,
            "default" => self.take(value, true, ""),
            "example" => {
                let example = self.take(value, true, "");
                out.extend(example.map(|example| ("examples", tree!([example]))));
                None
            }
            "items" | "not" => Some(self.schema(value)),
            "additionalProperties" if value.is_boolean() => Some(value.clone()),
            "additionalProperties" => Some(self.schema(value)),
            "properties" => self.properties(value),
            "allOf" | "anyOf" | "oneOf" => self.branches(value),
            // For people and code generators only. A `discriminator` picks the branch to try first and never changes
            // what `oneOf` accepts (OpenAPI 3.0.3, 4.7.25).
            _ => None,
        };
        if let (Some(converted), false) = (converted, self.is_check) {
            out.insert(keyword.to_owned(), converted);
        }
    }

    /// OpenAPI 3.0.3, 4.7.24.1: `nullable` adds null to the type next to it, and has no effect without one.
    fn types(&mut self, value: &Tree, nullable: bool) -> Option<Tree> {
        const WANTED: &str = "wanted an OpenAPI 3.0 type name";
        let is_known =
            |name: &&str| matches!(*name, "array" | "boolean" | "integer" | "null" | "number" | "object" | "string");
        let names: Vec<&str> = match value {
            Tree::String(name) if self.is_check && is_known(&name.as_str()) && name != "null" => return None,
            Tree::String(name) => vec![name.as_str()],
            Tree::Array(names) => names.iter().map(|name| name.as_str().unwrap_or_default()).collect(),
            _ => Vec::new(),
        };
        if names.is_empty() || !names.iter().all(is_known) {
            return self.refuse(WANTED);
        }
        if value.is_array() || names == ["null"] {
            // The form of OpenAPI 3.1.
            self.tolerated.push((self.place(), WANTED.to_owned()));
        }
        if self.is_check {
            return None;
        }
        let mut unique: Vec<&str> = Vec::new();
        for name in names.into_iter().chain(nullable.then_some("null")) {
            if !unique.contains(&name) {
                unique.push(name);
            }
        }
        Some(match unique[..] {
            [only] => only.into(),
            _ => unique.into(),
        })
    }

    fn properties(&mut self, value: &'s Tree) -> Option<Tree> {
        let Some(properties) = value.as_object() else {
            return self.refuse("wanted an object of Schema Objects");
        };
        if is_reference(properties) {
            return self.refuse(NO_REFERENCE);
        }
        let mut out = if self.is_check { Map::new() } else { Map::with_capacity(properties.len()) };
        for (name, property) in properties {
            let converted = self.below(Token::Name(name), |walk| match property.as_object() {
                Some(object) if is_hidden(object, walk.direction) => Tree::Bool(false),
                _ => walk.schema(property),
            });
            if !self.is_check {
                out.insert(name.clone(), converted);
            }
        }
        Some(Tree::Object(out))
    }

    fn branches(&mut self, value: &'s Tree) -> Option<Tree> {
        match value.as_array() {
            Some(branches) if !branches.is_empty() => {
                let mut out = Vec::new();
                for (position, branch) in branches.iter().enumerate() {
                    let converted = self.below(Token::Position(position), |walk| walk.schema(branch));
                    if !self.is_check {
                        out.push(converted);
                    }
                }
                Some(out.into())
            }
            _ => self.refuse("wanted a non-empty array of Schema Objects"),
        }
    }

    fn below<T>(&mut self, token: Token<'s>, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.at.push(token);
        let result = walk(self);
        self.at.pop();
        result
    }

    /// Where the walk is.
    fn place(&self) -> Pointer {
        self.at.iter().fold(Pointer::root(), |place, token| match *token {
            Token::Name(name) => place.key(name),
            Token::Position(position) => place.index(position),
        })
    }

    fn take(&mut self, value: &Tree, fits: bool, wanted: &str) -> Option<Tree> {
        match fits {
            true if self.is_check => Some(Tree::Null),
            true => Some(value.clone()),
            false => self.refuse(wanted),
        }
    }

    fn refuse(&mut self, wanted: &str) -> Option<Tree> {
        self.skip(wanted);
        None
    }

    fn skip(&mut self, wanted: &str) {
        self.skipped.push((self.place(), wanted.to_owned()));
    }
}

/// `int32` and `int64` are ranges, which no JSON Schema validator checks as formats.
pub(crate) fn integer_format(object: &Map, out: &mut Map) {
    let numeric = |name: &Tree| matches!(name.as_str(), Some("integer" | "number"));
    let numeric = object.get("type").is_some_and(|name| match name {
        Tree::Array(names) => names.iter().any(numeric),
        name => numeric(name),
    });
    let range = match object.get("format").and_then(Tree::as_str) {
        Some("int32") if numeric => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") if numeric => (i64::MIN, i64::MAX),
        _ => return,
    };
    tighten(out, "minimum", "exclusiveMinimum", range.0, |declared, bound| declared < bound);
    tighten(out, "maximum", "exclusiveMaximum", range.1, |declared, bound| declared > bound);
}

fn tighten(out: &mut Map, bound: &str, exclusive: &str, limit: i64, looser: fn(&Decimal, &Decimal) -> bool) {
    let limit = Tree::from(limit);
    let declared = out.get(bound).or_else(|| out.get(exclusive)).and_then(exact::decimal);
    let is_looser = |declared: Decimal| exact::decimal(&limit).is_none_or(|limit| looser(&declared, &limit));
    // Equal bounds keep the declared one.
    if declared.is_none_or(is_looser) {
        out.insert(bound.to_owned(), limit);
    }
}

/// The names of `required` that a payload has: without those that are hidden, and each once, as JSON Schema wants it.
fn required(names: &[Tree], object: &Map, direction: Direction) -> Tree {
    let hidden = hidden_properties(object, direction);
    let mut seen = HashSet::with_capacity(names.len());
    let mut kept = Vec::with_capacity(names.len());
    for name in names {
        if name.as_str().is_none_or(|name| !hidden.contains(name) && seen.insert(name)) {
            kept.push(name.clone());
        }
    }
    kept.into()
}

/// Why numbers cannot be divided by `value`.
pub(super) fn unusable_divisor(value: &Tree) -> Option<String> {
    let divisor = exact::decimal(value);
    if divisor.as_ref().is_some_and(Decimal::divides) {
        return None;
    }
    let Some(digits) = exact::kept(value).filter(|digits| !digits.starts_with('-')) else {
        return Some("wanted a number greater than 0".to_owned());
    };
    // All of them: two documents are taken to mean the same where these messages are the same.
    Some(format!("too many digits to divide by: {digits}; expected at most 19 significant digits"))
}

/// What is wrong with listed values in which a text begins as numbers do that are kept as texts.
pub(super) const NO_MARK: &str = "wanted values without U+FDD0 at the beginning of a text";

fn hidden_properties(object: &Map, direction: Direction) -> HashSet<&str> {
    let properties = object.get("properties").and_then(Tree::as_object).filter(|_| direction != Direction::Neutral);
    let hidden = properties
        .into_iter()
        .flatten()
        .filter_map(|(name, property)| is_hidden(property.as_object()?, direction).then_some(name.as_str()));
    hidden.collect()
}

/// What is wrong with a reference in place of schemas by name.
pub(super) const NO_REFERENCE: &str = "a schema may be a reference, schemas by name may not";

/// Whether the schemas by name are elsewhere, which no version of the standard knows: they are not read, rather than a property
/// called `$ref`.
pub(super) fn is_reference(named: &Map) -> bool {
    named.get("$ref").is_some_and(Tree::is_string)
}

pub(crate) fn is_hidden(property: &Map, direction: Direction) -> bool {
    let keyword = match direction {
        Direction::Neutral => return false,
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    !property.contains_key("$ref") && is_true(property, keyword)
}

pub(crate) fn is_true(object: &Map, keyword: &str) -> bool {
    object.get(keyword) == Some(&Tree::Bool(true))
}

pub(crate) fn is_count(value: &Tree) -> bool {
    value.is_u64() || value.as_f64().is_some_and(|number| number >= 0.0 && number.fract() == 0.0)
}
