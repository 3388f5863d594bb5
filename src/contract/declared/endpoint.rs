//! [`Endpoint`]: one method of one path with everything that its exchanges are checked against.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::body::{RequestBody, Response, StatusPattern};
use super::parameter::Parameter;
use super::read::{At, Reader};
use super::schema_use::SchemaUse;
use super::security::{Requirement, alternatives};
use super::server::Server;
use super::style::Location;
use super::template::Template;
use crate::contract::operation::{METHODS, Operation, operation};
use crate::pointer::Pointer;
use crate::schema::objects::{Object, Role};
use crate::tree::{Map, Tree};

/// An operation, its path template, and what its requests and responses must be.
#[derive(Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// The operation: its id, method, path, place.
    pub operation: Operation,
    /// The path template.
    pub template: Template,
    /// The servers that have it; at least one.
    pub servers: Vec<Server>,
    /// The parameters of the operation and of its path.
    pub parameters: Vec<Parameter>,
    /// The request body, where one is declared.
    pub request_body: Option<RequestBody>,
    /// The responses, as the document orders them.
    pub responses: Vec<Response>,
    /// The security alternatives: one of them must be there with all its requirements. None: nothing is required.
    pub security: Vec<Vec<Requirement>>,
    /// The invalid or unsupported parts of the declaration, by which an exchange cannot be checked.
    pub unusable: Vec<UnusableDeclaration>,
    /// What reports call it; shared, because every exchange has a report.
    pub(crate) called: Arc<Called>,
}

impl Endpoint {
    /// The declared response that `status` falls under: its code, else its range, else `default` (OpenAPI 3.0.3, 4.7.16).
    #[must_use]
    pub fn response(&self, status: u16) -> Option<&Response> {
        self.responses.get(self.response_number(status)?)
    }

    /// The schemas that its exchanges are checked against.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &SchemaUse> {
        let contents = self.request_body.iter().map(|body| &body.content);
        let contents = contents.chain(self.responses.iter().map(|response| &response.content));
        let headers = self.responses.iter().flat_map(|response| &response.headers);
        let of_bodies = contents.flat_map(|content| &content.media_types).filter_map(|it| it.schema.as_ref());
        of_bodies.chain(self.parameters.iter().chain(headers).filter_map(Parameter::schema))
    }

    /// Its number.
    pub(crate) fn response_number(&self, status: u16) -> Option<usize> {
        let covers = |(_, declared): &(usize, &Response)| declared.status.covers(status);
        let responses = self.responses.iter().enumerate().filter(|declared| covers(declared).is_some());
        responses.max_by_key(covers).map(|(number, _)| number)
    }
}

/// The operation that an exchange calls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct Called {
    /// Its `operationId`, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its method.
    pub method: String,
    /// Its path template.
    pub path: String,
}

/// A declaration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnusableDeclaration {
    /// The part of the exchange it would be about.
    pub kind: DeclarationKind,
    /// Its location in the document.
    pub pointer: Pointer,
}

/// A part of an exchange that an unusable declaration is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DeclarationKind {
    /// The request's parameters.
    Parameters,
    /// The request's body.
    RequestBody,
    /// The request's credentials.
    Security,
    /// The response.
    Response,
}

impl DeclarationKind {
    const ALL: [Self; 4] = [Self::Parameters, Self::RequestBody, Self::Security, Self::Response];
}

/// The paths of a document.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Every operation, by path and method.
    pub(crate) endpoints: Vec<Endpoint>,
    /// The paths whose operations are not known, because a reference of theirs cannot be resolved, and their places.
    pub(crate) unread: Vec<(Template, Pointer)>,
}

