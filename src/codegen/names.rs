//! How progenitor and typify write the document's names in Rust.

use serde_json::Value;

use super::document::Document;

/// The type of a component.
pub(crate) fn type_of_component(component: &str) -> String {
    heck::AsUpperCamelCase(component).to_string()
}

/// The type of a constrained property.
pub(crate) fn type_of_property(component: &str, property: &str) -> String {
    format!("{}{}", heck::AsUpperCamelCase(component), heck::AsUpperCamelCase(property))
}

/// The method of an operation, and of a builder with that operation's name.
pub(crate) fn method(operation: &str) -> String {
    heck::AsSnakeCase(operation).to_string()
}

/// The component schema whose type is called `ident`, with its name.
pub(crate) fn component_of_type<'a>(document: &'a Document, ident: &str) -> Option<(&'a String, &'a Value)> {
    document.components().find(|(name, _)| type_of_component(name) == ident)
}
