//! Random schemas and instances over a small vocabulary, so that they meet.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Instances of every kind, with the names, numbers and strings that the schemas speak about.
pub(crate) fn instance() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![Just(json!(null)), any::<bool>().prop_map(Value::from), number(), string(),];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name(), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-3_i64..8).prop_map(Value::from),
        (-6_i32..12).prop_map(|half| json!(f64::from(half) / 2.0)),
        prop_oneof![Just(json!(0.1)), Just(json!(0.3)), Just(json!(1e3)), Just(json!(-0.0))],
    ]
}

fn string() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[ab0]{0,4}".prop_map(Value::from),
        prop_oneof![Just("é"), Just("2000-01-01"), Just("a@b.c"), Just("\n"), Just("x-1")].prop_map(Value::from),
    ]
}

/// Names; some of them mean something elsewhere.
fn name() -> impl Strategy<Value = String> {
    let keyword = prop::sample::select(&["default", "enum", "const", "examples", "$ref", "not", "properties", "x-y"]);
    prop_oneof![
        3 => "[abc]",
        2 => "[ab]{2}",
        1 => Just("x-1".to_owned()),
        1 => Just(String::new()),
        2 => keyword.prop_map(str::to_owned),
    ]
}

fn pattern() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("^a"),
        Just("b$"),
        Just("^[ab]*$"),
        Just("a|b"),
        Just("^.{2}$"),
        Just("^x-"),
        Just("0"),
        Just("^(ab)+$"),
        Just(""),
        Just(r"^\d+$"),
        Just("^[^a]$"),
        Just("^a?b?$"),
    ]
}

fn count() -> impl Strategy<Value = u64> {
    0_u64..4
}

/// A self-contained schema: two definitions that may refer to one another, and a root.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    (fragment(), fragment(), fragment()).prop_map(|(root, first, second)| with_definitions(root, &first, &second))
}

/// Two schemas that have much in common: one is often an edit of the other.
pub(crate) fn related() -> impl Strategy<Value = (Value, Value)> {
    let edit = prop_oneof![
        (any::<prop::sample::Index>(), fragment()).prop_map(|(at, other)| Edit::Replace(at, other)),
        any::<prop::sample::Index>().prop_map(Edit::Remove),
        fragment().prop_map(Edit::Either),
        fragment().prop_map(Edit::Both),
        fragment().prop_map(Edit::Other),
    ];
    (fragment(), edit, fragment(), fragment(), any::<bool>()).prop_map(|(root, edit, first, second, swap)| {
        let edited = edit.apply(&root);
        let (sub, sup) = if swap { (edited, root) } else { (root, edited) };
        (with_definitions(sub, &first, &second), with_definitions(sup, &first, &second))
    })
}

#[derive(Debug, Clone)]
enum Edit {
    Replace(prop::sample::Index, Value),
    Remove(prop::sample::Index),
    Either(Value),
    Both(Value),
    Other(Value),
}

impl Edit {
    fn apply(self, schema: &Value) -> Value {
        let mut places = Vec::new();
        collect_places(schema, String::new(), &mut places);
        let mut edited = schema.clone();
        match self {
            Self::Replace(at, other) => {
                let place = at.get(&places);
                if let Some(target) = edited.pointer_mut(place) {
                    *target = other;
                }
                edited
            }
            Self::Remove(at) => {
                let place = at.get(&places);
                if let Some(Value::Object(members)) = edited.pointer_mut(place)
                    && let Some(name) = members.keys().next().cloned()
                {
                    members.remove(&name);
                }
                edited
            }
            Self::Either(other) => json!({"anyOf": [edited, other]}),
            Self::Both(other) => json!({"allOf": [other, edited]}),
            Self::Other(other) => other,
        }
    }
}

/// The places where schemas stand: the root, and below keywords that hold schemas.
fn collect_places(schema: &Value, at: String, places: &mut Vec<String>) {
    let Some(members) = schema.as_object() else {
        places.push(at);
        return;
    };
    for (keyword, value) in members {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "dependentSchemas", Value::Object(inner)) => {
                for (name, value) in inner {
                    collect_places(
                        value,
                        format!("{at}/{keyword}/{}", name.replace('~', "~0").replace('/', "~1")),
                        places,
                    );
                }
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(inner)) => {
                for (nth, value) in inner.iter().enumerate() {
                    collect_places(value, format!("{at}/{keyword}/{nth}"), places);
                }
            }
            ("items" | "contains" | "not" | "if" | "then" | "else" | "additionalProperties" | "propertyNames", _) => {
                collect_places(value, format!("{at}/{keyword}"), places);
            }
            _ => {}
        }
    }
    places.push(at);
}

