//! `Payload` of each type: its schema, its example, and how it is read in one go.

use quote::quote;
use syn::{Ident, Item, parse_quote};

use super::described::{self, Origin};
use super::document::Document;
use super::examples;
use super::readers::Readers;

/// The implementations for every type among `types` that has a schema.
pub(crate) fn of_types(types: &[Item], document: &Document, readers: &Readers) -> Vec<Item> {
    let implementations = |(ident, origin): (Ident, Origin)| -> Vec<Item> {
        let (name, method) = (origin.name(), readers.method(&ident));
        let example = examples::of_origin(&origin, document);
        let text = example.as_ref().map(|example| {
            let text = example.to_string();
            quote!(const EXAMPLE: ::std::option::Option<&'static str> = Some(#text);)
        });
        let mut items: Vec<Item> = vec![
            parse_quote!(impl crate::apis::payload::Sealed for super::types::#ident { #method }),
            parse_quote! {
                impl crate::apis::payload::Payload for super::types::#ident {
                    const API: crate::apis::Api = API;
                    const SCHEMA: &'static str = #name;
                    #text
                }
            },
        ];
        items.extend(example.map(|_| Item::Impl(examples::method(&ident))));
        items
    };
    described::types_with_schemas(types, document).into_iter().flat_map(implementations).collect()
}
