//! [`Bundled`]: one Schema Object of a document as a self-contained JSON Schema.
//!
//! Everything that the schema refers to is brought along under `$defs`, so the result means the same wherever it is
//! taken. The bundle remembers where in the document each part came from: see [`Bundled::document_pointer`].

use std::collections::{BTreeMap, HashMap};

use super::circles;
use super::dialect::{self, Converted, Direction};
use super::dialects::Dialect;
use super::hidden;
use super::identifiers::{self, Identifiers};
use super::vocabularies;
use super::vocabulary::{self, Draft};
use super::walk;
use crate::pointer::Pointer;
use crate::stack::deep;
use crate::tree::{Map, Tree, tree};

const COMPONENTS: &str = "/components/schemas/";

/// A self-contained JSON Schema, and the way back into the document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bundled {
    /// The schema: `$schema`, the keywords, then `$defs` where it refers to others.
    pub(crate) schema: Tree,
    /// The direction it was bundled for.
    pub(crate) direction: Direction,
    /// The JSON Schema that the result is written in.
    pub(crate) draft: Draft,
    /// The document pointer of the root, then of each definition by name.
    root: Pointer,
    origins: BTreeMap<String, Pointer>,
    /// The definitions by their document pointers.
    #[cfg(feature = "validate")]
    homes: HashMap<Pointer, Vec<String>>,
    /// Document pointers whose content could not be used, and why.
    pub(crate) skipped: Vec<(Pointer, String)>,
}

impl Bundled {
    /// Bundles the Schema Object at `root` of `document`, for payloads that go in `direction`.
    ///
    /// A document of OpenAPI 3.1 holds JSON Schema 2020-12, or what its `jsonSchemaDialect` or the schema's own `$schema`
    /// name; every other document holds Schema Objects of OpenAPI 3.0, and the result is JSON Schema 2020-12.
    ///
    /// A reference that leads nowhere, out of the document, or back to itself without a step into the value, accepts everything
    /// and is listed in [`Bundled::skipped`].
    pub(crate) fn new(document: &Tree, root: &Pointer, direction: Direction) -> Self {
        Self::trimmed(document, root, direction, &mut |_, _| {})
    }

    /// The same, in which the properties may be there that do not belong to the direction (`readOnly`, `writeOnly`).
    #[cfg(feature = "validate")]
    pub(crate) fn with_hidden(document: &Tree, root: &Pointer, direction: Direction) -> Self {
        Self::twice(document, root, (direction, true), &|_, _| None, &mut |_, _| {})
    }

    /// The same with less in it: `trim` is given the root and every definition, and where it is in the document, before
    /// its references are followed.
    pub(crate) fn trimmed(document: &Tree, root: &Pointer, direction: Direction, trim: &mut Trim<'_>) -> Self {
        Self::twice(document, root, (direction, false), &|_, _| None, trim)
    }

    /// The same of schemas of which each was cut down, as the document has it, by `cut`; `None` leaves one whole.
    #[cfg(feature = "diff")]
    pub(crate) fn cut(
        document: &Tree,
        root: &Pointer,
        direction: Direction,
        cut: &Cut<'_>,
        trim: &mut Trim<'_>,
    ) -> Self {
        Self::twice(document, root, (direction, false), cut, trim)
    }

    fn twice(document: &Tree, root: &Pointer, traffic: (Direction, bool), cut: &Cut<'_>, trim: &mut Trim<'_>) -> Self {
        let mut is_dynamic = false;
        let bundle = Self::built(document, root, traffic, (cut, trim), &mut is_dynamic);
        if !is_dynamic {
            return bundle;
        }
        Self::built(document, root, traffic, (cut, trim), &mut is_dynamic)
    }

