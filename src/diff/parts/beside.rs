//! [`beside`]: what a callback or webhook has beside what is compared. Where that differs nothing is known, and a reviewer
//! has to check.

use std::collections::BTreeMap;

use super::documentation::is_text;
use crate::contract::{MediaRange, StatusPattern};
use crate::pointer::Pointer;
use crate::schema::objects::{Object, Role};
use crate::tree::{Map, Text, Tree};

/// More than any sane Path Item holds, with all that it refers to.
const MAX_VALUES: usize = 50_000;
/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 32;

const ITEM: Role = Role::Object(Object::PathItem);
const RESPONSES: Role = Role::Object(Object::Responses);

/// Everything in the Path Item at `pointer` that nobody compares, by its place, with what it refers to. Texts for people are
/// left out. `side` replaces what is too much to compare, so that it differs from the other side.
pub(super) fn beside(document: &Tree, pointer: &Pointer, side: &str) -> BTreeMap<String, Tree> {
    let mut search = Search { document, side, left: MAX_VALUES, found: BTreeMap::new() };
    let mut here = pointer.find(document);
    for _ in 0..MAX_REFERENCES {
        let Some(members) = here.and_then(Tree::as_object) else { break };
        let Some(reference) = members.get("$ref") else {
            search.item(members);
            break;
        };
        // Siblings of the reference of a Path Item have no defined meaning (OpenAPI 3.0.3, 4.7.9).
        let others: Map = members
            .iter()
            .filter(|(name, _)| *name != "$ref" && !is_text(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !others.is_empty() {
            search.record("$ref", ITEM, &Tree::Object(others));
        }
        here = target(document, reference);
    }
    search.found
}

/// The whole value at `pointer`, where it cannot be split.
pub(super) fn whole(document: &Tree, pointer: &Pointer, side: &str) -> Option<Tree> {
    let mut search = Search { document, side, left: MAX_VALUES, found: BTreeMap::new() };
    let role = Role::Object(Object::Document).at(document, pointer);
    Some(search.resolved(pointer.find(document)?, role, &mut Vec::new()))
}

/// A value of this role without descriptions.
pub(super) fn without_texts(value: &Tree, role: Role) -> Tree {
    let role = role.of(value);
    match value {
        Tree::Object(members) => {
            let kept = members.iter().filter(|(name, value)| !is_description(role, name, value));
            let kept = kept.map(|(name, value)| (name.clone(), without_texts(value, role.member(name, value))));
            Tree::Object(kept.collect())
        }
        Tree::Array(items) => Tree::Array(items.iter().map(|item| without_texts(item, role.item())).collect()),
        scalar => scalar.clone(),
    }
}

fn is_description(role: Role, name: &str, value: &Tree) -> bool {
    !role.has_free_names() && matches!(name, "description" | "summary" | "title") && value.is_string()
}

fn target<'a>(document: &'a Tree, reference: &Tree) -> Option<&'a Tree> {
    Pointer::from_reference(reference.as_str()?)?.find(document)
}

struct Search<'a> {
    document: &'a Tree,
    side: &'a str,
    /// How many values may still be visited.
    left: usize,
    found: BTreeMap<String, Tree>,
}

impl<'a> Search<'a> {
    fn item(&mut self, members: &'a Map) {
        const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        for (name, value) in members {
            match (name.as_str(), value) {
                ("x-sunset" | "x-stability-level", _) => {}
                (name, _) if is_text(name) => {}
                (name, Tree::Object(_)) if METHODS.contains(&name) => self.operation(name, value),
                ("parameters", Tree::Array(items)) => self.parameters(name, items),
                (name, value) => self.record(name, ITEM.member(name, value), value),
            }
        }
    }

    fn operation(&mut self, at: &str, operation: &'a Tree) {
        for (name, value) in operation.as_object().into_iter().flatten() {
            let here = format!("{at}/{name}");
            match (name.as_str(), value) {
                ("operationId" | "tags" | "deprecated" | "x-sunset" | "x-stability-level", _) => {}
                (name, _) if is_text(name) => {}
                ("parameters", Tree::Array(items)) => self.parameters(&here, items),
                ("security", Tree::Array(alternatives)) => {
                    self.record(&here, Role::Data, value);
                    alternatives.iter().for_each(|alternative| self.schemes(&here, alternative));
                }
                ("requestBody", _) => self.holder(&here, Object::RequestBody, value, &["required"]),
                ("responses", Tree::Object(responses)) => {
                    for (status, response) in responses {
                        let here = format!("{here}/{status}");
                        match StatusPattern::parse(status) {
                            Some(_) => self.holder(&here, Object::Response, response, &[]),
                            None => self.record(&here, RESPONSES.member(status, response), response),
                        }
                    }
                }
                (name, _) => self.record(&here, Role::Object(Object::Operation).member(name, value), value),
            }
        }
    }

