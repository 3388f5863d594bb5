//! [`Shape`]: what the values of a schema look like, as far as reading them from text needs to know.
//!
//! A parameter `12` is a number or a string according to its schema, behind references and alternatives. This is a guess
//! about the reading only: the value that is read is judged by the whole schema.

use std::collections::{HashMap, HashSet};

use crate::json::exact;
use crate::pointer::Pointer;
use crate::tree::{Text, Tree};

/// How many nested references and alternatives are followed.
const MAX_DEPTH: u8 = 24;

/// The schemas that a value may be of, any of them.
#[derive(Debug, Clone)]
pub(crate) struct Shape<'a> {
    root: &'a Tree,
    schemas: Vec<&'a Tree>,
}

/// A set of JSON's types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const NUMBER: Self = Self(4);
    pub(crate) const STRING: Self = Self(8);
    pub(crate) const ARRAY: Self = Self(16);
    pub(crate) const OBJECT: Self = Self(32);
    pub(crate) const ALL: Self = Self(63);
    const NONE: Self = Self(0);

    /// Whether one of `types` is among them.
    pub(crate) fn has(self, types: Self) -> bool {
        self.0 & types.0 != 0
    }

    fn of_name(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" | "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    fn of(value: &Tree) -> Self {
        match value {
            Tree::Null => Self::NULL,
            Tree::Bool(_) => Self::BOOLEAN,
            Tree::Number(_) => Self::NUMBER,
            Tree::String(_) if exact::is_number(value) => Self::NUMBER,
            Tree::String(_) => Self::STRING,
            Tree::Array(_) => Self::ARRAY,
            Tree::Object(_) => Self::OBJECT,
        }
    }

    fn any_of(types: impl Iterator<Item = Self>) -> Self {
        Self(types.fold(0, |sum, types| sum | types.0))
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl<'a> Shape<'a> {
    /// The shape of the values of a bundled schema.
    pub(crate) fn of(schema: &'a Tree) -> Self {
        Self { root: schema, schemas: vec![schema] }
    }

    /// The shape of every value.
    pub(crate) fn any() -> Self {
        Self { root: &Tree::Bool(true), schemas: Vec::new() }
    }

    /// Whether the values are bytes, not text: `format: binary` (OpenAPI 3.0.3, 4.7.14.2), or a media type of their own that
    /// is no text (2020-12, validation 8.4).
    pub(crate) fn is_binary(&self) -> bool {
        self.says(&|schema| {
            let text = |keyword: &str| schema.get(keyword).and_then(Tree::as_str);
            let is_media =
                |media: &str| !media.starts_with("text/") && !media.contains("json") && !media.contains("xml");
            text("format") == Some("binary")
                || text("contentEncoding").is_none() && text("contentMediaType").is_some_and(is_media)
        })
    }

    /// Whether the values are judged by their characters, or by how many they have.
    pub(crate) fn counts_characters(&self) -> bool {
        const KEYWORDS: [&str; 5] = ["minLength", "maxLength", "pattern", "enum", "const"];
        self.says(&|schema| KEYWORDS.iter().any(|keyword| schema.get(keyword).is_some()))
    }

    fn says(&self, wanted: &dyn Fn(&Tree) -> bool) -> bool {
        let mut says = false;
        self.collect_all(&mut |schema| says |= wanted(schema));
        says
    }

    /// The types that a value may have; all of them when the schema does not restrict them.
    pub(crate) fn types(&self) -> Types {
        if self.schemas.is_empty() {
            return Types::ALL;
        }
        let mut known = HashMap::new();
        Types::any_of(self.schemas.iter().map(|schema| self.types_of(schema, 0, &mut known)))
    }

    /// The shape of the property `name`.
    pub(crate) fn property(&self, name: &str) -> Self {
        let mut found = Vec::new();
        self.collect_all(&mut |schema| {
            let declared = schema.get("properties").and_then(|properties| properties.get(name));
            declared.or_else(|| schema.get("additionalProperties")).into_iter().for_each(|below| found.push(below));
        });
        // A property that one alternative declares is not one of the unknown properties of another.
        self.inside(found)
    }

    /// The names of the declared properties, sorted.
    pub(crate) fn property_names(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        self.collect_all(&mut |schema| {
            let properties = schema.get("properties").and_then(Tree::as_object);
            names.extend(properties.into_iter().flat_map(|properties| properties.keys().map(Text::as_str)));
        });
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether properties beyond the declared ones are spoken of: by a schema of their own, a pattern or a condition.
    pub(crate) fn speaks_of_other_properties(&self) -> bool {
        let mut speaks = false;
        self.collect_all(&mut |schema| {
            const OTHERS: [&str; 8] = [
                "additionalProperties",
                "patternProperties",
                "unevaluatedProperties",
                "propertyNames",
                "dependentSchemas",
                "if",
                "then",
                "else",
            ];
            speaks |= OTHERS.iter().any(|keyword| schema.get(keyword).is_some());
        });
        speaks
    }

    /// The shape of the items of an array.
    pub(crate) fn items(&self, position: usize) -> Self {
        let mut found = Vec::new();
        self.collect_all(&mut |schema| {
            let prefix = schema.get("prefixItems").and_then(Tree::as_array);
            let item = prefix.and_then(|prefix| prefix.get(position)).or_else(|| schema.get("items"));
            found.extend(item);
        });
        self.inside(found)
    }

    /// The shape of values of these schemas, each of which counts once.
    fn inside(&self, mut found: Vec<&'a Tree>) -> Self {
        let mut seen = HashSet::new();
        found.retain(|schema| seen.insert(std::ptr::from_ref(*schema)));
        Self { root: self.root, schemas: found }
    }

    /// Every schema that says something of the values themselves, each once.
    #[cfg(feature = "diff")]
    pub(crate) fn statements(&self) -> Vec<&'a Tree> {
        let mut found = Vec::new();
        self.collect_all(&mut |schema| found.push(schema));
        found
    }

    /// The schemas, any of which may be that of a value, and the one that their references lead into.
    #[cfg(feature = "diff")]
    pub(crate) fn schemas(&self) -> (&'a Tree, &[&'a Tree]) {
        (self.root, &self.schemas)
    }

    /// Shows every schema, and everything that it is made of, once.
    fn collect_all(&self, visit: &mut impl FnMut(&'a Tree)) {
        let mut seen = HashSet::new();
        self.schemas.iter().for_each(|schema| self.collect(schema, 0, &mut seen, visit));
    }

    /// Shows `schema` and everything that it is made of.
    fn collect(&self, schema: &'a Tree, depth: u8, seen: &mut HashSet<*const Tree>, visit: &mut impl FnMut(&'a Tree)) {
        if depth > MAX_DEPTH || !seen.insert(std::ptr::from_ref(schema)) {
            return;
        }
        visit(schema);
        if let Some(target) = self.target(schema) {
            self.collect(target, depth + 1, seen, visit);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for branch in schema.get(keyword).and_then(Tree::as_array).into_iter().flatten() {
                self.collect(branch, depth + 1, seen, visit);
            }
        }
    }

    /// The types of `schema`; `known` are those of the schemas that were asked before.
    fn types_of(&self, schema: &'a Tree, depth: u8, known: &mut HashMap<*const Tree, Types>) -> Types {
        let place = std::ptr::from_ref(schema);
        if let Some(&types) = known.get(&place) {
            return types;
        }
        // What leads back to itself restricts nothing.
        known.insert(place, Types::ALL);
        let types = self.own_types(schema, depth, known);
        known.insert(place, types);
        types
    }

    fn own_types(&self, schema: &'a Tree, depth: u8, known: &mut HashMap<*const Tree, Types>) -> Types {
        let Some(keywords) = schema.as_object() else {
            return if schema == &Tree::Bool(false) { Types::NONE } else { Types::ALL };
        };
        if depth > MAX_DEPTH {
            return Types::ALL;
        }
        let list = |keyword: &str| keywords.get(keyword).and_then(Tree::as_array).map(Vec::as_slice);
        let mut types = Types::ALL;
        match keywords.get("type") {
            Some(Tree::String(name)) => types = types.and(Types::of_name(name)),
            Some(Tree::Array(names)) => {
                types = types.and(Types::any_of(names.iter().filter_map(Tree::as_str).map(Types::of_name)));
            }
            _ => {}
        }
        if let Some(values) = list("enum") {
            types = types.and(Types::any_of(values.iter().map(Types::of)));
        }
        if let Some(value) = keywords.get("const") {
            types = types.and(Types::of(value));
        }
        if let Some(target) = self.target(schema) {
            types = types.and(self.types_of(target, depth + 1, known));
        }
        for branch in list("allOf").unwrap_or_default() {
            types = types.and(self.types_of(branch, depth + 1, known));
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(branches) = list(keyword) {
                types = types.and(Types::any_of(branches.iter().map(|branch| self.types_of(branch, depth + 1, known))));
            }
        }
        // Only keywords that apply to one type.
        if types == Types::ALL && keywords.contains_key("properties") {
            types = Types::OBJECT;
        } else if types == Types::ALL && keywords.contains_key("items") {
            types = Types::ARRAY;
        }
        types
    }

    fn target(&self, schema: &Tree) -> Option<&'a Tree> {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        Pointer::from_fragment(reference)?.find(self.root)
    }
}
