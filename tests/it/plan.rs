//! The single pass on the payloads it is made for, and on schemas that lead it astray.

use order_contracts::json::MAX_DEPTH;
use order_contracts::schema::plan::{Pass, Plan};
use serde_json::{Value, json};

use crate::plan_agreement::{Pair, Verdicts, every_change, every_member};

const ORDER: &str = r#"{"customerEmail":"customer@example.com","customerPhoneNumber":"+1 555 555 5555","customerFirstName":"John","customerLastName":"Doe","customerId":"cus_xxxxxxxxxxxxxxxx","metadata":{"basket_id":"1JYLo8KerLxWZaQtys6ZQ1xS"},"amount":35000,"locale":"en_US","clientReferenceId":"myclientid-1234","paymentGroupShareId":"KHTPAY-XXXXXXXX","expiresAt":"2024-11-05T14:44:03.303Z","lines":[{"sku":"A-1","count":2},{"sku":"B","count":1.0}]}"#;

/// Shaped like the documents: `$ref`s, nullable types, `allOf` around a single `$ref`, free-form metadata.
fn order() -> Value {
    json!({
        "$ref": "#/$defs/Order",
        "$defs": {
            "Order": {
                "type": "object",
                "required": ["amount"],
                "properties": {
                    "amount": {"type": "integer", "minimum": 0, "description": "cents", "x-source": "docs"},
                    "customerEmail": {"type": "string", "format": "email", "maxLength": 255},
                    "customerPhoneNumber": {"type": "string"},
                    "customerFirstName": {"type": "string", "maxLength": 100},
                    "customerLastName": {"type": "string", "maxLength": 100},
                    "customerId": {"type": "string", "maxLength": 50, "minLength": 1},
                    "metadata": {"type": "object"},
                    "locale": {"allOf": [{"$ref": "#/$defs/Locale"}], "default": "fr_FR"},
                    "clientReferenceId": {"type": "string", "maxLength": 50},
                    "paymentGroupShareId": {"type": ["string", "null"], "maxLength": 50},
                    "expiresAt": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
                    "lines": {"type": "array", "maxItems": 9, "items": {"$ref": "#/$defs/Line"}},
                },
            },
            "Locale": {"type": "string", "enum": ["en_US", "fr_FR"]},
            "Line": {
                "type": "object",
                "additionalProperties": false,
                "required": ["sku", "count"],
                "properties": {
                    "sku": {"type": "string", "pattern": "^[A-Z]"},
                    "count": {"type": "integer", "minimum": 1, "maximum": 99},
                    "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
                },
            },
        },
    })
}

#[test]
fn changed_orders_are_judged_as_by_the_exact_validator() {
    every_change(&order(), ORDER);
    every_member(&order(), ORDER);
}

/// When the pass changes, in a release build with `CHANGES=5000000` in the environment.
#[test]
fn many_changed_orders_are_judged_as_by_the_exact_validator() {
    const BYTES: &[u8] = b" \t\n\"\\,:{}[]0123459.-+eEZTaznulx@\x00\x1F\x7F\x80\xA9\xC3\xFF";
    let pair = Pair::new(&order());
    // A linear congruential generator (Knuth's constants): the same changes in every run.
    let mut state = 1_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let mut counts = [0_u64; 3];
    let changes = std::env::var("CHANGES").ok().and_then(|changes| changes.parse().ok()).unwrap_or(20_000);
    for _ in 0..changes {
        let mut changed = ORDER.as_bytes().to_vec();
        for _ in 0..=below(3) {
            let at = below(changed.len());
            match below(4) {
                0 => drop(changed.remove(at)),
                1 => changed.insert(at, BYTES[below(BYTES.len())]),
                2 => changed[at] = BYTES[below(BYTES.len())],
                // A piece from elsewhere: members come twice, values change places.
                _ => {
                    let from = below(ORDER.len());
                    let piece = &ORDER.as_bytes()[from..(from + below(40)).min(ORDER.len())];
                    drop(changed.splice(at..at, piece.iter().copied()));
                }
            }
        }
        counts[pair.compare(&changed) as usize] += 1;
    }
    let [sure, unsure, invalid] = counts;
    println!("{sure} valid and recognised, {unsure} valid and left to the validator, {invalid} invalid");
    assert!(sure > 20 * unsure, "the pass is seldom sure");
}

