//! The builders of calls: what `Debug` shows of them, how their setters are documented, and what else they can do.

use std::collections::BTreeMap;

use quote::quote;
use serde_json::Value;
use syn::{Attribute, ImplItem, Item, ItemImpl, ItemMod, ItemStruct, ReturnType, Type, parse_quote};

use crate::contract::operation::Operation;

use super::document::Document;
use super::{debug, lists, names, sending};

/// Rewrites `mod builder`, which holds a builder for each of `operations`. `types` are the payloads.
pub(crate) fn finish(
    module: &mut ItemMod,
    operations: &[Operation],
    document: &Document,
    types: &[Item],
) -> Result<(), String> {
    module.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    module.attrs.push(parse_quote! {
        #[doc = "A builder for each call: set parameters and the request body, then call `send`."]
    });
    let Some((_, items)) = &mut module.content else { return Ok(()) };
    let mut implementations = Vec::new();
    let mut builders = BTreeMap::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(call) => {
                debug::underive(&mut call.attrs);
                let idents = call.fields.iter().filter_map(|field| field.ident.as_ref());
                let values: Vec<_> =
                    idents.filter(|ident| *ident != "client").map(|ident| (ident, quote!(self.#ident))).collect();
                let name = &call.ident;
                let [debug, _] = debug::of_fields(&quote!(#name<'_>), name, &values);
                implementations.push(debug);
                let options = sending::field(call);
                sending::add_field(call, &options);
                builders.insert(names::method(&call.ident.to_string()), (call.clone(), options));
            }
            Item::Impl(call) => {
                let Type::Path(ty) = &*call.self_ty else { continue };
                let method = ty.path.segments.last().map(|last| names::method(&last.ident.to_string()));
                let of_call = |operation: &&Operation| operation.id().map(names::method) == method;
                let operation = operations.iter().find(of_call);
                let builder = method.as_ref().and_then(|method| builders.get(method));
                if let (Some(operation), Some((builder, options))) = (operation, builder) {
                    describe(&mut call.items, &descriptions(operation, document));
                    if operation.method() == "GET" {
                        implementations.extend(list(call, builder, types));
                    }
                    sending::complete(call, options, operation.id().unwrap_or_default())?;
                }
            }
            _ => {}
        }
    }
    items.extend(implementations);
    Ok(())
}

fn list(call: &ItemImpl, builder: &ItemStruct, types: &[Item]) -> Vec<Item> {
    let functions =
        || call.items.iter().filter_map(|item| if let ImplItem::Fn(function) = item { Some(function) } else { None });
    let methods: Vec<String> = functions().map(|function| function.sig.ident.to_string()).collect();
    let send = functions().find(|function| function.sig.ident == "send").map(|function| &function.sig.output);
    match send {
        Some(ReturnType::Type(_, output)) => lists::implementations(builder, output, types, &methods),
        _ => Vec::new(),
    }
}

/// Documents the setters with the descriptions of what they set.
fn describe(functions: &mut [ImplItem], descriptions: &BTreeMap<String, String>) {
    for item in functions {
        let ImplItem::Fn(function) = item else { continue };
        let name = function.sig.ident.to_string();
        let Some(description) = descriptions.get(&name) else { continue };
        let doc = match name.as_str() {
            "body" => format!("Sets the request body. {description}"),
            parameter => format!("Sets the parameter `{parameter}`. {description}"),
        };
        let doc: Attribute = parse_quote!(#[doc = #doc]);
        function.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
        function.attrs.insert(0, doc);
    }
}

/// The descriptions of the parameters and of the request body, by the names of their setters.
fn descriptions(operation: &Operation, document: &Document) -> BTreeMap<String, String> {
    let object = operation.pointer().resolve(&document.raw).unwrap_or(&Value::Null);
    let item = operation.pointer().parent().and_then(|item| item.resolve(&document.raw)).unwrap_or(&Value::Null);
    let text = |value: &Value| value.get("description").and_then(Value::as_str).map(|text| text.trim().to_owned());
    let mut found = BTreeMap::new();
    for parameters in [item, object].into_iter().filter_map(|holder| holder.get("parameters")?.as_array()) {
        for parameter in parameters.iter().map(|parameter| document.resolve(parameter)) {
            if let (Some(name), Some(text)) = (parameter.get("name").and_then(Value::as_str), text(parameter)) {
                found.insert(names::method(name), text);
            }
        }
    }
    let body = object.get("requestBody").map(|body| document.resolve(body)).and_then(text);
    found.extend(body.map(|text| ("body".to_owned(), text)));
    found
}