/// Every path of the document.
pub(crate) fn declared(reader: &Reader<'_>) -> Declared {
    let root = reader.root();
    let mut by_shape: HashMap<String, &str> = HashMap::new();
    let mut declared = Declared::default();
    let mut has_note = false;
    for (path, item) in root.members("paths", Role::Object(Object::Paths)) {
        let place = item.pointer.clone();
        let Some(items) = item.chain() else {
            declared.unread.push((Template::parse(path), place));
            continue;
        };
        if let Some(item) = items.iter().find(|item| !item.value.is_object()) {
            item.wanted("an object (a Path Item)");
            declared.unread.push((Template::parse(path), place));
            continue;
        }
        if let (Some(item), false) = (items.last(), path.starts_with('/')) {
            item.problem(format!("wanted a path starting with `/`, found `{path}`"));
        }
        // OpenAPI 3.0.3, 4.7.8.1: such paths are identical and invalid. Both are used, each for its operations.
        let shape = Template::parse(path).shape();
        let rival = by_shape.get(&shape).copied();
        by_shape.entry(shape).or_insert(path);
        for (field, method) in METHODS {
            let mut fields = items.iter().filter_map(|item| item.raw(field));
            let Some(at) = fields.next() else { continue };
            if fields.next().is_some() {
                // OpenAPI 3.0.3, 4.7.9.1: then the behaviour is undefined.
                at.problem(format!("`{field}` is also in the Path Item that `$ref` refers to; this one is used"));
            }
            if !at.value.is_object() {
                at.wanted("an object (an Operation)");
                continue;
            }
            if let Some(rival) = rival {
                at.problem(format!("the path is equivalent to `{rival}`"));
            }
            let read = read_operation(&at, &mut has_note);
            let mut endpoint = endpoint(&root, &items, read.as_ref().unwrap_or(&at), method, path);
            if let (Some(endpoint), None) = (&mut endpoint, read) {
                let unread = |kind| UnusableDeclaration { kind, pointer: at.pointer.clone() };
                endpoint.unusable.extend(DeclarationKind::ALL.map(unread));
                // Those of the document may not be its own.
                endpoint.security.clear();
            }
            declared.endpoints.extend(endpoint);
        }
    }
    declared
}

/// The Operation Object at `at`, or the one that it refers to: the standard has no reference here (OpenAPI 3.0.3, 4.7.10), and
/// authors who split documents into files write one, usually everywhere: that is noted once. `None` when it cannot be known what
/// the operation declares.
fn read_operation<'r, 'a>(at: &At<'r, 'a>, has_note: &mut bool) -> Option<At<'r, 'a>> {
    if at.value.get("$ref").is_none() {
        return Some(at.clone());
    }
    if ["responses", "parameters", "requestBody"].iter().any(|field| at.value.get(field).is_some()) {
        at.problem("an operation has no `$ref`, and what is beside it may be meant instead");
        return None;
    }
    let found = at.clone().follow()?;
    if !found.value.is_object() {
        at.problem("`$ref` of an operation leads to something that is no object");
        return None;
    }
    if !std::mem::replace(has_note, true) {
        at.problem("an operation has no `$ref` by the standard; the one that it refers to is used, here and elsewhere");
    }
    Some(found)
}

/// The endpoints of a Path Item outside `paths`, of a callback or webhook. `path` represents the address of its requests.
///
/// `servers` does not apply to them, and their credentials are unknown.
#[cfg(feature = "diff")]
pub(crate) fn endpoints_at(reader: &Reader<'_>, item: &Pointer, path: &str) -> Vec<Endpoint> {
    let root = reader.root();
    let Some(item) = reader.at(item) else { return Vec::new() };
    let read = |(field, method): (&str, &'static str)| {
        let at = item.raw(field).filter(|at| at.value.is_object())?;
        let at = read_operation(&at, &mut true).unwrap_or(at);
        let mut endpoint = endpoint(&root, std::slice::from_ref(&item), &at, method, path)?;
        endpoint.servers = vec![Server::nowhere()];
        endpoint.security.clear();
        endpoint.unusable.retain(|unusable| unusable.kind != DeclarationKind::Security);
        Some(endpoint)
    };
    METHODS.into_iter().filter_map(read).collect()
}

