//! Chains of references have any length, circles are undecided, and so is what cannot be resolved.

use order_contracts::contract::Contract;
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Bundle, Direction};
use order_contracts::validate::{Options, Request, Response, Verdict};
use serde_json::{Value, json};

/// A document whose only operation, `POST /a`, takes this schema.
pub(crate) fn document(schema: &Value, components: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"204": {"description": "done"}},
        }}},
        "components": components,
    })
}

pub(crate) fn loaded(document: &Value) -> Contract {
    Contract::from_bytes(document.to_string().into_bytes(), "t.json").unwrap()
}

pub(crate) fn post(contract: &Contract, body: &str) -> Verdict {
    let request = Request::new("POST", "/a").header("content-type", "application/json").body(body.as_bytes());
    Options::new().request(contract, &request).verdict()
}

pub(crate) fn messages(contract: &Contract) -> Vec<String> {
    contract.problems().iter().map(|problem| problem.message.clone()).collect()
}

/// On a stack as small as those of a service.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

/// `count` components that refer to one another, by what `link` makes of a reference, and the last.
fn chain(kind: &str, count: usize, link: impl Fn(Value) -> Value, last: Value) -> Value {
    let next = |number: usize| json!({"$ref": format!("#/components/{kind}/B{}", number + 1)});
    let links = (0..count).map(|number| (format!("B{number}"), link(next(number))));
    let links: serde_json::Map<String, Value> = links.chain([(format!("B{count}"), last)]).collect();
    json!({kind: links})
}

#[test]
fn regression_a_long_chain_of_references_is_no_circle() {
    const LONG: usize = 20_000;
    on_a_small_stack(|| {
        let first = json!({"$ref": "#/components/schemas/B0"});
        for link in [|next| next, |next| json!({"allOf": [next]}), |next| json!({"properties": {"a": next}})] {
            let document = document(&first, &chain("schemas", LONG, link, json!({"type": "string"})));
            let contract = loaded(&document);
            assert_eq!(messages(&contract), Vec::<String>::new());
            let place = Pointer::root().key("components").key("schemas").key("B0");
            let bundle = Bundle::new(&document, &place, Direction::Request);
            assert!(bundle.skipped.is_empty());
            assert_eq!(bundle.schema["$defs"].as_object().unwrap().len(), LONG);
        }
    });
}

#[test]
fn regression_parameters_behind_long_chains_are_read() {
    on_a_small_stack(|| {
        let parameter = json!({"name": "q", "in": "query", "schema": {"type": "integer"}});
        let mut document = document(&json!({}), &chain("parameters", 1_000, |next| next, parameter));
        document["paths"]["/a"]["post"]["parameters"] =
            (0..1_000).map(|number| json!({"$ref": format!("#/components/parameters/B{number}")})).collect();
        let contract = loaded(&document);
        // All are the same parameter.
        assert_eq!(contract.problems().len(), 999, "{:?}", &messages(&contract)[..1]);
        assert_eq!(contract.endpoints()[0].parameters.len(), 1);
        let verdict = |target: &str| Options::new().request(&contract, &Request::new("POST", target)).verdict();
        assert_eq!((verdict("/a?q=1"), verdict("/a?q=x")), (Verdict::Valid, Verdict::Invalid));
    });
}

