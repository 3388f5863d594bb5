//! OpenAPI 3.1: Schema Objects are JSON Schema already, so what is wrong is left out and the rest is taken over.
//!
//! Every keyword keeps its place. Identifiers (`$id`, `$anchor`, ...) and definitions are left out: the bundle resolves
//! every reference itself and brings along what is referred to. `readOnly` and `writeOnly` close a property to the other
//! direction, as in OpenAPI 3.0; `nullable` means nothing (OpenAPI 3.1.0, 4.8.24).

use std::collections::HashSet;

use super::dialect::{
    Converted, Direction, NO_MARK, NO_REFERENCE, integer_format, is_count, is_hidden, is_reference, is_true,
    unusable_divisor,
};
use super::walk::{Holds, holds};
use crate::json::exact;
use crate::pointer::Pointer;
use crate::stack::deep;
use crate::tree::{Map, Tree, tree};

/// Which JSON Schema a document means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Draft {
    /// Draft 4.
    Four,
    /// Draft 6.
    Six,
    /// Draft 7.
    Seven,
    /// 2019-09.
    Y2019,
    /// 2020-12, the default of OpenAPI 3.1.
    Y2020,
}

impl Draft {
    /// The draft of this meta-schema; `None` for one that is not known.
    pub(crate) fn of_uri(uri: &str) -> Option<Self> {
        Some(match uri.trim_end_matches('#').split_once("://")?.1 {
            "json-schema.org/draft-04/schema" => Self::Four,
            "json-schema.org/draft-06/schema" => Self::Six,
            "json-schema.org/draft-07/schema" => Self::Seven,
            "json-schema.org/draft/2019-09/schema" => Self::Y2019,
            "json-schema.org/draft/2020-12/schema" => Self::Y2020,
            rest if rest.starts_with("spec.openapis.org/oas/3.") => Self::Y2020,
            _ => return None,
        })
    }

    /// The meta-schema.
    pub(crate) fn uri(self) -> &'static str {
        match self {
            Self::Four => "http://json-schema.org/draft-04/schema#",
            Self::Six => "http://json-schema.org/draft-06/schema#",
            Self::Seven => "http://json-schema.org/draft-07/schema#",
            Self::Y2019 => "https://json-schema.org/draft/2019-09/schema",
            Self::Y2020 => "https://json-schema.org/draft/2020-12/schema",
        }
    }
}

/// Takes over the schema `schema` of `draft` for payloads that go in `direction`.
pub(crate) fn from_json_schema(schema: &Tree, direction: Direction, draft: Draft) -> Converted {
    let mut walk = Walk::new(direction, draft, false);
    let schema = walk.schema(schema);
    Converted { schema, skipped: walk.skipped, tolerated: walk.tolerated }
}

/// What that would skip: places and messages.
#[cfg(feature = "validate")]
pub(crate) fn check_json_schema(schema: &Tree, draft: Draft) -> Vec<(Pointer, String)> {
    let direction = Direction::Neutral;
    let mut walk = Walk::new(direction, draft, true);
    walk.schema(schema);
    walk.skipped.append(&mut walk.tolerated);
    walk.skipped
}

struct Walk {
    direction: Direction,
    draft: Draft,
    /// Whether nothing is built, so that a check needs no memory.
    is_check: bool,
    at: Pointer,
    skipped: Vec<(Pointer, String)>,
    tolerated: Vec<(Pointer, String)>,
}

impl Walk {
    fn new(direction: Direction, draft: Draft, is_check: bool) -> Self {
        Self { direction, draft, is_check, at: Pointer::root(), skipped: Vec::new(), tolerated: Vec::new() }
    }

    fn schema(&mut self, schema: &Tree) -> Tree {
        deep(|| self.object(schema))
    }

    fn object(&mut self, schema: &Tree) -> Tree {
        let object = match schema {
            Tree::Object(object) => object,
            Tree::Bool(_) => return schema.clone(),
            _ => {
                self.skip("wanted a schema");
                return Tree::Bool(true);
            }
        };
        let mut out = if self.is_check { Map::new() } else { Map::with_capacity(object.len()) };
        for (keyword, value) in object {
            self.at.push(keyword);
            if let (Some(value), false) = (self.keyword(object, keyword, value), self.is_check) {
                out.insert(keyword.clone(), value);
            }
            self.at.up();
        }
        if let Some(required) = out.get_mut("required").and_then(Tree::as_array_mut) {
            let properties = object.get("properties").and_then(Tree::as_object);
            let hidden = |name: &str| {
                let property = properties.and_then(|properties| properties.get(name)).and_then(Tree::as_object);
                property.is_some_and(|property| self.is_hidden(property))
            };
            required.retain(|name| !name.as_str().is_some_and(hidden));
        }
        integer_format(object, &mut out);
        Tree::Object(out)
    }

