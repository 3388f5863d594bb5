//! [`Operation`]: one method of one path, and where its payloads are declared.
//!
//! `build.rs` compiles this file too: it imports nothing above `pointer`.

use std::collections::HashSet;

use crate::pointer::Pointer;
use crate::schema::objects::Object;
use crate::tree::{Map, Tree};

/// The fixed fields of a Path Item Object that are operations (OpenAPI 3.0.3, 4.7.9), and their methods.
pub(super) const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

/// An operation of a document: what a client may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    id: Option<String>,
    method: &'static str,
    path: String,
    summary: Option<String>,
    pointer: Pointer,
    bodies: Vec<Body>,
}

/// A payload that an operation declares for `application/json`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// The response status it belongs to as the document spells it (`201`, `4XX`, `default`); `None` for the request.
    pub status: Option<String>,
    /// The location of its Schema Object in the document.
    pub schema: Pointer,
}

impl Operation {
    /// The `operationId`, where the document gives one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The method in capital letters, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method
    }

    /// The path template, such as `/orders/{id}`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The summary, where the document gives one.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.summary.as_deref()
    }

    /// The location of the Operation Object in the document.
    #[must_use]
    pub fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// The JSON payloads: the request's first, then the responses' in the order of their statuses.
    #[must_use]
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }
}

/// Every operation of `document`, by path and method as the document orders them.
pub(crate) fn operations(document: &Tree) -> Vec<Operation> {
    let mut operations = Vec::new();
    for path in document.get("paths").and_then(Tree::as_object).into_iter().flatten().map(|(path, _)| path) {
        let item = Some(path).filter(|path| !Object::Paths.is_extension(path));
        let Some(items) = item.and_then(|path| chain(document, Pointer::root().key("paths").key(path))) else {
            continue;
        };
        for (field, method) in METHODS {
            // A Path Item may have fields beside its reference (OpenAPI 3.0.3, 4.7.9.1).
            let object = items.iter().find_map(|item| {
                let pointer = item.clone().key(field);
                let object = pointer.find(document).and_then(Tree::as_object)?;
                Some((pointer, object))
            });
            if let Some((pointer, object)) = object {
                let follow = |pointer| chain(document, pointer)?.pop();
                operations.push(operation(document, method, path, pointer, object, follow));
            }
        }
    }
    operations
}

/// The operation whose Operation Object is `object`, at `pointer`; `follow` knows where a place leads after its references.
pub(super) fn operation(
    document: &Tree,
    method: &'static str,
    path: &str,
    pointer: Pointer,
    object: &Map,
    follow: impl Fn(Pointer) -> Option<Pointer>,
) -> Operation {
    let text = |key: &str| object.get(key).and_then(Tree::as_str).map(str::to_owned);
    let request = (None, pointer.clone().key("requestBody"));
    let statuses = object.get("responses").and_then(Tree::as_object).into_iter().flatten();
    let statuses = statuses.filter(|(status, _)| !Object::Responses.is_extension(status));
    let responses =
        statuses.map(|(status, _)| (Some(status.to_string()), pointer.clone().key("responses").key(status)));
    let bodies = std::iter::once(request).chain(responses).filter_map(|(status, holder)| {
        let holder = follow(holder)?;
        let schema = holder.key("content").key("application/json").key("schema");
        schema.find(document).map(|_| Body { status, schema: schema.clone() })
    });
    Operation {
        id: text("operationId"),
        method,
        path: path.to_owned(),
        summary: text("summary"),
        bodies: bodies.collect(),
        pointer,
    }
}

/// `pointer` and where its references lead, one after the other; `None` when they come back to where they were.
fn chain(document: &Tree, pointer: Pointer) -> Option<Vec<Pointer>> {
    let mut seen = HashSet::from([pointer.clone()]);
    let mut chain = vec![pointer];
    loop {
        let value = chain.last()?.find(document)?;
        let Some(reference) = value.get("$ref").and_then(Tree::as_str) else { return Some(chain) };
        let target = Pointer::from_reference(reference)?;
        if !seen.insert(target.clone()) {
            return None;
        }
        chain.push(target);
    }
}