fn with_definitions(root: Value, first: &Value, second: &Value) -> Value {
    let mut whole = match root {
        Value::Object(members) => members,
        other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
    };
    whole.insert("$defs".to_owned(), json!({"A": guarded(first), "B": guarded(second)}));
    Value::Object(whole)
}

/// References directly inside a definition could go round in circles; below a property they cannot.
fn guarded(definition: &Value) -> Value {
    if definition.to_string().contains("\"$ref\"") {
        json!({"type": ["object", "integer"], "properties": {"a": definition}})
    } else {
        definition.clone()
    }
}

/// A schema without definitions, which may refer to `A` and `B`.
pub(crate) fn fragment() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => keywords_of_scalars(),
        1 => Just(json!(true)),
        1 => Just(json!({})),
        1 => Just(json!(false)),
        2 => prop_oneof![Just(json!({"$ref": "#/$defs/A"})), Just(json!({"$ref": "#/$defs/B"}))],
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let group = prop_oneof![
            3 => objects(inner.clone()),
            3 => arrays(inner.clone()),
            2 => applicators(inner),
            2 => keywords_of_scalars(),
        ];
        proptest::collection::vec(group, 1..3).prop_map(|groups| {
            let merged = groups.into_iter().filter_map(|group| group.as_object().cloned()).flatten();
            Value::Object(merged.collect())
        })
    })
}

fn keywords_of_scalars() -> impl Strategy<Value = Value> {
    let types = prop_oneof![
        Just("null"),
        Just("boolean"),
        Just("integer"),
        Just("number"),
        Just("string"),
        Just("array"),
        Just("object")
    ];
    prop_oneof![
        3 => types.clone().prop_map(|name| json!({"type": name})),
        1 => proptest::collection::btree_set(types, 1..4).prop_map(|names| json!({"type": names})),
        1 => instance().prop_map(|value| json!({"const": value})),
        1 => proptest::collection::vec(instance(), 1..4).prop_map(|values| json!({"enum": values})),
        1 => number().prop_map(|bound| json!({"minimum": bound})),
        1 => number().prop_map(|bound| json!({"maximum": bound})),
        1 => (number(), number()).prop_map(|(a, b)| json!({"exclusiveMinimum": a, "exclusiveMaximum": b})),
        1 => prop_oneof![Just(json!(2)), Just(json!(3)), Just(json!(0.5)), Just(json!(1.5)), Just(json!(0.1)), Just(json!(1))]
            .prop_map(|step| json!({"multipleOf": step})),
        1 => count().prop_map(|least| json!({"minLength": least})),
        1 => count().prop_map(|most| json!({"maxLength": most})),
        2 => pattern().prop_map(|pattern| json!({"pattern": pattern})),
        1 => prop_oneof![Just("date"), Just("email"), Just("uri"), Just("uri-reference"), Just("ipv4")]
            .prop_map(|format| json!({"format": format})),
    ]
}

fn objects(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    let named = proptest::collection::btree_map(name(), inner.clone(), 0..3);
    let matched = proptest::collection::btree_map(pattern().prop_map(str::to_owned), inner.clone(), 1..3);
    prop_oneof![
        4 => (named, proptest::option::of(inner.clone()), proptest::option::of(proptest::collection::btree_set(name(), 0..3)))
            .prop_map(|(properties, additional, required)| {
                let mut schema = json!({"type": "object", "properties": properties});
                if let Some(additional) = additional {
                    schema["additionalProperties"] = additional;
                }
                if let Some(required) = required {
                    schema["required"] = json!(required);
                }
                schema
            }),
        2 => (matched, proptest::option::of(inner.clone())).prop_map(|(matched, additional)| {
            let mut schema = json!({"patternProperties": matched});
            if let Some(additional) = additional {
                schema["additionalProperties"] = additional;
            }
            schema
        }),
        1 => proptest::collection::btree_set(name(), 1..3).prop_map(|names| json!({"required": names})),
        1 => count().prop_map(|least| json!({"minProperties": least})),
        1 => count().prop_map(|most| json!({"maxProperties": most})),
        1 => inner.clone().prop_map(|names| json!({"propertyNames": names})),
        1 => (name(), name()).prop_map(|(a, b)| json!({"dependentRequired": {a: [b]}})),
        1 => (name(), inner.clone()).prop_map(|(a, schema)| json!({"dependentSchemas": {a: schema}})),
        1 => inner.prop_map(|rest| json!({"unevaluatedProperties": rest})),
    ]
}

