//! From an OpenAPI document to Rust: called by `build.rs`, and not part of the library.
//!
//! progenitor generates the code; the modules here prepare its input and rewrite its output. Schemas and validators are
//! made from the full document: only a private copy is lowered.
//!
//! | module | decides |
//! |---|---|
//! | [`document`] | how a document is read, and how errors in it are located |
//! | [`lower`] | what progenitor sees instead of what it does not support |
//! | [`names`] | how names of the document are written in Rust |
//! | [`described`] | which types a schema describes |
//! | [`types`] | the shape of the generated structs, enums and builders |
//! | [`newtypes`] | what constrained strings can do |
//! | [`builders`] | the builder of each struct, and what it reports |
//! | [`constraints`] | what a schema asks of a value, in words |
//! | [`client`] | what the generated client calls |
//! | [`calls`] | how the builders of calls are shown and documented |
//! | [`sending`] | what they can do beside sending: options, raw responses, blocking calls |
//! | [`lists`] | which of them read a list page by page |
//! | [`debug`] | what `Debug` shows of payloads and builders |
//! | [`readers`], [`drafts`] | how payloads are read and judged in one go |
//! | [`docs`] | that every public item is documented, in text that is safe for rustdoc |
//! | [`origins`] | what the documentation of items says about their sources |
//! | [`examples`] | which example of the document is that of a type |
//! | [`payloads`] | what each type knows about its schema |
//! | [`schemas`] | which JSON Schemas there are, and the traits that return them |

pub(crate) mod builders;
pub(crate) mod calls;
pub(crate) mod client;
pub(crate) mod constraints;
pub(crate) mod debug;
pub(crate) mod described;
pub(crate) mod docs;
pub(crate) mod document;
pub(crate) mod drafts;
pub(crate) mod enums;
pub(crate) mod examples;
pub(crate) mod lists;
pub(crate) mod lower;
pub(crate) mod names;
pub(crate) mod newtypes;
pub(crate) mod origins;
pub(crate) mod payloads;
pub(crate) mod progenitor;
pub(crate) mod readers;
pub(crate) mod schemas;
pub(crate) mod sending;
pub(crate) mod structs;
pub(crate) mod types;

use document::Document;

/// The files generated for one document: the ends of their names, and their contents.
pub(crate) fn files(document: &Document) -> Result<Vec<(&'static str, String)>, String> {
    let mut schemas = schemas::of_document(document)?;
    let generated = progenitor::generate(&lower::lower(&document.openapi))?;
    let (types, client) = progenitor::split(generated)?;
    let types = types::finish(types, document)?;
    schemas.extend(schemas::of_properties(&types, document));
    let client = client::finish(client, document, &types)?;
    let readers = readers::of_types(&types, document);
    Ok(vec![
        ("payloads.rs", print(payloads::of_types(&types, document, &readers))),
        ("readers.rs", print(readers.items)),
        ("schemars.rs", print(schemas::schemars(&types, document))),
        ("schemas.rs", print(schemas::table(schemas)?)),
        ("types.rs", print(types)),
        ("client.rs", print(client)),
        ("document.json", document.raw.to_string()),
    ])
}

fn print(items: Vec<syn::Item>) -> String {
    let mut file: syn::File = syn::parse_quote!();
    file.items = items;
    prettyplease::unparse(&file)
}
