//! The newtype of a constrained string: it holds what its constraint allows, and otherwise behaves as a string.
//!
//! typify's own reads a `String`, counts its characters and copies it into a second one. This one checks and keeps.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Attribute, Fields, Ident, Item, ItemImpl, ItemStruct, Visibility, parse_quote};

use super::{constraints, debug};

/// Whether `item` is a newtype of a constrained string, whose field typify keeps to itself.
pub(crate) fn is_string(item: &ItemStruct) -> bool {
    let Fields::Unnamed(fields) = &item.fields else { return false };
    let is_held = |field: &syn::Field| {
        matches!(field.vis, Visibility::Inherited) && field.ty == parse_quote!(::std::string::String)
    };
    fields.unnamed.len() == 1 && fields.unnamed.first().is_some_and(is_held)
}

/// Whether `item` implements something for the type `name`, or converts from it.
pub(crate) fn is_about(item: &ItemImpl, name: &Ident) -> bool {
    let made_of = |trait_: &syn::Path| *trait_ == parse_quote!(::std::convert::From<#name>);
    *item.self_ty == parse_quote!(#name) || item.trait_.as_ref().is_some_and(|(trait_, _)| made_of(trait_))
}

/// The newtype with all its implementations; `schema` is the one that it was made from.
pub(crate) fn of_string(item: &ItemStruct, schema: &Value) -> Result<Vec<Item>, String> {
    let name = &item.ident;
    let docs: Vec<&Attribute> = item.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
    let sentence = constraints::sentence(schema);
    let sentence = sentence.iter().flat_map(|sentence| ["", sentence]);
    let tests = [length(schema, "maxLength"), length(schema, "minLength")];
    let definition: Item = parse_quote! {
        #(#docs)*
        #(#[doc = #sentence])*
        #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[serde(transparent)]
        pub struct #name(::std::string::String);
    };
    let implementations: syn::File = parse_quote! {
        impl #name {
            fn check(value: &str) -> ::std::result::Result<(), self::error::ConversionError> {
                #(#tests)*
                Ok(())
            }
        }

        impl ::std::ops::Deref for #name {
            type Target = ::std::string::String;
            fn deref(&self) -> &::std::string::String {
                &self.0
            }
        }

        impl ::std::convert::AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        /// Equal, ordered and hashed as the string is.
        impl ::std::borrow::Borrow<str> for #name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::std::cmp::PartialEq<str> for #name {
            fn eq(&self, other: &str) -> bool {
                self.0 == *other
            }
        }

        impl ::std::cmp::PartialEq<&str> for #name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == **other
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::std::convert::From<#name> for ::std::string::String {
            fn from(value: #name) -> Self {
                value.0
            }
        }

        impl ::std::str::FromStr for #name {
            type Err = self::error::ConversionError;
            fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
                Self::check(value).map(|()| Self(value.to_owned()))
            }
        }

        impl ::std::convert::TryFrom<&str> for #name {
            type Error = self::error::ConversionError;
            fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
                value.parse()
            }
        }

        impl ::std::convert::TryFrom<::std::string::String> for #name {
            type Error = self::error::ConversionError;
            fn try_from(value: ::std::string::String) -> ::std::result::Result<Self, self::error::ConversionError> {
                Self::check(&value).map(|()| Self(value))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(value).map_err(<D::Error as ::serde::de::Error>::custom)
            }
        }
    };
    let debug = debug::of_newtype(item)?;
    Ok([definition].into_iter().chain(debug).chain(implementations.items).collect())
}

/// The test of one bound. A character takes one to four bytes, so that most lengths need no counting.
fn length(schema: &Value, keyword: &str) -> Option<TokenStream> {
    let bound = schema.get(keyword)?.as_u64()?;
    let characters = format!("{bound} character{}", if bound == 1 { "" } else { "s" });
    let bound = usize::try_from(bound).ok()?;
    Some(if keyword == "maxLength" {
        let message = format!("longer than {characters}");
        quote! {
            if value.len() > #bound && value.chars().count() > #bound {
                return Err(#message.into());
            }
        }
    } else {
        let message = format!("shorter than {characters}");
        quote! {
            if value.chars().count() < #bound {
                return Err(#message.into());
            }
        }
    })
}
