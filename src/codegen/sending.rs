//! What the builder of a call can do beside setting parameters: options, the response as it arrived, blocking calls.
//!
//! progenitor writes one function, `send`. It is split where the response has arrived, and reports all wrong parameters at once.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprCall, ExprStruct, FieldValue, Ident, ImplItem, ImplItemFn, ItemImpl, ItemStruct, Pat, ReturnType,
    Stmt, parse_quote,
};

use super::lists;

/// The field of the options in the builder `call`: `options`, unless a parameter has that name.
pub(crate) fn field(call: &ItemStruct) -> Ident {
    let taken = call.fields.iter().filter_map(|field| field.ident.as_ref()).any(|ident| ident == "options");
    if taken { format_ident!("call_options") } else { format_ident!("options") }
}

pub(crate) fn add_field(call: &mut ItemStruct, options: &Ident) {
    if let syn::Fields::Named(fields) = &mut call.fields {
        fields.named.push(parse_quote!(#options: crate::apis::client::CallOptions));
    }
}

/// Completes the functions of a builder for the operation `id`.
pub(crate) fn complete(call: &mut ItemImpl, options: &Ident, id: &str) -> Result<(), String> {
    let mut added = Vec::new();
    let names: Vec<String> = call.items.iter().filter_map(name).collect();
    let free = |name: &str| {
        if names.iter().any(|taken| taken == name) { format_ident!("call_{name}") } else { format_ident!("{name}") }
    };
    let raw = free("send_raw");
    for item in &mut call.items {
        let ImplItem::Fn(function) = item else { continue };
        if function.sig.ident == "new" {
            Initial(options).visit_block_mut(&mut function.block);
        } else if function.sig.ident == "send" {
            added.extend(split(function, options, id, &raw, &free("send_blocking"))?);
        }
    }
    let doc = if options == "options" { "" } else { " (There is a parameter `options`.)" };
    let doc = format!("What is special about this call: headers, a time limit, repetitions.{doc}");
    added.push(parse_quote! {
        #[doc = #doc]
        pub fn #options(mut self, options: crate::apis::client::CallOptions) -> Self {
            self.#options = options;
            self
        }
    });
    call.items.extend(added);
    Ok(())
}

fn name(item: &ImplItem) -> Option<String> {
    if let ImplItem::Fn(function) = item { Some(function.sig.ident.to_string()) } else { None }
}

/// Leaves in `send` what is done with the response, and returns the functions that it and others call.
fn split(
    send: &mut ImplItemFn,
    options: &Ident,
    id: &str,
    raw: &Ident,
    blocking: &Ident,
) -> Result<Vec<ImplItem>, String> {
    let unexpected = || format!("progenitor writes `send` of `{id}` in another way than is known here");
    let output = match &send.sig.output {
        ReturnType::Type(_, ty) => ty.clone(),
        ReturnType::Default => return Err(unexpected()),
    };
    let error = lists::error(&output).ok_or_else(unexpected)?;
    let Some(Stmt::Expr(decode, None)) = send.block.stmts.pop() else { return Err(unexpected()) };
    let mut decode = decode;
    Decoding(id).visit_expr_mut(&mut decode);
    let mut exchange = std::mem::take(&mut send.block.stmts);
    take_options(&mut exchange, options).ok_or_else(unexpected)?;
    let mut exchange = Block { brace_token: send.block.brace_token, stmts: collected(exchange) };
    Info(options).visit_block_mut(&mut exchange);
    let stmts = &exchange.stmts;
    send.block = parse_quote!({
        let client = self.client;
        let response = self.#raw().await?;
        #decode
    });
    let docs: Vec<_> = send.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
    Ok(vec![
        parse_quote! {
            #(#docs)*
            ///
            /// The response is returned as it arrived, whatever its status.
            pub async fn #raw(self) -> Result<crate::apis::client::Response, Error<#error>> {
                #(#stmts)*
                Ok(response)
            }
        },
        parse_quote! {
            #(#docs)*
            ///
            /// For code that is not asynchronous. The outer error is that of `client::block_on`.
            #[cfg(feature = "blocking")]
            pub fn #blocking(self) -> Result<#output, crate::error::Error> {
                crate::apis::client::block_on(self.send())
            }
        },
    ])
}

