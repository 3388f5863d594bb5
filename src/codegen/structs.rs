//! A struct of the contract: what each field reads and writes, and the builder beside it.
//!
//! A field distinguishes every state that its property can have: absent, `null` and a value, where the schema allows all
//! three. `crate::apis::wire` holds the functions that the fields call.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{Fields, GenericArgument, Ident, Item, ItemStruct, PathArguments, Type, parse_quote};

use super::document::Document;
use super::{debug, docs, names};

/// What the builder needs to know about a field.
pub(crate) struct Field {
    ident: Ident,
    doc: String,
    ty: Type,
    presence: Presence,
}

/// Whether a property may be absent, and whether it may be null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    RequiredNullable,
    Optional,
    OptionalNullable,
    /// Not a property: all members that the schema does not declare.
    Undeclared,
}

impl Presence {
    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }

    pub(crate) fn is_nullable(self) -> bool {
        matches!(self, Self::RequiredNullable | Self::OptionalNullable)
    }

    /// Whether the field is an `Option`.
    pub(crate) fn is_option(self) -> bool {
        matches!(self, Self::RequiredNullable | Self::Optional | Self::OptionalNullable)
    }
}

/// Rewrites the fields of `item` and returns what they are.
pub(crate) fn finish(item: &mut ItemStruct, document: &Document) -> Result<Vec<Field>, String> {
    let (_, schema) = names::component_of_type(document, &item.ident.to_string())
        .ok_or_else(|| format!("schema of the generated type `{}`: give it a name in `components`", item.ident))?;
    let Fields::Named(named) = &mut item.fields else { return Ok(Vec::new()) };
    let mut fields = Vec::new();
    for field in &mut named.named {
        let ident = field.ident.clone().ok_or("a generated field has no name")?;
        let serde = serde_attribute(field)?;
        let doc = docs::text(&field.attrs);
        if serde.flatten {
            let doc = "Members that the contract does not declare, kept as read.".to_owned();
            field.attrs = vec![parse_quote!(#[doc = #doc]), parse_quote!(#[serde(flatten)])];
            fields.push(Field { ident, doc, ty: field.ty.clone(), presence: Presence::Undeclared });
            continue;
        }
        let name = serde.rename.unwrap_or_else(|| ident.to_string());
        let property = document.resolve(schema.pointer(&format!("/properties/{name}")).unwrap_or(&Value::Null));
        let presence = presence(schema, &name, property);
        let inner = without_option(&field.ty);
        let whole = property.get("type").and_then(Value::as_str) == Some("integer");
        let (ty, function): (Type, Option<&str>) = match (presence, whole) {
            (Presence::Required | Presence::Undeclared, false) => (inner.clone(), None),
            (Presence::Required | Presence::Undeclared, true) => (inner.clone(), Some("crate::apis::wire::whole")),
            (Presence::RequiredNullable, false) => {
                (parse_quote!(::std::option::Option<#inner>), Some("::std::option::Option::deserialize"))
            }
            (Presence::RequiredNullable, true) => {
                (parse_quote!(::std::option::Option<#inner>), Some("crate::apis::wire::nullable_whole"))
            }
            (Presence::Optional, false) => {
                (parse_quote!(::std::option::Option<#inner>), Some("crate::apis::wire::present"))
            }
            (Presence::Optional, true) => {
                (parse_quote!(::std::option::Option<#inner>), Some("crate::apis::wire::present_whole"))
            }
            (Presence::OptionalNullable, false) => {
                (parse_quote!(::std::option::Option<crate::apis::Nullable<#inner>>), Some("crate::apis::wire::present"))
            }
            (Presence::OptionalNullable, true) => (
                parse_quote!(::std::option::Option<crate::apis::Nullable<#inner>>),
                Some("crate::apis::wire::present_nullable_whole"),
            ),
        };
        field.ty = ty;
        field.attrs = vec![parse_quote!(#[doc = #doc]), parse_quote!(#[serde(rename = #name)])];
        if let Some(function) = function {
            field.attrs.push(parse_quote!(#[serde(deserialize_with = #function)]));
        }
        if matches!(presence, Presence::Optional | Presence::OptionalNullable) {
            field.attrs.push(parse_quote!(#[serde(default, skip_serializing_if = "::std::option::Option::is_none")]));
        }
        fields.push(Field { ident, doc, ty: inner, presence });
    }
    Ok(fields)
}

/// `Debug` of the type `ty`, the struct `name` or its builder.
pub(crate) fn debug(ty: &TokenStream, name: &Ident, fields: &[Field]) -> [Item; 2] {
    let value = |field: &Field| {
        let ident = &field.ident;
        match field.presence {
            Presence::Required | Presence::RequiredNullable => quote!(crate::apis::wire::Required(&self.#ident)),
            Presence::Optional | Presence::OptionalNullable | Presence::Undeclared => quote!(self.#ident),
        }
    };
    let values: Vec<_> = fields.iter().map(|field| (&field.ident, value(field))).collect();
    debug::of_fields(ty, name, &values)
}

/// The builder of the struct `name`.
pub(crate) fn builder(name: &Ident, fields: &[Field]) -> Vec<Item> {
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let held: Vec<Type> = fields.iter().map(held).collect();
    let initial = fields.iter().map(|field| match field.presence {
        Presence::Required | Presence::RequiredNullable => {
            let message = format!("missing required property `{}`", field.ident);
            quote!(Err(#message.to_owned()))
        }
        _ => quote!(Ok(::std::default::Default::default())),
    });
    let setters = fields.iter().map(setter);
    let doc = format!("Builder for [`{name}`](super::{name}); `try_into` reports missing and invalid values.");
    let items: syn::File = parse_quote! {
        #[doc = #doc]
        #[derive(Clone)]
        pub struct #name { #(#idents: ::std::result::Result<#held, ::std::string::String>,)* }

        impl ::std::default::Default for #name {
            fn default() -> Self {
                Self { #(#idents: #initial,)* }
            }
        }

        impl #name { #(#setters)* }

        impl ::std::convert::TryFrom<#name> for super::#name {
            type Error = super::error::ConversionError;
            fn try_from(value: #name) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { #(#idents: value.#idents?,)* })
            }
        }

        impl ::std::convert::From<super::#name> for #name {
            fn from(value: super::#name) -> Self {
                Self { #(#idents: Ok(value.#idents),)* }
            }
        }
    };
    items.items.into_iter().chain(debug(&name.to_token_stream(), name, fields)).collect()
}

/// The type of the struct's field, as written in the builder's module.
fn held(field: &Field) -> Type {
    let ty = from_builder(&field.ty);
    match field.presence {
        Presence::Required | Presence::Undeclared => ty,
        Presence::RequiredNullable | Presence::Optional => parse_quote!(::std::option::Option<#ty>),
        Presence::OptionalNullable => parse_quote!(::std::option::Option<crate::apis::Nullable<#ty>>),
    }
}

fn setter(field: &Field) -> syn::ImplItemFn {
    let ident = &field.ident;
    let ty = from_builder(&field.ty);
    let (taken, kept): (Type, _) = match field.presence {
        Presence::Required | Presence::Undeclared => (ty, quote!(value)),
        Presence::RequiredNullable => (parse_quote!(::std::option::Option<#ty>), quote!(value)),
        Presence::Optional => (ty, quote!(value.map(::std::option::Option::Some))),
        Presence::OptionalNullable => {
            (parse_quote!(crate::apis::Nullable<#ty>), quote!(value.map(::std::option::Option::Some)))
        }
    };
    let doc = match field.doc.is_empty() {
        true => format!("Sets `{ident}`."),
        false => format!("Sets `{ident}`. {}", field.doc),
    };
    let message = format!("`{ident}`: {{error}}");
    parse_quote! {
        #[doc = #doc]
        pub fn #ident<T>(mut self, value: T) -> Self
        where
            T: ::std::convert::TryInto<#taken>,
            T::Error: ::std::fmt::Display,
        {
            let value = value.try_into().map_err(|error| format!(#message));
            self.#ident = #kept;
            self
        }
    }
}

pub(crate) fn presence(schema: &Value, name: &str, property: &Value) -> Presence {
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.is_some_and(|names| names.iter().any(|required| required == name));
    let nullable = property.get("nullable") == Some(&Value::Bool(true)) && property.get("type").is_some();
    match (required, nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

#[derive(Default)]
pub(crate) struct SerdeAttribute {
    pub(crate) rename: Option<String>,
    pub(crate) flatten: bool,
}

pub(crate) fn serde_attribute(field: &syn::Field) -> Result<SerdeAttribute, String> {
    let mut found = SerdeAttribute::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let read = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("flatten") {
                found.flatten = true;
            } else if meta.path.is_ident("rename") {
                found.rename = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Lit>()?;
            }
            Ok(())
        });
        read.map_err(|error| format!("generated field `{}`: {error}", field.ident.to_token_stream()))?;
    }
    Ok(found)
}

/// `T` of `Option<T>`, else the type itself.
fn without_option(ty: &Type) -> Type {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == "Option"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return inner.clone();
    }
    ty.clone()
}

/// The same type, written one module deeper: a bare name gets a `super::`.
fn from_builder(ty: &Type) -> Type {
    let Type::Path(path) = ty else { return ty.clone() };
    let mut path = path.clone();
    for segment in &mut path.path.segments {
        if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            for argument in &mut arguments.args {
                if let GenericArgument::Type(inner) = argument {
                    *inner = from_builder(inner);
                }
            }
        }
    }
    let first = path.path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let local = path.path.leading_colon.is_none()
        && path.path.segments.len() == 1
        && first.starts_with(|letter: char| letter.is_ascii_uppercase());
    if local {
        path.path.segments.insert(0, format_ident!("super").into());
    }
    Type::Path(path)
}