    /// With `is_dynamic` a definition is made for each dynamic scope in which it is used; without, it is set when one
    /// `$dynamicRef` needs that.
    fn built(
        document: &Tree,
        root: &Pointer,
        (direction, takes_hidden): (Direction, bool),
        (cut, trim): (&Cut<'_>, &mut Trim<'_>),
        is_dynamic: &mut bool,
    ) -> Self {
        let identifiers = Identifiers::new(document);
        let reading = Reading::of(document, root);
        let mut builder = Builder::new(&identifiers, reading, (direction, takes_hidden), (cut, trim), *is_dynamic);
        let scope = builder.entered(&Scope::new(), root);
        let mut schema = Map::new();
        let draft = reading.draft();
        schema.insert("$schema", draft.uri().into());
        match builder.convert(root, &scope) {
            Tree::Object(keywords) => schema.extend(keywords),
            Tree::Bool(false) => {
                schema.insert("not", tree!({}));
            }
            _ => {}
        }
        let mut definitions = BTreeMap::new();
        while let Some((name, pointer, scope)) = builder.pending.pop() {
            let definition = builder.convert(&pointer, &scope);
            definitions.insert(name, definition);
        }
        if !definitions.is_empty() {
            schema.insert("$defs", Tree::Object(definitions.into_iter().collect()));
        }
        *is_dynamic = builder.needs_scopes;
        let origins: BTreeMap<String, Pointer> =
            builder.names.into_iter().map(|((pointer, _), name)| (name, pointer)).collect();
        #[cfg(feature = "validate")]
        let homes = origins.iter().fold(HashMap::new(), |mut homes: HashMap<_, Vec<_>>, (name, origin)| {
            homes.entry(origin.clone()).or_default().push(name.clone());
            homes
        });
        let mut bundle = Self {
            schema: Tree::Object(schema),
            direction,
            draft,
            root: root.clone(),
            origins,
            #[cfg(feature = "validate")]
            homes,
            skipped: builder.skipped,
        };
        for place in circles::open(&mut bundle.schema) {
            let place = bundle.document_pointer(&place);
            bundle.skipped.push((place, circles::MESSAGE.to_owned()));
        }
        bundle
    }

    /// The place in the document of the keyword at `location` of the bundle.
    pub(crate) fn document_pointer(&self, location: &Pointer) -> Pointer {
        let mut tokens = location.tokens();
        let (origin, rest) = match (location.as_str().starts_with("/$defs/"), tokens.nth(1)) {
            (true, Some(name)) if self.origins.contains_key(&name) => (&self.origins[&name], tokens.collect()),
            _ => (&self.root, location.tokens().collect::<Vec<_>>()),
        };
        rest.iter().fold(origin.clone(), |pointer, token| pointer.key(token))
    }

    /// The places in the bundle of what is at `place` of the document: one for each definition that it is part of.
    #[cfg(feature = "validate")]
    pub(crate) fn locations(&self, place: &Pointer) -> Vec<Pointer> {
        let below = |origin: &Pointer| Pointer::parse(place.as_str().strip_prefix(origin.as_str())?);
        let mut locations: Vec<Pointer> = below(&self.root).into_iter().collect();
        let mut above = Some(place.clone());
        while let Some(origin) = above {
            for name in self.homes.get(&origin).into_iter().flatten() {
                locations.extend(below(&origin).map(|below| Pointer::root().key("$defs").key(name).join(&below)));
            }
            above = origin.parent();
        }
        locations
    }
}

impl Dialect {
    /// The schema that stands at `at` of `document` as JSON Schema.
    pub(crate) fn convert(
        self,
        identifiers: &Identifiers<'_>,
        schema: &Tree,
        at: &Pointer,
        direction: Direction,
    ) -> Converted {
        let schema = hidden::marked(identifiers, self, schema, at, direction);
        match self {
            Self::OpenApi30 => dialect::from_schema_object(&schema, direction),
            Self::JsonSchema(draft) => vocabulary::from_json_schema(&schema, direction, draft),
        }
    }
}

/// Takes out of a schema, which stands at this place of the document, what nobody will ask for.
pub(crate) type Trim<'t> = dyn FnMut(&mut Tree, &Pointer) + 't;

/// Takes out of a schema, as it stands at this place of the document, what nobody will ask for.
pub(crate) type Cut<'t> = dyn Fn(&Tree, &Pointer) -> Option<Tree> + 't;

/// How long the name of a definition is at most, without the suffix that makes it unique.
const MAX_NAME: usize = 1_000;

