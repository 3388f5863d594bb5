//! A struct of the contract: what each field reads and writes.
//!
//! A field distinguishes every state that its property can have: absent, `null` and a value, where the schema allows all
//! three. `crate::apis::wire` holds the functions that the fields call.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::Value;
use syn::{Fields, GenericArgument, Ident, Item, ItemStruct, PathArguments, Type, parse_quote};

use super::document::Document;
use super::{constraints, debug, docs, names};

/// What the builder needs to know about a field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    /// The name of the property in JSON.
    pub(crate) name: String,
    pub(crate) doc: String,
    /// The type of a value, without the wrappers for its absence and for `null`.
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// What a value that does not convert should have been, where that says it all.
    pub(crate) wanted: Option<String>,
    pub(crate) is_deprecated: bool,
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
        let mut doc = docs::text(&field.attrs);
        if serde.flatten {
            let doc = "Members that the contract does not declare, kept as read.".to_owned();
            field.attrs = vec![parse_quote!(#[doc = #doc]), parse_quote!(#[serde(flatten)])];
            let (name, ty) = (ident.to_string(), field.ty.clone());
            let presence = Presence::Undeclared;
            fields.push(Field { ident, name, doc, ty, presence, wanted: None, is_deprecated: false });
            continue;
        }
        let name = serde.rename.unwrap_or_else(|| ident.to_string());
        let declared = schema.get("properties").and_then(|properties| properties.get(&name)).unwrap_or(&Value::Null);
        let property = document.resolve(declared);
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
        field.attrs = vec![parse_quote!(#[doc = #doc])];
        if let Some(sentence) = constraints::sentence(property) {
            field.attrs.extend([parse_quote!(#[doc = ""]), parse_quote!(#[doc = #sentence])]);
            doc = format!("{doc} {sentence}").trim().to_owned();
        }
        field.attrs.push(parse_quote!(#[serde(rename = #name)]));
        if let Some(function) = function {
            field.attrs.push(parse_quote!(#[serde(deserialize_with = #function)]));
        }
        if matches!(presence, Presence::Optional | Presence::OptionalNullable) {
            field.attrs.push(parse_quote!(#[serde(default, skip_serializing_if = "::std::option::Option::is_none")]));
        }
        let is_deprecated = [declared, property].iter().any(|said| said.get("deprecated") == Some(&Value::Bool(true)));
        if is_deprecated {
            field.attrs.push(parse_quote!(#[deprecated = "the contract declares it as deprecated"]));
        }
        let wanted = constraints::wanted(property, document);
        fields.push(Field { ident, name, doc, ty: inner, presence, wanted, is_deprecated });
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
