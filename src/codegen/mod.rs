//! From an OpenAPI document to Rust: what `build.rs` calls, and nothing that the library contains.
//!
//! progenitor generates; the rooms here prepare what it reads and finish what it writes. The full document stays as it
//! is for schemas and validators: only a private copy is lowered.
//!
//! | room | decides |
//! |---|---|
//! | [`document`] | how a document is read, and that it says where it is wrong |
//! | [`lower`] | what progenitor gets to see instead of what it cannot take |
//! | [`names`] | how names of the document are spelt in Rust |
//! | [`types`] | the shape of the generated structs, enums and builders |
//! | [`client`] | what the generated client calls |
//! | [`docs`] | that every public item is documented, in text that rustdoc takes |
//! | [`origins`] | what their documentation says of where they come from |
//! | [`schemas`] | the JSON Schemas and the trait implementations that hand them out |

pub(crate) mod client;
pub(crate) mod docs;
pub(crate) mod document;
pub(crate) mod enums;
pub(crate) mod lower;
pub(crate) mod names;
pub(crate) mod origins;
pub(crate) mod progenitor;
pub(crate) mod schemas;
pub(crate) mod structs;
pub(crate) mod types;

use document::Document;

/// The files generated for one document, by the end of their names.
pub(crate) fn files(document: &Document) -> Result<Vec<(&'static str, String)>, String> {
    let mut schemas = schemas::bundle_all(document)?;
    let generated = progenitor::generate(&lower::lower(&document.openapi))?;
    let (types, client) = progenitor::split(generated)?;
    let types = types::finish(types, document)?;
    schemas.extend(schemas::bundle_properties(&types, document)?);
    let client = client::finish(client, document);
    Ok(vec![
        ("payloads.rs", print(schemas::payloads(&types, document))),
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
