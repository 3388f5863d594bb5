//! What progenitor gets to see of a document: one error type an operation, and nothing that typify would hold against a
//! payload. The document itself stays as it is.

use std::collections::BTreeSet;

use openapiv3::OpenAPI;
use serde_json::{Value, json};

use crate::codegen::{document, lower};
use crate::support::assert_none;

/// Response sets that progenitor stops at or is known to take, and the statuses with their schemas that are left.
/// `-` is a body-less response.
const RESPONSES: [(&str, &str); 17] = [
    ("200 A; 401 B; 422 B", "200 A; 401 B; 422 B"),
    ("200 A; 401 B; 422 C", "200 A; 401 (B C); 422 (B C)"),
    ("200 A; 401 B; 404 -", "200 A; 401 B"),
    ("200 A; default B", "200 A; 4XX B; 5XX B"),
    ("200 A; default A", "200 A; 4XX A; 5XX A"),
    ("200 A; default -", "200 A"),
    ("2XX A; default B", "2XX A; 4XX B; 5XX B"),
    ("2XX A; 4XX B; default B", "2XX A; 4XX B; 5XX B"),
    ("200 A; 4XX B; default C", "200 A; 4XX (B C); 5XX (B C)"),
    ("200 A; 4XX B; 5XX B", "200 A; 4XX B; 5XX B"),
    ("200 A; 4XX B; 5XX C", "200 A; 4XX (B C); 5XX (B C)"),
    // The code goes, as its range would come first in the generated match; its schema stays.
    ("200 A; 4XX B; 401 C", "200 A; 4XX (B C)"),
    ("200 A; 400 B; 401 B; 404 B; default B", "200 A; 4XX B; 5XX B"),
    ("200 A; 401 B; default C", "200 A; 4XX (B C); 5XX (B C)"),
    ("200 A; 4XX -; 401 B", "200 A; 401 B"),
    ("204 -; 401 B; 403 C; 422 B", "204 -; 401 (B C); 403 (B C); 422 (B C)"),
    ("201 A", "201 A"),
];

#[test]
fn an_operation_is_left_with_one_error_type() {
    let mut findings = Vec::new();
    for by_reference in [false, true] {
        for (given, wanted) in RESPONSES {
            let document = document(given, by_reference);
            let lowered = lower(&document);
            let left = statuses(&lowered);
            if left != wanted {
                findings.push(format!("{given} (by reference: {by_reference}): {left}, wanted {wanted}"));
            }
            let errors = left.split("; ").filter(|response| response.starts_with(['4', '5', 'd']));
            let errors: BTreeSet<&str> =
                errors.filter_map(|response| response.split_once(' ')).map(|(_, of)| of).collect();
            assert!(errors.len() < 2 && !errors.contains("-") && !left.contains("default"), "{left}");
        }
    }
    assert_none(&findings);
}

#[test]
fn regression_a_made_error_type_takes_no_component_s_name() {
    let mut raw = raw("200 A; 401 B; 422 C", false);
    raw["components"]["schemas"]["CallError"] = json!({"type": "string"});
    let lowered = lower(&read(&raw));
    let schemas = &lowered["components"]["schemas"];
    assert_eq!(schemas["CallError"], json!({"type": "string"}));
    assert!(schemas["callErrorBody"]["oneOf"].is_array(), "{schemas}");
}

#[test]
fn a_schema_keeps_what_shapes_a_type_and_loses_what_would_refuse_or_invent_a_value() {
    let cases = [
        (json!({"type": "string", "default": "a", "maxLength": 3}), json!({"type": "string", "maxLength": 3})),
        (json!({"type": "string", "pattern": "^a"}), json!({"type": "string"})),
        (json!({"type": "string", "format": "uuid"}), json!({"type": "string"})),
        (json!({"type": "string", "format": "email"}), json!({"type": "string"})),
        (json!({"type": "string", "format": "date-time"}), json!({"type": "string", "format": "date-time"})),
        (json!({"type": "string", "enum": ["a"]}), json!({"type": "string", "enum": ["a"]})),
        (json!({"type": "integer", "default": 1, "minimum": 0}), json!({"type": "integer", "minimum": 0})),
        // An object that is open says so with a schema, or typify drops what it does not declare.
        (
            json!({"type": "object", "properties": {"a": {"type": "string", "pattern": "^a"}}}),
            json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {}}),
        ),
        (
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false}),
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false}),
        ),
        (
            json!({"type": "object", "additionalProperties": true}),
            json!({"type": "object", "additionalProperties": true}),
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "string", "pattern": "^a", "default": "a"}}),
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
        ),
        (
            json!({"type": "array", "items": {"type": "string", "format": "uuid"}}),
            json!({"type": "array", "items": {"type": "string"}}),
        ),
        (
            json!({"oneOf": [{"type": "string", "pattern": "^a"}, {"$ref": "#/components/schemas/B"}]}),
            json!({"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/B"}]}),
        ),
        (
            json!({"allOf": [{"$ref": "#/components/schemas/B"}], "default": "a"}),
            json!({"allOf": [{"$ref": "#/components/schemas/B"}]}),
        ),
        (json!({"pattern": "^a", "minLength": 1}), json!({"minLength": 1})),
    ];
    for (given, wanted) in cases {
        let mut raw = raw("200 A", false);
        raw["components"]["schemas"]["B"] = given.clone();
        raw["paths"]["/"]["get"]["parameters"] = json!([{"name": "p", "in": "query", "schema": given}]);
        let document = read(&raw);
        let lowered = lower(&document);
        assert_eq!(lowered["components"]["schemas"]["B"], wanted, "{given}");
        assert_eq!(lowered["paths"]["/"]["get"]["parameters"][0]["schema"], wanted, "{given}");
        assert_eq!(document, read(&raw), "the document itself stays");
    }
}

