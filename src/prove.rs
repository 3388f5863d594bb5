//! [`compare`]: a comparison whose every witness was put to the validators of whole exchanges.
//!
//! It is above `diff` and `validate`, which do not depend on each other.

use serde_json::{Map, Value};

use crate::contract::{Contract, Parameter, Routed};
use crate::diff::{self, Comparison, Exchange, Settings};
use crate::pointer::Pointer;
use crate::schema::inner::Reach;
use crate::validate::{self, Recorded, Verdict};

/// Documents with more bytes are big.
const BIG: usize = 1 << 16;

/// Compares `revision` with `base`. What is shown as a witness was accepted as a whole exchange for the side that sends it,
/// and refused for the other.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::diff::Settings;
/// use order_contracts::{Api, prove};
///
/// let base = Contract::embedded(Api::KohortPay);
/// let shorter = Api::KohortPay.yaml().replace("maxLength: 100", "maxLength: 50");
/// let revision = Contract::from_str(&shorter, "revision.yaml")?;
///
/// let comparison = prove::compare(base, &revision, &Settings::new());
/// let change = &comparison.changes[0];
/// assert_eq!(change.rule.id, "request-max-length-decreased");
/// let request = change.witness.as_ref().and_then(|witness| witness.request.as_ref()).ok_or("no witness")?;
/// assert_eq!(request.target, "/orders");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compare(base: &Contract, revision: &Contract, settings: &Settings) -> Comparison {
    diff::compare_checked(base, revision, settings, &judged)
}

/// Whether `contract` accepts the exchange: its response where it has one, else its request. `None` when the contract does
/// not say, and for callbacks and webhooks, which no path leads to.
#[must_use]
pub fn accepts(contract: &Contract, exchange: &Exchange) -> Option<bool> {
    if exchange.callback.is_some() {
        return None;
    }
    judged(contract, None, exchange)
}

/// The same, where the Path Item of a callback or webhook represents the path of the request.
fn judged(contract: &Contract, item: Option<&Pointer>, exchange: &Exchange) -> Option<bool> {
    // What a contract compiles it keeps: of a big one, only what the operation needs is compiled, and let go.
    let part = match item {
        Some(item) => Some(mounted(contract, item, exchange)?),
        None => (contract.text().len() > BIG).then(|| part_of(contract, exchange)).flatten(),
    };
    let contract = part.as_ref().unwrap_or(contract);
    // What it is of is no part of what was sent.
    let value = serde_json::to_value(Exchange { callback: None, ..exchange.clone() }).ok()?;
    let Recorded { request, response, .. } = Recorded::from_value(&value).ok()?;
    let report = match &response {
        Some(response) => validate::response(contract, &request, response),
        None => validate::request(contract, &request),
    };
    match report.verdict() {
        Verdict::Valid => Some(true),
        Verdict::Invalid => Some(false),
        _ => None,
    }
}

/// The contract with the Path Item at `item` as the path that the exchange calls. Servers do not say who has it, and
/// credentials are not compared: both are left out.
fn mounted(contract: &Contract, item: &Pointer, exchange: &Exchange) -> Option<Contract> {
    let path = path_of(exchange)?;
    let document = contract.document();
    let mut item = item.resolve(document)?.as_object()?.clone();
    for operation in item.values_mut().filter_map(Value::as_object_mut) {
        operation.remove("servers");
        operation.insert("security".to_owned(), Value::Array(Vec::new()));
    }
    item.insert("servers".to_owned(), serde_json::json!([{ "url": "/" }]));
    let item = Value::Object(item);
    let reach = if is_bare(&item) { reach(exchange) } else { None };
    part(contract, exchange, path, &item, reach).or_else(|| {
        // References lead anywhere: everything stays where it is.
        let mut whole = document.as_object()?.clone();
        let paths = whole.entry("paths").or_insert_with(|| Value::Object(Map::new()));
        paths.as_object_mut()?.insert(path.to_owned(), item);
        Contract::from_bytes(Value::Object(whole).to_string().into_bytes(), contract.name()).ok()
    })
}

/// The path that the exchange calls.
fn path_of(exchange: &Exchange) -> Option<&str> {
    exchange.request.as_ref()?.target.split('?').next()
}

/// Whether a Path Item has neither parameters nor headers.
fn is_bare(item: &Value) -> bool {
    match item {
        Value::Object(members) => members.iter().all(|(name, value)| match name.as_str() {
            "parameters" | "headers" | "$ref" => false,
            "content" | "callbacks" => true,
            _ => is_bare(value),
        }),
        Value::Array(items) => items.iter().all(is_bare),
        _ => true,
    }
}

