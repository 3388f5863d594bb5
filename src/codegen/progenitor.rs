//! The one place that calls progenitor: its settings, its panics, and how its output is split.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use syn::{File, Item};

/// The generated file, or a message that names the operation that progenitor does not support.
pub(crate) fn generate(document: &OpenAPI) -> Result<File, String> {
    match call(document) {
        Ok(tokens) => syn::parse2(tokens).map_err(|error| format!("the generated code does not parse: {error}")),
        Err(message) => match guilty_operation(document) {
            Some(operation) => Err(format!("operation `{operation}`: progenitor cannot generate it: {message}")),
            None => Err(format!("progenitor cannot generate code for this document: {message}")),
        },
    }
}

/// The items of `mod types`, and all the others.
pub(crate) fn split(file: File) -> Result<(Vec<Item>, Vec<Item>), String> {
    let mut types = None;
    let mut client = Vec::new();
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => types = module.content.map(|(_, items)| items),
            other => client.push(other),
        }
    }
    Ok((types.ok_or("progenitor generated no `mod types`")?, client))
}

fn call(document: &OpenAPI) -> Result<proc_macro2::TokenStream, String> {
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder).with_derive("PartialEq");
    settings.with_inner_type(quote::quote!(crate::apis::client::Session));
    // progenitor panics on what it does not support: the panic is a message about the document.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(|| Generator::new(&settings).generate_tokens(document));
    std::panic::set_hook(hook);
    match result {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "it panicked".to_owned())),
    }
}

/// The first operation that fails when it is alone in the document.
fn guilty_operation(document: &OpenAPI) -> Option<String> {
    let mut alone = document.clone();
    alone.paths.paths.clear();
    for (path, item) in &document.paths.paths {
        let Some(methods) = item.as_item() else { return Some(path.clone()) };
        for (method, operation) in methods.iter() {
            let mut only = openapiv3::PathItem { parameters: methods.parameters.clone(), ..Default::default() };
            let slot = match method {
                "get" => &mut only.get,
                "put" => &mut only.put,
                "post" => &mut only.post,
                "delete" => &mut only.delete,
                "options" => &mut only.options,
                "head" => &mut only.head,
                "patch" => &mut only.patch,
                _ => &mut only.trace,
            };
            *slot = Some(operation.clone());
            alone.paths.paths.clear();
            alone.paths.paths.insert(path.clone(), openapiv3::ReferenceOr::Item(only));
            if call(&alone).is_err() {
                return Some(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    None
}
