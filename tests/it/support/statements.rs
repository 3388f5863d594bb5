//! A walk over a document that knows every place it may meet: a field it does not know fails the test, so nothing that
//! is added to a document can stay outside of what the tests look at.

use order_contracts::Api;
use order_contracts::pointer::Pointer;
use serde_json::Value;

use super::at;

/// What kind of object stands somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Document,
    Info,
    Components,
    Server,
    SecurityScheme,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Example,
    /// A component schema.
    Component,
    /// A member of `properties`.
    Property,
    /// Any other Schema Object: of a parameter or media type, of `items`, a branch of `allOf`.
    Subschema,
}

/// An object of the document that is not a reference.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) kind: Kind,
    pub(crate) pointer: Pointer,
}

/// What a field holds.
enum Holds {
    Text,
    One(Kind),
    Map(Kind),
    List(Kind),
}

/// Every object of the document of `api`.
pub(crate) fn statements(api: Api) -> Vec<Statement> {
    let mut found = Vec::new();
    walk(api.document(), Kind::Document, &Pointer::root(), &mut found);
    found
}

fn walk(document: &Value, kind: Kind, pointer: &Pointer, found: &mut Vec<Statement>) {
    let object = at(document, pointer).as_object().unwrap_or_else(|| panic!("no object at `{pointer}`"));
    if object.contains_key("$ref") {
        assert_eq!(object.len(), 1, "OpenAPI 3.0 ignores what stands beside the `$ref` at `{pointer}`");
        return;
    }
    found.push(Statement { kind, pointer: pointer.clone() });
    for (field, value) in object {
        let pointer = pointer.clone().key(field);
        match holds(kind, field).unwrap_or_else(|| panic!("unknown field at `{pointer}`: tell the walk what it is")) {
            Holds::Text => {}
            Holds::One(kind) => walk(document, kind, &pointer, found),
            Holds::Map(kind) => {
                for name in value.as_object().unwrap_or_else(|| panic!("no map at `{pointer}`")).keys() {
                    walk(document, kind, &pointer.clone().key(name), found);
                }
            }
            Holds::List(kind) => {
                for position in 0..value.as_array().unwrap_or_else(|| panic!("no list at `{pointer}`")).len() {
                    walk(document, kind, &pointer.clone().index(position), found);
                }
            }
        }
    }
}

fn holds(kind: Kind, field: &str) -> Option<Holds> {
    use Holds::{List, Map, One, Text};
    if matches!(field, "x-source" | "x-inferred") {
        return Some(Text);
    }
    let holds = match (kind, field) {
        (Kind::Document, "openapi" | "security" | "tags") => Text,
        (Kind::Document, "info") => One(Kind::Info),
        (Kind::Document, "servers") => List(Kind::Server),
        (Kind::Document, "paths") => Map(Kind::PathItem),
        (Kind::Document, "components") => One(Kind::Components),
        (Kind::Info, "title" | "version" | "description" | "contact" | "license" | "x-sources") => Text,
        (Kind::Server, "url" | "description") => Text,
        (Kind::PathItem, "get" | "put" | "post" | "delete" | "patch") => One(Kind::Operation),
        (Kind::Operation, "operationId" | "tags" | "summary" | "description") => Text,
        (Kind::Operation, "parameters") => List(Kind::Parameter),
        (Kind::Operation, "requestBody") => One(Kind::RequestBody),
        (Kind::Operation, "responses") => Map(Kind::Response),
        (Kind::Parameter, "name" | "in" | "required" | "description" | "style" | "explode" | "example") => Text,
        (Kind::Parameter, "schema") => One(Kind::Subschema),
        (Kind::RequestBody, "description" | "required") => Text,
        (Kind::RequestBody | Kind::Response, "content") => Map(Kind::MediaType),
        (Kind::Response, "description") => Text,
        (Kind::MediaType, "schema") => One(Kind::Subschema),
        (Kind::MediaType, "examples") => Map(Kind::Example),
        (Kind::Example, "summary" | "value") => Text,
        (Kind::Components, "schemas") => Map(Kind::Component),
        (Kind::Components, "parameters") => Map(Kind::Parameter),
        (Kind::Components, "responses") => Map(Kind::Response),
        (Kind::Components, "examples") => Map(Kind::Example),
        (Kind::Components, "securitySchemes") => Map(Kind::SecurityScheme),
        (Kind::SecurityScheme, "type" | "scheme" | "in" | "name" | "description") => Text,
        (Kind::Component | Kind::Property | Kind::Subschema, field) => match field {
            "type" | "format" | "nullable" | "description" | "enum" | "default" | "example" | "deprecated" => Text,
            "minimum" | "maxLength" | "pattern" | "required" => Text,
            "additionalProperties" => Text,
            "properties" => Map(Kind::Property),
            "items" => One(Kind::Subschema),
            "allOf" => List(Kind::Subschema),
            _ => return None,
        },
        _ => return None,
    };
    Some(holds)
}
