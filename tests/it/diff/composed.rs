//! A law for schemas that are written in another way: wrapped in alternatives or null, moved behind a reference with keywords
//! beside it, put below a condition. What the diff calls compatible is so for whole messages, however little it has to compare.

use order_contracts::containment::{Containment, Options, close, covers};
use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, Verdict};
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Bundle, Direction};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::choices::{Choices, cases};

const COMPONENTS: u64 = 3;

/// Schemas as they are composed, and what authors do to them.
impl Choices {
    fn composed(&mut self, depth: u64) -> Value {
        match self.below(if depth == 0 { 7 } else { 17 }) {
            0 => json!({"type": "string", "maxLength": 1 + self.below(3)}),
            1 => json!({"type": ["integer", "null"], "maximum": self.below(4)}),
            2 => self.listed(),
            3 => json!({"type": ["string", "null"], "enum": self.listed()["enum"]}),
            4 => json!({"description": "Anything"}),
            5 => json!({"type": "boolean"}),
            6 => self.referred(COMPONENTS),
            7 => self.beside(depth - 1),
            8 => self.or_null(depth - 1),
            9 => json!({"allOf": [self.referred(COMPONENTS), self.record(depth - 1)]}),
            10 => json!({"anyOf": [self.composed(depth - 1), self.composed(depth - 1)]}),
            11 => json!({"oneOf": [self.composed(depth - 1), self.composed(depth - 1)]}),
            12 => json!({"not": self.composed(depth - 1)}),
            13 => self.conditional(depth - 1),
            14 => self.list(depth - 1),
            _ => self.record(depth - 1),
        }
    }

    fn listed(&mut self) -> Value {
        let values = [json!("A"), Value::Null, json!(1), json!("BB")];
        let from = self.below(3);
        json!({"enum": values[usize::try_from(from).unwrap_or(0)..]})
    }

    fn or_null(&mut self, depth: u64) -> Value {
        let keyword = ["anyOf", "oneOf"][usize::from(self.flips())];
        json!({(keyword): [self.composed(depth), {"type": "null"}]})
    }

    fn conditional(&mut self, depth: u64) -> Value {
        let mut schema = json!({"if": self.composed(depth), "then": self.composed(depth)});
        if self.flips() {
            schema["else"] = self.composed(depth);
        }
        schema
    }

    fn list(&mut self, depth: u64) -> Value {
        let mut schema = json!({"type": "array", "maxItems": self.below(3)});
        match self.below(4) {
            0 => schema["items"] = self.composed(depth),
            1 => {
                schema["prefixItems"] = json!([self.composed(depth)]);
                schema[["items", "unevaluatedItems"][usize::from(self.flips())]] = json!(false);
            }
            2 => {
                schema["contains"] = self.composed(depth);
                schema["minContains"] = json!(self.below(2));
            }
            _ => {
                schema["prefixItems"] = json!([self.composed(depth)]);
                schema["items"] = self.composed(depth);
            }
        }
        schema
    }

    fn record(&mut self, depth: u64) -> Value {
        let mut schema = json!({"type": "object"});
        let mut properties = Map::new();
        let mut required = Vec::new();
        for name in ["a", "b"] {
            match self.below(5) {
                0 => {}
                kind => {
                    properties.insert(name.to_owned(), self.composed(depth));
                    if kind == 1 {
                        required.push(name);
                    }
                }
            }
        }
        schema["properties"] = properties.into();
        schema["required"] = required.into();
        for _ in 0..self.below(3) {
            self.add(&mut schema, depth);
        }
        schema
    }

    /// A reference with keywords beside it.
    fn beside(&mut self, depth: u64) -> Value {
        let mut schema = self.referred(COMPONENTS);
        for _ in 0..=self.below(2) {
            self.add(&mut schema, depth);
        }
        schema
    }

    /// Adds one keyword.
    fn add(&mut self, schema: &mut Value, depth: u64) {
        let (keyword, value) = match self.below(20) {
            0 => ("additionalProperties", json!(false)),
            1 => ("unevaluatedProperties", json!(false)),
            2 => ("additionalProperties", self.composed(depth.min(1))),
            3 => ("patternProperties", json!({"^b": self.composed(depth.min(1))})),
            4 => ("minProperties", json!(self.below(3))),
            5 => ("dependentRequired", json!({"a": ["b"]})),
            6 => ("dependentSchemas", json!({"a": self.composed(depth.min(1))})),
            7 => ("propertyNames", json!({"maxLength": self.below(2), "minLength": 1})),
            8 => {
                let names = ["a", "b", "c"];
                ("required", json!([names[usize::try_from(self.below(3)).unwrap_or(0)]]))
            }
            9 => ("properties", json!({"b": self.composed(depth.min(1))})),
            10 => ("not", self.composed(depth.min(1))),
            11 => ("anyOf", json!([self.composed(depth.min(1)), self.composed(0)])),
            12 => ("maxLength", json!(self.below(4))),
            13 => ("enum", self.listed()["enum"].clone()),
            14 => ("allOf", json!([self.composed(depth.min(1))])),
            15 => ("if", self.composed(0)),
            16 => ("readOnly", json!(true)),
            17 => ("writeOnly", json!(true)),
            18 => ("nullable", json!(true)),
            _ => ("type", json!(["object", "string", "null"])),
        };
        schema[keyword] = value;
    }