/// The Path Item may be several objects: one, and what its reference leads to. `None` when the budget is used up.
fn endpoint(
    root: &At<'_, '_>,
    items: &[At<'_, '_>],
    at: &At<'_, '_>,
    method: &'static str,
    path: &str,
) -> Option<Endpoint> {
    const PLACES: usize = 4;
    let statuses = at.value.get("responses").and_then(Tree::as_object).map_or(0, Map::len);
    if !at.take(statuses.saturating_add(PLACES)) {
        return None;
    }
    let follow = |place: Pointer| Some(root.below(place)?.follow()?.pointer);
    let operation = operation(root.value, method, path, at.pointer.clone(), at.value.as_object()?, follow);
    let template = Template::parse(operation.path());
    let mut unusable = Vec::new();
    let parameters = parameters(items, at, &template, &mut unusable);
    let mut leave_out = |kind, pointer| unusable.push(UnusableDeclaration { kind, pointer });
    let request_body = at.raw("requestBody").and_then(|raw| {
        let body = raw.clone().follow().filter(|at| at.value.is_object());
        if body.is_none() {
            leave_out(DeclarationKind::RequestBody, raw.pointer);
        }
        Some(RequestBody::read(&body?))
    });
    let mut responses = Vec::new();
    for (status, raw) in at.members("responses", Role::Object(Object::Responses)) {
        let Some(pattern) = StatusPattern::parse(status) else {
            raw.problem(format!("wanted a status such as `200`, `4XX` or `default`, found `{status}`"));
            continue;
        };
        match raw.clone().follow().filter(|at| at.value.is_object()) {
            Some(at) => responses.push(Response::read(&at, pattern)),
            None => leave_out(DeclarationKind::Response, raw.pointer),
        }
    }
    let security = alternatives(at, root).or_else(|| alternatives(root, root)).unwrap_or_default();
    for requirement in security.iter().flatten().filter(|requirement| requirement.scheme.is_none()) {
        leave_out(DeclarationKind::Security, requirement.pointer.clone());
    }
    Some(Endpoint {
        template,
        servers: servers(root, items, at),
        parameters,
        request_body,
        responses,
        security,
        unusable,
        called: Arc::new(Called {
            id: operation.id().map(str::to_owned),
            method: operation.method().to_owned(),
            path: operation.path().to_owned(),
        }),
        operation,
    })
}

/// The parameters of the operation, then those of the path that it does not declare itself.
fn parameters(
    items: &[At<'_, '_>],
    at: &At<'_, '_>,
    template: &Template,
    unusable: &mut Vec<UnusableDeclaration>,
) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut known = HashSet::new();
    for holder in std::iter::once(at).chain(items) {
        if holder.raw("parameters").is_some_and(|list| !list.value.is_array()) {
            unusable.push(UnusableDeclaration {
                kind: DeclarationKind::Parameters,
                pointer: holder.pointer.clone().key("parameters"),
            });
        }
        // Each of the list, but for those of the operation, which replace those of its path.
        let mut listed = HashSet::new();
        for raw in holder.items("parameters").unwrap_or_default() {
            let Some(parameter) = raw.clone().follow().and_then(|at| Parameter::read(&at)) else {
                unusable.push(UnusableDeclaration { kind: DeclarationKind::Parameters, pointer: raw.pointer });
                continue;
            };
            let identity = parameter.identity();
            if !listed.insert(identity.clone()) {
                raw.problem(format!("duplicate parameter `{}`", parameter.name));
            } else if !is_described_elsewhere(&parameter) && known.insert(identity) {
                if parameter.form.is_none() {
                    unusable.push(UnusableDeclaration {
                        kind: DeclarationKind::Parameters,
                        pointer: parameter.pointer.clone(),
                    });
                }
                parameters.push(parameter);
            }
        }
    }
    let in_template: HashSet<&str> = template.parameters().collect();
    let in_path = || parameters.iter().filter(|parameter| parameter.location == Location::Path);
    let declared: HashSet<&str> = in_path().map(|parameter| parameter.name.as_str()).collect();
    for parameter in in_path().filter(|parameter| !in_template.contains(parameter.name.as_str())) {
        at.problem(format!("the path `{template}` has no parameter `{}`", parameter.name));
    }
    for name in template.parameters().filter(|name| !declared.contains(name)) {
        at.problem(format!("undeclared path parameter `{name}`"));
        unusable.push(UnusableDeclaration { kind: DeclarationKind::Parameters, pointer: at.pointer.clone() });
    }
    parameters
}

/// OpenAPI 3.0.3, 4.7.12.1: these headers are declared by `content` and `security`, and as parameters are ignored.
fn is_described_elsewhere(parameter: &Parameter) -> bool {
    const HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];
    parameter.location == Location::Header && HEADERS.contains(&parameter.name.to_ascii_lowercase().as_str())
}

/// The servers of the operation, else of its path, else of the document.
fn servers(root: &At<'_, '_>, items: &[At<'_, '_>], at: &At<'_, '_>) -> Vec<Server> {
    for holder in std::iter::once(at).chain(items).chain([root]) {
        let servers = holder.items("servers").unwrap_or_default();
        if !servers.is_empty() {
            let servers: Vec<Server> = servers.iter().filter_map(Server::read).collect();
            return if servers.is_empty() { vec![Server::nowhere()] } else { servers };
        }
    }
    vec![Server::nowhere()]
}
