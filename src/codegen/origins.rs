//! Where a type and each of its fields come from, as the last lines of their documentation.

use syn::{Attribute, Fields, Item, LitStr, parse_quote};

use crate::contract::provenance::Provenance;
use crate::pointer::Pointer;

use super::described;
use super::document::Document;

/// Adds the origin to each type of `items` that a schema describes, and to its fields.
pub(crate) fn add(items: &mut [Item], document: &Document) {
    for (ident, origin) in described::types_with_schemas(items, document) {
        let place = origin.pointer();
        for item in &mut *items {
            match item {
                Item::Enum(item) if item.ident == ident => insert(&mut item.attrs, document, &place),
                Item::Struct(item) if item.ident == ident => {
                    insert(&mut item.attrs, document, &place);
                    let Fields::Named(fields) = &mut item.fields else { continue };
                    for field in &mut fields.named {
                        if let Some(name) = renamed(&field.attrs) {
                            insert(&mut field.attrs, document, &place.clone().key("properties").key(&name));
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Puts the origin of what is at `place` behind the description among `attributes`.
fn insert(attributes: &mut Vec<Attribute>, document: &Document, place: &Pointer) {
    let described = attributes.iter().rposition(|attribute| attribute.path().is_ident("doc"));
    let at = described.map_or(0, |last| last + 1);
    let lines = lines(&Provenance::of(&document.raw, place));
    let paragraphs = lines.iter().flat_map(|line| ["", line]).skip(usize::from(described.is_none()));
    let added: Vec<Attribute> = paragraphs.map(|line| parse_quote!(#[doc = #line])).collect();
    attributes.splice(at..at, added);
}

fn lines(provenance: &Provenance) -> Vec<String> {
    let sources: Vec<String> = provenance.sources.iter().map(ToString::to_string).collect();
    let inferred: Vec<String> = provenance.inferred.iter().map(ToString::to_string).collect();
    let line = |word: &str, parts: Vec<String>| (!parts.is_empty()).then(|| format!("{word}: {}.", parts.join("; ")));
    [line("Source", sources), line("Inferred", inferred)].into_iter().flatten().collect()
}

/// The name that a field has in JSON.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // An argument of another form ends the reading of this attribute; `rename` has one of its own.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            }
            Ok(())
        });
    }
    name
}
