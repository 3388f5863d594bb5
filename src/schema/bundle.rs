//! [`Bundle`]: one Schema Object of a document as a self-contained JSON Schema.
//!
//! Everything that the schema refers to is brought along under `$defs`, so the result means the same wherever it is
//! taken. The bundle remembers where in the document each part came from: see [`Bundle::document_pointer`].
//!
//! `build.rs` compiles this file too: it imports nothing above `pointer`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

use super::dialect::{self, Direction};

/// The meta-schema that every bundle names in `$schema`.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

const COMPONENTS: &str = "/components/schemas/";

/// A self-contained JSON Schema, and the way back into the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The schema: `$schema`, the keywords, then `$defs` where it refers to others.
    pub schema: Value,
    /// The direction it was bundled for.
    pub direction: Direction,
    /// The document pointer of the root, then of each definition by name.
    root: Pointer,
    origins: BTreeMap<String, Pointer>,
    /// Document pointers whose content could not be used, and why.
    pub skipped: Vec<(Pointer, String)>,
}

impl Bundle {
    /// Bundles the Schema Object at `root` of `document`, for payloads that go in `direction`.
    ///
    /// A reference that leads nowhere, or out of the document, accepts everything and is told in [`Bundle::skipped`].
    #[must_use]
    pub fn new(document: &Value, root: &Pointer, direction: Direction) -> Self {
        let mut builder =
            Builder { document, direction, names: BTreeMap::new(), pending: Vec::new(), skipped: Vec::new() };
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!(DRAFT));
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
        Self { schema: Value::Object(schema), direction, root: root.clone(), origins, skipped: builder.skipped }
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
}

struct Builder<'a> {
    document: &'a Value,
    direction: Direction,
    /// Document pointer to definition name.
    names: BTreeMap<Pointer, String>,
    pending: Vec<(String, Pointer)>,
    skipped: Vec<(Pointer, String)>,
}

impl Builder<'_> {
    fn convert(&mut self, pointer: &Pointer) -> Value {
        let Some(object) = pointer.resolve(self.document) else {
            self.skipped.push((pointer.clone(), "nothing stands there".to_owned()));
            return Value::Bool(true);
        };
        let converted = dialect::from_schema_object(object, self.direction);
        self.skipped.extend(converted.skipped.into_iter().map(|(below, why)| (pointer.join(&below), why)));
        let mut schema = converted.schema;
        self.point_references_at_definitions(&mut schema, pointer);
        schema
    }

    /// Rewrites every `$ref` of `schema`, which came from `origin`, and queues what it names.
    fn point_references_at_definitions(&mut self, schema: &mut Value, origin: &Pointer) {
        let Some(object) = schema.as_object_mut() else { return };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            let rewritten = match reference.strip_prefix('#').map(percent_decode).as_deref().and_then(Pointer::parse) {
                Some(target) if target.resolve(self.document).is_some() => {
                    json!({ "$ref": format!("#/$defs/{}", escape(&self.name(target))) })
                }
                _ => {
                    let why = format!("the reference `{reference}` leads to nothing in this document");
                    self.skipped.push((origin.clone().key("$ref"), why));
                    json!({})
                }
            };
            *schema = rewritten;
            return;
        }
        for (keyword, value) in object.iter_mut() {
            match (keyword.as_str(), value) {
                ("items" | "not" | "additionalProperties", value) => {
                    self.point_references_at_definitions(value, &origin.clone().key(keyword));
                }
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.point_references_at_definitions(property, &origin.clone().key(keyword).key(name));
                    }
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                    for (position, branch) in branches.iter_mut().enumerate() {
                        self.point_references_at_definitions(branch, &origin.clone().key(keyword).index(position));
                    }
                }
                _ => {}
            }
        }
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
        while self.names.values().any(|taken| *taken == name) {
            name.push('_');
        }
        self.pending.push((name.clone(), target.clone()));
        self.names.insert(target, name.clone());
        name
    }
}

fn escape(token: &str) -> String {
    let pointer = Pointer::root().key(token);
    // RFC 3986, 3.5: what may stand in a fragment; the rest is percent-encoded.
    let mut out = String::new();
    for byte in pointer.as_str().bytes().skip(1) {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'(' | b')' | b'*' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