struct Builder<'a, 't> {
    identifiers: &'a Identifiers<'a>,
    direction: Direction,
    /// Whether what does not belong to the direction may be there all the same.
    takes_hidden: bool,
    dialect: Dialect,
    cut: &'a Cut<'t>,
    trim: &'a mut Trim<'t>,
    /// Document pointer and dynamic scope to definition name.
    names: BTreeMap<(Pointer, Scope), String>,
    /// The names, and how many definitions wanted each.
    taken: HashMap<String, usize>,
    pending: Vec<(String, Pointer, Scope)>,
    skipped: Vec<(Pointer, String)>,
    /// Whether the meta-schema of the schema has no keywords of validation.
    has_no_validation: bool,
    /// Whether dynamic scopes are kept: they are all empty in a document without generics, and cost time.
    has_scopes: bool,
    needs_scopes: bool,
}

/// Where each `$dynamicAnchor` is found first on the way to a schema (JSON Schema 2020-12 Core, 8.2.3.2).
type Scope = BTreeMap<String, Pointer>;

/// How many definitions a bundle with dynamic scopes has at most.
const MAX_SCOPED: usize = 2_000;

/// How schemas are read that are used from one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Reading {
    dialect: Dialect,
    /// Whether the meta-schema of that one has no keywords of validation.
    has_no_validation: bool,
}

impl Reading {
    /// That of everything that is used from the schema at `root`.
    pub(crate) fn of(document: &Tree, root: &Pointer) -> Self {
        let has_no_validation = vocabularies::leaves_out_validation(document, root);
        Self { dialect: Dialect::of(document, root), has_no_validation }
    }

    /// The JSON Schema that the result is written in.
    pub(crate) fn draft(self) -> Draft {
        match self.dialect {
            Dialect::OpenApi30 => Draft::Y2020,
            Dialect::JsonSchema(draft) => draft,
        }
    }
}

/// One Schema Object as JSON Schema, with references to others that are still to be brought along.
#[cfg(feature = "diff")]
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) schema: Tree,
    pub(crate) skipped: Vec<(Pointer, String)>,
    /// What references are to, by their texts.
    pub(crate) references: Vec<(String, Pointer)>,
    /// Whether that hangs on the way to the schema.
    pub(crate) is_dynamic: bool,
}

#[cfg(feature = "diff")]
impl Piece {
    /// The schema at `place`, as [`Bundled`] has it.
    pub(crate) fn new<'t>(
        identifiers: &Identifiers<'_>,
        place: &Pointer,
        (reading, direction): (Reading, Direction),
        cut: &Cut<'t>,
        trim: &mut Trim<'t>,
    ) -> Self {
        let mut builder = Builder::new(identifiers, reading, (direction, false), (cut, trim), false);
        let schema = builder.convert(place, &Scope::new());
        let references = builder.pending.iter().map(|(name, place, _)| (reference_to(name), place.clone())).collect();
        Self { schema, skipped: builder.skipped, references, is_dynamic: builder.needs_scopes }
    }
}

/// A reference to the definition of this name.
pub(crate) fn reference_to(name: &str) -> String {
    format!("#/$defs{}", Pointer::root().key(name).to_fragment())
}

impl<'a, 't> Builder<'a, 't> {
    fn new(
        identifiers: &'a Identifiers<'a>,
        Reading { dialect, has_no_validation }: Reading,
        (direction, takes_hidden): (Direction, bool),
        (cut, trim): (&'a Cut<'t>, &'a mut Trim<'t>),
        has_scopes: bool,
    ) -> Self {
        Self {
            identifiers,
            direction,
            takes_hidden,
            dialect,
            cut,
            trim,
            names: BTreeMap::new(),
            taken: HashMap::new(),
            pending: Vec::new(),
            skipped: Vec::new(),
            has_no_validation,
            has_scopes,
            needs_scopes: false,
        }
    }

    fn convert(&mut self, pointer: &Pointer, scope: &Scope) -> Tree {
        let Some(object) = pointer.find(self.identifiers.document()) else {
            self.skipped.push((pointer.clone(), "there is no schema here".to_owned()));
            return Tree::Bool(true);
        };
        let cut = (self.cut)(object, pointer);
        let object = cut.as_ref().unwrap_or(object);
        let converted = self.dialect.convert(self.identifiers, object, pointer, self.direction);
        self.skipped.extend(converted.skipped.into_iter().map(|(below, why)| (pointer.join(&below), why)));
        let mut schema = converted.schema;
        if self.takes_hidden {
            let direction = Direction::Neutral;
            let mut open = self.dialect.convert(self.identifiers, object, pointer, direction).schema;
            hidden::made_optional(&mut open, &schema);
            schema = open;
        }
        if self.has_no_validation {
            vocabularies::without_validation(&mut schema);
        }
        (self.trim)(&mut schema, pointer);
        self.point_references_at_definitions(&mut schema, pointer, scope);
        schema
    }

