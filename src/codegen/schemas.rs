//! Which JSON Schemas a document gives rise to, and the trait implementations that return them by type.
//!
//! The schemas themselves are made by the library on first use: nothing is converted here.

use std::collections::BTreeSet;

use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Item, parse_quote};

use crate::contract::operation;
use crate::pointer::Pointer;
use crate::tree::Tree;

use super::described::{Origin, types_with_schemas};
use super::document::Document;

/// One exported schema.
pub(crate) struct Entry {
    name: String,
    pointer: Pointer,
    /// A variant of `Direction`.
    direction: &'static str,
    /// A variant of `SchemaKind`.
    kind: &'static str,
}

/// Every component schema and every operation body.
pub(crate) fn of_document(document: &Document) -> Result<Vec<Entry>, String> {
    let mut entries = Vec::new();
    for (name, _) in document.components() {
        let pointer = Pointer::root().key("components").key("schemas").key(name);
        entries.push(Entry { name: name.clone(), pointer, direction: "Neutral", kind: "Component" });
    }
    for operation in operation::operations(&Tree::from(&document.raw)) {
        let Some(id) = operation.id() else {
            return Err(format!("at `{}`: `operationId` is missing", operation.pointer()));
        };
        for body in operation.bodies() {
            let (name, direction, kind) = match &body.status {
                None => (format!("{id}.request"), "Request", "Request"),
                Some(status) => (format!("{id}.response.{status}"), "Response", "Response"),
            };
            entries.push(Entry { name, pointer: body.schema.clone(), direction, kind });
        }
    }
    Ok(entries)
}

/// Every property with a type of its own among `types`.
pub(crate) fn of_properties(types: &[Item], document: &Document) -> Vec<Entry> {
    let of_properties = types_with_schemas(types, document).into_iter().filter_map(|(_, origin)| match origin {
        Origin::Component(_) => None,
        Origin::Property { name, pointer } => Some((name, pointer)),
    });
    of_properties.map(|(name, pointer)| Entry { name, pointer, direction: "Neutral", kind: "Property" }).collect()
}

/// The table of all schemas: an item for `include!`. Names are unique, so that a look-up finds the right schema.
pub(crate) fn table(mut entries: Vec<Entry>) -> Result<Vec<Item>, String> {
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    for pair in entries.windows(2) {
        if let [one, other] = pair
            && one.name == other.name
        {
            return Err(format!("`{}` and `{}` would both be exported as `{}`", one.pointer, other.pointer, one.name));
        }
    }
    let count = entries.len();
    let rows = entries.iter().map(|entry| {
        let Entry { name, pointer, direction, kind } = entry;
        let pointer = pointer.as_str();
        let (direction, kind) = (format_ident!("{direction}"), format_ident!("{kind}"));
        quote! {
            EmbeddedSchema::new(
                API, #name, #pointer, crate::schema::Direction::#direction, SchemaKind::#kind,
            )
        }
    });
    Ok(vec![parse_quote! {
        /// Every schema of this document, by name.
        pub(super) static SCHEMAS: [EmbeddedSchema; #count] = [#(#rows,)*];
    }])
}

/// `impl JsonSchema` for every type that has a schema.
pub(crate) fn schemars(types: &[Item], document: &Document) -> Vec<Item> {
    let types = types_with_schemas(types, document);
    let implementation = |(ident, origin): &(syn::Ident, Origin)| -> Item {
        let schema_name = ident.to_string();
        let targets = references(document, origin).into_iter().filter_map(|target| {
            let (ident, _) =
                types.iter().find(|(_, origin)| matches!(origin, Origin::Component(name) if *name == target))?;
            Some(quote!((#target, |generator| generator.subschema_for::<super::types::#ident>())))
        });
        parse_quote! {
            impl ::schemars::JsonSchema for super::types::#ident {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    #schema_name.into()
                }

                fn schema_id() -> ::std::borrow::Cow<'static, str> {
                    ::std::borrow::Cow::Borrowed(::std::any::type_name::<Self>())
                }

                fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                    crate::apis::json_schema::of::<Self>(generator, &[#(#targets,)*])
                }
            }
        }
    };
    types.iter().map(implementation).collect()
}

/// The components that the schema at `origin` refers to directly.
fn references(document: &Document, origin: &Origin) -> BTreeSet<String> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                if let Some(target) = reference.and_then(|text| text.strip_prefix("#/components/schemas/")) {
                    found.insert(target.to_owned());
                }
                members.values().for_each(|value| collect(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| collect(value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Some(schema) = origin.pointer().resolve(&document.raw) {
        collect(schema, &mut found);
    }
    found
}
