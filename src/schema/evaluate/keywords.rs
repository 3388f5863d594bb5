//! The keywords of one subschema, read into [`Keyword`]s, as its draft defines them.
//!
//! Operands are well-formed where the schema comes from a bundle; what is not all the same is left open.

use std::sync::Arc;

use super::choice::Choice;
use super::compiler::Compiler;
use super::node::{
    ANY, Additional, Alternatives, Contains, Content, Discriminator, Items, Keyword, Members, Names, TextPattern,
    Token, Types,
};
use super::number::Bound;
use super::values::types;
use crate::json::{Decimal, exact};
use crate::pointer::Pointer;
use crate::schema::assertion::Assertion;
use crate::schema::expectation::Expectation;
use crate::schema::format::Format;
use crate::schema::pattern::Pattern;
use crate::schema::unjudged::{Cause, MARKER};
use crate::schema::vocabulary::Draft;
use crate::tree::{Map, Text, Tree};

type Schema = Map;

/// The keywords of `schema`, which is at `place` of the document.
pub(super) fn read<'s>(compiler: &mut Compiler<'s>, schema: &'s Tree, place: &Pointer) -> Vec<Keyword> {
    let Tree::Object(schema) = schema else {
        return match schema {
            Tree::Bool(false) => vec![Keyword::Never(None)],
            Tree::Bool(true) => Vec::new(),
            _ => vec![Keyword::Unusable(place.clone(), Cause::Unusable)],
        };
    };
    let mut reader = Reader { draft: compiler.draft(), compiler, schema, place, keywords: Vec::new() };
    let old_reference = reader.draft < Draft::Y2019 && schema.contains_key("$ref");
    let mut last = Vec::new();
    for (keyword, value) in schema {
        // Siblings of `$ref` are ignored until draft 7.
        if old_reference && !matches!(keyword.as_str(), "$ref" | MARKER) {
            continue;
        }
        match reader.keyword(keyword, value) {
            Some(Read::Nothing) => {}
            Some(Read::One(keyword @ (Keyword::UnevaluatedItems(_) | Keyword::UnevaluatedProperties(_)))) => {
                last.push(keyword);
            }
            Some(Read::One(keyword)) => reader.keywords.push(keyword),
            None => {
                reader.compiler.is_faulty = true;
                reader.unusable(keyword);
            }
        }
    }
    let Reader { mut keywords, .. } = reader;
    keywords.append(&mut last);
    keywords
}

struct Reader<'c, 's> {
    compiler: &'c mut Compiler<'s>,
    draft: Draft,
    schema: &'s Schema,
    place: &'c Pointer,
    keywords: Vec<Keyword>,
}

/// What a keyword says.
enum Read {
    /// Nothing about the value, or something that is said with another keyword.
    Nothing,
    One(Keyword),
}