    fn keyword(&mut self, object: &Map, keyword: &str, value: &Tree) -> Option<Tree> {
        match keyword {
            // Resolved by the bundle; the rest is for people and code generators.
            "$id" | "id" | "$anchor" | "$dynamicAnchor" | "$recursiveAnchor" | "$schema" | "$vocabulary" | "$defs"
            | "definitions" | "discriminator" | "example" | "externalDocs" | "nullable" | "xml" => None,
            // Keywords of ours, which mean something only where we put them.
            keyword if keyword.starts_with("x-order-contracts-") => None,
            "$ref" | "$dynamicRef" | "$recursiveRef" | "pattern" | "format" | "contentEncoding"
            | "contentMediaType" => self.take(value, value.is_string(), "wanted a string"),
            "title" | "description" | "$comment" => self.keep(value, value.is_string()),
            "deprecated" | "readOnly" | "writeOnly" => self.keep(value, value.is_boolean()),
            "examples" => self.keep(value, value.is_array()),
            "type" => self.types(value),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "minContains"
            | "maxContains" => self.take(value, is_count(value), "wanted a non-negative integer"),
            "exclusiveMinimum" | "exclusiveMaximum" if self.draft == Draft::Four => {
                self.take(value, value.is_boolean(), "wanted a boolean")
            }
            // The form of OpenAPI 3.0: of the bound beside it.
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => {
                let bound = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
                let bound = object.get(bound).filter(|bound| exact::is_number(*bound));
                match (value == &Tree::Bool(true), bound) {
                    (true, Some(bound)) => {
                        self.tolerated.push((self.at.clone(), "wanted a number".to_owned()));
                        self.keep(bound, true)
                    }
                    _ => self.refuse("wanted a number"),
                }
            }
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                self.take(value, exact::is_number(value), "wanted a number")
            }
            "multipleOf" => match unusable_divisor(value) {
                None => self.keep(value, true),
                Some(wanted) => self.refuse(&wanted),
            },
            "uniqueItems" => self.take(value, value.is_boolean(), "wanted a boolean"),
            "required" => match unique_strings(value) {
                Some(names) => Some(names),
                None => self.refuse("wanted an array of property names"),
            },
            "dependentRequired" => self.named(value, |walk, names| match unique_strings(names) {
                Some(names) => names,
                None => {
                    walk.skip("wanted an array of property names");
                    tree!([])
                }
            }),
            "const" | "enum" if !exact::is_plain(value) => self.refuse(NO_MARK),
            "enum" => self.take(value, value.is_array(), "wanted an array of values"),
            "items" if value.is_array() && self.draft == Draft::Y2020 => {
                self.refuse("wanted a schema (an array belongs in `prefixItems`)")
            }
            "properties" => self.named(value, |walk, property| match property.as_object() {
                Some(object) if walk.is_hidden(object) => Tree::Bool(false),
                _ => walk.schema(property),
            }),
            "dependencies" => self.named(value, |walk, value| match value.is_array() {
                true => unique_strings(value).unwrap_or(Tree::Bool(true)),
                false => walk.schema(value),
            }),
            _ => match holds(keyword, value) {
                Holds::One => Some(self.schema(value)),
                Holds::List => self.list(value),
                Holds::Named => self.named(value, Self::schema),
                Holds::Nothing => self.keep(value, true),
            },
        }
    }

    fn types(&mut self, value: &Tree) -> Option<Tree> {
        let known = |name: &Tree| {
            let name = name.as_str().unwrap_or_default();
            matches!(name, "array" | "boolean" | "integer" | "null" | "number" | "object" | "string")
        };
        match value.as_array() {
            Some(names) if !names.is_empty() && names.iter().all(known) => unique_strings(value),
            None if known(value) => Some(value.clone()),
            _ => self.refuse("wanted a type name or an array of type names"),
        }
    }

    fn list(&mut self, value: &Tree) -> Option<Tree> {
        let Some(branches) = value.as_array().filter(|branches| !branches.is_empty()) else {
            return self.refuse("wanted a non-empty array of schemas");
        };
        let mut out = Vec::new();
        for (position, branch) in branches.iter().enumerate() {
            self.at.push(&position.to_string());
            let branch = self.schema(branch);
            out.extend(Some(branch).filter(|_| !self.is_check));
            self.at.up();
        }
        Some(out.into())
    }

    fn named(&mut self, value: &Tree, mut each: impl FnMut(&mut Self, &Tree) -> Tree) -> Option<Tree> {
        let Some(members) = value.as_object() else { return self.refuse("wanted an object") };
        if is_reference(members) {
            return self.refuse(NO_REFERENCE);
        }
        let mut out = Map::new();
        for (name, member) in members {
            self.at.push(name);
            let member = each(self, member);
            out.extend(Some((name.clone(), member)).filter(|_| !self.is_check));
            self.at.up();
        }
        Some(Tree::Object(out))
    }

    fn is_hidden(&self, property: &Map) -> bool {
        match self.direction {
            // Siblings of `$ref` count in OpenAPI 3.1.
            Direction::Request => is_true(property, "readOnly"),
            Direction::Response => is_true(property, "writeOnly"),
            Direction::Neutral => is_hidden(property, Direction::Neutral),
        }
    }

    fn take(&mut self, value: &Tree, fits: bool, wanted: &str) -> Option<Tree> {
        self.keep(value, fits).or_else(|| self.refuse(wanted))
    }

    fn keep(&self, value: &Tree, fits: bool) -> Option<Tree> {
        fits.then(|| if self.is_check { Tree::Null } else { value.clone() })
    }

    fn refuse(&mut self, wanted: &str) -> Option<Tree> {
        self.skip(wanted);
        None
    }

    fn skip(&mut self, wanted: &str) {
        self.skipped.push((self.at.clone(), wanted.to_owned()));
    }
}

/// The strings of a list, each once; `None` when `value` is anything else.
fn unique_strings(value: &Tree) -> Option<Tree> {
    let names = value.as_array()?;
    let mut seen = HashSet::with_capacity(names.len());
    let mut out: Vec<Tree> = Vec::with_capacity(names.len());
    for name in names {
        if seen.insert(name.as_str()?) {
            out.push(name.clone());
        }
    }
    Some(out.into())
}
