//! A name that an author chooses means nothing: whatever a property, a component, a header or a media type is called, the
//! answer is the one for an ordinary name, also where the name is a keyword of JSON Schema or begins with `x-`.

use std::fs;

use order_contracts::contract::Contract;
use order_contracts::validate::{self, Coverage, Options, Request, Response, Statement, Verdict};
use serde_json::{Value, json};

/// Names that mean something elsewhere.
const NAMES: &[&str] = &[
    "$anchor",
    "$defs",
    "$id",
    "$ref",
    "allOf",
    "const",
    "content",
    "default",
    "description",
    "enum",
    "example",
    "examples",
    "headers",
    "items",
    "not",
    "properties",
    "required",
    "schema",
    "title",
    "type",
    "value",
    "x-order-contracts-token",
    "x-sunset",
    "x-y",
];

/// A name that means nothing.
const ORDINARY: &str = "other";

fn load(document: &Value) -> Contract {
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

/// A document with one operation, which is sent `schema`.
fn sent(version: &str, schema: &Value, schemas: &Value) -> Value {
    json!({
        "openapi": version,
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {"/a": {"post": {
            "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": "D"}},
        }}},
        "components": {"schemas": schemas},
    })
}

/// A document with one operation, which answers like this.
fn answered(response: &Value, components: &Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {"/a": {"get": {"responses": {"200": response}}}},
        "components": components,
    })
}

#[cfg(feature = "diff")]
mod compared {
    use order_contracts::diff::{self, Settings};

    use super::*;

    /// What is found, without what it is called.
    fn gist(base: &Value, revision: &Value) -> Vec<(&'static str, diff::Verdict, bool)> {
        let comparison = diff::compare(&load(base), &load(revision), &Settings::new());
        let mut gist: Vec<_> = comparison
            .changes
            .iter()
            .map(|change| (change.rule.id, change.verdict, change.witness.is_some()))
            .collect();
        gist.sort();
        gist
    }

    type Pair = fn(&str) -> (Value, Value);