impl<'s> Reader<'_, 's> {
    /// What `keyword` says; `None` if its operand cannot be used.
    fn keyword(&mut self, keyword: &'s str, value: &'s Tree) -> Option<Read> {
        let draft = self.draft;
        Some(Read::One(match keyword {
            MARKER => {
                self.markers(value);
                return Some(Read::Nothing);
            }
            "type" => Keyword::Type(types_of(value, draft)?),
            "const" | "enum" if !exact::is_plain(value) => return None,
            "enum" => Keyword::Choice("enum", Box::new(Choice::new(value.as_array()?))),
            "const" if draft > Draft::Four => {
                Keyword::Choice("const", Box::new(Choice::new(std::slice::from_ref(value))))
            }
            "minLength" => Keyword::MinLength(size(value)?),
            "maxLength" => Keyword::MaxLength(size(value)?),
            "minItems" => Keyword::MinItems(size(value)?),
            "maxItems" => Keyword::MaxItems(size(value)?),
            "minProperties" => Keyword::MinProperties(size(value)?),
            "maxProperties" => Keyword::MaxProperties(size(value)?),
            "uniqueItems" if value.as_bool()? => Keyword::UniqueItems,
            "pattern" => {
                let pattern = TextPattern::new(value.as_str()?);
                if !self.compiler.is_sparing() {
                    pattern.compiled();
                }
                Keyword::Pattern(Box::new(pattern))
            }
            "format" if !self.compiler.asserts_formats() => return Some(Read::Nothing),
            "format" => match Format::new(value.as_str()?, draft) {
                Some(format) => Keyword::Format(Box::new((format, value.as_str()?.to_owned()))),
                None => return Some(Read::Nothing),
            },
            "contentEncoding" if matches!(draft, Draft::Six | Draft::Seven) => self.content("contentEncoding")?,
            "contentMediaType" if matches!(draft, Draft::Six | Draft::Seven) => self.content("contentMediaType")?,
            "minimum" => Keyword::Bound(Bound::new("minimum", value, self.is_exclusive("exclusiveMinimum"))?),
            "maximum" => Keyword::Bound(Bound::new("maximum", value, self.is_exclusive("exclusiveMaximum"))?),
            "exclusiveMinimum" if draft > Draft::Four => Keyword::Bound(Bound::new("exclusiveMinimum", value, true)?),
            "exclusiveMaximum" if draft > Draft::Four => Keyword::Bound(Bound::new("exclusiveMaximum", value, true)?),
            "multipleOf" => {
                let divisor = exact::decimal(value).filter(Decimal::divides)?;
                Keyword::MultipleOf(Box::new((divisor, exact::tree_text(value))))
            }
            "items" | "prefixItems" | "additionalItems" => return self.items(keyword),
            "contains" if draft > Draft::Four => self.contains(value)?,
            "required" => Keyword::Required(names(value)?),
            "dependentRequired" if draft >= Draft::Y2019 => Keyword::DependentRequired(
                "dependentRequired",
                value
                    .as_object()?
                    .iter()
                    .map(|(trigger, wanted)| Some((trigger.to_string(), names(wanted)?)))
                    .collect::<Option<_>>()?,
            ),
            "dependentSchemas" if draft >= Draft::Y2019 => self.dependent_schemas(keyword, value)?,
            "dependencies" => return self.dependencies(value),
            "properties" | "patternProperties" | "additionalProperties" => return self.members(keyword),
            "propertyNames" if draft > Draft::Four => Keyword::PropertyNames(self.one(keyword, value)),
            "$ref" | "$dynamicRef" => match self.compiler.reference(self.place, keyword, value.as_str()?) {
                Some(node) => Keyword::All(vec![node]),
                None => Keyword::Unusable(self.place.clone().key(keyword), Cause::Unusable),
            },
            "allOf" => Keyword::All(self.list(keyword, value)?),
            "anyOf" => Keyword::AnyOf(Box::new(self.branches(keyword, value)?)),
            "oneOf" => Keyword::OneOf(Box::new(self.branches(keyword, value)?)),
            "not" => Keyword::Not(self.one(keyword, value)),
            "if" if draft >= Draft::Seven => {
                let schema = self.schema;
                let mut part = |keyword: &str| schema.get(keyword).map_or(ANY, |part| self.one(keyword, part));
                Keyword::If(part("if"), part("then"), part("else"))
            }
            "unevaluatedItems" if draft >= Draft::Y2019 => Keyword::UnevaluatedItems(self.one(keyword, value)),
            "unevaluatedProperties" if draft >= Draft::Y2019 => {
                Keyword::UnevaluatedProperties(self.one(keyword, value))
            }
            // Everything else asserts nothing.
            _ => return Some(Read::Nothing),
        }))
    }

    fn unusable(&mut self, keyword: &str) {
        self.keywords.push(Keyword::Unusable(self.place.clone().key(keyword), Cause::Unusable));
    }

    /// What was left out here, by its places in the document.
    fn markers(&mut self, value: &Tree) {
        for place in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            let place = place.as_str().and_then(Pointer::parse).unwrap_or_else(|| self.place.clone());
            self.keywords.push(Keyword::Unusable(place, Cause::Unusable));
        }
    }

    fn one(&mut self, keyword: &str, schema: &'s Tree) -> usize {
        let place = self.place.clone().key(keyword);
        self.compiler.add(schema, place)
    }

    fn list(&mut self, keyword: &str, value: &'s Tree) -> Option<Vec<usize>> {
        let place = self.place.clone().key(keyword);
        let schemas = value.as_array()?.iter().enumerate();
        Some(schemas.map(|(position, schema)| self.compiler.add(schema, place.clone().index(position))).collect())
    }

    fn branches(&mut self, keyword: &str, value: &'s Tree) -> Option<Alternatives> {
        let original = self.compiler.original(self.place);
        let discriminator = original.and_then(|schema| Discriminator::of(schema, schema.get(keyword)?.as_array()?));
        Some(Alternatives { nodes: self.list(keyword, value)?, discriminator })
    }

    /// In draft 4 a boolean beside a bound makes it exclusive.
    fn is_exclusive(&self, keyword: &str) -> bool {
        self.draft == Draft::Four && self.schema.get(keyword) == Some(&Tree::Bool(true))
    }

    /// `prefixItems`, `items` and `additionalItems` make one keyword, which is read with the first of them.
    fn items(&mut self, keyword: &str) -> Option<Read> {
        let schema = self.schema;
        let is_list = schema.get("items").is_some_and(Tree::is_array);
        let relevant: &[Token] = match (self.draft, is_list) {
            (Draft::Y2020, _) => &["items", "prefixItems"],
            (_, true) => &["additionalItems", "items"],
            (_, false) => &["items"],
        };
        if relevant.iter().find(|token| schema.contains_key(token)) != Some(&keyword) {
            return Some(Read::Nothing);
        }
        let (prefix, rest): (Option<Token>, Option<Token>) = match (self.draft, is_list) {
            (Draft::Y2020, _) => (Some("prefixItems"), Some("items")),
            (_, true) => (Some("items"), Some("additionalItems")),
            (_, false) => (None, Some("items")),
        };
        let prefix = match prefix.and_then(|token| Some((token, schema.get(token)?))) {
            Some((token, list)) => self.list(token, list)?,
            None => Vec::new(),
        };
        let rest = rest.and_then(|token| Some((token, schema.get(token)?)));
        let rest = rest.map(|(token, value)| (token, self.one(token, value)));
        Some(Read::One(Keyword::Items(Box::new(Items { prefix, rest }))))
    }

    fn contains(&mut self, value: &'s Tree) -> Option<Keyword> {
        let schema = self.schema;
        let limit = |keyword: &str| match schema.get(keyword).filter(|_| self.draft >= Draft::Y2019) {
            Some(value) => size(value).map(Some),
            None => Some(None),
        };
        let (min, max) = (limit("minContains")?, limit("maxContains")?);
        let too_few = match (min, max) {
            (Some(_), _) => "minContains",
            (None, Some(_)) => "maxContains",
            (None, None) => "contains",
        };
        let node = self.one("contains", value);
        let evaluates = self.draft == Draft::Y2020;
        Some(Keyword::Contains(Box::new(Contains { node, min: min.unwrap_or(1), max, too_few, evaluates })))
    }

    /// `properties`, `patternProperties` and `additionalProperties` make one keyword.
    fn members(&mut self, keyword: &str) -> Option<Read> {
        const ALL: [&str; 3] = ["additionalProperties", "patternProperties", "properties"];
        let schema = self.schema;
        if ALL.iter().find(|token| schema.contains_key(token)) != Some(&keyword) {
            return Some(Read::Nothing);
        }
        let mut members = Members::default();
        if let Some(properties) = schema.get("properties") {
            let at = self.place.clone().key("properties");
            for (name, property) in properties.as_object()? {
                let place = at.clone().key(name);
                let node = match property {
                    Tree::Bool(false) => self.compiler.hidden(place),
                    property => self.compiler.add(property, place),
                };
                members.named.insert(name.to_string(), node);
            }
        }
        if let Some(patterns) = schema.get("patternProperties") {
            let at = self.place.clone().key("patternProperties");
            for (source, property) in patterns.as_object()? {
                let place = at.clone().key(source);
                match Pattern::new(source) {
                    Ok(pattern) => members.patterns.push((pattern, self.compiler.add(property, place))),
                    Err(_) => self.keywords.push(Keyword::Unusable(place, Cause::Unusable)),
                }
            }
        }
        members.additional = schema.get("additionalProperties").map(|value| match value {
            Tree::Bool(false) => Additional::None,
            value => Additional::Schema(self.one("additionalProperties", value)),
        });
        Some(Read::One(Keyword::Members(Box::new(members))))
    }

    fn dependent_schemas(&mut self, keyword: &str, value: &'s Tree) -> Option<Keyword> {
        let at = self.place.clone().key(keyword);
        let schemas = value.as_object()?.iter();
        let read = |(trigger, schema): (&'s Text, &'s Tree)| {
            (trigger.to_string(), self.compiler.add(schema, at.clone().key(trigger)))
        };
        Some(Keyword::DependentSchemas(schemas.map(read).collect()))
    }

    /// `dependencies`, until draft 7 and tolerated since: names or a schema each.
    fn dependencies(&mut self, value: &'s Tree) -> Option<Read> {
        let at = self.place.clone().key("dependencies");
        let (mut required, mut schemas) = (Vec::new(), Vec::new());
        for (trigger, value) in value.as_object()? {
            match value {
                Tree::Array(_) => required.push((trigger.to_string(), names(value)?)),
                schema => schemas.push((trigger.to_string(), self.compiler.add(schema, at.clone().key(trigger)))),
            }
        }
        self.keywords.push(Keyword::DependentRequired("dependencies", required));
        Some(Read::One(Keyword::DependentSchemas(schemas)))
    }

    /// Content is an assertion in drafts 6 and 7, and the encoding changes what the media type is asked about.
    fn content(&mut self, token: Token) -> Option<Keyword> {
        let mut alone = Map::new();
        for keyword in ["contentEncoding", "contentMediaType"] {
            if keyword == token || token == "contentMediaType" {
                alone.extend(self.schema.get(keyword).map(|value| (keyword, value.clone())));
            }
        }
        let name = self.schema.get(token)?.as_str()?.to_owned();
        let assertion = Assertion::new(&alone.to_values().into(), self.draft)?;
        Some(Keyword::Content(Box::new(Content { token, name, assertion })))
    }
}

fn names(value: &Tree) -> Option<Names> {
    let name = |name: &Tree| {
        let name = name.as_str()?.to_owned();
        let expectation = Arc::new(Expectation::Required(name.clone()));
        Some((name, expectation))
    };
    value.as_array()?.iter().map(name).collect()
}

/// A size: an integer, also written as a float.
fn size(value: &Tree) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an integer, and not negative; huge ones saturate"
    )]
    value.as_u64().or_else(|| value.as_f64().filter(|size| *size >= 0.0 && size.fract() == 0.0).map(|size| size as u64))
}

fn types_of(value: &Tree, draft: Draft) -> Option<Types> {
    let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut types = Types { bits: 0, wholes_are_integers: draft > Draft::Four, names: Vec::new() };
    for name in names {
        let name = name.as_str()?;
        types.bits |= match name {
            "null" => types::NULL,
            "boolean" => types::BOOLEAN,
            "integer" => types::INTEGER,
            "number" => types::NUMBER,
            "string" => types::STRING,
            "array" => types::ARRAY,
            "object" => types::OBJECT,
            _ => return None,
        };
        types.names.push(name.to_owned());
    }
    types.names.sort_unstable();
    types.names.dedup();
    Some(types).filter(|types| types.bits != 0)
}
