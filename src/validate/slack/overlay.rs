//! The overlay: what the contract could say more tightly, as a patch of the document (OpenAPI Overlay Specification 1.0.0).
//!
//! A schema is tightened by what all payloads that reach it have in common, in both directions, so the document that results accepts
//! the same traffic. Schemas that are also reached in a way that is not observed (`not`, `if`, a parameter, a form) are left
//! alone: to tighten what must not match would accept more, or refuse what was accepted.
//!
//! An overlay merges objects, and appends to lists. A list that gets shorter is therefore removed first and then written anew.

use serde_json::{Map, Value, json};

use super::collect::Slack;
use super::finding::{Looseness, looseness};
use super::seen::Seen;
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::tree::Tree;

impl Slack {
    /// The overlay, from schemas with at least `least` values. Each statement has an `x-inferred` that says where it comes from.
    ///
    /// A property that is never there is not removed, since the document says nothing else with it. When a valid payload was too large
    /// to be looked at, there are no actions.
    #[must_use]
    pub fn overlay(&self, contract: &Contract, least: u64) -> Value {
        let mut actions = Vec::new();
        let mut places: Vec<usize> = (0..self.plan.places.len()).collect();
        places.sort_by(|left, right| self.plan.places[*left].pointer.cmp(&self.plan.places[*right].pointer));
        for number in places.into_iter().filter(|number| self.plan.places[*number].is_open && !self.is_partial) {
            let place = &self.plan.places[number];
            let document = contract.tree();
            let schema = place.pointer.find(document).map(Tree::to_value);
            let Some(schema) = schema.as_ref().and_then(Value::as_object) else { continue };
            let mut seen = Seen::default();
            self.seen[number].iter().for_each(|other| seen.merge(other));
            let loose = looseness(place, schema, &seen, least);
            let target = path(document, &place.pointer);
            actions.extend(Tightened::of(schema, loose, self.plan.is_version_3_0).actions(&target));
        }
        let title = format!("{}, tightened to the traffic that was seen", contract.title());
        json!({ "overlay": "1.0.0", "info": { "title": title, "version": "1.0.0" }, "actions": actions })
    }
}

/// The keywords that a schema gets.
struct Tightened<'s> {
    schema: &'s Map<String, Value>,
    update: Map<String, Value>,
    reasons: Map<String, Value>,
}

impl<'s> Tightened<'s> {
    fn of(schema: &'s Map<String, Value>, loose: Vec<(Looseness, u64)>, is_version_3_0: bool) -> Self {
        let mut tightened = Self { schema, update: Map::new(), reasons: Map::new() };
        for (looseness, values) in loose {
            tightened.add(looseness, values, is_version_3_0);
        }
        tightened
    }

    fn add(&mut self, looseness: Looseness, values: u64, is_version_3_0: bool) {
        let mut set = |keyword: &str, value: Value, reason: &str| {
            self.update.insert(keyword.to_owned(), value);
            self.reasons.insert(keyword.to_owned(), json!(format!("{reason} in {values} values of traffic")));
        };
        match looseness {
            Looseness::NoOthers => set("additionalProperties", json!(false), "no other members"),
            Looseness::AlwaysThere(name) => self.require(&name, values),
            // It may be declared for messages that were not seen.
            Looseness::NeverThere(_) => {}
            Looseness::NeverListed(never) => {
                let listed = self.schema.get("enum").and_then(Value::as_array);
                let left: Vec<_> =
                    listed.into_iter().flatten().filter(|value| !never.contains(value)).cloned().collect();
                set("enum", json!(left), "no other of the listed values");
            }
            Looseness::NeverNull if is_version_3_0 => set("nullable", json!(false), "never null"),
            Looseness::NeverNull => {
                let left = self.types().into_iter().filter(|name| name != "null").collect();
                self.set_types(left, &format!("never null in {values} values of traffic"));
            }
            Looseness::Format(format) => set("format", json!(format), "every string has this format"),
            Looseness::MinLength(size) => set("minLength", json!(size), "the shortest"),
            Looseness::MaxLength(size) => set("maxLength", json!(size), "the longest"),
            Looseness::WholeNumbers => {
                let mut left: Vec<String> = Vec::new();
                for name in self.types() {
                    let name = if name == "number" { "integer".to_owned() } else { name };
                    if !left.contains(&name) {
                        left.push(name);
                    }
                }
                self.set_types(left, &format!("only whole numbers in {values} values of traffic"));
            }
            Looseness::Minimum(number) => set("minimum", json!(number), "the smallest"),
            Looseness::Maximum(number) => set("maximum", json!(number), "the greatest"),
            Looseness::MinItems(size) => set("minItems", json!(size), "the fewest items"),
            Looseness::MaxItems(size) => set("maxItems", json!(size), "the most items"),
        }
    }

