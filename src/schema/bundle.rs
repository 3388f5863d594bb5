//! [`Bundle`]: one Schema Object of a document as a self-contained JSON Schema.
//!
//! Everything that the schema refers to is brought along under `$defs`, so the result means the same wherever it is
//! taken. The bundle remembers where in the document each part came from: see [`Bundle::document_pointer`].

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

use super::dialect::{self, Converted, Direction};
use super::dialects::Dialect;
use super::hidden;
use super::vocabulary::{self, Draft};
use super::walk;

const COMPONENTS: &str = "/components/schemas/";

/// A self-contained JSON Schema, and the way back into the document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Bundle {
    /// The schema: `$schema`, the keywords, then `$defs` where it refers to others.
    pub schema: Value,
    /// The direction it was bundled for.
    pub direction: Direction,
    /// The JSON Schema that the result is written in.
    pub(crate) draft: Draft,
    /// The document pointer of the root, then of each definition by name.
    root: Pointer,
    origins: BTreeMap<String, Pointer>,
    /// Document pointers whose content could not be used, and why.
    pub skipped: Vec<(Pointer, String)>,
}

impl Bundle {
    /// Bundles the Schema Object at `root` of `document`, for payloads that go in `direction`.
    ///
    /// A document of OpenAPI 3.1 holds JSON Schema 2020-12, or what its `jsonSchemaDialect` or the schema's own `$schema`
    /// name; every other document holds Schema Objects of OpenAPI 3.0, and the result is JSON Schema 2020-12.
    ///
    /// A reference that leads nowhere, or out of the document, accepts everything and is told in [`Bundle::skipped`].
    #[must_use]
    pub fn new(document: &Value, root: &Pointer, direction: Direction) -> Self {
        Self::trimmed(document, root, direction, &mut |_, _| {})
    }

    /// The same with less in it: `trim` is given the root and every definition, and where it stands in the document, before
    /// its references are followed.
    pub(crate) fn trimmed(document: &Value, root: &Pointer, direction: Direction, trim: &mut Trim<'_>) -> Self {
        let own = Dialect::of(document, root);
        let draft = match own {
            Dialect::OpenApi30 => Draft::Y2020,
            Dialect::JsonSchema(draft) => draft,
        };
        let mut builder = Builder {
            document,
            direction,
            dialect: own,
            trim,
            names: BTreeMap::new(),
            taken: HashSet::new(),
            pending: Vec::new(),
            skipped: Vec::new(),
        };
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!(draft.uri()));
        match builder.convert(root) {
            Value::Object(keywords) => schema.extend(keywords),
            Value::Bool(false) => {
                schema.insert("not".to_owned(), json!({}));
            }
            _ => {}
        }
        let mut definitions = BTreeMap::new();
        while let Some((name, pointer)) = builder.pending.pop() {
            let definition = builder.convert(&pointer);
            definitions.insert(name, definition);
        }
        if !definitions.is_empty() {
            schema.insert("$defs".to_owned(), Value::Object(definitions.into_iter().collect()));
        }
        let origins = builder.names.into_iter().map(|(pointer, name)| (name, pointer)).collect();
        let skipped = builder.skipped;
        Self { schema: Value::Object(schema), direction, draft, root: root.clone(), origins, skipped }
    }

    /// The place in the document of the keyword at `location` of the bundle.
    #[must_use]
    pub fn document_pointer(&self, location: &Pointer) -> Pointer {
        let mut tokens = location.tokens();
        let (origin, rest) = match (location.as_str().starts_with("/$defs/"), tokens.nth(1)) {
            (true, Some(name)) if self.origins.contains_key(&name) => (&self.origins[&name], tokens.collect()),
            _ => (&self.root, location.tokens().collect::<Vec<_>>()),
        };
        rest.iter().fold(origin.clone(), |pointer, token| pointer.key(token))
    }

    /// The places in the bundle of what stands at `place` of the document: one for each definition that it is part of.
    #[cfg(feature = "validate")]
    pub(crate) fn locations(&self, place: &Pointer) -> Vec<Pointer> {
        let below = |origin: &Pointer| Pointer::parse(place.as_str().strip_prefix(origin.as_str())?);
        let in_root = below(&self.root).into_iter();
        let definition =
            |(name, origin): (&String, &Pointer)| Some(Pointer::root().key("$defs").key(name).join(&below(origin)?));
        in_root.chain(self.origins.iter().filter_map(definition)).collect()
    }
}

impl Dialect {
    /// The schema that stands at `at` of `document` as JSON Schema.
    pub(crate) fn convert(self, document: &Value, schema: &Value, at: &Pointer, direction: Direction) -> Converted {
        let schema = hidden::marked(document, self, schema, at, direction);
        match self {
            Self::OpenApi30 => dialect::from_schema_object(&schema, direction),
            Self::JsonSchema(draft) => vocabulary::from_json_schema(&schema, direction, draft),
        }
    }
}

/// Takes out of a schema, which stands at this place of the document, what nobody will ask for.
pub(crate) type Trim<'t> = dyn FnMut(&mut Value, &Pointer) + 't;

struct Builder<'a, 't> {
    document: &'a Value,
    direction: Direction,
    dialect: Dialect,
    trim: &'a mut Trim<'t>,
    /// Document pointer to definition name.
    names: BTreeMap<Pointer, String>,
    taken: HashSet<String>,
    pending: Vec<(String, Pointer)>,
    skipped: Vec<(Pointer, String)>,
}

impl Builder<'_, '_> {
    fn convert(&mut self, pointer: &Pointer) -> Value {
        let Some(object) = pointer.resolve(self.document) else {
            self.skipped.push((pointer.clone(), "there is no schema here".to_owned()));
            return Value::Bool(true);
        };
        let converted = self.dialect.convert(self.document, object, pointer, self.direction);
        self.skipped.extend(converted.skipped.into_iter().map(|(below, why)| (pointer.join(&below), why)));
        let mut schema = converted.schema;
        (self.trim)(&mut schema, pointer);
        self.point_references_at_definitions(&mut schema, pointer);
        schema
    }

    /// Rewrites every reference of `schema`, which came from `origin`, and queues what it names.
    fn point_references_at_definitions(&mut self, schema: &mut Value, origin: &Pointer) {
        let Some(object) = schema.as_object_mut() else { return };
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = object.remove(keyword) else { continue };
            let Some(reference) = reference.as_str() else { continue };
            match self.dialect.target(self.document, keyword, reference, origin) {
                Some(target) if !object.contains_key("$ref") => {
                    let definition = Pointer::root().key(&self.name(target)).to_fragment();
                    object.insert("$ref".to_owned(), json!(format!("#/$defs{definition}")));
                }
                _ => {
                    let why = format!("unresolved reference `{reference}`");
                    self.skipped.push((origin.clone().key(keyword), why));
                }
            }
        }
        walk::each_inside_mut(schema, &mut |step, inside| {
            self.point_references_at_definitions(inside, &step.place(origin));
        });
    }

    /// The definition name of the schema at `target`: its own name for a component, else its path in words.
    fn name(&mut self, target: Pointer) -> String {
        if let Some(name) = self.names.get(&target) {
            return name.clone();
        }
        let component = target.as_str().strip_prefix(COMPONENTS).filter(|rest| !rest.contains('/'));
        let mut name = match component {
            Some(_) => target.last().unwrap_or_default(),
            None => target.tokens().collect::<Vec<_>>().join("."),
        };
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        self.pending.push((name.clone(), target.clone()));
        self.names.insert(target, name.clone());
        name
    }
}