    /// Writes one schema somewhere in `schema` in another way.
    fn rewrite(&mut self, schema: &mut Value) {
        let places = schemas(schema, Pointer::root());
        let place = places[usize::try_from(self.below(places.len() as u64)).unwrap_or(0)].clone();
        let Some(target) = schema.pointer_mut(place.as_str()) else { return };
        let own = target.clone();
        match self.below(12) {
            0 => *target = json!({"anyOf": [own, {"type": "null"}]}),
            1 => *target = json!({"oneOf": [own, {"type": "null"}]}),
            2 => *target = json!({"allOf": [own]}),
            3 => *target = json!({"allOf": [own, self.composed(1)]}),
            4 => *target = json!({"anyOf": [own, self.composed(1)]}),
            5 => *target = json!({"oneOf": [own, self.composed(1)]}),
            6 => *target = self.composed(1),
            // The first of the schemas that it holds.
            7 | 8 => {
                let first = ["anyOf", "oneOf", "allOf"].iter().find_map(|keyword| own.get(keyword)?.get(0));
                *target = first.cloned().unwrap_or(own);
            }
            9 => {
                let Some(members) = target.as_object_mut() else { return };
                let keys: Vec<String> = members.keys().cloned().collect();
                let at = usize::try_from(self.below(keys.len().max(1) as u64)).unwrap_or(0);
                keys.get(at).map(|key| members.remove(key));
            }
            _ if own.is_object() => self.add(target, 1),
            _ => {}
        }
    }
}

/// The places of schemas in `schema`.
fn schemas(schema: &Value, at: Pointer) -> Vec<Pointer> {
    let mut places = vec![at.clone()];
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let here = at.clone().key(keyword);
        match (keyword.as_str(), value) {
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(branches)) => {
                for (position, branch) in branches.iter().enumerate() {
                    places.extend(schemas(branch, here.clone().index(position)));
                }
            }
            ("properties" | "patternProperties" | "dependentSchemas", Value::Object(named)) => {
                for (name, value) in named {
                    places.extend(schemas(value, here.clone().key(name)));
                }
            }
            ("items" | "not" | "additionalProperties" | "if" | "then" | "else" | "contains", Value::Object(_)) => {
                places.extend(schemas(value, here));
            }
            _ => {}
        }
    }
    places
}

fn document(version: &str, components: &[Value], direction: Direction) -> Contract {
    let named = components.iter().enumerate().map(|(number, schema)| (format!("S{number}"), schema.clone()));
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let operation = match direction {
        Direction::Request => json!({
            "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "D"}},
        }),
        _ => json!({"responses": {"200": {"description": "D", "content": content}}}),
    };
    let document = json!({
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": named.collect::<Map<_, _>>()},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

/// The answers about whole messages, asked of the containment engine at once: of senders that send what they declare, and of
/// those that send more. `None` where a schema is nothing but itself.
fn whole(sender: &Contract, receiver: &Contract, direction: Direction) -> Option<[Containment; 2]> {
    let root = Pointer::root().key("components").key("schemas").key("S0");
    let schema = |contract: &Contract| {
        let Bundle { mut schema, skipped, .. } = Bundle::new(contract.document(), &root, direction);
        schema.as_object_mut().map(|members| members.remove("$schema"));
        skipped.is_empty().then_some(schema)
    };
    let (any, received) = (schema(sender)?, schema(receiver)?);
    let sent = close(&any).ok()?;
    Some([sent, any].map(|sent| covers(&sent, &received, &Options::new().assert_formats(true).budget(20_000))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn what_is_written_in_another_way_is_compatible_only_if_it_is(seed in any::<u64>(), edits in 1_u8..3) {
        let mut choices = Choices(seed);
        let components: Vec<Value> = (0..COMPONENTS).map(|_| choices.composed(2)).collect();
        let mut edited = components.clone();
        for _ in 0..edits {
            let at = usize::try_from(choices.below(COMPONENTS)).unwrap_or(0);
            choices.rewrite(&mut edited[at]);
        }
        let mut version = || ["3.1.0", "3.0.3"][usize::from(choices.below(4) == 0)];
        let versions = (version(), version());
        for direction in [Direction::Request, Direction::Response] {
            let base = document(versions.0, &components, direction);
            let revision = document(versions.1, &edited, direction);
            let comparison = diff::compare(&base, &revision, &Settings::new());
            let (sender, receiver) = if direction == Direction::Request { (&base, &revision) } else { (&revision, &base) };
            let Some([truth, strict]) = whole(sender, receiver, direction) else { continue };
            match comparison.verdict_of(Facet::Wire) {
                Verdict::Breaking => {
                    let witnesses = || comparison.changes.iter().filter_map(|change| change.witness.as_ref());
                    let by_letter = witnesses().all(|witness| witness.reading == diff::Reading::OneOf);
                    prop_assert!(!by_letter || !strict.is_yes(), "{direction:?} {:#?}", comparison.changes);
                }
                Verdict::Undecided => {}
                Verdict::Compatible | Verdict::Docs => prop_assert!(
                    !truth.is_no(), "{direction:?} {truth:?}\n{}\n{}\n{:#?}",
                    json!(components), json!(edited), comparison.changes
                ),
            }
            // With hardly any budget the answer is open, never another one.
            let hurried = diff::compare(&base, &revision, &Settings::new().budget(choices.below(400)));
            let is_open = hurried.verdict_of(Facet::Wire) >= Verdict::Undecided;
            prop_assert!(is_open || !truth.is_no(), "{direction:?} {truth:?} {:#?}", hurried.changes);
        }
    }
}
