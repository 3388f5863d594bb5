//! [`Role`]: what each value of an OpenAPI document is, found on the way down from the document, and which objects take
//! specification extensions.
//!
//! A member whose name begins with `x-` is an extension where the standard says of the object that it "MAY be extended";
//! everywhere else it is an entry like any other: a header may be called `x-request-id` (OpenAPI 3.0.3, 4.9). The objects
//! are those of OpenAPI 3.0.3, 4.7, with the fields that 3.1.0, 4.8 adds. What is inside of a schema is decided by
//! [`super::walk`].
//!
//! `build.rs` compiles this file too: it imports nothing above `pointer`.

use super::walk::{self, Holds};
use crate::pointer::Pointer;
use crate::tree::{Map, Text, Tree};

/// The member of a document's tree that has the files which the document refers to, by their paths.
pub(crate) const FILES: &str = "x-order-contracts-files";

/// What a value of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// An object that the standard describes.
    Object(Object),
    /// Objects by names that the author chooses. No extensions: every member is an entry.
    Map(Object),
    /// A list of objects.
    List(Object),
    /// Something that a payload may hold, or that is written the same way: an example, a default, names.
    Data,
    /// The value of an extension, of which the standard says nothing.
    Extension,
    /// The files that the document refers to.
    Files,
    /// A value of which nothing is known but what it looks like: a file, or the value of an unknown field.
    Unknown,
}

/// An object of the standard (OpenAPI 3.0.3, 4.7; 3.1.0, 4.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Object {
    /// 4.7.1.
    Document,
    /// Information, contacts, licenses, tags, external documentation, XML: 4.7.2 to 4.7.4, 4.7.11, 4.7.22, 4.7.26.
    Text,
    /// 4.7.5.
    Server,
    /// 4.7.6.
    ServerVariable,
    /// 4.7.7.
    Components,
    /// 4.7.8.
    Paths,
    /// 4.7.9.
    PathItem,
    /// 4.7.10.
    Operation,
    /// 4.7.12; and a header, 4.7.21.
    Parameter,
    /// 4.7.13.
    RequestBody,
    /// 4.7.14.
    MediaType,
    /// 4.7.15.
    Encoding,
    /// 4.7.16.
    Responses,
    /// 4.7.17.
    Response,
    /// 4.7.18.
    Callback,
    /// 4.7.19.
    Example,
    /// 4.7.20.
    Link,
    /// 4.7.24.
    Schema,
    /// 4.7.25.
    Discriminator,
    /// 4.7.27.
    SecurityScheme,
    /// 4.7.28.
    OAuthFlows,
    /// 4.7.29.
    OAuthFlow,
}

impl Object {
    /// Whether the member `name` is an extension.
    ///
    /// Every object here takes extensions. A Discriminator Object does since OpenAPI 3.1.0, 4.8.25, and has no other members
    /// of such names before. Reference Objects (4.7.23) and Security Requirement Objects (4.7.30) do not.
    pub(crate) fn is_extension(self, name: &str) -> bool {
        name.starts_with("x-")
    }

    /// What the field `name` is.
    fn field(self, name: &str, value: &Tree) -> Role {
        use Object as O;
        use Role::{Data, List, Map};
        if self.is_extension(name) {
            return if (self, name) == (O::Document, FILES) { Role::Files } else { Role::Extension };
        }
        match (self, name) {
            (O::Schema, keyword) => keyword_role(keyword, value),
            (O::Paths | O::Callback, _) => Role::Object(O::PathItem),
            (O::Responses, _) => Role::Object(O::Response),
            (_, "externalDocs") | (O::Document, "info") | (O::Text, _) => Role::Object(O::Text),
            (O::Document, "tags") => List(O::Text),
            (O::Document | O::PathItem | O::Operation, "servers") => List(O::Server),
            (O::Document, "paths") => Role::Object(O::Paths),
            (O::Document, "webhooks") | (O::Components, "pathItems") => Map(O::PathItem),
            (O::Document, "components") => Role::Object(O::Components),
            (O::Document | O::Operation, "security") => Data,
            (O::Server, "variables") => Map(O::ServerVariable),
            (O::Components, "schemas") => Map(O::Schema),
            (O::Components, "responses") => Map(O::Response),
            (O::Components, "parameters") | (O::Components | O::Response | O::Encoding, "headers") => Map(O::Parameter),
            (O::Components | O::MediaType | O::Parameter, "examples") => Map(O::Example),
            (O::Components, "requestBodies") => Map(O::RequestBody),
            (O::Components, "securitySchemes") => Map(O::SecurityScheme),
            (O::Components | O::Response, "links") => Map(O::Link),
            (O::Components | O::Operation, "callbacks") => Map(O::Callback),
            (O::PathItem | O::Operation, "parameters") => List(O::Parameter),
            (O::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
                Role::Object(O::Operation)
            }
            (O::Operation, "requestBody") => Role::Object(O::RequestBody),
            (O::Operation, "responses") => Role::Object(O::Responses),
            (O::Parameter | O::MediaType, "schema") => Role::Object(O::Schema),
            (O::Parameter | O::RequestBody | O::Response, "content") => Map(O::MediaType),
            (O::MediaType, "encoding") => Map(O::Encoding),
            (O::Parameter | O::MediaType, "example")
            | (O::Example, "value")
            | (O::Link, "parameters" | "requestBody")
            | (O::Discriminator, "mapping")
            | (O::OAuthFlow, "scopes") => Data,
            (O::Link, "server") => Role::Object(O::Server),
            (O::SecurityScheme, "flows") => Role::Object(O::OAuthFlows),
            (O::OAuthFlows, _) => Role::Object(O::OAuthFlow),
            _ => Role::Unknown,
        }
    }
}