/// The contract with nothing in it but the path that the exchange calls, and what that refers to; `None` where a reference
/// leads elsewhere than to a component, or none is called.
fn part_of(contract: &Contract, exchange: &Exchange) -> Option<Contract> {
    let method = &exchange.request.as_ref()?.method;
    let Routed::To { endpoint, .. } = contract.route(method, path_of(exchange)?) else { return None };
    let (path, document) = (endpoint.operation.path(), contract.document());
    // Parameters share components with bodies: only what is no object and no list has nothing in it that could be missed.
    let headers = endpoint.responses.iter().flat_map(|response| &response.headers);
    let are_plain = endpoint.parameters.iter().chain(headers).all(|parameter| is_plain(document, parameter));
    part(contract, exchange, path, document.get("paths")?.get(path)?, reach(exchange).filter(|_| are_plain))
}

/// The contract with nothing in it but `item` at `path`, and of what that refers to as much as bodies of this reach can come
/// to; `None` where a reference leads elsewhere than to a component.
fn part(contract: &Contract, exchange: &Exchange, path: &str, item: &Value, reach: Option<Reach>) -> Option<Contract> {
    let document = contract.document();
    let mut part = Map::new();
    for (name, value) in document.as_object()? {
        if !matches!(name.as_str(), "paths" | "components" | "webhooks" | "tags") && !name.starts_with("x-") {
            part.insert(name.clone(), value.clone());
        }
    }
    let method = exchange.request.as_ref()?.method.to_ascii_lowercase();
    let mut item = item.clone();
    let kept = |name: &str| matches!(name, "parameters" | "servers" | "$ref") || name == method;
    item.as_object_mut()?.retain(|name, _| kept(name));
    let mut parts = Parts { document, reach, components: Map::new(), open: Vec::new() };
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    parts.components.extend(schemes.map(|schemes| ("securitySchemes".to_owned(), schemes.clone())));
    parts.trim_bodies(&mut item);
    parts.collect(&item)?;
    while let Some((kind, name)) = parts.open.pop() {
        let component = parts.components.get(&kind)?.get(&name)?.clone();
        parts.collect(&component)?;
    }
    part.insert("paths".to_owned(), Value::Object(Map::from_iter([(path.to_owned(), item)])));
    part.insert("components".to_owned(), Value::Object(parts.components));
    Contract::from_bytes(Value::Object(part).to_string().into_bytes(), contract.name()).ok()
}

/// Whether the values of a parameter are neither objects nor lists.
fn is_plain(document: &Value, parameter: &Parameter) -> bool {
    let schema = parameter.schema().and_then(|schema| schema.pointer().resolve(document));
    let name = schema.and_then(|schema| schema.get("type")).and_then(Value::as_str);
    matches!(name, Some("string" | "integer" | "number" | "boolean"))
}

/// What the bodies of the exchange can come to; `None` where one is not JSON.
fn reach(exchange: &Exchange) -> Option<Reach> {
    let request = exchange.request.as_ref();
    let response = exchange.response.as_ref();
    let is_text = request.is_some_and(|request| request.body_text.is_some())
        || response.is_some_and(|response| response.body_text.is_some());
    let bodies: Vec<Value> = [request.and_then(|one| one.body.clone()), response.and_then(|one| one.body.clone())]
        .into_iter()
        .flatten()
        .collect();
    (!is_text).then(|| Reach::of(&Value::Array(bodies)))
}

/// What a path item needs of its document.
struct Parts<'d> {
    document: &'d Value,
    reach: Option<Reach>,
    components: Map<String, Value>,
    open: Vec<(String, String)>,
}

impl Parts<'_> {
    /// Brings along what `value` refers to.
    fn collect(&mut self, value: &Value) -> Option<()> {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    let identifies = |keyword: &str| members.get(keyword).is_some_and(Value::is_string);
                    if ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef"].into_iter().any(identifies) {
                        return None;
                    }
                    if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                        self.component(reference)?;
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        Some(())
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
        let mut target = components.get(kind)?.get(name)?.clone();
        match kind.as_str() {
            // A reference into a schema may lead to what is left out.
            "schemas" if !below.is_empty() => return None,
            "schemas" => self.reach.iter().for_each(|reach| reach.trim(&mut target)),
            "requestBodies" | "responses" => self.trim_bodies(&mut target),
            _ => {}
        }
        let named = self.components.entry(kind.as_str()).or_insert_with(|| Value::Object(Map::new()));
        named.as_object_mut()?.insert(name.clone(), target);
        self.open.push((kind.clone(), name.clone()));
        Some(())
    }

    /// Trims the schemas of bodies, and leaves out their examples.
    fn trim_bodies(&self, item: &mut Value) {
        let Some(members) = item.as_object_mut() else { return };
        for (name, value) in members {
            match name.as_str() {
                "content" => {
                    let media_types = value.as_object_mut().into_iter().flat_map(Map::values_mut);
                    for media_type in media_types.filter_map(Value::as_object_mut) {
                        media_type.retain(|name, _| !matches!(name.as_str(), "example" | "examples"));
                        if let (Some(reach), Some(schema)) = (&self.reach, media_type.get_mut("schema")) {
                            reach.trim(schema);
                        }
                    }
                }
                "parameters" | "headers" | "callbacks" => {}
                _ => self.trim_bodies(value),
            }
        }
    }
}