/// Takes away where statements come from: `default` is a key there too.
fn without_origins(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "x-source" | "x-inferred"));
            members.values_mut().for_each(without_origins);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_origins),
        _ => {}
    }
}

/// The two documents through the same test as the made-up ones.
#[test]
fn every_operation_of_the_documents_is_left_with_one_error_type() {
    for api in order_contracts::Api::ALL {
        let lowered =
            serde_json::to_value(lower::lower(&document::read(api.yaml()).expect("a document").openapi)).expect("JSON");
        for operation in api.operations() {
            let responses = operation.pointer().clone().key("responses");
            let responses = responses.resolve(&lowered).and_then(Value::as_object).expect("responses");
            assert!(!responses.contains_key("default"), "{api} {:?}", operation.id());
        }
        let mut components = lowered["components"].clone();
        without_origins(&mut components);
        let text = components.to_string();
        assert!(!text.contains("\"default\":"), "{api}: a default is left for typify to fill in");
        assert!(!text.contains("\"pattern\":") && !text.contains("\"email\""), "{api}");
    }
}

fn lower(document: &OpenAPI) -> Value {
    serde_json::to_value(lower::lower(document)).expect("JSON")
}

fn read(raw: &Value) -> OpenAPI {
    // JSON is YAML.
    document::read(&raw.to_string()).unwrap_or_else(|error| panic!("{error}")).openapi
}

/// A document with one operation and these responses, written there or referred to.
fn document(responses: &str, by_reference: bool) -> OpenAPI {
    read(&raw(responses, by_reference))
}

fn raw(responses: &str, by_reference: bool) -> Value {
    let mut raw = json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/": {"get": {"operationId": "call", "responses": {}}}},
        "components": {"responses": {}, "schemas": {"A": {"type": "object"}, "B": {"type": "object"}, "C": {"type": "object"}}},
    });
    for response in responses.split("; ") {
        let (status, schema) = response.split_once(' ').expect("a status and a schema");
        let mut response = json!({"description": "d"});
        if schema != "-" {
            let reference = format!("#/components/schemas/{schema}");
            response["content"] = json!({"application/json": {"schema": {"$ref": reference}}});
        }
        if by_reference {
            raw["components"]["responses"][status] = response;
            response = json!({"$ref": format!("#/components/responses/{status}")});
        }
        raw["paths"]["/"]["get"]["responses"][status] = response;
    }
    raw
}

/// The responses of the one operation in the words of [`RESPONSES`].
fn statuses(lowered: &Value) -> String {
    let follow = |value: &Value| match value["$ref"].as_str() {
        Some(reference) => lowered.pointer(&reference[1..]).expect("a target").clone(),
        None => value.clone(),
    };
    let named =
        |schema: &Value| schema["$ref"].as_str().map(|text| text.rsplit('/').next().unwrap_or_default().to_owned());
    let responses = lowered["paths"]["/"]["get"]["responses"].as_object().expect("responses");
    let mut rows = responses
        .iter()
        .map(|(status, response)| {
            let schema = &follow(response)["content"]["application/json"]["schema"];
            let name = named(schema).unwrap_or_else(|| "-".to_owned());
            match lowered["components"]["schemas"][&name]["oneOf"].as_array() {
                Some(branches) => {
                    let mut names: Vec<_> = branches.iter().filter_map(named).collect();
                    names.sort();
                    format!("{status} ({})", names.join(" "))
                }
                None => format!("{status} {name}"),
            }
        })
        .collect::<Vec<_>>();
    rows.sort();
    rows.join("; ")
}
