//! The generated client, calling this crate's runtime instead of progenitor's.
//!
//! `crate::apis::client` has the names of `progenitor_client`, with errors that mask values and requests that are checked. The
//! constructors are written by hand beside the `include!`.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, Item, ItemImpl, Token, Type, parse_quote};

use crate::contract::operation;
use crate::tree::Tree;

use super::document::Document;
use super::{calls, docs, names};

/// Rewrites the items outside of `mod types`, which are given.
pub(crate) fn finish(items: Vec<Item>, document: &Document, types: &[Item]) -> Result<Vec<Item>, String> {
    let operations = operation::operations(&Tree::from(&document.raw));
    let ids = operations.iter().filter_map(|operation| operation.id());
    let ids = ids.map(|id| (names::method(id), id.to_owned()));
    let mut runtime = Runtime { ids: ids.collect() };
    let mut out: Vec<Item> = vec![parse_quote! {
        use crate::apis::client::{
            ClientHooks, ClientInfo, Error, OperationInfo, ResponseValue, encode_path,
        };
    }];
    for mut item in items {
        match &mut item {
            Item::Use(_) => continue,
            Item::Mod(module) if module.ident == "prelude" => continue,
            Item::Impl(implementation) if is_constructors(implementation) => continue,
            Item::Struct(client) if client.ident == "Client" => {
                // The document's description belongs on the module's page.
                client.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
                client.attrs.push(parse_quote!(#[doc = "A client for this API, with one method per operation."]));
            }
            _ => {}
        }
        runtime.visit_item_mut(&mut item);
        out.push(item);
    }
    for item in &mut out {
        if let Item::Mod(module) = item
            && module.ident == "builder"
        {
            calls::finish(module, &operations, document, types)?;
        }
    }
    docs::complete(&mut out);
    Ok(out)
}

/// `impl Client { new, new_with_client }`, which take no credentials and panic.
fn is_constructors(item: &ItemImpl) -> bool {
    let named_client = matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident("Client"));
    let constructs = |item: &ImplItem| matches!(item, ImplItem::Fn(function) if function.sig.ident == "new");
    item.trait_.is_none() && named_client && item.items.iter().any(constructs)
}

struct Runtime {
    /// The operation ids of the document, by the names that progenitor gives them.
    ids: BTreeMap<String, String>,
}

impl VisitMut for Runtime {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.segments.first().is_some_and(|first| first.ident == "progenitor_client") {
            let rest = path.segments.iter().skip(1);
            *path = parse_quote!(crate::apis::client::#(#rest)::*);
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_item_use_mut(&mut self, item: &mut syn::ItemUse) {
        let text = item.to_token_stream().to_string();
        if text.contains("ByteStream") {
            *item = parse_quote! {
                use super::{encode_path, ClientInfo, ClientHooks, Error, OperationInfo, ResponseValue};
            };
        }
    }

    /// A request that cannot be built: reqwest's error becomes one of ours, so that it is in no public signature.
    fn visit_expr_try_mut(&mut self, expression: &mut syn::ExprTry) {
        visit_mut::visit_expr_try_mut(self, expression);
        if let Expr::MethodCall(call) = &*expression.expr
            && call.method == "build"
            && call.args.is_empty()
        {
            *expression.expr = parse_quote!(#call.map_err(crate::apis::client::Failure::from));
        }
    }

    /// A header parameter that cannot be sent is an error with its name.
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        if call.method == "append"
            && let (Some(Expr::Lit(name)), Some(Expr::Try(tried))) = (call.args.first(), call.args.get(1))
            && let Expr::MethodCall(converted) = &*tried.expr
            && converted.method == "try_into"
        {
            let (name, value) = (name.clone(), &converted.receiver);
            let value = parse_quote!(crate::apis::client::header_value(#name, &#value)?);
            call.args[1] = value;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    /// Bodies are read within a limit, so those that are not JSON are bytes and no stream.
    fn visit_type_path_mut(&mut self, path: &mut syn::TypePath) {
        if path.path.segments.last().is_some_and(|last| last.ident == "ByteStream") {
            *path = parse_quote!(::std::vec::Vec<u8>);
        }
        visit_mut::visit_type_path_mut(self, path);
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        // progenitor's own text links through a reference definition that is lost when attributes are split.
        let method = names::method(&item.ident.to_string());
        if self.ids.contains_key(&method) {
            item.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
            let doc = format!("Builder for a call of [`Client::{method}`](super::Client::{method}).");
            item.attrs.insert(0, parse_quote!(#[doc = #doc]));
        }
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if let Some(message) = message(&literal.value()) {
            *literal = syn::LitStr::new(&message, literal.span());
        }
    }

    /// The visitor sees the arguments of `format!` as tokens only.
    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if let (true, Ok(mut arguments)) = (call.path.is_ident("format"), arguments) {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            call.tokens = arguments.to_token_stream();
        }
    }

    fn visit_expr_struct_mut(&mut self, expression: &mut syn::ExprStruct) {
        if expression.path.is_ident("OperationInfo") {
            for field in &mut expression.fields {
                if let Expr::Lit(literal) = &mut field.expr
                    && let syn::Lit::Str(id) = &literal.lit
                    && let Some(original) = self.ids.get(&id.value())
                {
                    literal.lit = syn::Lit::Str(syn::LitStr::new(original, id.span()));
                }
            }
        }
        visit_mut::visit_expr_struct_mut(self, expression);
    }
}

/// What replaces one of progenitor's messages, which name Rust types.
fn message(text: &str) -> Option<String> {
    if let Some(name) = text.strip_suffix(" was not initialized") {
        return Some(match name {
            "body" => "missing request body".to_owned(),
            parameter => format!("missing required parameter `{parameter}`"),
        });
    }
    let (ty, rest) = text.strip_prefix("conversion to `")?.split_once("` for ")?;
    if let Some(name) = rest.strip_suffix(" failed: {}") {
        // The problems of a body say where they are.
        return Some(if name == "body" { "{}".to_owned() } else { format!("`{name}`: {{}}") });
    }
    let name = rest.strip_suffix(" failed")?;
    let wanted = match ty.replace(' ', "").as_str() {
        "::std::num::NonZeroU64" => "an integer of 1 or more",
        "u64" => "an integer of 0 or more",
        "i64" => "an integer of 64 bits",
        "::std::string::String" => "a string",
        _ => "a value that converts to its type",
    };
    Some(format!("`{name}`: wanted {wanted}"))
}