/// What the value of a keyword of a schema is.
fn keyword_role(keyword: &str, value: &Tree) -> Role {
    match (walk::holds(keyword, value), keyword) {
        (Holds::One, _) => Role::Object(Object::Schema),
        (Holds::List, _) => Role::List(Object::Schema),
        (Holds::Named, _) => Role::Map(Object::Schema),
        (Holds::Nothing, "discriminator") => Role::Object(Object::Discriminator),
        (Holds::Nothing, "externalDocs" | "xml") => Role::Object(Object::Text),
        (Holds::Nothing, "const" | "default" | "enum" | "example" | "examples" | "dependentRequired") => Role::Data,
        (Holds::Nothing, _) => Role::Unknown,
    }
}

impl Role {
    /// What the member `name` of an object of this role is.
    pub(crate) fn member(self, name: &str, value: &Tree) -> Self {
        match self {
            Self::Object(object) => object.field(name, value),
            Self::Map(object) => Self::Object(object),
            Self::Data => Self::Data,
            Self::List(_) | Self::Extension | Self::Files | Self::Unknown => Self::Unknown,
        }
    }

    /// What an item of a list of this role is.
    pub(crate) fn item(self) -> Self {
        match self {
            Self::List(object) => Self::Object(object),
            Self::Data => Self::Data,
            _ => Self::Unknown,
        }
    }

    /// Whether the names of its members are the author's, so that they mean nothing.
    #[cfg(feature = "diff")]
    pub(crate) fn has_free_names(self) -> bool {
        matches!(self, Self::Map(_) | Self::Data | Self::Files)
    }

    /// Whether the member `name` of an object of this role is an extension.
    #[cfg(feature = "validate")]
    pub(crate) fn is_extension(self, name: &str) -> bool {
        matches!(self, Self::Object(object) if object.is_extension(name))
    }

    /// The role itself; of an unknown value the one that it looks like.
    pub(crate) fn of(self, value: &Tree) -> Self {
        match (self, value) {
            (Self::Unknown | Self::Extension, Tree::Object(members)) => guess(members),
            _ => self,
        }
    }

    /// What stands at `place`, seen from `value` of this role.
    #[cfg(feature = "validate")]
    pub(crate) fn at(self, value: &Tree, place: &Pointer) -> Self {
        let (mut role, mut value) = (self, value);
        for token in place.parts() {
            role = role.of(value);
            let below = match value {
                Tree::Array(items) => token.parse::<usize>().ok().and_then(|position| items.get(position)),
                value => value.get(token.as_ref()),
            };
            let Some(below) = below else { return Self::Unknown };
            role = if value.is_array() { role.item() } else { role.member(&token, below) };
            value = below;
        }
        role
    }
}

