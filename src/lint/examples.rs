//! Examples, defaults and listed values against the schemas that they are of.

use serde_json::Value;

use super::finding::Findings;
use super::sites::{Site, Sites};
use crate::containment::size;
use crate::contract::Contract;
use crate::json::exact;
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::schema::{Direction, Expectation, Failure, Validator};
use crate::tree::{Map, Tree, tree};
use crate::validate::Found;

/// What compiling all schemas with references may cost, in values of the document; some seconds.
const BUDGET: u64 = 4_000_000;

pub(super) fn check(contract: &Contract, sites: &Sites<'_>, findings: &mut Findings) {
    let mut examples = Examples { contract, findings, left: BUDGET, left_out: 0 };
    for site in &sites.schemas {
        examples.site(site);
    }
    let uses = uses(contract);
    for (place, carrier) in &sites.carriers {
        examples.carrier(place, carrier, &uses);
    }
    let left_out = examples.left_out;
    if left_out > 0 {
        let message = format!("schemas whose examples are not checked: {left_out}");
        findings.add("lint-incomplete", Pointer::root(), message);
    }
}

/// The media types of messages, and which way these go.
fn uses(contract: &Contract) -> Vec<(&Pointer, Direction)> {
    let mut uses = Vec::new();
    for endpoint in contract.endpoints() {
        let request = endpoint.request_body.iter().flat_map(|body| &body.content.media_types);
        uses.extend(request.map(|media| (&media.pointer, Direction::Request)));
        let responses = endpoint.responses.iter().flat_map(|response| &response.content.media_types);
        uses.extend(responses.map(|media| (&media.pointer, Direction::Response)));
    }
    uses.sort();
    uses.dedup_by_key(|(place, _)| *place);
    uses
}

struct Examples<'c, 'f> {
    contract: &'c Contract,
    findings: &'f mut Findings,
    left: u64,
    left_out: usize,
}

impl Examples<'_, '_> {
    /// What a schema has of its own: `example`, `examples`, `default`, `enum`.
    fn site(&mut self, site: &Site<'_>) {
        let Some(schema) = site.schema.as_object() else { return };
        if site.is_3_0 && schema.contains_key("$ref") {
            return;
        }
        let mut values: Vec<(Pointer, &Tree, &'static str)> = Vec::new();
        let place = |keyword: &str| site.place.clone().key(keyword);
        values.extend(schema.get("example").map(|value| (place("example"), value, "example-breaks-schema")));
        let examples = schema.get("examples").and_then(Tree::as_array).filter(|_| !site.is_3_0).into_iter().flatten();
        let examples = examples
            .enumerate()
            .map(|(position, value)| (place("examples").index(position), value, "example-breaks-schema"));
        values.extend(examples);
        values.extend(schema.get("default").map(|value| (place("default"), value, "default-breaks-schema")));
        if !values.is_empty()
            && let Some(validator) = self.validator(&site.place, site.schema, Direction::Neutral)
        {
            self.judge(&validator, values);
        }
        self.listed(site, schema);
    }

    /// The values of `enum` under the other keywords.
    fn listed(&mut self, site: &Site<'_>, schema: &Map) {
        let Some(values) = schema.get("enum").and_then(Tree::as_array) else { return };
        let others: Map = schema
            .iter()
            .filter(|(keyword, _)| *keyword != "enum")
            .map(|(keyword, value)| (keyword.clone(), value.clone()))
            .collect();
        let others = Tree::Object(others);
        if others.as_object().is_some_and(Map::is_empty) || has_reference(&others) {
            return;
        }
        let validator = alone(self.contract, &others, Direction::Neutral);
        let place = site.place.clone().key("enum");
        let values = values.iter().enumerate();
        let values = values.map(|(position, value)| (place.clone().index(position), value, "enum-breaks-schema"));
        self.judge(&validator, values.collect());
    }

    /// What a media type or a parameter has beside its schema.
    fn carrier(&mut self, place: &Pointer, carrier: &Tree, uses: &[(&Pointer, Direction)]) {
        let Some(schema) = carrier.get("schema") else { return };
        // A text of a parameter or form is written in a style, which examples may show.
        let is_json = place.last().is_none_or(|name| name.contains("json") || carrier.get("in").is_some());
        let mut values = Vec::new();
        values
            .extend(carrier.get("example").map(|value| (place.clone().key("example"), value, "example-breaks-schema")));
        for (name, example) in carrier.get("examples").and_then(Tree::as_object).into_iter().flatten() {
            let at = place.clone().key("examples").key(name);
            let (at, example) = match example.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference) {
                Some(target) => match target.find(self.contract.tree()) {
                    Some(example) => (target, example),
                    None => continue,
                },
                None => (at, example),
            };
            values.extend(example.get("value").map(|value| (at.key("value"), value, "example-breaks-schema")));
        }
        if values.is_empty() || !is_json {
            return;
        }
        let direction =
            uses.binary_search_by_key(&place, |(place, _)| place).map_or(Direction::Neutral, |found| uses[found].1);
        if let Some(validator) = self.validator(&place.clone().key("schema"), schema, direction) {
            self.judge(&validator, values);
        }
    }