    /// Schemes that are used but not declared; changes of the others are reported once for all operations.
    fn schemes(&mut self, at: &str, alternative: &Tree) {
        let declared = self.document.get("components").and_then(|components| components.get("securitySchemes"));
        for name in alternative.as_object().into_iter().flat_map(Map::keys) {
            if declared.is_none_or(|schemes| schemes.get(name).is_none()) {
                self.found.insert(format!("{at}/{name}"), Tree::Null);
            }
        }
    }

    fn parameters(&mut self, at: &str, items: &'a [Tree]) {
        for (position, item) in items.iter().enumerate() {
            let text = |name: &str| self.follow(item).and_then(|item| item.get(name)).and_then(Tree::as_str);
            // The order of parameters means nothing.
            let here = match (text("in"), text("name")) {
                (Some(location), Some(name)) => format!("{at}/{location} {name}"),
                _ => {
                    self.record(&format!("{at}/{position}"), Role::Object(Object::Parameter), item);
                    continue;
                }
            };
            self.parameter(&here, item);
        }
    }

    fn parameter(&mut self, at: &str, parameter: &'a Tree) {
        self.holder(
            at,
            Object::Parameter,
            parameter,
            &["name", "in", "required", "deprecated", "schema", "style", "explode"],
        );
    }

    /// A request body, a response, a parameter or a header: all have `content`.
    fn holder(&mut self, at: &str, object: Object, value: &'a Tree, compared: &[&str]) {
        let Some(members) = self.follow(value).and_then(Tree::as_object) else {
            self.record(at, Role::Object(object), value);
            return;
        };
        for (name, value) in members {
            let here = format!("{at}/{name}");
            match (name.as_str(), value) {
                ("x-sunset" | "x-stability-level", _) => {}
                (name, _) if is_text(name) || compared.contains(&name) => {}
                ("headers", Tree::Object(headers)) => {
                    headers.iter().for_each(|(name, header)| self.parameter(&format!("{here}/{name}"), header));
                }
                ("content", Tree::Object(content)) => {
                    for (range, media_type) in content {
                        let here = format!("{here}/{range}");
                        match MediaRange::parse(range) {
                            Some(_) => self.media_type(&here, media_type),
                            None => self.record(&here, Role::Object(Object::MediaType), media_type),
                        }
                    }
                }
                (name, _) => self.record(&here, Role::Object(object).member(name, value), value),
            }
        }
    }

    fn media_type(&mut self, at: &str, value: &'a Tree) {
        let media_type = Role::Object(Object::MediaType);
        let Some(members) = self.follow(value).and_then(Tree::as_object) else {
            self.record(at, media_type, value);
            return;
        };
        for (name, value) in members.iter().filter(|(name, _)| *name != "schema" && !is_text(name)) {
            self.record(&format!("{at}/{name}"), media_type.member(name, value), value);
        }
    }

    fn follow(&self, value: &'a Tree) -> Option<&'a Tree> {
        let mut here = value;
        for _ in 0..MAX_REFERENCES {
            match here.get("$ref") {
                Some(reference) => here = target(self.document, reference)?,
                None => return Some(here),
            }
        }
        None
    }

    fn record(&mut self, at: &str, role: Role, value: &Tree) {
        let whole = self.resolved(value, role, &mut Vec::new());
        self.found.insert(at.to_owned(), whole);
    }

    /// The value with everything that it refers to, texts left out; what refers to itself is left where it does.
    fn resolved(&mut self, value: &Tree, role: Role, above: &mut Vec<String>) -> Tree {
        if self.left == 0 {
            return self.side.into();
        }
        self.left -= 1;
        let role = role.of(value);
        match value {
            Tree::Object(members) => {
                let mut referred = None;
                if let Some(Tree::String(reference)) = members.get("$ref")
                    && role != Role::Data
                    && !above.iter().any(|known| known == reference)
                    && let Some(target) = members.get("$ref").and_then(|reference| target(self.document, reference))
                {
                    above.push(reference.to_string());
                    let whole = self.resolved(target, role, above);
                    above.pop();
                    if members.len() == 1 {
                        return whole;
                    }
                    referred = Some((Text::new_static("$ref"), whole));
                }
                let kept = members.iter().filter(|(name, value)| !is_description(role, name, value));
                let kept =
                    kept.map(|(name, value)| (name.clone(), self.resolved(value, role.member(name, value), above)));
                let kept: Vec<(Text, Tree)> = kept.collect();
                Tree::Object(kept.into_iter().chain(referred).collect())
            }
            Tree::Array(items) => {
                Tree::Array(items.iter().map(|item| self.resolved(item, role.item(), above)).collect())
            }
            scalar => scalar.clone(),
        }
    }
}
