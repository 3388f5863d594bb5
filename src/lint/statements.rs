//! Schemas that nothing is valid under, and alternatives of `oneOf` that overlap: decided by [`containment`], within a budget.
//!
//! What is not decided is no finding. What is not asked for want of budget is counted.

use std::collections::HashSet;

use super::finding::Findings;
use super::sites::{Site, Sites};
use crate::containment::{Containment, Options, close_tree, covers_counted, size};
use crate::contract::Contract;
use crate::json::schema_text;
use crate::pointer::Pointer;
use crate::schema::{Bundled, Direction};
use crate::tree::{Map, Tree, tree};

const OVERLAPPING: &str = "overlapping-alternatives";
const UNSATISFIABLE: &str = "unsatisfiable-schema";

/// Steps for the questions about one document: some seconds.
const BUDGET: u64 = 6_000_000;
/// Steps for one question.
const EACH: u64 = 20_000;
/// A larger schema is not asked about.
const LARGEST: u64 = 20_000;
/// Pairs of alternatives of one list.
const PAIRS: usize = 45;
/// A longer value is not shown.
const SHOWN: usize = 120;

pub(super) fn check(contract: &Contract, sites: &Sites<'_>, findings: &mut Findings) {
    let mut asking = Asking { contract, left: BUDGET, left_out: 0 };
    for site in &sites.schemas {
        let Some(schema) = site.schema.as_object().filter(|schema| !(site.is_3_0 && schema.contains_key("$ref")))
        else {
            continue;
        };
        if let Some((rule, message)) = asking.contradiction(site, schema) {
            findings.add(rule, site.place.clone(), message);
        } else if let Some(message) = asking.overlap(site, schema) {
            findings.add(OVERLAPPING, site.place.clone().key("oneOf"), message);
        }
    }
    if asking.left_out > 0 {
        let message = format!("questions about schemas that are not answered: {}", asking.left_out);
        findings.add("lint-incomplete", Pointer::root(), message);
    }
}

struct Asking<'c> {
    contract: &'c Contract,
    left: u64,
    left_out: usize,
}

impl Asking<'_> {
    /// That nothing is valid under a schema, if that is proved: by what it says itself, else by what it is composed of.
    fn contradiction(&mut self, site: &Site<'_>, schema: &Map) -> Option<(&'static str, String)> {
        let own = contradictory(schema).filter(|own| self.is_empty(own));
        let Some(mut own) = own else {
            let is_composed = ["allOf", "oneOf", "anyOf", "not"].iter().any(|keyword| schema.contains_key(keyword));
            let mut bundle = if is_composed { self.bundle(&site.place)? } else { return None };
            if !matches!(self.ask(&bundle, &Tree::Bool(false)), Some(Containment::Yes)) {
                return None;
            }
            // Readers who take the first alternative that fits, or the one that a discriminator names, accept something.
            let alternatives = bundle.as_object_mut().and_then(|bundle| bundle.remove("oneOf"));
            if let Some(alternatives) = alternatives.filter(|_| bundle.get("anyOf").is_none()) {
                bundle["anyOf"] = alternatives;
                if !matches!(self.ask(&bundle, &Tree::Bool(false)), Some(Containment::Yes)) {
                    let message = "no value is valid under exactly one alternative, and so under `oneOf`";
                    return Some((OVERLAPPING, message.to_owned()));
                }
            }
            return Some((UNSATISFIABLE, "no value is valid under this schema".to_owned()));
        };
        // What contradicts each other: without any of it, something is valid.
        for keyword in own.keys().cloned().collect::<Vec<_>>() {
            let mut rest = own.clone();
            rest.remove(&keyword);
            if self.is_empty(&rest) {
                own = rest;
            }
        }
        // Of another type something is valid, but that is not what is wrong.
        if own.len() > 2 {
            own.remove("type");
        }
        let names: Vec<String> = own.keys().map(|keyword| format!("`{keyword}`")).collect();
        let message = match names.as_slice() {
            [only] => format!("no value is valid under {only}"),
            [first @ .., last] => format!("{} and {last} contradict each other", first.join(", ")),
            [] => "no value is valid under this schema".to_owned(),
        };
        Some((UNSATISFIABLE, message))
    }

    /// Whether it is proved that nothing is valid under these keywords.
    fn is_empty(&mut self, own: &Map) -> bool {
        // The version decides what `exclusiveMinimum` and `nullable` are.
        let document = tree!({
            "openapi": self.contract.tree().get("openapi"),
            "components": { "schemas": { "it": own } },
        });
        let place = Pointer::root().key("components").key("schemas").key("it");
        let bundle = without_dialect(Bundled::new(&document, &place, Direction::Neutral).schema);
        matches!(self.ask(&bundle, &Tree::Bool(false)), Some(Containment::Yes))
    }

    /// A value that two alternatives of `oneOf` accept, in words.
    fn overlap(&mut self, site: &Site<'_>, schema: &Map) -> Option<String> {
        let alternatives = schema.get("oneOf").and_then(Tree::as_array)?;
        // Then readers choose by that.
        if schema.contains_key("discriminator") || alternatives.len() < 2 {
            return None;
        }
        let mut rest = self.bundle(&site.place)?;
        let branches = rest.as_object_mut()?.remove("oneOf")?;
        let definitions = rest.as_object_mut()?.remove("$defs");
        // Each alternative with what is beside the list, which knows more properties.
        let whole = |branch: &Tree| {
            let mut whole = tree!({ "allOf": [&rest, branch] });
            if let Some(definitions) = &definitions {
                whole["$defs"] = definitions.clone();
            }
            close_tree(&whole).ok()
        };
        let closed: Vec<Option<Tree>> = branches.as_array()?.iter().map(whole).collect();
        let pairs = (0..closed.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
        for (number, (first, second)) in pairs.enumerate() {
            if number >= PAIRS {
                self.left_out += 1;
                return None;
            }
            let (Some(one), Some(other)) = (&closed[first], &closed[second]) else { continue };
            if let Some(Containment::No { witness }) = self.ask(one, &not(other)) {
                let text = schema_text(&witness);
                let value = if text.len() <= SHOWN { format!("`{text}`") } else { "a value".to_owned() };
                return Some(format!(
                    "{value} is valid under alternatives {first} and {second}, and so not under `oneOf`"
                ));
            }
        }
        None
    }

    fn bundle(&mut self, place: &Pointer) -> Option<Tree> {
        if self.left == 0 {
            self.left_out += 1;
            return None;
        }
        let bundle = Bundled::new(self.contract.tree(), place, Direction::Neutral);
        let size = size(&bundle.schema);
        self.left = self.left.saturating_sub(size);
        if size > LARGEST {
            self.left_out += 1;
            return None;
        }
        // What could not be used accepts everything there, and proves nothing.
        bundle.skipped.is_empty().then(|| without_dialect(bundle.schema))
    }

    fn ask(&mut self, sub: &Tree, sup: &Tree) -> Option<Containment> {
        if self.left == 0 {
            self.left_out += 1;
            return None;
        }
        let (answer, spent) = covers_counted(sub, sup, &Options::new().budget(EACH.min(self.left)));
        self.left = self.left.saturating_sub(spent);
        Some(answer)
    }
}