/// `let Self { client, .. } = self` takes the options out as well.
fn take_options(stmts: &mut [Stmt], options: &Ident) -> Option<()> {
    let Some(Stmt::Local(local)) = stmts.first_mut() else { return None };
    let Pat::Struct(pattern) = &mut local.pat else { return None };
    let field: syn::Pat = parse_quote!(Self { #options });
    let Pat::Struct(field) = field else { return None };
    pattern.fields.extend(field.fields);
    Some(())
}

/// Reads all parameters before it complains of any: `let x = x.map_err(Error::InvalidRequest)?` becomes one of several.
fn collected(stmts: Vec<Stmt>) -> Vec<Stmt> {
    let mut idents: Vec<Ident> = Vec::new();
    let mut out: Vec<Stmt> = Vec::new();
    let mut done = false;
    for mut stmt in stmts {
        match parameter(&mut stmt) {
            Some(ident) => {
                if idents.is_empty() {
                    out.push(parse_quote!(let mut problems = ::std::vec::Vec::new();));
                }
                idents.push(ident);
            }
            None if !idents.is_empty() && !done => {
                done = true;
                out.push(parse_quote! {
                    let (#(Some(#idents),)*) = (#(#idents,)*) else {
                        return Err(Error::InvalidRequest(problems.join("\n")));
                    };
                });
            }
            None => {}
        }
        out.push(stmt);
    }
    out
}

fn parameter(stmt: &mut Stmt) -> Option<Ident> {
    let Stmt::Local(local) = stmt else { return None };
    let Pat::Ident(pattern) = &local.pat else { return None };
    let init = local.init.as_mut()?;
    let Expr::Try(tried) = &*init.expr else { return None };
    let Expr::MethodCall(call) = &*tried.expr else { return None };
    let refused =
        matches!(call.args.first(), Some(Expr::Path(path)) if path.path.segments.last()?.ident == "InvalidRequest");
    if call.method != "map_err" || !refused {
        return None;
    }
    let result = &call.receiver;
    *init.expr = parse_quote!(crate::apis::client::taken(#result, &mut problems));
    Some(pattern.ident.clone())
}

/// `Self { client: client, .. }` in `new`.
struct Initial<'a>(&'a Ident);

impl VisitMut for Initial<'_> {
    fn visit_expr_struct_mut(&mut self, expression: &mut ExprStruct) {
        if expression.path.is_ident("Self") {
            let options = self.0;
            expression.fields.push(field_value(&quote!(#options: ::std::default::Default::default())));
        }
    }
}

/// `OperationInfo { operation_id: .. }`.
struct Info<'a>(&'a Ident);

impl VisitMut for Info<'_> {
    fn visit_expr_struct_mut(&mut self, expression: &mut ExprStruct) {
        if expression.path.segments.last().is_some_and(|last| last.ident == "OperationInfo") {
            let options = self.0;
            expression.fields.push(field_value(&quote!(options: #options)));
        }
        visit_mut::visit_expr_struct_mut(self, expression);
    }
}

fn field_value(tokens: &TokenStream) -> FieldValue {
    parse_quote!(#tokens)
}

/// `ResponseValue::from_response(response)`, which needs the client and the operation as well.
struct Decoding<'a>(&'a str);

impl VisitMut for Decoding<'_> {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let decodes = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "from_response");
        if matches!(&*call.func, Expr::Path(path) if decodes(&path.path)) {
            let id = self.0;
            call.args.push(parse_quote!(client));
            call.args.push(parse_quote!(#id));
        }
        visit_mut::visit_expr_call_mut(self, call);
    }
}
