//! Edits of operations, media types, headers and parameters that break a message, and that were no change at all for the diff, or a
//! compatible one.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Comparison, Settings, Verdict};
use order_contracts::validate::{self, Request, Response};
use serde_json::{Value, json};

fn contract(version: &str, paths: &Value) -> Contract {
    let document = json!({"openapi": version, "info": {"title": "T", "version": "1"}, "paths": paths});
    Contract::from_str(&document.to_string(), "t.json").unwrap_or_else(|error| panic!("{error}"))
}

fn compared(old: &Value, new: &Value) -> Comparison {
    diff::compare(&contract("3.1.0", old), &contract("3.1.0", new), &Settings::new())
}

/// Asserts that the diff does not call it compatible that one of these is refused, which the other accepts.
fn is_lost(old: &Value, new: &Value, judge: impl Fn(&Contract) -> validate::Verdict, is_response: bool) {
    let found = (judge(&contract("3.1.0", old)), judge(&contract("3.1.0", new)));
    let (sent, received) = if is_response { (found.1, found.0) } else { found };
    assert_eq!((sent, received), (validate::Verdict::Valid, validate::Verdict::Invalid), "{old} {new}");
    let comparison = compared(old, new);
    assert!(comparison.verdict() >= Verdict::Undecided, "{old} {new} {comparison:?}");
}

fn request_is_lost(old: &Value, new: &Value, request: &Request<'_>) {
    is_lost(old, new, |contract| validate::request(contract, request).verdict(), false);
}

fn response_is_lost(old: &Value, new: &Value, response: &Response<'_>) {
    is_lost(old, new, |contract| validate::response(contract, &Request::new("GET", "/a"), response).verdict(), true);
}

fn content(schemas: &[(&str, &str)]) -> Value {
    let held = schemas.iter().map(|(range, kind)| ((*range).to_owned(), json!({"schema": {"type": kind}})));
    Value::Object(held.collect())
}

fn sending(schemas: &[(&str, &str)]) -> Value {
    let body = json!({"required": true, "content": content(schemas)});
    json!({"/a": {"post": {"requestBody": body, "responses": {"204": {"description": "D"}}}}})
}

fn answering(schemas: &[(&str, &str)]) -> Value {
    json!({"/a": {"get": {"responses": {"200": {"description": "D", "content": content(schemas)}}}}})
}

#[test]
fn a_media_type_that_a_range_was_for() {
    let (json, any, hal) = ("application/json", "application/*", "application/hal+json");
    let text = |media_type: &'static str| Request::new("POST", "/a").header("content-type", media_type).body("\"x\"");
    request_is_lost(&sending(&[(any, "string")]), &sending(&[(any, "string"), (json, "integer")]), &text(json));
    let suffix = "application/*+json";
    request_is_lost(&sending(&[(suffix, "string")]), &sending(&[(suffix, "string"), (hal, "integer")]), &text(hal));
    let number = |media_type: &'static str| Response::new(200).header("content-type", media_type).body("5");
    for range in [any, "*/*"] {
        response_is_lost(&answering(&[(json, "string")]), &answering(&[(range, "integer")]), &number(json));
    }
    let both = answering(&[(json, "string"), (any, "integer")]);
    response_is_lost(&both, &answering(&[(any, "integer")]), &number(json));
    response_is_lost(&answering(&[(hal, "string")]), &answering(&[(suffix, "integer")]), &number(hal));
}

/// The witness is sent as the media type that differs.
#[test]
fn a_witness_of_a_range_is_of_the_media_type_that_differs() {
    let suffix = "application/*+json";
    let (old, new) =
        (sending(&[(suffix, "string")]), sending(&[(suffix, "string"), ("application/hal+json", "integer")]));
    let comparison = compared(&old, &new);
    assert_eq!(comparison.verdict(), Verdict::Breaking, "{comparison:?}");
    let witness = comparison.changes[0].witness.as_ref().unwrap_or_else(|| panic!("{comparison:?}"));
    assert_eq!(witness.exchange.request.headers.first("content-type"), Some(&b"application/hal+json"[..]));
}