    /// The validator of a schema; `None` when the budget is used up.
    fn validator(&mut self, place: &Pointer, schema: &Tree, direction: Direction) -> Option<Validator> {
        if !has_reference(schema) {
            return Some(alone(self.contract, schema, direction));
        }
        if self.left == 0 {
            self.left_out += 1;
            return None;
        }
        let validator = Validator::with_hidden(self.contract.tree(), place, direction);
        self.left = self.left.saturating_sub(size(&validator.bundled().schema));
        Some(validator)
    }

    fn judge(&mut self, validator: &Validator, values: Vec<(Pointer, &Tree, &'static str)>) {
        for (place, value, rule) in values {
            let (value, inexact) = exact::instance(value.to_value());
            if inexact.is_empty() && validator.is_valid(&value) {
                continue;
            }
            let failures = validator.judge_exactly(&value, &inexact).failures;
            let Some(first) = failures.first() else { continue };
            let what = match rule {
                "default-breaks-schema" => "the default is not valid under its schema",
                "enum-breaks-schema" => "the listed value is not valid under the other keywords",
                _ => "the example is not valid under its schema",
            };
            let more = if failures.len() > 1 { format!(" (and {} more)", failures.len() - 1) } else { String::new() };
            self.findings.add(rule, place, format!("{what}: {}{more}", sentence(first, &value)));
        }
    }
}

/// The schema without the document around it, which it does not refer to.
fn alone(contract: &Contract, schema: &Tree, direction: Direction) -> Validator {
    let document = contract.tree();
    let mut own = Map::new();
    for name in ["openapi", "jsonSchemaDialect"] {
        own.extend(document.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    own.insert("components", tree!({ "schemas": { "it": schema } }));
    let place = Pointer::root().key("components").key("schemas").key("it");
    Validator::with_hidden(&Tree::Object(own), &place, direction)
}

fn has_reference(schema: &Tree) -> bool {
    walk::any(schema, &mut |schema| {
        ["$ref", "$dynamicRef", "$recursiveRef"].iter().any(|keyword| schema.get(*keyword).is_some())
    })
}

/// What is wrong, without the value.
fn sentence(failure: &Failure, value: &Value) -> String {
    let Failure { instance, expectation, .. } = failure;
    let at = if instance.is_root() { String::new() } else { format!("`{instance}`: ") };
    match &**expectation {
        Expectation::Required(name) => format!("{at}missing required property `{name}`"),
        expectation => {
            let found = instance.resolve(value).map_or(Found::Nothing, Found::of);
            format!("{at}wanted {expectation}, found {found}")
        }
    }
}
