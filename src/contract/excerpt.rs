//! [`Excerpt`]: the part of a contract that one call needs, as a contract of its own.
//!
//! A contract keeps what it compiles, and looks for the places of what it reports in all of its text. Of a big one only what the
//! operation needs is read, and dropped with the excerpt; where nothing but the verdict is wanted, the contract is asked itself,
//! with as much of its schemas as the body can use ([`Contract::verdict`]). The Path Item of a callback or webhook, which no
//! path leads to, is mounted at the path that its request goes to.

use serde_json::Value;

use super::declared::Parameter;
use super::document::Contract;
use super::router::Found;
use crate::json::exact::tree_text;
use crate::pointer::Pointer;
use crate::schema::inner::Reach;
use crate::schema::objects::{self, Object, Role};
use crate::schema::{Direction, Inexact, Judgement};
use crate::tree::{Map, Tree, tree};

const ITEM: Role = Role::Object(Object::PathItem);

/// Documents with more bytes are worth an excerpt.
const BIG: usize = 1 << 16;

/// What an excerpt is made for.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    /// The method, in any case.
    pub(crate) method: &'c str,
    /// The path without its query.
    pub(crate) path: &'c str,
    /// What the bodies of the call can reach; `None` where one is not JSON.
    pub(crate) reach: Option<Reach>,
}

impl Contract {
    /// Whether what a few calls need is better compiled for them alone.
    pub(crate) fn is_big(&self) -> bool {
        self.text().len() > BIG
    }

    /// Whether `value` holds by the schema at `pointer`, and what could not be judged; violations are counted.
    pub(crate) fn verdict(&self, pointer: &Pointer, direction: Direction, value: (&Value, &Inexact)) -> Judgement {
        self.cache.verdict(self.tree(), (pointer, direction), value)
    }

    /// The part of a big contract that `call` needs; `None` for a small contract, and where it cannot be cut out.
    pub(crate) fn excerpt(&self, call: &Call<'_>) -> Option<Contract> {
        self.is_big().then(|| part_of(self, call)).flatten()
    }

    /// The contract with the Path Item at `item` at the path that is called. Servers do not say who has it, and
    /// credentials are not compared: both are left out.
    pub(crate) fn mounted(&self, item: &Pointer, call: &Call<'_>) -> Option<Contract> {
        let document = self.tree();
        let mut item = item.find(document)?.as_object()?.clone();
        for operation in item.values_mut().filter_map(Tree::as_object_mut) {
            operation.remove("servers");
            operation.insert("security", tree!([]));
        }
        item.insert("servers", tree!([{ "url": "/" }]));
        let item = Tree::Object(item);
        let reach = call.reach.as_ref().filter(|_| is_bare(&item));
        part(self, call, call.path, &item, reach).or_else(|| {
            // References lead anywhere: everything stays where it is.
            let mut whole = document.as_object()?.clone();
            let paths = whole.entry("paths").or_insert_with(|| Tree::Object(Map::new()));
            paths.as_object_mut()?.insert(call.path.to_owned(), item);
            Contract::from_bytes(tree_text(&Tree::Object(whole)).into_bytes(), self.name()).ok()
        })
    }
}

/// Whether a Path Item has neither parameters nor headers.
fn is_bare(item: &Tree) -> bool {
    let mut is_bare = true;
    objects::visit(item, ITEM, &mut Pointer::root(), &mut |_, role, value| match role {
        Role::Map(Object::MediaType | Object::Callback) => false,
        role => {
            let has_parameters = matches!(role, Role::List(Object::Parameter) | Role::Map(Object::Parameter));
            is_bare &= !has_parameters && objects::reference(value).is_none();
            is_bare
        }
    });
    is_bare
}

/// The contract with nothing in it but the path that is called, and what that refers to; `None` where a reference
/// leads elsewhere than to a component, or none is called.
fn part_of(contract: &Contract, call: &Call<'_>) -> Option<Contract> {
    let Found::To { endpoint, .. } = contract.find(None, call.method, call.path) else { return None };
    let (path, document) = (endpoint.operation.path(), contract.tree());
    // Parameters share components with bodies: only what is no object and no list has nothing in it that could be missed.
    let headers = endpoint.responses.iter().flat_map(|response| &response.headers);
    let are_plain = endpoint.parameters.iter().chain(headers).all(|parameter| is_plain(document, parameter));
    part(contract, call, path, document.get("paths")?.get(path)?, call.reach.as_ref().filter(|_| are_plain))
}

