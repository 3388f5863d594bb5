//! The generated types: structs that keep what they read, open enums, and a builder for each struct.

use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Fields, Item, ItemEnum, Type, parse_quote};

use super::document::Document;
use super::{debug, docs, enums, origins, structs};

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
    let mut out = Vec::new();
    let mut builders = Vec::new();
    for item in items {
        match item {
            Item::Mod(module) if module.ident == "builder" || module.ident == "defaults" => {}
            Item::Enum(item) if open_enums.contains(&item.ident.to_string()) => out.extend(enums::open(&item)?),
            Item::Impl(item) if open_enums.contains(&item.self_ty.to_token_stream().to_string()) => {}
            Item::Struct(mut item) if matches!(item.fields, Fields::Named(_)) => {
                let fields = structs::finish(&mut item, document)?;
                builders.extend(structs::builder(&item.ident, &fields));
                debug::underive(&mut item.attrs);
                let implementations = structs::debug(&item.ident.to_token_stream(), &item.ident, &fields);
                out.push(Item::Struct(item));
                out.extend(implementations);
            }
            Item::Struct(mut item) => {
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