fn arrays(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    let prefix = proptest::collection::vec(inner.clone(), 1..3);
    prop_oneof![
        2 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
        2 => (prefix, proptest::option::of(inner.clone())).prop_map(|(prefix, rest)| {
            let mut schema = json!({"prefixItems": prefix});
            if let Some(rest) = rest {
                schema["items"] = rest;
            }
            schema
        }),
        2 => (inner.clone(), proptest::option::of(count()), proptest::option::of(count())).prop_map(|(item, least, most)| {
            let mut schema = json!({"contains": item});
            if let Some(least) = least {
                schema["minContains"] = json!(least);
            }
            if let Some(most) = most {
                schema["maxContains"] = json!(most);
            }
            schema
        }),
        1 => count().prop_map(|least| json!({"minItems": least})),
        1 => count().prop_map(|most| json!({"maxItems": most})),
        1 => Just(json!({"uniqueItems": true})),
        1 => inner.prop_map(|rest| json!({"unevaluatedItems": rest})),
    ]
}

fn applicators(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    let list = proptest::collection::vec(inner.clone(), 1..4);
    prop_oneof![
        list.clone().prop_map(|parts| json!({"allOf": parts})),
        list.clone().prop_map(|parts| json!({"anyOf": parts})),
        list.prop_map(|parts| json!({"oneOf": parts})),
        inner.clone().prop_map(|part| json!({"not": part})),
        (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| json!({"if": a, "then": b, "else": c})),
    ]
}

/// Pairs of schemas over a few values, where how many there are decides: counts, uniqueness, finite sets of names.
pub(crate) fn finite() -> impl Strategy<Value = (Value, Value)> {
    (dense(), dense(), dense(), 0_u8..5).prop_map(|(a, b, c, shape)| match shape {
        0 => (a, b),
        1 => (json!({"allOf": [a, b]}), c),
        2 => (a, json!({"anyOf": [b, c]})),
        3 => (json!({"allOf": [a.clone(), b.clone()]}), json!({"oneOf": [a, {"allOf": [b, c]}]})),
        _ => (json!({"allOf": [a, {"not": b}]}), json!({"not": c})),
    })
}

fn dense() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        Just(json!({"enum": [0, 1]})),
        Just(json!({"enum": [true]})),
        Just(json!({"const": 0})),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["null", "boolean"]})),
        Just(json!(true)),
        Just(json!(false)),
        Just(json!({"type": "integer"})),
        Just(json!({"enum": [0, true, "a"]})),
        Just(json!({"minimum": 0, "maximum": 1, "type": "integer"})),
        Just(json!({"maxLength": 1, "pattern": "^[ab]$", "type": "string"})),
    ];
    let names = prop_oneof![
        Just(json!({"enum": ["a", "b"]})),
        Just(json!({"maxLength": 1})),
        Just(json!({"pattern": "^a"})),
        Just(json!({"const": "a"})),
        Just(json!({"minLength": 1, "maxLength": 2, "pattern": "^[ab]*$"})),
        Just(json!({"pattern": "^a?$"})),
    ];
    let finite_pattern =
        prop_oneof![Just("^a$"), Just("^[ab]$"), Just("^a?b?$"), Just("a"), Just("^[^ab]"), Just("^.$")];
    let array = prop_oneof![
        3 => value.clone().prop_map(|item| json!({"items": item})),
        2 => proptest::collection::vec(value.clone(), 1..3).prop_map(|items| json!({"prefixItems": items})),
        3 => (value.clone(), 0_u64..3, proptest::option::of(0_u64..3)).prop_map(|(item, least, most)| match most {
            Some(most) => json!({"contains": item, "minContains": least, "maxContains": most}),
            None => json!({"contains": item, "minContains": least}),
        }),
        2 => Just(json!({"uniqueItems": true})),
        1 => count().prop_map(|least| json!({"minItems": least})),
        2 => count().prop_map(|most| json!({"maxItems": most})),
    ];
    let object = prop_oneof![
        2 => (prop_oneof![Just("a"), Just("b")], value.clone()).prop_map(|(name, value)| json!({"properties": {name: value}})),
        2 => (finite_pattern, value.clone()).prop_map(|(pattern, value)| json!({"patternProperties": {pattern: value}})),
        2 => value.prop_map(|value| json!({"properties": {"b": true}, "additionalProperties": value})),
        2 => names.prop_map(|names| json!({"propertyNames": names})),
        1 => Just(json!({"required": ["a"]})),
        1 => Just(json!({"dependentRequired": {"a": ["b"]}})),
        1 => count().prop_map(|least| json!({"minProperties": least})),
        2 => count().prop_map(|most| json!({"maxProperties": most})),
    ];
    let merge = |name: &'static str| {
        move |parts: Vec<Value>| {
            let own = Map::from_iter([("type".to_owned(), json!(name))]);
            let parts = parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten();
            Value::Object(own.into_iter().chain(parts).collect())
        }
    };
    prop_oneof![
        proptest::collection::vec(array, 1..5).prop_map(merge("array")),
        proptest::collection::vec(object, 1..5).prop_map(merge("object")),
    ]
}

