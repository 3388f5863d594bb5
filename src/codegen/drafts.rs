//! One reader in the making: the code for a type and its properties, and whether it judges all that the schema says.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::{Map, Value};
use syn::{Fields, FieldsNamed, GenericArgument, Ident, Item, PathArguments, Type};

use crate::pointer::Pointer;

use super::described::Origin;
use super::document::Document;
use super::{names, structs};

/// A reader in the making.
pub(crate) struct Draft<'d> {
    pub(crate) document: &'d Document,
    /// The types that schemas describe, with the places of those.
    pub(crate) places: &'d BTreeMap<String, Pointer>,
    pub(crate) body: TokenStream,
    /// The types whose readers it calls.
    pub(crate) uses: BTreeSet<String>,
    /// Whether it judges all that the schema says.
    pub(crate) judges: bool,
}

/// What says nothing about values.
const ANNOTATIONS: [&str; 7] = ["title", "description", "example", "default", "deprecated", "externalDocs", "xml"];

impl Draft<'_> {
    /// The body of the reader of the type `ident`.
    pub(crate) fn of_type(&mut self, types: &[Item], ident: &Ident, origin: &Origin) -> Option<TokenStream> {
        let place = origin.pointer();
        let schema = place.resolve(&self.document.raw)?.as_object()?;
        let item = types.iter().find(|item| match item {
            Item::Struct(item) => item.ident == *ident,
            Item::Enum(item) => item.ident == *ident,
            _ => false,
        })?;
        match item {
            Item::Struct(item) => match &item.fields {
                Fields::Named(fields) => self.structure(fields, schema, &place),
                Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                    let value = self.value(&fields.unnamed[0].ty, schema, &place)?;
                    Some(quote!(Some(Self(#value))))
                }
                _ => None,
            },
            Item::Enum(_) => {
                self.allow(schema, &["type", "enum", "nullable"]);
                let listed = schema.get("enum")?.as_array()?.iter().all(Value::is_string);
                (listed && schema.get("type")? == "string").then(|| quote!(Self::listed(&reader.string()?)))
            }
            _ => None,
        }
    }

    fn structure(&mut self, fields: &FieldsNamed, schema: &Map<String, Value>, place: &Pointer) -> Option<TokenStream> {
        self.allow(schema, &["type", "nullable", "properties", "required", "additionalProperties"]);
        if schema.get("type")? != "object" || !schema.get("additionalProperties").is_none_or(is_anything_or_nothing) {
            return None;
        }
        let properties = schema.get("properties")?.as_object()?;
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        self.judges &= required.filter_map(Value::as_str).all(|name| properties.contains_key(name));
        let (mut places, mut arms, mut made) = (Vec::new(), Vec::new(), Vec::new());
        let mut others = quote!(_ => return None,);
        for field in &fields.named {
            let ident = field.ident.as_ref()?;
            let serde = structs::serde_attribute(field).ok()?;
            if serde.flatten {
                if spelt(&field.ty) != "::serde_json::Map<::std::string::String,::serde_json::Value>" {
                    return None;
                }
                places.push(quote!(let mut extra = ::serde_json::Map::new();));
                others = quote!(_ => reader.undeclared(name, &mut extra)?,);
                made.push(quote!(#ident: extra));
                continue;
            }
            let name = serde.rename?;
            let property = properties.get(&name)?;
            let presence = structs::presence(&Value::Object(schema.clone()), &name, self.document.resolve(property));
            let value = self.property(presence, &field.ty, property, &place.clone().key("properties").key(&name))?;
            let slot = format_ident!("place_{}", places.len());
            places.push(quote!(let mut #slot = None;));
            let length = name.len();
            // A member that comes twice is refused.
            arms.push(quote! {
                #length if name == #name => {
                    if #slot.is_some() {
                        return None;
                    }
                    #slot = Some(#value);
                }
            });
            made.push(match presence.is_required() {
                true => quote!(#ident: #slot?),
                false => quote!(#ident: #slot),
            });
        }
        Some(quote! {
            #(#places)*
            let mut more = reader.begin_object()?;
            while more {
                let name = reader.name()?;
                match name.len() {
                    #(#arms)*
                    #others
                }
                more = reader.next_member()?;
            }
            Some(Self { #(#made,)* })
        })
    }

    /// What is put into the place of a property.
    fn property(
        &mut self,
        presence: structs::Presence,
        ty: &Type,
        property: &Value,
        place: &Pointer,
    ) -> Option<TokenStream> {
        let ty = if presence.is_option() { argument_of(ty, "Option")? } else { ty };
        if !presence.is_nullable() {
            return self.value(ty, property.as_object()?, place);
        }
        // `null` has to be among the values of an `enum`, too.
        self.judges &= self.document.resolve(property).get("enum").is_none();
        if presence.is_required() {
            let value = self.value(ty, property.as_object()?, place)?;
            return Some(quote!(if reader.null() { None } else { Some(#value) }));
        }
        let value = self.value(argument_of(ty, "Nullable")?, property.as_object()?, place)?;
        Some(quote! {
            if reader.null() { crate::apis::Nullable::Null } else { crate::apis::Nullable::Value(#value) }
        })
    }

    /// An expression for the value of the type `ty` that `schema` describes, in a function that returns an `Option`.
    fn value(&mut self, ty: &Type, schema: &Map<String, Value>, place: &Pointer) -> Option<TokenStream> {
        let spelt = spelt(ty);
        if let Some(reference) = schema.get("$ref") {
            let component = reference.as_str()?.strip_prefix("#/components/schemas/")?;
            return (names::type_of_component(component) == spelt).then(|| self.other(&spelt));
        }
        if let Some(branches) = schema.get("allOf") {
            self.allow(schema, &["allOf"]);
            let [only] = branches.as_array()?.as_slice() else { return None };
            return self.value(ty, only.as_object()?, place);
        }
        if self.places.get(&spelt) == Some(place) {
            return Some(self.other(&spelt));
        }
        let kind = schema.get("type").map(|kind| kind.as_str().unwrap_or_default());
        match (spelt.as_str(), kind) {
            ("::std::string::String", Some("string")) => self.string(schema),
            ("crate::apis::wire::Timestamp", Some("string")) => {
                self.allow(schema, &["type", "nullable", "format"]);
                (schema.get("format")? == "date-time").then(|| quote!(reader.timestamp()?))
            }
            ("bool", Some("boolean")) => {
                self.allow(schema, &["type", "nullable"]);
                Some(quote!(reader.boolean()?))
            }
            ("::serde_json::Number", Some("number")) => {
                self.allow(schema, &["type", "nullable"]);
                Some(quote!(reader.number()?))
            }
            ("::serde_json::Map<::std::string::String,::serde_json::Value>", Some("object")) => {
                self.allow(schema, &["type", "nullable", "additionalProperties"]);
                schema.get("additionalProperties").is_none_or(is_anything).then(|| quote!(reader.object()?))
            }
            ("::serde_json::Value", None) => {
                self.allow(schema, &[]);
                Some(quote!(reader.any()?))
            }
            (_, Some("integer")) if is_integer(&spelt) => Some(self.whole(schema)),
            (_, Some("array")) => {
                self.allow(schema, &["type", "nullable", "items"]);
                let element = argument_of(ty, "Vec")?;
                let element = self.value(element, schema.get("items")?.as_object()?, &place.clone().key("items"))?;
                Some(quote!(reader.array(|reader| Some(#element))?))
            }
            _ => None,
        }
    }

    /// A value of a type with a reader of its own.
    fn other(&mut self, ident: &str) -> TokenStream {
        self.uses.insert(ident.to_owned());
        let ident = format_ident!("{ident}");
        quote!(<super::#ident as crate::apis::reading::Read>::read(reader)?)
    }

    fn string(&mut self, schema: &Map<String, Value>) -> Option<TokenStream> {
        self.allow(schema, &["type", "nullable", "format", "minLength", "maxLength", "pattern"]);
        let mut tests = Vec::new();
        for (keyword, function) in [("minLength", quote!(at_least)), ("maxLength", quote!(at_most))] {
            if let Some(bound) = schema.get(keyword) {
                let bound = usize::try_from(bound.as_u64()?).ok()?;
                tests.push(quote!(crate::apis::reading::#function(&text, #bound)));
            }
        }
        match schema.get("format").map(|format| format.as_str().unwrap_or_default()) {
            None => {}
            Some(known @ ("email" | "uuid" | "date" | "hostname" | "uri")) => {
                let function = format_ident!("{known}");
                tests.push(quote!(crate::schema::format::#function(text.as_bytes())));
            }
            Some(_) => self.judges = false,
        }
        if let Some(pattern) = schema.get("pattern") {
            let pattern = pattern.as_str()?;
            tests.push(quote! {{
                use crate::apis::reading::Expression;
                static PATTERN: Expression = Expression::new(|| Expression::compile(#pattern));
                PATTERN.matches(&text)
            }});
        }
        if tests.is_empty() {
            return Some(quote!(reader.owned()?));
        }
        Some(quote! {{
            let text = reader.string()?;
            if !(#(#tests)&&*) {
                return None;
            }
            text.into_owned()
        }})
    }

    fn whole(&mut self, schema: &Map<String, Value>) -> TokenStream {
        self.allow(schema, &["type", "nullable", "minimum", "maximum"]);
        let mut bound = |keyword: &str, otherwise: i64| match schema.get(keyword) {
            None => otherwise,
            Some(bound) => bound.as_i64().unwrap_or_else(|| {
                self.judges = false;
                otherwise
            }),
        };
        let (least, most) = (bound("minimum", i64::MIN), bound("maximum", i64::MAX));
        quote!(reader.whole(#least, #most)?)
    }

    /// Takes note of keywords that are neither annotations nor among those that are `known`.
    fn allow(&mut self, schema: &Map<String, Value>, known: &[&str]) {
        self.judges &= schema.keys().all(|keyword| {
            let keyword = keyword.as_str();
            known.contains(&keyword) || ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
        });
    }
}

fn is_anything(schema: &Value) -> bool {
    *schema == Value::Bool(true) || schema.as_object().is_some_and(Map::is_empty)
}

fn is_anything_or_nothing(schema: &Value) -> bool {
    is_anything(schema) || *schema == Value::Bool(false)
}

fn is_integer(spelt: &str) -> bool {
    let name = spelt.strip_prefix("::std::num::NonZero").map_or_else(|| spelt.to_owned(), str::to_lowercase);
    matches!(name.as_str(), "u8" | "u16" | "u32" | "u64") || matches!(spelt, "i8" | "i16" | "i32" | "i64")
}

fn spelt(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}

/// `T` of `name<T>`.
fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
