//! Readers: for each type the code that reads, judges and decodes a payload in one go (`crate::apis::reading`).
//!
//! A reader promises that what it accepts satisfies the contract, so it is written for schemas that are known here from end
//! to end. A keyword that is not known leaves the type with a reader that only decodes, behind the single pass of the
//! validator; a shape that is not known leaves it without one, and `serde` decodes. Nothing else changes by that.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::pointer::Pointer;

use super::described;
use super::document::Document;
use super::drafts::Draft;

/// The readers of a document.
pub(crate) struct Readers {
    /// The implementations, for a module inside of that of the types.
    pub(crate) items: Vec<Item>,
    /// The types that have one, and whether it judges all that their schemas say.
    complete: BTreeMap<String, bool>,
}

impl Readers {
    /// How `Sealed::read_valid` reads the type `ident`.
    pub(crate) fn method(&self, ident: &Ident) -> TokenStream {
        let body = match self.complete.get(&ident.to_string()) {
            None => return TokenStream::new(),
            Some(true) => quote!(crate::apis::reading::whole(bytes)),
            Some(false) => quote! {
                use crate::apis::payload::Payload as _;
                if !Self::schema().validator().accepts(bytes) {
                    return None;
                }
                crate::apis::reading::whole(bytes)
            },
        };
        quote! {
            #[cfg(feature = "validate")]
            #[inline]
            fn read_valid(bytes: &[u8]) -> ::std::option::Option<Self> {
                #body
            }
        }
    }
}

/// The readers of all `types` that can have one.
pub(crate) fn of_types(types: &[Item], document: &Document) -> Readers {
    let origins = described::types_with_schemas(types, document);
    let places: BTreeMap<String, Pointer> =
        origins.iter().map(|(ident, origin)| (ident.to_string(), origin.pointer())).collect();
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for (ident, origin) in &origins {
        let mut draft =
            Draft { document, places: &places, body: TokenStream::new(), uses: BTreeSet::new(), judges: true };
        if let Some(body) = draft.of_type(types, ident, origin) {
            draft.body = body;
            drafts.insert(ident.to_string(), draft);
        }
    }
    // A reader needs the readers of what it holds, and judges all only if they do.
    loop {
        let without: Vec<String> = drafts
            .iter()
            .filter(|(_, draft)| !draft.uses.iter().all(|used| drafts.contains_key(used)))
            .map(name)
            .collect();
        let partial: Vec<String> = drafts
            .iter()
            .filter(|(_, draft)| {
                draft.judges && draft.uses.iter().any(|used| drafts.get(used).is_some_and(|used| !used.judges))
            })
            .map(name)
            .collect();
        if without.is_empty() && partial.is_empty() {
            break;
        }
        drafts.retain(|name, _| !without.contains(name));
        drafts.iter_mut().filter(|(name, _)| partial.contains(name)).for_each(|(_, draft)| draft.judges = false);
    }
    let items = drafts.iter().map(|(name, draft)| {
        let (ident, body) = (format_ident!("{name}"), &draft.body);
        parse_quote! {
            impl crate::apis::reading::Read for super::#ident {
                fn read(reader: &mut crate::apis::reading::Reader<'_>) -> ::std::option::Option<Self> {
                    #body
                }
            }
        }
    });
    let items = items.collect();
    Readers { items, complete: drafts.into_iter().map(|(name, draft)| (name, draft.judges)).collect() }
}

fn name((name, _): (&String, &Draft<'_>)) -> String {
    name.clone()
}