/// All small instances over the values that `finite` speaks about.
pub(crate) fn universe() -> Vec<Value> {
    let values = [json!(null), json!(true), json!(false), json!(0), json!(1), json!(2), json!("a"), json!("b")];
    let mut all: Vec<Value> = values.to_vec();
    all.extend(["", "ab", "aa", "c", "é", "abc"].map(Value::from));
    all.extend([json!(-1), json!(0.5), json!(3), json!([]), json!({})]);
    for a in &values {
        all.push(json!([a]));
        for b in &values {
            all.push(json!([a, b]));
            all.extend(values[1..6].iter().map(|c| json!([a, b, c])));
        }
    }
    for a in &values[..5] {
        for names in [["a", "b"], ["b", "ab"], ["a", "c"], ["", "b"], ["aa", "x-1"]] {
            all.push(json!({names[0]: a}));
            for b in &values[..5] {
                all.push(json!({names[0]: a, names[1]: b}));
                all.extend(values[3..5].iter().map(|c| json!({names[0]: a, names[1]: b, "bb": c})));
            }
        }
    }
    all
}

/// Pairs of schemas made of definitions that need one another, so that some have no instances at all.
pub(crate) fn recursive() -> impl Strategy<Value = (Value, Value)> {
    let body = || {
        let target = || {
            prop_oneof![
                3 => prop_oneof![Just("A"), Just("B"), Just("C"), Just("D")]
                    .prop_map(|name| json!({"$ref": format!("#/$defs/{name}")})),
                1 => Just(json!({"type": "null"})),
                1 => Just(json!({"const": 0})),
                1 => Just(json!(false)),
                1 => Just(json!(true)),
            ]
        };
        let either = proptest::collection::vec(target(), 1..3).prop_map(|parts| json!({"anyOf": parts}));
        let item = prop_oneof![2 => target(), 1 => either].boxed();
        prop_oneof![
            (item.clone(), 0_u64..2).prop_map(|(item, least)| json!({"type": "array", "items": item, "minItems": least, "maxItems": 2})),
            (item.clone(), item.clone()).prop_map(|(a, b)| json!({"type": "array", "prefixItems": [a, b], "items": false, "minItems": 1})),
            (item.clone(), item.clone())
                .prop_map(|(a, b)| json!({"type": "array", "items": a, "contains": b, "maxItems": 2})),
            (item.clone(), any::<bool>()).prop_map(|(a, required)| {
                let required: &[&str] = if required { &["a"] } else { &[] };
                json!({"type": "object", "properties": {"a": a}, "required": required, "additionalProperties": false})
            }),
            (item.clone(), item.clone()).prop_map(|(a, b)| json!({"type": ["array", "null"], "items": a, "not": {"type": "array", "items": b}})),
            (item.clone(), item).prop_map(|(a, b)| json!({"type": ["array", "object"], "items": a, "additionalProperties": b, "maxItems": 1, "maxProperties": 1})),
        ]
        .boxed()
    };
    let document = move || (body(), body(), body(), body());
    (document(), document(), any::<bool>(), any::<prop::sample::Index>()).prop_map(|(first, second, related, at)| {
        let whole = |(a, b, c, d): (Value, Value, Value, Value)| json!({"$ref": "#/$defs/A", "$defs": {"A": a, "B": b, "C": c, "D": d}});
        let (sub, mut sup) = (whole(first), whole(second));
        if related {
            // All definitions but one are shared.
            let own = ["A", "B", "C", "D"][at.index(4)];
            for name in ["A", "B", "C", "D"].iter().filter(|name| **name != own) {
                sup["$defs"][name] = sub["$defs"][name].clone();
            }
        }
        (sub, sup)
    })
}

/// All small instances over the values that `recursive` speaks about, nested three deep.
pub(crate) fn nested_universe() -> Vec<Value> {
    let mut all = vec![json!(null), json!(0), json!(1)];
    for width in [30, 12, 10] {
        let inner: Vec<Value> = all.iter().rev().take(width).chain(all.iter().take(3)).cloned().collect();
        all.extend([json!([]), json!({})]);
        for a in &inner {
            all.extend([json!([a]), json!({"a": a})]);
            all.extend(inner.iter().map(|b| json!([a, b])));
        }
    }
    all
}