#[test]
fn regression_schemas_that_refer_to_themselves_are_undecided() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let b0 = || reference("B0");
    for schemas in [
        json!({"B0": b0()}),
        json!({"B0": reference("B1"), "B1": reference("B2"), "B2": b0()}),
        json!({"B0": reference("B1"), "B1": reference("B1")}),
        json!({"B0": {"allOf": [b0()]}}),
        json!({"B0": {"anyOf": [b0(), b0()]}}),
        json!({"B0": {"oneOf": [b0()]}}),
        json!({"B0": {"not": {"anyOf": [b0()]}}}),
        json!({"B0": {"allOf": [{"anyOf": [reference("B1")]}]}, "B1": {"not": b0()}}),
        json!({"B0": {"type": "object", "if": b0(), "then": {"required": ["b"]}}}),
        json!({"B0": {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/B0/allOf/1"}]}}),
    ] {
        let contract = loaded(&document(&b0(), &json!({"schemas": schemas})));
        let found = messages(&contract);
        assert!(!found.is_empty(), "{schemas}");
        assert!(found.iter().all(|message| message == "references form a circle"), "{schemas}: {found:?}");
        assert_eq!(post(&contract, r#"{"a": "x"}"#), Verdict::Undecided, "{schemas}");
    }
    // Recursion with a step into the value, and a sibling that is named by its place.
    for schemas in [
        json!({"B0": {"properties": {"a": b0()}}}),
        json!({"B0": {"type": "array", "items": {"anyOf": [b0(), {"type": "integer"}]}}}),
        json!({"B0": {"allOf": [{"$ref": "#/components/schemas/B0/allOf/1"}, {"type": ["object", "array"]}]}}),
    ] {
        let contract = loaded(&document(&b0(), &json!({"schemas": schemas})));
        assert_eq!(messages(&contract), Vec::<String>::new(), "{schemas}");
        let wanted = if schemas["B0"]["properties"].is_null() { "[1]" } else { r#"{"a": {}}"# };
        assert_eq!(post(&contract, wanted), Verdict::Valid, "{schemas}");
        assert_eq!(post(&contract, "1"), if wanted == "[1]" { Verdict::Invalid } else { Verdict::Valid }, "{schemas}");
    }
}

#[test]
fn objects_that_refer_to_themselves_are_undecided() {
    let circle = |kind: &str| {
        let to = |name: &str| json!({"$ref": format!("#/components/{kind}/{name}")});
        (to("A"), json!({kind: {"A": to("B"), "B": to("A")}}))
    };
    let exchange = |document: &Value| {
        let contract = loaded(document);
        assert_eq!(messages(&contract).len(), 1, "{document}: {:?}", messages(&contract));
        assert_eq!(messages(&contract)[0], "references form a circle");
        let request = Request::new("POST", "/a").header("content-type", "application/json").body("{}");
        let response = Response::new(204);
        let options = Options::new();
        (options.request(&contract, &request).verdict(), options.response(&contract, &request, &response).verdict())
    };
    for (kind, place, wanted) in [
        ("parameters", "/paths/~1a/post/parameters/0", (Verdict::Undecided, Verdict::Valid)),
        ("requestBodies", "/paths/~1a/post/requestBody", (Verdict::Undecided, Verdict::Valid)),
        ("responses", "/paths/~1a/post/responses/204", (Verdict::Valid, Verdict::Undecided)),
        ("pathItems", "/paths/~1a", (Verdict::Undecided, Verdict::Undecided)),
    ] {
        let (reference, components) = circle(kind);
        let mut document = document(&json!({}), &components);
        document["paths"]["/a"]["post"]["parameters"] = json!([{"name": "q", "in": "query", "schema": {}}]);
        *document.pointer_mut(place).unwrap() = reference;
        assert_eq!(exchange(&document), wanted, "{kind}");
    }
}

/// OpenAPI 3.0.3, 4.7.8.1: the document is wrong, and which of them is meant is not known.
#[test]
fn of_two_templates_of_one_shape_either_may_be_meant() {
    let operation = |name: &str, schema: Value, status: &str| {
        json!({
            "parameters": [{"name": name, "in": "path", "required": true, "schema": schema}],
            "responses": {status: {"description": "done"}},
        })
    };
    let mut document = document(&json!({}), &json!({}));
    document["paths"] = json!({
        "/orders/{id}": {"get": operation("id", json!({"type": "integer"}), "200")},
        "/orders/{name}": {"get": operation("name", json!({"type": "string", "maxLength": 3}), "201")},
    });
    let contract = loaded(&document);
    assert_eq!(messages(&contract), ["the path is equivalent to `/orders/{id}`"]);
    let options = Options::new();
    for (target, wanted) in
        [("/orders/1234", Verdict::Valid), ("/orders/abc", Verdict::Valid), ("/orders/abcd", Verdict::Invalid)]
    {
        assert_eq!(options.request(&contract, &Request::new("GET", target)).verdict(), wanted, "{target}");
    }
    for (status, wanted) in [(200, Verdict::Valid), (201, Verdict::Valid), (202, Verdict::Invalid)] {
        let request = Request::new("GET", "/orders/1");
        assert_eq!(options.response(&contract, &request, &Response::new(status)).verdict(), wanted, "{status}");
    }
}

#[test]
fn of_very_many_templates_of_one_shape_a_refusal_is_undecided() {
    let mut document = document(&json!({}), &json!({}));
    let operation = |number: usize| {
        let name = format!("id{number}");
        json!({"get": {
            "parameters": [{"name": name, "in": "path", "required": true, "schema": {"type": "integer"}}],
            "responses": {},
        }})
    };
    let paths = |count: usize| (0..count).map(|number| (format!("/{{id{number}}}"), operation(number))).collect();
    for (count, wanted) in [(10, Verdict::Invalid), (10_000, Verdict::Undecided)] {
        document["paths"] = Value::Object(paths(count));
        let contract = loaded(&document);
        let verdict = |target: &str| Options::new().request(&contract, &Request::new("GET", target)).verdict();
        assert_eq!((verdict("/1"), verdict("/x")), (Verdict::Valid, wanted), "{count}");
    }
}

#[test]
fn a_path_whose_reference_cannot_be_resolved_is_undecided() {
    let mut document = document(&json!({}), &json!({}));
    let get = json!({"get": {"responses": {}}});
    document["servers"] = json!([{"url": "https://shop.example/v1"}]);
    document["paths"] = json!({
        "/orders/mine": {"$ref": "https://elsewhere.example/mine.yaml"},
        "/orders/{id}": {"get": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {}}],
            "responses": {},
        }},
        "/lost/{id}": {"$ref": "#/nowhere"},
        "/wrong": 5,
        "/lost/found": get,
    });
    let contract = loaded(&document);
    assert_eq!(messages(&contract).len(), 3, "{:?}", messages(&contract));
    for (target, wanted) in [
        ("/v1/orders/mine", Verdict::Undecided),
        ("/v1/orders/7", Verdict::Valid),
        ("/v1/lost/7", Verdict::Undecided),
        ("/v1/lost/found", Verdict::Valid),
        ("/v1/wrong", Verdict::Undecided),
        ("/v1/unknown", Verdict::Invalid),
    ] {
        let request = Request::new("GET", target);
        assert_eq!(Options::new().request(&contract, &request).verdict(), wanted, "{target}");
        if wanted == Verdict::Undecided {
            let report = Options::new().response(&contract, &request, &Response::new(200));
            assert_eq!(report.verdict(), Verdict::Undecided, "{target}");
        }
    }
}

/// The deepest schemas that a document can have, on a stack as small as those of a service.
#[test]
fn a_deeply_nested_schema_needs_no_stack() {
    for (open, close, wanted) in [
        (r#"{"properties": {"a": "#, "}}", Verdict::Valid),
        (r#"{"allOf": ["#, "]}", Verdict::Invalid),
        (r#"{"items": {"not": "#, "}}", Verdict::Valid),
    ] {
        for version in ["3.0.3", "3.1.0"] {
            let text = document(&json!({"$ref": "#/components/schemas/Deep"}), &json!({"schemas": {"Deep": "DEEP"}}));
            let schema = format!(r#"{}{{"type": "string"}}{}"#, open.repeat(55), close.repeat(55));
            let text = text.to_string().replace("\"DEEP\"", &schema).replace("3.1.0", version);
            on_a_small_stack(move || {
                let contract = Contract::from_str(&text, "t.json").unwrap();
                assert_eq!(messages(&contract), Vec::<String>::new(), "{open} {version}");
                assert_eq!(post(&contract, "1"), wanted, "{open} {version}");
            });
        }
    }
}
