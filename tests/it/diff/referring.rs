//! A law for documents whose schemas refer to each other, in circles too: what the diff proves where an edit was made is
//! true of whole messages.

use order_contracts::containment::{Containment, Options, close, covers};
use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, Verdict};
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Bundle, Direction};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::choices::{Choices, cases};

const COMPONENTS: u64 = 4;

impl Choices {
    fn schema(&mut self, depth: u64) -> Value {
        match self.below(if depth == 0 { 5 } else { 12 }) {
            0 => json!({"type": "string", "maxLength": 1 + self.below(3)}),
            1 => json!({"type": "integer", "minimum": self.below(3), "maximum": 2 + self.below(3)}),
            2 => {
                let values = [json!("A"), json!("B"), json!(1)];
                json!({"enum": values[..(1 + self.below(3)) as usize]})
            }
            3 => json!({"type": ["boolean", "null"]}),
            4 | 5 => self.referred(COMPONENTS),
            6 => json!({"type": "array", "items": self.schema(depth - 1), "maxItems": self.below(3)}),
            7 => json!({"allOf": [self.referred(COMPONENTS), self.object(depth - 1)]}),
            8 => json!({"anyOf": [self.schema(depth - 1), self.schema(depth - 1)]}),
            9 => json!({"oneOf": [self.schema(depth - 1), self.schema(depth - 1)]}),
            10 => json!({"not": self.schema(depth - 1), "type": ["string", "object", "integer"]}),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: u64) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for name in ["a", "b", "c"] {
            match self.below(4) {
                0 => {}
                kind => {
                    properties.insert(name.to_owned(), self.schema(depth));
                    if kind == 1 {
                        required.push(name);
                    }
                }
            }
        }
        let mut object = json!({"type": "object", "properties": properties, "required": required});
        match self.below(8) {
            0 => object["additionalProperties"] = json!(false),
            1 => object["additionalProperties"] = self.schema(0),
            _ => {}
        }
        object
    }

    /// Edits one schema somewhere in `schema`.
    fn edit(&mut self, schema: &mut Value) {
        let places: Vec<Pointer> = schemas(schema, Pointer::root());
        let place = places[self.below(places.len() as u64) as usize].clone();
        let Some(target) = schema.pointer_mut(place.as_str()) else { return };
        let Some(members) = target.as_object_mut() else { return };
        match self.below(6) {
            0 => *target = self.schema(1),
            1 => _ = members.insert("maxLength".to_owned(), json!(self.below(4))),
            2 => _ = members.insert("maximum".to_owned(), json!(1 + self.below(5))),
            3 => {
                let other = self.schema(0);
                let named = members.entry("properties").or_insert_with(|| json!({}));
                named["b"] = other;
            }
            4 => {
                let declared = members.get("properties").and_then(Value::as_object);
                let names: Vec<String> = declared.into_iter().flat_map(Map::keys).cloned().collect();
                let kept = names.into_iter().filter(|_| self.below(2) == 0).collect::<Vec<_>>();
                members.insert("required".to_owned(), json!(kept));
            }
            _ => {
                let next = if members.contains_key("additionalProperties") { None } else { Some(json!(false)) };
                members.remove("additionalProperties");
                members.extend(next.map(|next| ("additionalProperties".to_owned(), next)));
            }
        }
    }
}

/// The places of schemas in `schema`.
fn schemas(schema: &Value, at: Pointer) -> Vec<Pointer> {
    let mut places = vec![at.clone()];
    let Some(members) = schema.as_object() else { return places };
    for (keyword, value) in members {
        let here = at.clone().key(keyword);
        match (keyword.as_str(), value) {
            ("items" | "not" | "additionalProperties", value) if value.is_object() => {
                places.extend(schemas(value, here));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                for (position, branch) in branches.iter().enumerate() {
                    places.extend(schemas(branch, here.clone().index(position)));
                }
            }
            ("properties", Value::Object(named)) => {
                for (name, value) in named {
                    places.extend(schemas(value, here.clone().key(name)));
                }
            }
            _ => {}
        }
    }
    places
}

/// A document in which the first of these is sent by clients, or by servers; by both, an edit would be told once only.
fn document(components: &[Value], direction: Direction) -> Contract {
    let named: Map<String, Value> =
        components.iter().enumerate().map(|(number, schema)| (format!("S{number}"), schema.clone())).collect();
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let paths = match direction {
        Direction::Request => json!({"/sent": {"post": {
            "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "D"}},
        }}}),
        _ => json!({"/got": {"get": {"responses": {"200": {"description": "D", "content": content}}}}}),
    };
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": named},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

/// The answer about whole messages, asked of the containment engine at once.
fn whole(sender: &Contract, receiver: &Contract, direction: Direction) -> Option<Containment> {
    let root = Pointer::root().key("components").key("schemas").key("S0");
    let schema = |contract: &Contract| {
        let mut schema = Bundle::new(contract.document(), &root, direction).schema;
        schema.as_object_mut().map(|members| members.remove("$schema"));
        schema
    };
    let sent = close(&schema(sender)).ok()?;
    Some(covers(&sent, &schema(receiver), &Options::new().assert_formats(true).budget(20_000)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn what_is_proved_at_an_edit_is_true_of_whole_messages(seed in any::<u64>(), edits in 1_u8..4) {
        let mut choices = Choices(seed);
        let components: Vec<Value> = (0..COMPONENTS).map(|_| choices.object(2)).collect();
        let mut edited = components.clone();
        for _ in 0..edits {
            let at = choices.below(COMPONENTS) as usize;
            choices.edit(&mut edited[at]);
        }
        for direction in [Direction::Request, Direction::Response] {
            let (base, revision) = (document(&components, direction), document(&edited, direction));
            let comparison = diff::compare(&base, &revision, &Settings::new());
            let (sender, receiver) = if direction == Direction::Request { (&base, &revision) } else { (&revision, &base) };
            let Some(truth) = whole(sender, receiver, direction) else { continue };
            match comparison.verdict_of(Facet::Wire) {
                // What breaks only where `oneOf` is read as `anyOf` is no break by the letter.
                Verdict::Breaking => {
                    let mut witnesses = comparison.changes.iter().filter_map(|change| change.witness.as_ref());
                    let is_by_letter = witnesses.all(|witness| witness.reading == diff::Reading::OneOf);
                    prop_assert!(!is_by_letter || !truth.is_yes(), "{direction:?} {:#?}", comparison.changes);
                }
                Verdict::Undecided => {}
                Verdict::Compatible | Verdict::Docs => {
                    prop_assert!(!truth.is_no(), "{direction:?} {truth:?} {:#?}", comparison.changes);
                }
            }
        }
    }
}
