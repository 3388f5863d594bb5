//! The generated types: structs that keep what they read, open enums, and a builder for each struct.

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{Fields, Ident, Item, ItemEnum, Type, parse_quote};

use super::document::Document;
use super::{builders, debug, described, docs, enums, newtypes, origins, structs};

/// Rewrites the items of `mod types`.
pub(crate) fn finish(mut items: Vec<Item>, document: &Document) -> Result<Vec<Item>, String> {
    items.iter_mut().for_each(|item| ExactTypes.visit_item_mut(item));
    let open_enums: Vec<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if is_plain(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let strings: Vec<(Ident, Value)> = described::types_with_schemas(&items, document)
        .into_iter()
        .filter(|(ident, _)| {
            items
                .iter()
                .any(|item| matches!(item, Item::Struct(item) if item.ident == *ident && newtypes::is_string(item)))
        })
        .map(|(ident, origin)| (ident, origin.pointer().resolve(&document.raw).cloned().unwrap_or_default()))
        .collect();
    let mut out = Vec::new();
    let mut builders = Vec::new();
    for item in items {
        match item {
            Item::Mod(module) if ["builder", "defaults", "error"].iter().any(|known| module.ident == known) => {}
            Item::Enum(item) if open_enums.contains(&item.ident.to_string()) => out.extend(enums::open(&item)?),
            Item::Impl(item) if open_enums.contains(&item.self_ty.to_token_stream().to_string()) => {}
            Item::Struct(mut item) if matches!(item.fields, Fields::Named(_)) => {
                let fields = structs::finish(&mut item, document)?;
                builders.extend(builders::of_struct(&item.ident, &fields));
                debug::underive(&mut item.attrs);
                let is_empty_allowed = fields.iter().all(|field| !field.presence.is_required());
                debug::derive(&mut item.attrs, if is_empty_allowed { &["Default", "Eq"] } else { &["Eq"] });
                let implementations = structs::debug(&item.ident.to_token_stream(), &item.ident, &fields);
                out.push(Item::Struct(item));
                out.extend(implementations);
            }
            Item::Impl(item) if strings.iter().any(|(string, _)| newtypes::is_about(&item, string)) => {}
            Item::Struct(mut item) => {
                if let Some((_, schema)) = strings.iter().find(|(string, _)| *string == item.ident) {
                    out.extend(newtypes::of_string(&item, schema)?);
                    continue;
                }
                debug::underive(&mut item.attrs);
                let implementations = debug::of_newtype(&item)?;
                out.push(Item::Struct(item));
                out.extend(implementations);
            }
            Item::Enum(mut item) => {
                debug::underive(&mut item.attrs);
                let implementations = debug::of_shapes(&item)?;
                out.push(Item::Enum(item));
                out.extend(implementations);
            }
            other => out.push(other),
        }
    }
    origins::add(&mut out, document);
    out.push(parse_quote! {
        /// Why a value does not convert to one of these types.
        pub mod error { pub use crate::apis::ConversionError; }
    });
    out.push(parse_quote! {
        /// A builder for each struct: set properties, then convert with `try_into`.
        pub mod builder { #(#builders)* }
    });
    docs::complete(&mut out);
    Ok(out)
}

fn is_plain(item: &ItemEnum) -> bool {
    item.variants.iter().all(|variant| variant.fields.is_empty())
}

/// Types that lose nothing: a date-time keeps its text, a number its digits.
struct ExactTypes;

impl VisitMut for ExactTypes {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty.to_token_stream().to_string().replace(' ', "").as_str() {
            "::chrono::DateTime<::chrono::offset::Utc>" => *ty = parse_quote!(crate::apis::wire::Timestamp),
            "f64" | "f32" => *ty = parse_quote!(::serde_json::Number),
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }

    /// typify documents the lowered schema; `Payload::schema` returns the full one.
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        attributes.retain(|attribute| !quote!(#attribute).to_string().contains("<details>"));
    }
}
