//! Which generated types a schema describes, and where that is.

use syn::Item;

use crate::pointer::Pointer;

use super::document::Document;
use super::names;

/// What a generated type was made from.
pub(crate) enum Origin {
    /// The component of this name.
    Component(String),
    /// A constrained property: the name of its type, and the place of its Schema Object.
    Property { name: String, pointer: Pointer },
}

impl Origin {
    /// The name of the schema.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Component(name) | Self::Property { name, .. } => name,
        }
    }

    /// Where that is in the document.
    pub(crate) fn pointer(&self) -> Pointer {
        match self {
            Self::Component(name) => Pointer::root().key("components").key("schemas").key(name),
            Self::Property { pointer, .. } => pointer.clone(),
        }
    }
}

/// The public types of `types` and what they were made of.
pub(crate) fn types_with_schemas(types: &[Item], document: &Document) -> Vec<(syn::Ident, Origin)> {
    let idents = types.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item.ident.clone()),
        Item::Enum(item) => Some(item.ident.clone()),
        _ => None,
    });
    idents
        .filter_map(|ident| {
            let text = ident.to_string();
            let component = names::component_of_type(document, &text).map(|(name, _)| Origin::Component(name.clone()));
            let property = || {
                document.components().find_map(|(component, schema)| {
                    let mut properties = schema.get("properties")?.as_object()?.keys();
                    let property = properties.find(|property| names::type_of_property(component, property) == text)?;
                    let pointer = Origin::Component(component.clone()).pointer().key("properties").key(property);
                    Some(Origin::Property { name: text.clone(), pointer })
                })
            };
            Some((ident, component.or_else(property)?))
        })
        .collect()
}