/// The contract with nothing in it but `item` at `path`, and of what that refers to as much as bodies of this reach can come
/// to; `None` where a reference leads elsewhere than to a component.
fn part(contract: &Contract, call: &Call<'_>, path: &str, item: &Tree, reach: Option<&Reach>) -> Option<Contract> {
    let document = contract.tree();
    let mut part = Map::new();
    for (name, value) in document.as_object()? {
        if !matches!(name.as_str(), "paths" | "components" | "webhooks" | "tags")
            && !Object::Document.is_extension(name)
        {
            part.insert(name.clone(), value.clone());
        }
    }
    let method = call.method.to_ascii_lowercase();
    let mut item = item.clone();
    let kept = |name: &str| matches!(name, "parameters" | "servers" | "$ref") || name == method;
    item.as_object_mut()?.retain(|name, _| kept(name));
    let mut parts = Parts { document, reach, components: Map::new(), open: Vec::new() };
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    parts.components.extend(schemes.map(|schemes| ("securitySchemes", schemes.clone())));
    parts.trim_bodies(&mut item, ITEM);
    parts.collect(&item, ITEM)?;
    while let Some((kind, name)) = parts.open.pop() {
        let component = parts.components.get(&kind)?.get(&name)?.clone();
        parts.collect(&component, component_role(&kind))?;
    }
    part.insert("paths", Tree::Object(Map::from_iter([(path.to_owned(), item)])));
    part.insert("components", Tree::Object(parts.components));
    Contract::from_bytes(tree_text(&Tree::Object(part)).into_bytes(), contract.name()).ok()
}

/// What a component of this kind is.
fn component_role(kind: &str) -> Role {
    Role::Object(Object::Components).member(kind, &Tree::Null).member("", &Tree::Null)
}

/// Whether the values of a parameter are neither objects nor lists.
fn is_plain(document: &Tree, parameter: &Parameter) -> bool {
    let schema = parameter.schema().and_then(|schema| schema.pointer().find(document));
    let name = schema.and_then(|schema| schema.get("type")).and_then(Tree::as_str);
    matches!(name, Some("string" | "integer" | "number" | "boolean"))
}

/// What a path item needs of its document.
struct Parts<'d> {
    document: &'d Tree,
    reach: Option<&'d Reach>,
    components: Map,
    open: Vec<(String, String)>,
}

impl Parts<'_> {
    /// Brings along what `value`, which has this role, refers to.
    fn collect(&mut self, value: &Tree, role: Role) -> Option<()> {
        let mut all = Some(());
        objects::visit(value, role, &mut Pointer::root(), &mut |_, role, value| {
            let identifies = |keyword: &str| value.get(keyword).is_some_and(Tree::is_string);
            if ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef"].into_iter().any(identifies) {
                all = None;
            }
            if let Some(reference) = objects::reference(value).filter(|_| role != Role::Extension) {
                all = all.and_then(|()| self.component(reference));
            }
            all.is_some() && role != Role::Extension
        });
        all
    }

    fn component(&mut self, reference: &str) -> Option<()> {
        let place = Pointer::from_reference(reference)?;
        let tokens: Vec<String> = place.tokens().collect();
        let [first, kind, name, below @ ..] = &tokens[..] else { return None };
        let components = self.document.get("components").filter(|_| first == "components")?;
        let known = self.components.get(kind).and_then(|named| named.get(name));
        if known.is_some() {
            return Some(());
        }
        let whole = components.get(kind)?.get(name)?;
        let cut = self.reach.filter(|_| kind == "schemas").and_then(|reach| reach.cut(whole));
        let mut target = cut.unwrap_or_else(|| whole.clone());
        match kind.as_str() {
            // A reference into a schema may lead to what is left out.
            "schemas" if !below.is_empty() => return None,
            "schemas" => self.reach.iter().for_each(|reach| reach.trim(&mut target)),
            "requestBodies" | "responses" => self.trim_bodies(&mut target, component_role(kind)),
            _ => {}
        }
        let named = self.components.entry(kind.as_str()).or_insert_with(|| Tree::Object(Map::new()));
        named.as_object_mut()?.insert(name.clone(), target);
        self.open.push((kind.clone(), name.clone()));
        Some(())
    }

    /// Trims the schemas of bodies, and leaves out their examples.
    fn trim_bodies(&self, item: &mut Tree, role: Role) {
        objects::visit_mut(item, role, &mut Pointer::root(), &mut |_, role, value| match (role, value) {
            (Role::Object(Object::MediaType), Tree::Object(media_type)) => {
                media_type.retain(|name, _| !matches!(name.as_str(), "example" | "examples"));
                if let (Some(reach), Some(schema)) = (self.reach, media_type.get_mut("schema")) {
                    reach.trim(schema);
                }
                false
            }
            (Role::Object(Object::Parameter) | Role::Map(Object::Parameter | Object::Callback), _) => false,
            _ => true,
        });
    }
}