    fn require(&mut self, name: &str, values: u64) {
        let declared = self.schema.get("required").cloned().filter(Value::is_array);
        let names = self.update.entry("required").or_insert_with(|| declared.unwrap_or_else(|| json!([])));
        if let Some(names) = names.as_array_mut() {
            names.push(json!(name));
        }
        let reasons = self.reasons.entry("required").or_insert_with(|| json!({}));
        if let Some(reasons) = reasons.as_object_mut() {
            reasons.insert(name.to_owned(), json!(format!("always there in {values} values of traffic")));
        }
    }

    /// The declared types, as far as they were narrowed.
    fn types(&self) -> Vec<String> {
        match self.update.get("type").or_else(|| self.schema.get("type")) {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(name)) => vec![name.clone()],
            _ => Vec::new(),
        }
    }

    fn set_types(&mut self, types: Vec<String>, reason: &str) {
        let value = if let [only] = types.as_slice() { json!(only) } else { json!(types) };
        let before = self.reasons.get("type").and_then(Value::as_str);
        let reason = before.map_or_else(|| reason.to_owned(), |before| format!("{before}; {reason}"));
        self.update.insert("type".to_owned(), value);
        self.reasons.insert("type".to_owned(), json!(reason));
    }

    fn actions(mut self, target: &str) -> Vec<Value> {
        let mut actions = Vec::new();
        if self.update.is_empty() {
            return actions;
        }
        for keyword in ["enum", "required", "type"] {
            // Otherwise its items would be added to those that are there.
            if self.update.contains_key(keyword) && self.schema.get(keyword).is_some_and(Value::is_array) {
                actions.push(json!({ "target": format!("{target}{}", token(keyword)), "remove": true }));
            }
        }
        let inferred = self.inferred();
        if self.schema.get("x-inferred").is_some_and(|known| !known.is_object()) {
            actions.push(json!({ "target": format!("{target}{}", token("x-inferred")), "remove": true }));
        }
        self.update.insert("x-inferred".to_owned(), Value::Object(inferred));
        actions.push(json!({ "target": target, "update": self.update }));
        actions
    }

    /// The reasons, with those that are there. One that was for the whole schema is for each keyword that it has.
    fn inferred(&mut self) -> Map<String, Value> {
        let keywords = || self.schema.keys().filter(|keyword| !keyword.starts_with("x-"));
        let mut inferred = match self.schema.get("x-inferred") {
            Some(Value::Object(known)) => known.clone(),
            Some(whole) => keywords().map(|keyword| (keyword.clone(), whole.clone())).collect(),
            None => Map::new(),
        };
        for (keyword, reason) in std::mem::take(&mut self.reasons) {
            let reason = match (inferred.remove(&keyword), reason) {
                (Some(Value::Object(mut known)), Value::Object(new)) => {
                    known.extend(new);
                    Value::Object(known)
                }
                (Some(whole), Value::Object(mut new)) => {
                    let names = self.schema.get("required").and_then(Value::as_array);
                    for name in names.into_iter().flatten().filter_map(Value::as_str) {
                        new.entry(name).or_insert_with(|| whole.clone());
                    }
                    Value::Object(new)
                }
                (_, reason) => reason,
            };
            inferred.insert(keyword, reason);
        }
        inferred
    }
}

/// A place of the document as a JSONPath (RFC 9535).
fn path(document: &Tree, place: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut here = Some(document);
    for name in place.tokens() {
        match here {
            Some(Tree::Array(items)) => {
                path.push_str(&format!("[{name}]"));
                here = name.parse::<usize>().ok().and_then(|position| items.get(position));
            }
            _ => {
                path.push_str(&token(&name));
                here = here.and_then(|value| value.get(&name));
            }
        }
    }
    path
}

/// RFC 9535, 2.3.1.1: a name selector.
fn token(name: &str) -> String {
    let mut out = "['".to_owned();
    for character in name.chars() {
        match character {
            '\'' | '\\' => out.extend(['\\', character]),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push_str("']");
    out
}