#[test]
fn ordinary_valid_payloads_are_recognised() {
    let pair = Pair::new(&order());
    for payload in [
        r#"{"amount":0}"#,
        " {\n  \"amount\" : 35000.0 ,\r\n\t\"metadata\": { } }\n",
        r#"{"amount":1e3,"paymentGroupShareId":null,"expiresAt":null,"lines":[]}"#,
        r#"{"amount":1,"customerFirstName":"\u00c9lo\u00efse \"Lo\"","customerLastName":"É🦀\n"}"#,
        r#"{"amount":1,"unknown":{"a":[1e400,{"deep":[[[{}]]]}],"b":123456789012345678901234567890}}"#,
        r#"{"amount":9007199254740993,"locale":"fr_\u0046R"}"#,
        r#"{"amount":1,"expiresAt":"2016-12-31T23:59:60Z","customerEmail":"\"john doe\"@example.com"}"#,
        r#"{"lines":[{"sku":"A","count":1,"lines":[{"sku":"B","count":99}]}],"amount":1}"#,
    ] {
        assert_eq!(pair.compare(payload.as_bytes()), Verdicts::BothValid, "{payload}");
    }
    let hundred = "é".repeat(100);
    assert_eq!(
        pair.compare(format!(r#"{{"amount":1,"customerFirstName":"{hundred}"}}"#).as_bytes()),
        Verdicts::BothValid
    );
    assert_eq!(
        pair.compare(format!(r#"{{"amount":1,"customerFirstName":"{hundred}e"}}"#).as_bytes()),
        Verdicts::NeitherValid
    );
}

/// Schema, payloads that both accept, payloads that neither accepts.
#[test]
fn keywords_are_judged_as_by_the_exact_validator() {
    let cases: &[(Value, &[&str], &[&str])] = &[
        (json!(true), &["1", "{}"], &["", "{", "1 1", "\u{feff}1"]),
        (json!(false), &[], &["1", "{}"]),
        (json!({"enum": [1, "a", null, true]}), &["1", "1.0", "\"a\"", "null", "true"], &["2", "\"b\"", "false", "[]"]),
        (json!({"const": 1.5}), &["1.5", "15e-1"], &["1", "\"1.5\""]),
        (json!({"type": "integer"}), &["1", "-1.0", "1E2", "-0"], &["1.5", "\"1\"", "1e-1"]),
        (json!({"minimum": 0.5, "exclusiveMaximum": 3}), &["0.5", "2", "\"x\""], &["0.4", "3", "3.0", "-1"]),
        (json!({"multipleOf": 0.01}), &["19.99", "0", "0.1", "20", "-5.5"], &["0.001", "19.999"]),
        (json!({"multipleOf": 3}), &["9", "9.0", "-3"], &["1", "4.5"]),
        (json!({"minLength": 2, "maxLength": 3}), &["\"é🦀\"", "\"\\ud83e\\udd80a\"", "5"], &["\"é\"", "\"abcd\""]),
        (
            json!({"prefixItems": [{"type": "null"}], "items": {"type": "string"}}),
            &["[]", "[null,\"a\"]"],
            &["[1]", "[null,1]"],
        ),
        (
            json!({"minItems": 1, "maxItems": 2, "uniqueItems": true}),
            &["[1]", "[1,\"1\"]", "{}"],
            &["[]", "[1,1]", "[1,2,3]"],
        ),
        (
            json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "null"},
            "properties": {"xa": {"minLength": 1}}, "required": ["n"]}),
            &[r#"{"xa":"a","xb":"","n":null}"#],
            &[r#"{"xa":"","n":null}"#, r#"{"n":1}"#, r#"{"xb":1,"n":null}"#, "{}"],
        ),
        (
            json!({"propertyNames": {"maxLength": 2}, "minProperties": 1, "maxProperties": 2}),
            &[r#"{"a":1}"#, r#"{"éé":1,"b":2}"#],
            &["{}", r#"{"abc":1}"#, r#"{"a":1,"b":2,"c":3}"#],
        ),
        (json!({"dependentRequired": {"a": ["b"]}}), &["{}", r#"{"b":1}"#, r#"{"b":1,"a":2}"#], &[r#"{"a":1}"#]),
        (
            json!({"allOf": [{"required": ["a"]}, {"properties": {"a": {"type": "integer"}}}]}),
            &[r#"{"a":1}"#],
            &["{}", r#"{"a":"x"}"#],
        ),
        (
            json!({"anyOf": [{"type": "string", "maxLength": 1}, {"type": "integer", "minimum": 5}]}),
            &["\"a\"", "5", "\"\\u0061\""],
            &["\"\\u0061b\"", "4"],
        ),
        (
            json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"}),
            &[r#"{"a":1}"#, r#"{"b":{"b":1}}"#],
            &["{}", r#"{"a":1,"b":1}"#, r#"{"a":1,"a":1}"#, r#"{"a":"#],
        ),
        (json!({"not": {"type": ["string", "object"]}}), &["1", "[{\"a\":1}]"], &["\"a\"", "{}", "[1"]),
        (
            json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"type": "array"}}),
            &[r#"{"a":1,"b":2}"#, "[]"],
            &[r#"{"a":1}"#, "{}"],
        ),
        (json!({"$ref": "#/$defs/a~1b", "minimum": 2, "$defs": {"a/b": {"type": "integer"}}}), &["2"], &["1", "2.5"]),
        (json!({"type": "array", "items": {"$ref": "#"}}), &["[[],[[]]]"], &["[1]", "[[}]"]),
    ];
    for (schema, valid, invalid) in cases {
        let pair = Pair::new(schema);
        for payload in *valid {
            assert_eq!(pair.compare(payload.as_bytes()), Verdicts::BothValid, "{payload} for {schema}");
        }
        for payload in *invalid {
            assert_eq!(pair.compare(payload.as_bytes()), Verdicts::NeitherValid, "{payload} for {schema}");
        }
    }
}

#[test]
fn what_is_not_known_is_left_to_the_exact_validator() {
    let unsure = |schema: Value, payload: &str| {
        assert_eq!(Plan::compile(&schema).accepts(payload.as_bytes()), Pass::Unsure, "{payload} for {schema}");
    };
    unsure(json!({"unevaluatedProperties": false}), "{}");
    unsure(json!({"$ref": "https://example.com/x"}), "1");
    unsure(json!({"$ref": "#/$defs/none"}), "1");
    unsure(json!({"$ref": "#anchor"}), "1");
    unsure(json!({"$ref": "#/$defs/a/properties/b", "$defs": {"a": {"$id": "x", "properties": {"b": {}}}}}), "1");
    unsure(json!({"$ref": "#"}), "1");
    unsure(json!({"anyOf": [{"$ref": "#"}]}), "1");
    unsure(
        json!({"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}),
        "1",
    );
    unsure(json!({"type": "strin"}), "1");
    unsure(json!({"minLength": -1}), "1");
    unsure(json!({"pattern": "("}), "1");
    unsure(json!(5), "1");
    unsure(json!({"maximum": 1e300}), "1");
    unsure(json!({"maximum": 5}), "1.0000000000000000000000001");
    unsure(json!({"properties": {"a": {}}}), r#"{"\u0061": 1}"#);
    let many: serde_json::Map<_, _> = (0..200).map(|name| (format!("n{name}"), json!({}))).collect();
    unsure(json!({"properties": many}), "{}");
}

#[test]
fn many_undeclared_members_are_told_apart() {
    let plan = Plan::compile(&json!({}));
    let members = |count: usize| (0..count).map(|name| format!(r#""key{name}":{{"a":1}}"#)).collect::<Vec<_>>();
    for count in [1, 15, 16, 17, 64, 255] {
        let mut members = members(count);
        assert_eq!(plan.accepts(format!("{{{}}}", members.join(",")).as_bytes()), Pass::Valid, "{count}");
        members.push(format!(r#""key{}":0"#, count / 2));
        assert_eq!(plan.accepts(format!("{{{}}}", members.join(",")).as_bytes()), Pass::Unsure, "{count}");
    }
    assert_eq!(plan.accepts(format!("{{{}}}", members(256).join(",")).as_bytes()), Pass::Unsure);
}

#[test]
fn hostile_schemas_and_payloads_end_soon() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let any = Plan::compile(&json!({}));
    assert_eq!(any.accepts(nested(MAX_DEPTH).as_bytes()), Pass::Valid);
    assert_eq!(any.accepts(nested(MAX_DEPTH + 1).as_bytes()), Pass::Unsure);
    assert_eq!(any.accepts("[".repeat(1_000_000).as_bytes()), Pass::Unsure);

    // Each level reads what is below it three times: 3^127 readings, were they not counted.
    let again = json!({"items": {"$ref": "#"}});
    let thrice = json!({"allOf": [again, again, again]});
    let plan = Plan::compile(&thrice);
    assert_eq!(plan.accepts(nested(4).as_bytes()), Pass::Valid);
    assert_eq!(plan.accepts(nested(MAX_DEPTH).as_bytes()), Pass::Unsure);
    let padded = "[".repeat(60) + &" ".repeat(1_000_000) + &"]".repeat(60);
    assert_eq!(plan.accepts(padded.as_bytes()), Pass::Unsure);
    let long = format!("{}\"{}\"{}", "[".repeat(60), "a".repeat(1_000_000), "]".repeat(60));
    assert_eq!(plan.accepts(long.as_bytes()), Pass::Unsure);

    // What fits the validator's recursion on a thread's stack, in a build that does not optimise.
    let recursive = json!({"$ref": "#/$defs/a", "$defs": {
        "a": {"anyOf": [{"type": "string"}, {"allOf": [{"$ref": "#/$defs/b"}]}]},
        "b": {"oneOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#"}}]},
    }});
    let pair = Pair::new(&recursive);
    pair.compare(nested(MAX_DEPTH).as_bytes());

    // A chain of references longer than any call stack, and one of nested schemas.
    let links: serde_json::Map<_, _> =
        (0..20_000).map(|name| (format!("d{name}"), json!({"$ref": format!("#/$defs/d{}", name + 1)}))).collect();
    let mut chain = json!({"$ref": "#/$defs/d0", "$defs": links});
    chain["$defs"]["d20000"] = json!({"type": "string"});
    assert_eq!(Plan::compile(&chain).accepts(b"\"a\""), Pass::Valid);
    assert_eq!(Plan::compile(&chain).accepts(b"1"), Pass::Unsure);
    let deep = (0..110).fold(json!({"type": "null"}), |inner, _| json!({"items": inner}));
    assert_eq!(Plan::compile(&deep).accepts(b"[]"), Pass::Valid);
    assert_eq!(Plan::compile(&deep).accepts(nested(110).as_bytes()), Pass::Unsure);
}