fn heading(header: &Value) -> Value {
    json!({"/a": {"get": {"responses": {"200": {"description": "D", "headers": {"X-H": header}}}}}})
}

#[test]
fn a_header_that_is_written_in_another_form() {
    let object = json!({"type": "object", "properties": {"k": {}}, "required": ["k"], "additionalProperties": false});
    let exploded = |explode: bool| heading(&json!({"schema": object, "explode": explode}));
    response_is_lost(&exploded(false), &exploded(true), &Response::new(200).header("x-h", "k=v"));
    let list = json!({"type": "array", "items": {"type": "integer"}});
    let in_json = heading(&json!({"content": {"application/json": {"schema": list}}}));
    response_is_lost(&in_json, &heading(&json!({"schema": list})), &Response::new(200).header("x-h", "1,2"));
    let typed = |name: &str| heading(&json!({"content": {(name): {"schema": {"type": "string"}}}}));
    assert_eq!(compared(&typed("application/json"), &typed("text/plain")).verdict(), Verdict::Undecided);
}

fn getting(paths: &[(&str, Value)]) -> Value {
    let item = |(path, parameters): &(&str, Value)| {
        let get = json!({"parameters": parameters, "responses": {"200": {"description": "D"}}});
        ((*path).to_owned(), json!({"get": get}))
    };
    Value::Object(paths.iter().map(item).collect())
}

#[test]
fn a_path_that_two_templates_are_for() {
    let text =
        |name: &str, place: &str| json!({"name": name, "in": place, "required": true, "schema": {"type": "string"}});
    let old = ("/{a}/b", json!([text("a", "path")]));
    let new = ("/x/{c}", json!([text("c", "path"), text("q", "query")]));
    request_is_lost(&getting(std::slice::from_ref(&old)), &getting(&[old.clone(), new]), &Request::new("GET", "/x/b"));
}

#[test]
fn a_field_of_the_query_that_is_a_member_of_an_object_as_well() {
    let object = |properties: Value| json!({"name": "f", "in": "query", "explode": true, "schema": {"type": "object", "properties": properties}});
    let field = |kind: &str| json!({"name": "k", "in": "query", "schema": {"type": kind}});
    let one = object(json!({"k": {"type": "string"}}));
    let old = getting(&[("/a", json!([one]))]);
    let sent = Request::new("GET", "/a?k=x");
    request_is_lost(&old, &getting(&[("/a", json!([one, field("integer")]))]), &sent);
    let old = getting(&[("/a", json!([object(json!({})), field("string")]))]);
    let new = getting(&[("/a", json!([object(json!({"k": {"type": "integer"}})), field("string")]))]);
    request_is_lost(&old, &new, &sent);
}

/// Of a status that took another one's place, only the schemas were compared.
#[test]
fn a_response_that_took_the_place_of_another_and_means_something_else() {
    let response = |status: &str, media_type: &str, schema: Value, links: Value| {
        let response = json!({"description": "D", "content": {(media_type): {"schema": schema}}, "links": links});
        json!({"/a": {"get": {"responses": {(status): response}}}})
    };
    let xml = |xml: Value| json!({"type": "object", "properties": {"a": {"type": "string", "xml": xml}}});
    let encoded = |name: &str| json!({"type": "string", "contentEncoding": name});
    let link = |name: &str| json!({"next": {"operationId": name}});
    let pairs = [
        ("application/xml", (xml(json!({"name": "b"})), xml(json!({"attribute": true}))), (json!({}), json!({}))),
        ("application/json", (encoded("base64"), encoded("base32")), (json!({}), json!({}))),
        ("application/json", (json!({}), json!({})), (link("x"), link("y"))),
    ];
    for (media_type, schemas, links) in pairs {
        let old = response("2XX", media_type, schemas.0, links.0);
        let new = response("200", media_type, schemas.1, links.1);
        let comparison = compared(&old, &new);
        assert_eq!(comparison.verdict(), Verdict::Undecided, "{old} {new} {comparison:?}");
    }
}

