//! The builder of each struct: setters that convert, and a conversion that reports every problem.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{GenericArgument, Ident, ImplItemFn, Item, PathArguments, Type, parse_quote};

use super::structs::{self, Field, Presence};

/// The builder of the struct `name`.
pub(crate) fn of_struct(name: &Ident, fields: &[Field]) -> Vec<Item> {
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let held: Vec<Type> = fields.iter().map(held).collect();
    let initial = fields.iter().map(|field| match field.presence {
        Presence::Required | Presence::RequiredNullable => {
            let name = &field.name;
            quote!(Err(crate::apis::ConversionError::missing(#name)))
        }
        _ => quote!(Ok(::std::default::Default::default())),
    });
    let setters = fields.iter().flat_map(setters);
    let doc = format!("Builder for [`{name}`](super::{name}); `try_into` reports all missing and invalid values.");
    let items: syn::File = parse_quote! {
        #[doc = #doc]
        #[derive(Clone)]
        pub struct #name { #(#idents: ::std::result::Result<#held, crate::apis::ConversionError>,)* }

        impl ::std::default::Default for #name {
            fn default() -> Self {
                Self { #(#idents: #initial,)* }
            }
        }

        impl #name { #(#setters)* }

        impl ::std::convert::TryFrom<#name> for super::#name {
            type Error = crate::apis::ConversionError;
            fn try_from(builder: #name) -> ::std::result::Result<Self, crate::apis::ConversionError> {
                let mut problems = ::std::vec::Vec::new();
                match (#(crate::apis::ConversionError::take(builder.#idents, &mut problems),)*) {
                    (#(Some(#idents),)*) => Ok(Self { #(#idents,)* }),
                    _ => Err(crate::apis::ConversionError::all(problems)),
                }
            }
        }

        impl ::std::convert::From<super::#name> for #name {
            fn from(value: super::#name) -> Self {
                Self { #(#idents: Ok(value.#idents),)* }
            }
        }
    };
    items.items.into_iter().chain(structs::debug(&name.to_token_stream(), name, fields)).collect()
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

/// The setters of a property: of a value, and of one that there may be.
fn setters(field: &Field) -> Vec<ImplItemFn> {
    let (ident, name) = (&field.ident, &field.name);
    let ty = from_builder(&field.ty);
    let some = quote!(::std::option::Option::Some);
    let (taken, kept): (Type, _) = match field.presence {
        Presence::Required | Presence::Undeclared => (ty, quote!(value)),
        Presence::RequiredNullable => (parse_quote!(::std::option::Option<#ty>), quote!(value)),
        Presence::Optional => (ty, quote!(value.map(#some))),
        Presence::OptionalNullable => (parse_quote!(crate::apis::Nullable<#ty>), quote!(value.map(#some))),
    };
    let (bounds, converted) = conversion(&taken);
    let wanted = match &field.wanted {
        Some(wanted) => quote!(Some(#wanted)),
        None => quote!(None),
    };
    // The members that are not declared are no property.
    let located = match field.presence {
        Presence::Undeclared => TokenStream::new(),
        _ => quote!(.map_err(|error| error.below(#name, #wanted))),
    };
    let doc = match field.doc.is_empty() {
        true => format!("Sets `{ident}`."),
        false => format!("Sets `{ident}`. {}", field.doc),
    };
    let deprecated = field.is_deprecated.then(|| quote!(#[deprecated = "the contract declares it as deprecated"]));
    let mut setters = vec![parse_quote! {
        #[doc = #doc]
        #deprecated
        pub fn #ident<T>(mut self, value: T) -> Self
        where
            #bounds
        {
            let value = #converted #located;
            self.#ident = #kept;
            self
        }
    }];
    if matches!(field.presence, Presence::Optional | Presence::OptionalNullable) {
        let maybe = format_ident!("maybe_{}", ident.to_string().trim_start_matches("r#"));
        let doc = format!("Sets `{ident}` where there is a value; `None` leaves it as it is.");
        setters.push(parse_quote! {
            #[doc = #doc]
            #deprecated
            pub fn #maybe<T>(self, value: ::std::option::Option<T>) -> Self
            where
                #bounds
            {
                match value {
                    Some(value) => self.#ident(value),
                    None => self,
                }
            }
        });
    }
    setters
}

/// What a setter asks of the type `T` of its `value` to make a `taken` of it, and how it does.
fn conversion(taken: &Type) -> (TokenStream, TokenStream) {
    match *taken == parse_quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>) {
        true => (quote!(T: crate::apis::IntoObject,), quote!(value.into_object())),
        false => (
            quote!(T: ::std::convert::TryInto<#taken>, T::Error: ::std::convert::Into<crate::apis::ConversionError>,),
            quote!(value.try_into().map_err(::std::convert::Into::<crate::apis::ConversionError>::into)),
        ),
    }
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