/// What an object looks like that nothing else is known of.
fn guess(members: &Map) -> Role {
    let has = |name: &str, is: fn(&Tree) -> bool| members.get(name).is_some_and(is);
    let is_operation = |value: &Tree| value.get("responses").is_some_and(Tree::is_object);
    let is_type = |value: &Tree| value.is_string() || value.is_array();
    let of_example = |name: &Text| matches!(name.as_str(), "summary" | "description" | "value" | "externalValue");
    if has("openapi", Tree::is_string) || has("paths", Tree::is_object) || has("components", Tree::is_object) {
        Role::Object(Object::Document)
    } else if has("responses", Tree::is_object) {
        Role::Object(Object::Operation)
    } else if ["get", "put", "post", "delete", "patch"].iter().any(|method| has(method, is_operation)) {
        Role::Object(Object::PathItem)
    } else if has("in", Tree::is_string) && has("name", Tree::is_string) {
        Role::Object(Object::Parameter)
    } else if has("content", Tree::is_object) {
        Role::Object(Object::Response)
    } else if has("schema", Tree::is_object) {
        Role::Object(Object::MediaType)
    } else if members.keys().all(of_example) && members.contains_key("value") {
        Role::Object(Object::Example)
    } else if ["$schema", "$id", "$anchor", "$dynamicAnchor"].iter().any(|keyword| has(keyword, Tree::is_string))
        || ["allOf", "anyOf", "oneOf", "enum"].iter().any(|keyword| has(keyword, Tree::is_array))
        || ["properties", "items"].iter().any(|keyword| has(keyword, Tree::is_object))
        || has("type", is_type)
    {
        Role::Object(Object::Schema)
    } else {
        Role::Unknown
    }
}

/// Shows `each` the objects and lists of a document from `value`, which has this role and is at `here`, except for data.
/// Where it returns false, nothing inside is shown.
pub(crate) fn visit<'v>(
    value: &'v Tree,
    role: Role,
    here: &mut Pointer,
    each: &mut dyn FnMut(&Pointer, Role, &'v Tree) -> bool,
) {
    enum Inside<'v> {
        Members(crate::tree::Iter<'v>),
        Items(std::iter::Enumerate<std::slice::Iter<'v, Tree>>),
    }
    let inside = |value: &'v Tree| match value {
        Tree::Object(members) => Some(Inside::Members(members.iter())),
        Tree::Array(items) => Some(Inside::Items(items.iter().enumerate())),
        _ => None,
    };
    // The way to where the walk is, with the lengths of the places: a document nests as deeply as it likes.
    let mut way: Vec<(Role, Inside<'v>, usize)> = Vec::new();
    let mut next = Some((role, value));
    loop {
        if let Some((role, value)) = next.take() {
            match inside(value).filter(|_| role != Role::Data && each(here, role, value)) {
                Some(inside) => way.push((role.of(value), inside, here.as_str().len())),
                None if way.is_empty() => return,
                None => {}
            }
        }
        let Some((role, inside, length)) = way.last_mut() else { return };
        here.truncate(*length);
        next = match inside {
            Inside::Members(members) => members.find(|(_, below)| below.has_parts()).map(|(name, below)| {
                here.push(name);
                (role.member(name, below), below)
            }),
            Inside::Items(items) => items.find(|(_, below)| below.has_parts()).map(|(position, below)| {
                here.push(&position.to_string());
                (role.item(), below)
            }),
        };
        if next.is_none() {
            way.pop();
            if way.is_empty() {
                return;
            }
        }
    }
}

/// The same, and `each` may change them.
#[cfg(feature = "diff")]
pub(crate) fn visit_mut(
    value: &mut Tree,
    role: Role,
    here: &mut Pointer,
    each: &mut dyn FnMut(&Pointer, Role, &mut Tree) -> bool,
) {
    enum Inside<'v> {
        Members(crate::tree::IterMut<'v>),
        Items(std::iter::Enumerate<std::slice::IterMut<'v, Tree>>),
    }
    let mut way: Vec<(Role, Inside<'_>)> = Vec::new();
    let mut next = Some((role, value));
    loop {
        if let Some((role, value)) = next.take() {
            let is_shown = value.has_parts() && role != Role::Data && each(here, role, value);
            let role = role.of(value);
            match value {
                Tree::Object(members) if is_shown => way.push((role, Inside::Members(members.iter_mut()))),
                Tree::Array(items) if is_shown => way.push((role, Inside::Items(items.iter_mut().enumerate()))),
                _ if way.is_empty() => return,
                _ => here.up(),
            }
        }
        let Some((role, inside)) = way.last_mut() else { return };
        next = match inside {
            Inside::Members(members) => members.find(|(_, below)| below.has_parts()).map(|(name, below)| {
                here.push(name);
                (role.member(name, below), below)
            }),
            Inside::Items(items) => items.find(|(_, below)| below.has_parts()).map(|(position, below)| {
                here.push(&position.to_string());
                (role.item(), below)
            }),
        };
        if next.is_none() {
            way.pop();
            if way.is_empty() {
                return;
            }
            here.up();
        }
    }
}

/// The text of the reference that an object is, or has beside other members.
#[cfg(feature = "validate")]
pub(crate) fn reference(value: &Tree) -> Option<&str> {
    value.get("$ref").and_then(Tree::as_str)
}
