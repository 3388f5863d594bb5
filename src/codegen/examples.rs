//! The documented example of a type: the first one that a message shows with its schema, or the one in the schema.

use serde_json::Value;
use syn::{Ident, ItemImpl, parse_quote};

use super::described::Origin;
use super::document::Document;

/// The example of what `origin` describes.
pub(crate) fn of_origin(origin: &Origin, document: &Document) -> Option<Value> {
    let in_schema = || origin.pointer().resolve(&document.raw)?.get("example").cloned();
    match origin {
        Origin::Component(name) => {
            let reference = format!("#/components/schemas/{name}");
            let messages = ["/paths", "/components/requestBodies", "/components/responses"];
            let mut messages = messages.into_iter().filter_map(|place| document.raw.pointer(place));
            messages.find_map(|value| shown_with(value, &reference, document)).or_else(in_schema)
        }
        Origin::Property { .. } => in_schema(),
    }
}

/// The first example of a media type below `value` whose schema is the `reference`.
fn shown_with(value: &Value, reference: &str, document: &Document) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let schema = members.get("schema").and_then(|schema| schema.get("$ref"));
            let shown = schema.filter(|schema| *schema == reference).and_then(|_| {
                let several = members.get("examples").and_then(Value::as_object).and_then(|all| all.values().next());
                let several = several.and_then(|first| document.resolve(first).get("value"));
                members.get("example").or(several).cloned()
            });
            shown.or_else(|| members.values().find_map(|below| shown_with(below, reference, document)))
        }
        Value::Array(elements) => elements.iter().find_map(|below| shown_with(below, reference, document)),
        _ => None,
    }
}

/// `example()` of the type `ident`.
pub(crate) fn method(ident: &Ident) -> ItemImpl {
    parse_quote! {
        impl super::types::#ident {
            /// The documented example.
            pub fn example() -> Self {
                crate::apis::payload::example()
            }
        }
    }
}