    /// The dynamic scope inside of what is at `place`, come to in `scope`.
    fn entered(&self, scope: &Scope, place: &Pointer) -> Scope {
        let mut scope = scope.clone();
        if self.has_scopes {
            let resource = self.identifiers.resource_of(place);
            for (anchor, place) in self.identifiers.dynamic_anchors(&resource) {
                scope.entry(anchor.clone()).or_insert_with(|| place.clone());
            }
        }
        scope
    }

    /// Where a `$dynamicRef` at `origin` leads in `scope`: to the outermost anchor of the name, where the schema that it
    /// names by itself is one of these.
    fn dynamic_target(&mut self, reference: &str, origin: &Pointer, scope: &Scope) -> Option<Pointer> {
        if !self.has_scopes {
            let target = self.identifiers.resolve_dynamic(origin, reference);
            self.needs_scopes |= target.is_none() && self.identifiers.resolve(origin, reference).is_some();
            return target;
        }
        let target = self.identifiers.resolve(origin, reference)?;
        let (_, anchor) = reference.split_once('#')?;
        let own = target.find(self.identifiers.document())?.as_object().and_then(identifiers::dynamic_anchor);
        let outermost = scope.get(anchor).filter(|_| own == Some(anchor)).cloned();
        Some(outermost.unwrap_or(target)).filter(|_| self.names.len() < MAX_SCOPED)
    }

    /// Rewrites every reference of `schema`, which came from `origin`, and queues what it names.
    fn point_references_at_definitions(&mut self, schema: &mut Tree, origin: &Pointer, scope: &Scope) {
        let Some(object) = schema.as_object_mut() else { return };
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = object.remove(keyword) else { continue };
            let Some(reference) = reference.as_str() else { continue };
            let target = match (keyword, self.dialect) {
                ("$dynamicRef" | "$recursiveRef", Dialect::JsonSchema(_)) => {
                    self.dynamic_target(reference, origin, scope)
                }
                _ => self.dialect.leads(self.identifiers, keyword, reference, origin),
            };
            match target {
                Some(target) if !object.contains_key("$ref") => {
                    let scope = self.entered(scope, &target);
                    object.insert("$ref", reference_to(&self.name(target, scope)).into());
                }
                _ => {
                    let why = format!("unresolved reference `{reference}`");
                    self.skipped.push((origin.clone().key(keyword), why));
                }
            }
        }
        walk::each_inside_mut(schema, &mut |step, inside| {
            let place = step.place(origin);
            deep(|| match self.has_scopes {
                true => self.point_references_at_definitions(inside, &place, &self.entered(scope, &place)),
                false => self.point_references_at_definitions(inside, &place, scope),
            });
        });
    }

    /// The definition name of the schema at `target`: its own name for a component, else its path in words.
    fn name(&mut self, target: Pointer, scope: Scope) -> String {
        let known = (target.clone(), scope.clone());
        if let Some(name) = self.names.get(&known) {
            return name.clone();
        }
        let component = target.as_str().strip_prefix(COMPONENTS).filter(|rest| !rest.contains('/'));
        let mut name = match component {
            Some(_) => target.last().unwrap_or_default(),
            None => target.tokens().collect::<Vec<_>>().join("."),
        };
        // Every reference to it repeats the name.
        name.truncate(name.floor_char_boundary(MAX_NAME));
        let wanted = self.taken.entry(name.clone()).or_default();
        *wanted += 1;
        let mut number = *wanted;
        while number > 1 {
            // Others of this name may be called so on their own.
            let other = format!("{name}_{number}");
            let taken = self.taken.entry(other.clone()).or_default();
            *taken += 1;
            if *taken == 1 {
                name = other;
                break;
            }
            number += 1;
        }
        self.pending.push((name.clone(), target, scope));
        self.names.insert(known, name.clone());
        name
    }
}