    /// Pairs of documents with a name in them; the first two members of each say what they are and what is right.
    const PAIRS: &[(&str, diff::Verdict, Pair)] = &[
        ("a property that refers to a narrower definition", diff::Verdict::Breaking, |name| {
            let old = json!({"type": "object", "properties": {
                "z": {"$ref": "#/components/schemas/X"}, name: {"type": "string"},
            }});
            let new = json!({"type": "object", "properties": {"z": {"type": "string"}, name: {"type": "string"}}, "allOf": [
                {"properties": {name: {"$ref": "#/components/schemas/X"}}},
            ]});
            let components = |x| json!({"X": x});
            (
                sent("3.0.3", &old, &components(json!({"type": "string"}))),
                sent("3.0.3", &new, &components(json!({"type": "string", "maxLength": 3}))),
            )
        }),
        ("a property with an undeclared requirement", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let inner = json!({"type": "object", "required": ["a"], "properties": {"b": {"type": "string", "maxLength": most}}});
                sent("3.0.3", &json!({"type": "object", "required": [name], "properties": {name: inner}}), &json!({}))
            };
            (one(10), one(5))
        }),
        ("a property of a condition", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let schema = json!({
                    "type": "object",
                    "properties": {"x": {"type": "string", "maxLength": most}, name: {"type": "string"}},
                    "not": {"required": [name], "properties": {name: {"$ref": "#/components/schemas/Short"}}},
                });
                sent("3.0.3", &schema, &json!({"Short": {"type": "string", "maxLength": 3}}))
            };
            (one(10), one(5))
        }),
        ("a component", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let reference = json!({"$ref": format!("#/components/schemas/{name}")});
                sent("3.0.3", &reference, &json!({name: {"type": "string", "maxLength": most}}))
            };
            (one(10), one(5))
        }),
        ("a property of a component that refers to itself", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let node = json!({"type": "object", "properties": {
                    name: {"$ref": "#/components/schemas/Node"}, "b": {"type": "string", "maxLength": most},
                }});
                sent(
                    "3.0.3",
                    &json!({"type": "object", "properties": {name: {"$ref": "#/components/schemas/Node"}}}),
                    &json!({"Node": node}),
                )
            };
            (one(10), one(5))
        }),
        ("a property that only the server writes", diff::Verdict::Compatible, |name| {
            let one = |most| {
                let schema = json!({"type": "object", "required": [name], "properties": {
                    name: {"type": "object", "properties": {name: {"$ref": "#/components/schemas/Written"}}},
                }});
                sent("3.0.3", &schema, &json!({"Written": {"type": "string", "readOnly": true, "maxLength": most}}))
            };
            (one(10), one(5))
        }),
        ("a dependent schema", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let schema = json!({"type": "object", "properties": {name: {"type": "integer"}, "b": {"type": "string"}}, "dependentSchemas": {
                    name: {"properties": {"b": {"$ref": "#/components/schemas/X"}}},
                }});
                sent("3.1.0", &schema, &json!({"X": {"type": "string", "maxLength": most}}))
            };
            (one(10), one(5))
        }),
        ("a pattern of property names", diff::Verdict::Breaking, |name| {
            // A name is a regular expression that finds itself, but for `$`, which finds nothing before a letter.
            let pattern = name.trim_start_matches('$');
            let one = |most| {
                let schema = json!({"type": "object", "required": [pattern], "patternProperties": {pattern: {"$ref": "#/components/schemas/X"}}});
                sent("3.1.0", &schema, &json!({"X": {"type": "string", "maxLength": most}}))
            };
            (one(10), one(5))
        }),
        ("a definition inside of a schema", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let schema = json!({
                    "$ref": format!("#/components/schemas/Holder/$defs/{name}"),
                });
                sent("3.1.0", &schema, &json!({"Holder": {"$defs": {name: {"type": "string", "maxLength": most}}}}))
            };
            (one(10), one(5))
        }),
        ("a component with an anchor", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let component = json!({"$anchor": "Foo", "type": "string", "maxLength": most});
                sent("3.1.0", &json!({"$ref": "#Foo"}), &json!({name: component}))
            };
            (one(10), one(5))
        }),
        ("a response header", diff::Verdict::Breaking, |name| {
            let header = json!({"required": true, "schema": {"type": "integer"}});
            (
                answered(&json!({"description": "D", "headers": {name: header}}), &json!({})),
                answered(&json!({"description": "D"}), &json!({})),
            )
        }),
        ("a response header that is a component", diff::Verdict::Breaking, |name| {
            let one = |schema| {
                let response =
                    json!({"description": "D", "headers": {"Q": {"$ref": format!("#/components/headers/{name}")}}});
                answered(&response, &json!({"headers": {name: {"required": true, "schema": schema}}}))
            };
            (one(json!({"type": "integer"})), one(json!({"type": "string"})))
        }),
        ("a response that is a component", diff::Verdict::Breaking, |name| {
            let one = |name: &str, schema| {
                let response = json!({"description": "D", "content": {"application/json": {"schema": schema}}});
                answered(
                    &json!({"$ref": format!("#/components/responses/{name}")}),
                    &json!({"responses": {name: response}}),
                )
            };
            (one(name, json!({"type": "integer"})), one(name, json!({"type": "string"})))
        }),
        ("a description of a property", diff::Verdict::Docs, |name| {
            let one = |text| {
                let schema = json!({"type": "object", "properties": {name: {"type": "string", "description": text}}});
                sent("3.0.3", &schema, &json!({}))
            };
            (one("old"), one("new"))
        }),
        ("a callback", diff::Verdict::Breaking, |name| {
            let one = |schema| {
                let mut document = sent("3.0.3", &json!({}), &json!({}));
                document["paths"]["/a"]["post"]["callbacks"] = json!({name: {"{$request.body#/url}": {"post": {
                    "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
                    "responses": {"200": {"description": "D"}},
                }}}});
                document
            };
            (one(json!({"type": "integer"})), one(json!({"type": "string"})))
        }),
        ("a part of a form", diff::Verdict::Breaking, |name| {
            let one = |most| {
                let schema = json!({"type": "object", "required": [name], "properties": {name: {"type": "string", "maxLength": most}}});
                let mut document = sent("3.0.3", &json!({}), &json!({}));
                document["paths"]["/a"]["post"]["requestBody"]["content"] = json!({"application/x-www-form-urlencoded": {
                    "schema": schema, "encoding": {name: {"contentType": "text/plain"}},
                }});
                document
            };
            (one(10), one(5))
        }),
    ];

    #[test]
    fn a_name_does_not_change_what_a_change_does() {
        let mut wrong = Vec::new();
        for (what, verdict, pair) in PAIRS {
            let (base, revision) = pair(ORDINARY);
            let wanted = gist(&base, &revision);
            let worst = diff::compare(&load(&base), &load(&revision), &Settings::new()).verdict();
            if worst != *verdict {
                wrong.push(format!("{what}: {worst:?} instead of {verdict:?}: {wanted:?}"));
            }
            for name in NAMES {
                let (base, revision) = pair(name);
                let silent = gist(&base, &base);
                let found = gist(&base, &revision);
                if found != wanted || !silent.is_empty() {
                    wrong.push(format!("{what}, called `{name}`: {found:?} instead of {wanted:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn a_name_does_not_change_what_is_accepted() {
    type Of = fn(&str) -> (Value, Value, Value);
    // What it is, and a document with a body that is right and one that is wrong.
    let table: &[(&str, Of)] = &[
        ("a property", |name| {
            let schema = json!({"type": "object", "properties": {name: {"$ref": "#/components/schemas/X"}}});
            (sent("3.0.3", &schema, &json!({"X": {"type": "integer"}})), json!({name: 1}), json!({name: "a"}))
        }),
        ("a property of 3.1", |name| {
            let schema = json!({"properties": {name: {"$ref": "#/components/schemas/X"}}, "required": [name]});
            (sent("3.1.0", &schema, &json!({"X": {"type": "integer"}})), json!({name: 1}), json!({}))
        }),
        ("a property of a property", |name| {
            let inner = json!({"type": "object", "properties": {name: {"$ref": "#/components/schemas/X"}}});
            let schema = json!({"type": "object", "properties": {name: inner}});
            let document = sent("3.0.3", &schema, &json!({"X": {"type": "integer"}}));
            (document, json!({name: {name: 1}}), json!({name: {name: "a"}}))
        }),
        ("a component", |name| {
            let reference = json!({"$ref": format!("#/components/schemas/{name}")});
            (sent("3.0.3", &reference, &json!({name: {"type": "integer"}})), json!(1), json!("a"))
        }),
        ("a component with an anchor", |name| {
            let component = json!({"$anchor": "Foo", "type": "integer"});
            (sent("3.1.0", &json!({"$ref": "#Foo"}), &json!({name: component})), json!(1), json!("a"))
        }),
        ("a component with an identifier", |name| {
            let component =
                json!({"$id": "https://example.com/foo", "$defs": {name: {"$anchor": "Bar", "type": "integer"}}});
            let reference = json!({"$ref": "https://example.com/foo#Bar"});
            (sent("3.1.0", &reference, &json!({name: component})), json!(1), json!("a"))
        }),
        ("a property that only the server writes", |name| {
            let schema = json!({"type": "object", "required": [name], "properties": {name: {
                "type": "object", "required": [name], "properties": {name: {"$ref": "#/components/schemas/Written"}},
            }}});
            let document = sent("3.0.3", &schema, &json!({"Written": {"type": "integer", "readOnly": true}}));
            (document, json!({name: {}}), json!({name: 1}))
        }),
        ("a dependent schema", |name| {
            let schema = json!({"dependentSchemas": {name: {"required": ["b"]}}});
            (sent("3.1.0", &schema, &json!({})), json!({name: 1, "b": 1}), json!({name: 1}))
        }),
        ("data that looks like a schema", |name| {
            let data = json!({"$ref": "#/nowhere", "$id": "https://example.com/data", "$anchor": "Foo"});
            let schema = json!({"enum": [{name: data}], "default": {name: data}, "examples": [{name: data}]});
            (sent("3.1.0", &schema, &json!({})), json!({name: data}), json!({name: {}}))
        }),
    ];
    let mut wrong = Vec::new();
    for (what, of) in table {
        for name in NAMES.iter().chain([&ORDINARY]) {
            let (document, right, bad) = of(name);
            let contract = load(&document);
            let judge = |body: &Value| {
                let body = body.to_string();
                let request = Request::new("POST", "/a").header("content-type", "application/json").body(&body);
                validate::request(&contract, &request).verdict()
            };
            let found = (contract.problems().len(), judge(&right), judge(&bad));
            if found != (0, Verdict::Valid, Verdict::Invalid) {
                wrong.push(format!("{what}, called `{name}`: {found:?} {:?}", contract.problems()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_header_may_have_any_name() {
    let mut wrong = Vec::new();
    for name in NAMES.iter().chain([&ORDINARY]) {
        let header = json!({"required": true, "schema": {"type": "integer"}});
        let direct = answered(&json!({"description": "D", "headers": {*name: header}}), &json!({}));
        let response =
            json!({"description": "D", "headers": {*name: {"$ref": format!("#/components/headers/{name}")}}});
        let referred = answered(&response, &json!({"headers": {*name: header}}));
        for document in [direct, referred] {
            let contract = load(&document);
            let judge =
                |response: Response<'_>| validate::response(&contract, &Request::new("GET", "/a"), &response).verdict();
            let found = (
                judge(Response::new(200).header(*name, "1")),
                judge(Response::new(200)),
                judge(Response::new(200).header(*name, "a")),
            );
            if found != (Verdict::Valid, Verdict::Invalid, Verdict::Invalid) {
                wrong.push(format!("`{name}`: {found:?} {:?}", contract.problems()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn responses_and_paths_may_be_extended() {
    let mut document = answered(&json!({"description": "D"}), &json!({}));
    document["paths"]["/a"]["get"]["responses"]["x-note"] = json!("anything");
    document["paths"]["x-note"] = json!(["anything"]);
    document["x-note"] = json!({"schema": {"type": "nothing"}});
    let contract = load(&document);
    assert_eq!(contract.problems(), &[]);
    assert_eq!(contract.endpoints()[0].responses.len(), 1);
    // A map of names cannot: what does not hold is told.
    document["paths"]["/a"]["get"]["responses"]["200"]["content"] = json!({"x-note": "anything"});
    assert_ne!(load(&document).problems(), &[]);
}

#[test]
fn names_do_not_count_as_properties() {
    let count = |name: &str| {
        let schema = json!({"type": "object", "properties": {name: {"type": "array", "items": {"anyOf": [{"type": "integer"}]}}}});
        let document =
            sent("3.0.3", &json!({"$ref": "#/components/schemas/A"}), &json!({"A": schema, name: {"items": {}}}));
        let contract = load(&document);
        let mut coverage = Coverage::default();
        for component in ["A", name] {
            let schema = contract.schema_named(component).unwrap();
            let payload = json!({name: [1]});
            let report = validate::payload_bytes(&contract, &schema, payload.to_string().as_bytes(), &Options::new());
            let mut own = Coverage::of_schema(&contract, &schema);
            own.count_payload(&contract, &schema, &payload, &report);
            coverage.merge(&own);
        }
        Statement::ALL.iter().map(|&statement| coverage.share(statement)).collect::<Vec<_>>()
    };
    for name in NAMES {
        assert_eq!(count(name), count(ORDINARY), "`{name}`");
    }
}

#[test]
fn a_keyword_of_ours_means_nothing_in_a_document() {
    let keywords = ["x-order-contracts-token", "x-order-contracts-unjudged"];
    for keyword in keywords {
        let schema = json!({keyword: "base/components/schemas/A", "type": "integer"});
        let contract = load(&sent("3.1.0", &schema, &json!({})));
        let judge = |body: &str| {
            let request = Request::new("POST", "/a").header("content-type", "application/json").body(body);
            validate::request(&contract, &request).verdict()
        };
        assert_eq!((judge("1"), judge("\"a\"")), (Verdict::Valid, Verdict::Invalid), "`{keyword}`");
    }
}

#[test]
fn what_a_file_holds_is_known_by_what_refers_to_it() {
    let mut wrong = Vec::new();
    for &name in NAMES.iter().chain([&ORDINARY]) {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, value: &Value| fs::write(folder.path().join(file), value.to_string()).unwrap();
        let reference = |file: &str, name: &str| json!({"$ref": format!("{file}#/{name}")});
        let mut document = sent("3.0.3", &reference("schemas.json", "Order"), &json!({}));
        document["paths"]["/a"]["get"] = json!({"responses": {"200": reference("responses.json", name)}});
        write("api.json", &document);
        let data = json!({"$ref": "nowhere.json"});
        write(
            "schemas.json",
            &json!({
                "Order": {
                    "properties": {name: reference("", name), "more": reference("more.json", name)},
                    "example": {name: data},
                    "default": {name: data},
                },
                name: {"type": "integer"},
            }),
        );
        write("more.json", &json!({name: {"properties": {name: reference("schemas.json", name)}, "example": data}}));
        write(
            "responses.json",
            &json!({name: {"description": "D", "headers": {name: reference("headers.json", name)}}}),
        );
        write("headers.json", &json!({name: {"required": true, "schema": reference("schemas.json", name)}}));
        let contract = Contract::from_path(&folder.path().join("api.json")).unwrap();
        let sends = |body: &Value| {
            let body = body.to_string();
            let request = Request::new("POST", "/a").header("content-type", "application/json").body(&body);
            validate::request(&contract, &request).verdict()
        };
        let answers =
            |response: Response<'_>| validate::response(&contract, &Request::new("GET", "/a"), &response).verdict();
        let found = (
            contract.problems().len(),
            sends(&json!({name: 1, "more": {name: 1}})),
            sends(&json!({name: "a"})),
            sends(&json!({"more": {name: "a"}})),
            answers(Response::new(200).header(name, "1")),
            answers(Response::new(200).header(name, "a")),
        );
        if found != (0, Verdict::Valid, Verdict::Invalid, Verdict::Invalid, Verdict::Valid, Verdict::Invalid) {
            wrong.push(format!("`{name}`: {found:?} {:?}", contract.problems()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
