//! `Debug` of the generated types and builders: `crate::apis::wire` writes kinds and lengths, never values.
//!
//! typify and progenitor derive it, and a derived `Debug` prints names, e-mail addresses and amounts into logs.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Ident, Item, ItemEnum, ItemStruct, Path, Token, parse_quote};

/// Takes `Debug` out of every `#[derive(..)]`.
pub(crate) fn underive(attributes: &mut [Attribute]) {
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let Ok(traits) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) else { continue };
        let kept = traits.iter().filter(|derived| derived.segments.last().is_none_or(|last| last.ident != "Debug"));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}

/// Adds `traits` to the `#[derive(..)]` that is there.
pub(crate) fn derive(attributes: &mut [Attribute], traits: &[&str]) {
    let Some(attribute) = attributes.iter_mut().find(|attribute| attribute.path().is_ident("derive")) else { return };
    let Ok(derived) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) else { return };
    let (derived, added) = (derived.iter(), traits.iter().map(|name| format_ident!("{name}")));
    *attribute = parse_quote!(#[derive(#(#derived,)* #(#added),*)]);
}

/// Both traits for a type of fields: `values` are expressions of `&dyn Masked` over `self`, by the fields' names.
pub(crate) fn of_fields(ty: &TokenStream, name: &Ident, values: &[(&Ident, TokenStream)]) -> [Item; 2] {
    let name = name.to_string();
    let fields = values.iter().map(|(ident, value)| {
        let name = ident.to_string();
        quote!((#name, &#value))
    });
    both(
        ty,
        &quote!(crate::apis::wire::fmt_fields(f, #name, &[#(#fields),*])),
        &quote!(::std::fmt::Debug::fmt(self, f)),
    )
}

/// Both traits for a newtype, which inside of another type appears as the value it holds.
pub(crate) fn of_newtype(item: &ItemStruct) -> Result<[Item; 2], String> {
    let ident = &item.ident;
    let name = ident.to_string();
    match &item.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(both(
            &quote!(#ident),
            &quote!(crate::apis::wire::fmt_value(f, #name, &self.0)),
            &quote!(crate::apis::wire::Masked::fmt_masked(&self.0, f)),
        )),
        _ => Err(format!("the generated type `{name}` is neither a struct of fields nor a newtype")),
    }
}

/// Both traits for an enum of shapes, a payload each.
pub(crate) fn of_shapes(item: &ItemEnum) -> Result<[Item; 2], String> {
    let ident = &item.ident;
    let mut arms = Vec::new();
    for variant in &item.variants {
        let (shape, name) = (&variant.ident, variant.ident.to_string());
        arms.push(match &variant.fields {
            Fields::Unit => quote!(Self::#shape => f.write_str(#name),),
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                quote!(Self::#shape(value) => crate::apis::wire::fmt_value(f, #name, value),)
            }
            Fields::Named(fields) => {
                let idents: Vec<_> = fields.named.iter().filter_map(|field| field.ident.as_ref()).collect();
                let names = idents.iter().map(|ident| ident.to_string());
                quote!(Self::#shape { #(#idents),* } => crate::apis::wire::fmt_fields(f, #name, &[#((#names, #idents)),*]),)
            }
            Fields::Unnamed(_) => return Err(format!("the shape `{name}` of `{ident}` holds several values")),
        });
    }
    Ok(both(&quote!(#ident), &quote!(match self { #(#arms)* }), &quote!(::std::fmt::Debug::fmt(self, f))))
}

/// `Masked` for a type whose own `Debug` gives nothing away.
pub(crate) fn masked_as_debug(ident: &Ident) -> Item {
    masked(&quote!(#ident), &quote!(::std::fmt::Debug::fmt(self, f)))
}

fn both(ty: &TokenStream, debug: &TokenStream, inside: &TokenStream) -> [Item; 2] {
    let debug = parse_quote! {
        /// Kinds and lengths, without values.
        impl ::std::fmt::Debug for #ty {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                #debug
            }
        }
    };
    [debug, masked(ty, inside)]
}

fn masked(ty: &TokenStream, inside: &TokenStream) -> Item {
    parse_quote! {
        impl crate::apis::wire::Masked for #ty {
            fn fmt_masked(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                #inside
            }
        }
    }
}
