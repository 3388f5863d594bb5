//! [`compare`]: a comparison whose every witness was put to the validators of whole exchanges.
//!
//! It stands above `diff` and `validate`, which know nothing of each other.

use serde_json::{Map, Value};

use crate::contract::{Contract, Routed};
use crate::diff::{self, Comparison, Exchange, Settings};
use crate::pointer::Pointer;
use crate::validate::{self, Recorded, Verdict};

/// Documents with more bytes are big.
const BIG: usize = 1 << 20;

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

/// The same, where the Path Item of a callback or webhook stands for the path that the request goes to.
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
    part(contract, path, &item).or_else(|| {
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

/// The contract with nothing in it but the path that the exchange calls, and what that refers to; `None` where a reference
/// leads elsewhere than to a component, or none is called.
fn part_of(contract: &Contract, exchange: &Exchange) -> Option<Contract> {
    let method = &exchange.request.as_ref()?.method;
    let Routed::To { endpoint, .. } = contract.route(method, path_of(exchange)?) else { return None };
    let path = endpoint.operation.path();
    part(contract, path, contract.document().get("paths")?.get(path)?)
}

/// The contract with nothing in it but `item` at `path`, and what that refers to; `None` where a reference leads elsewhere
/// than to a component.
fn part(contract: &Contract, path: &str, item: &Value) -> Option<Contract> {
    let document = contract.document();
    let mut part = Map::new();
    for (name, value) in document.as_object()? {
        if !matches!(name.as_str(), "paths" | "components" | "webhooks") {
            part.insert(name.clone(), value.clone());
        }
    }
    let mut components: Map<String, Value> = Map::new();
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    components.extend(schemes.map(|schemes| ("securitySchemes".to_owned(), schemes.clone())));
    let mut open = vec![item];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if ["$id", "$anchor", "$dynamicRef"]
                    .iter()
                    .any(|keyword| members.get(*keyword).is_some_and(Value::is_string))
                {
                    return None;
                }
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    let place = Pointer::from_fragment(reference.strip_prefix('#')?)?;
                    let tokens: Vec<String> = place.tokens().collect();
                    let [first, kind, name, ..] = &tokens[..] else { return None };
                    let target = document.get("components").filter(|_| first == "components")?.get(kind)?.get(name)?;
                    let named = components.entry(kind.as_str()).or_insert_with(|| Value::Object(Map::new()));
                    if named.as_object_mut()?.insert(name.clone(), target.clone()).is_none() {
                        open.push(target);
                    }
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    part.insert("paths".to_owned(), Value::Object(Map::from_iter([(path.to_owned(), item.clone())])));
    part.insert("components".to_owned(), Value::Object(components));
    Contract::from_bytes(Value::Object(part).to_string().into_bytes(), contract.name()).ok()
}
