//! An enum of the contract: its listed values, and one more variant for values that a server may add.
//!
//! A client must stay useful when a value is added, so an unlisted value is read and kept. It is still not a value of the
//! contract: `FromStr` and the validators refuse it.

use syn::{Item, ItemEnum, parse_quote};

use super::{debug, docs};

/// The enum, open, with all its implementations.
pub(crate) fn open(item: &ItemEnum) -> Result<Vec<Item>, String> {
    let name = &item.ident;
    let doc = docs::text(&item.attrs);
    let mut idents = Vec::new();
    let mut values = Vec::new();
    for variant in &item.variants {
        idents.push(variant.ident.clone());
        values.push(renamed(variant)?);
    }
    if idents.iter().any(|ident| ident == "Unknown") {
        return Err(format!("enum `{name}` has a value `Unknown`, which is reserved for unlisted values"));
    }
    let variant_docs = values.iter().map(|value| format!("`{value}`"));
    let wanted = values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let wanted = format!("wanted one of {wanted}");
    let definition: Item = parse_quote! {
        #[doc = #doc]
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #variant_docs] #idents,)*
            /// A value that the contract does not list, as received. `FromStr` and the validators refuse it.
            Unknown(crate::apis::Unlisted),
        }
    };
    let ident_texts = idents.iter().map(ToString::to_string);
    let masked = debug::masked_as_debug(name);
    let implementations: syn::File = parse_quote! {
        impl #name {
            /// The values that the contract lists.
            pub const LISTED: &'static [Self] = &[#(Self::#idents,)*];

            /// The value as it is written in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#idents => #values,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// The variant of a value that was read: one that is not listed becomes `Unknown`.
            pub fn from_text(value: &str) -> Self {
                Self::listed(value).unwrap_or_else(|| Self::Unknown(crate::apis::Unlisted::new(value)))
            }

            /// Whether the contract lists the value.
            pub fn is_listed(&self) -> bool {
                !::std::matches!(self, Self::Unknown(_))
            }

            fn listed(value: &str) -> ::std::option::Option<Self> {
                match value {
                    #(#values => Some(Self::#idents),)*
                    _ => None,
                }
            }
        }

        /// The variant; of an unlisted value only the length.
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    #(Self::#idents => f.write_str(#ident_texts),)*
                    Self::Unknown(value) => crate::apis::wire::fmt_value(f, "Unknown", value),
                }
            }
        }

        impl ::std::convert::AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::cmp::PartialEq<str> for #name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for #name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for #name {
            type Err = self::error::ConversionError;
            fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
                Self::listed(value).ok_or_else(|| #wanted.into())
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
                value.parse()
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                crate::apis::wire::variant(deserializer, Self::from_text)
            }
        }
    };
    Ok([definition, masked].into_iter().chain(implementations.items).collect())
}

/// The value that a variant represents.
fn renamed(variant: &syn::Variant) -> Result<String, String> {
    let mut value = variant.ident.to_string();
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute
            .parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    value = meta.value()?.parse::<syn::LitStr>()?.value();
                }
                Ok(())
            })
            .map_err(|error| format!("generated variant `{}`: {error}", variant.ident))?;
    }
    Ok(value)
}