/// What a schema says of its values by itself, where that could contradict itself.
fn contradictory(schema: &Map) -> Option<Map> {
    const OWN: &[&str] = &[
        "const",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "nullable",
        "pattern",
        "required",
        "type",
    ];
    let closed = schema.get("additionalProperties") == Some(&Tree::Bool(false));
    let mut own: Map = schema
        .iter()
        .filter(|(keyword, _)| OWN.contains(&keyword.as_str()))
        .map(|(keyword, value)| (keyword.clone(), value.clone()))
        .collect();
    let names: HashSet<&str> =
        own.get("required").and_then(Tree::as_array).into_iter().flatten().filter_map(Tree::as_str).collect();
    let properties = schema.get("properties").and_then(Tree::as_object);
    let has_all = names.iter().all(|name| properties.is_some_and(|properties| properties.contains_key(name)));
    let is_open = schema.contains_key("patternProperties");
    let pairs = [
        ("minimum", "maximum"),
        ("exclusiveMinimum", "maximum"),
        ("minimum", "exclusiveMaximum"),
        ("exclusiveMinimum", "exclusiveMaximum"),
        ("minLength", "maxLength"),
        ("minLength", "pattern"),
        ("maxLength", "pattern"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
        ("required", "maxProperties"),
        ("enum", "type"),
        ("enum", "pattern"),
        ("const", "type"),
    ];
    let is_pair = pairs.iter().any(|(one, other)| own.contains_key(one) && own.contains_key(other));
    let lacks = closed && !has_all && !is_open;
    let is_nothing = own.get("enum").and_then(Tree::as_array).is_some_and(Vec::is_empty);
    if !is_pair && !lacks && !is_nothing {
        return None;
    }
    if lacks {
        let declared = properties.into_iter().flatten().map(|(name, _)| (name.clone(), tree!({})));
        own.insert("properties", Tree::Object(declared.collect()));
        own.insert("additionalProperties", Tree::Bool(false));
    }
    Some(own)
}

/// `schema`, negated; its definitions stay where its references find them.
fn not(schema: &Tree) -> Tree {
    let mut inner = schema.clone();
    let definitions = inner.as_object_mut().and_then(|inner| inner.remove("$defs"));
    match definitions {
        Some(definitions) => tree!({ "not": inner, "$defs": definitions }),
        None => tree!({ "not": inner }),
    }
}

/// Of 2020-12, which is what everybody means who declares nothing.
fn without_dialect(mut schema: Tree) -> Tree {
    let is_usual = schema.get("$schema").and_then(Tree::as_str).is_some_and(|uri| uri.contains("2020-12"));
    if let Some(members) = schema.as_object_mut().filter(|_| is_usual) {
        members.remove("$schema");
    }
    schema
}