/// A schema that two properties refer to was visited for one of them.
#[test]
fn xml_of_one_of_two_uses_and_in_a_range() {
    let document = |media_type: &str, schemas: [Value; 2]| {
        let [a, b] = schemas;
        let schema = json!({"type": "object", "properties": {"a": a, "b": b}});
        let body = json!({"content": {(media_type): {"schema": schema}}});
        let named = json!({"X": {"type": "string", "xml": {"name": "n"}}, "Z": {"type": "string"}});
        let post = json!({"requestBody": body, "responses": {"204": {"description": "D"}}});
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"post": post}},
            "components": {"schemas": named},
        });
        Contract::from_str(&document.to_string(), "t.json").unwrap_or_else(|error| panic!("{error}"))
    };
    let (x, z) = (json!({"$ref": "#/components/schemas/X"}), json!({"$ref": "#/components/schemas/Z"}));
    for media_type in ["application/xml", "*/*"] {
        for other in [[z.clone(), x.clone()], [x.clone(), z.clone()]] {
            let base = document(media_type, [x.clone(), x.clone()]);
            let comparison = diff::compare(&base, &document(media_type, other), &Settings::new());
            assert_eq!(comparison.verdict(), Verdict::Undecided, "{media_type} {comparison:?}");
        }
    }
}

#[test]
fn a_header_of_a_part_behind_a_reference() {
    let document = |most: u8| {
        let encoding = json!({"a": {"headers": {"X-P": {"$ref": "#/components/headers/H"}}}});
        let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        let body = json!({"content": {"multipart/form-data": {"schema": schema, "encoding": encoding}}});
        let post = json!({"requestBody": body, "responses": {"204": {"description": "D"}}});
        let header = json!({"schema": {"type": "string", "maxLength": most}});
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"post": post}},
            "components": {"headers": {"H": header}},
        });
        Contract::from_str(&document.to_string(), "t.json").unwrap_or_else(|error| panic!("{error}"))
    };
    let comparison = diff::compare(&document(5), &document(3), &Settings::new());
    assert_eq!(comparison.verdict(), Verdict::Undecided, "{comparison:?}");
}

#[test]
fn a_variable_of_a_server_that_is_declared_no_longer() {
    let document = |variables: Value| {
        let server = json!({"url": "/{v}", "variables": variables});
        let paths = json!({"/a": {"get": {"responses": {"200": {"description": "D"}}, "servers": [server]}}});
        contract("3.1.0", &paths)
    };
    let comparison = diff::compare(&document(json!({"v": {"default": "v1"}})), &document(json!({})), &Settings::new());
    assert_eq!(comparison.verdict(), Verdict::Undecided, "{comparison:?}");
}

/// OpenAPI 3.2 is read as 3.1, and what that does not know is not called compatible.
#[test]
fn fields_of_a_newer_version() {
    let operation = json!({"responses": {"200": {"description": "D"}}});
    let streamed = |most: u8| {
        let media_type = json!({"application/jsonl": {"itemSchema": {"type": "string", "maxLength": most}}});
        json!({"/a": {"get": {"responses": {"200": {"description": "D", "content": media_type}}}}})
    };
    let pairs = [
        (json!({"/a": {"additionalOperations": {"COPY": operation}}}), json!({"/a": {}})),
        (json!({"/a": {"query": operation}}), json!({"/a": {}})),
        (streamed(3), streamed(5)),
    ];
    for (old, new) in pairs {
        let comparison = diff::compare(&contract("3.2.0", &old), &contract("3.2.0", &new), &Settings::new());
        assert_eq!(comparison.verdict(), Verdict::Undecided, "{old} {new} {comparison:?}");
    }
}
