//! Nothing that anybody sends or writes ends the process, and equal inputs have equal reports.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, Exchange, Options, Request, Response, Strictness};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Values and names that documents are made of, in places where they make sense and where they do not.
fn document_value() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "string",
        "integer",
        "array",
        "object",
        "#/components/schemas/A",
        "#/paths",
        "#",
        "query",
        "path",
        "header",
        "cookie",
        "form",
        "matrix",
        "deepObject",
        "application/json",
        "*/*",
        "http",
        "apiKey",
        "bearer",
        "a",
        "(",
        "^(a+)+$",
        "(?=a)",
        "date",
        "https://h/{v}",
        "/",
        "{",
        "x",
    ]);
    let leaf = prop_oneof![
        words.prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!(0.5)),
        Just(json!(-1)),
    ];
    let names = prop::sample::select(vec![
        "type",
        "properties",
        "items",
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "enum",
        "const",
        "required",
        "minimum",
        "maxLength",
        "pattern",
        "format",
        "nullable",
        "readOnly",
        "additionalProperties",
        "name",
        "in",
        "schema",
        "style",
        "explode",
        "content",
        "parameters",
        "requestBody",
        "responses",
        "200",
        "default",
        "4XX",
        "get",
        "post",
        "security",
        "servers",
        "url",
        "variables",
        "application/json",
        "application/x-www-form-urlencoded",
        "headers",
        "a",
        "x-a",
        "encoding",
        "$id",
        "$anchor",
        "if",
        "then",
        "prefixItems",
        "unevaluatedProperties",
        "$dynamicRef",
        "dependentRequired",
        "uniqueItems",
        "multipleOf",
        "allowEmptyValue",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn documents() -> impl Strategy<Value = Value> {
    let version = prop::sample::select(vec!["3.0.3", "3.1.0"]);
    (version, document_value(), document_value(), document_value(), document_value()).prop_map(
        |(version, operation, schema, parameter, anything)| {
            json!({
                "openapi": version,
                "info": {"title": "T", "version": "1"},
                "servers": anything.get("servers"),
                "paths": {
                    "/a/{a}": {"get": operation, "parameters": [parameter], "post": {
                        "parameters": [{"name": "a", "in": "query", "schema": {"$ref": "#/components/schemas/A"}}],
                        "requestBody": {"content": {"application/json": {"schema": schema}}},
                        "responses": {"default": {"content": {"*/*": {"schema": {"$ref": "#/components/schemas/A"}}}}},
                    }},
                    "/b": anything,
                },
                "components": {"schemas": {"A": schema, "B": {"$ref": "#/components/schemas/A"}}},
            })
        },
    )
}

fn requests() -> impl Strategy<Value = (String, String, String, Vec<u8>)> {
    let target = prop_oneof!["/a/[a-z%0-9;=.,]{0,8}(\\?[ab=&%\\[\\]0-9+|,]{0,16})?", "/[ab]", "\\PC{0,12}"];
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..24),
        document_value().prop_map(|value| value.to_string().into_bytes()),
        "[a-z=&%0-9+]{0,20}".prop_map(String::into_bytes),
    ];
    let media = prop::sample::select(vec![
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "x",
        "",
        "*/*",
    ]);
    let method = prop::sample::select(vec!["GET", "POST", "HEAD", "nonsense"]);
    (method.prop_map(str::to_owned), target, media.prop_map(str::to_owned), body)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_document_loads_and_judges_any_exchange(document in documents(), requests in prop::collection::vec(requests(), 1..4)) {
        let contract = Contract::from_str(&document.to_string(), "t.json").unwrap();
        prop_assert!(contract.problems().iter().all(|problem| problem.location.line > 0), "{:?}", contract.problems());
        for (method, target, media, body) in &requests {
            let request = Request::new(method.as_str(), target.as_str()).header("Content-Type", media).header("cookie", target).body(body);
            let response = Response::new(200).header("Content-Type", media).body(body);
            for strictness in [Strictness::NONE, Strictness::ALL] {
                let exchange = Exchange::new(request.clone(), response.clone());
                let options = Options::new().strict(strictness);
                let reports = options.exchange(&contract, &exchange);
                prop_assert_eq!(&reports, &options.exchange(&contract, &exchange));
                for report in [&reports.0, &reports.1] {
                    serde_json::to_string(report).unwrap();
                    let _ = report.to_string();
                }
            }
        }
    }

    /// Judging by digits is the same judgement where no digits are lost.
    #[test]
    fn exact_keywords_agree_with_the_others(schema in document_value(), value in document_value()) {
        let document = json!({
            "openapi": "3.1.0",
            "paths": {},
            "components": {"schemas": {"A": schema, "T": {"prefixItems": [{"$ref": "#/components/schemas/A"}]}}},
        });
        let contract = Contract::from_str(&document.to_string(), "t.json").unwrap();
        let schema = contract.schema_named("T").unwrap();
        let judge = |text: String| validate::payload_bytes(&contract, &schema, text.as_bytes(), &Options::new());
        let (plain, exact) = (judge(format!("[{value}]")), judge(format!("[{value}, 1e400]")));
        // Which keyword is asked first decides whether a broken corner is reached.
        if plain.undecided().is_empty() && exact.undecided().is_empty() {
            prop_assert_eq!(plain.to_string(), exact.to_string());
        }
    }

    #[test]
    fn any_text_is_a_contract_or_one_clear_error(text in "[-{}\\[\\]:,&*!|>'\"#%@ \na-c0-9?<~]{0,60}") {
        for text in [text.clone(), format!("openapi: 3.0.3\npaths:\n {text}")] {
            match Contract::from_str(&text, "t") {
                Ok(contract) => drop(contract.problems().len()),
                Err(error) => prop_assert!(error.to_string().starts_with("`t` is "), "{error}"),
            }
        }
    }

    #[test]
    fn any_request_to_the_embedded_contracts_is_judged((method, target, media, body) in requests()) {
        for api in Api::ALL {
            let contract = api.contract();
            for endpoint in contract.endpoints().iter().take(3) {
                let target = format!("{}{}", endpoint.template, target.trim_start_matches("/a"));
                let request = Request::new(method.as_str(), target).header("content-type", &media).body(&body);
                let report = Options::new().base_path("").request(contract, &request);
                let invalid = !report.violations().is_empty();
                prop_assert_eq!(report.verdict() == validate::Verdict::Invalid, invalid);
            }
        }
    }
}

#[test]
fn yaml_and_json_of_one_document_answer_alike() {
    for api in Api::ALL {
        let json = Contract::from_str(&api.document().to_string(), "t.json").unwrap();
        let yaml = Contract::from_str(api.yaml(), "t.yaml").unwrap();
        assert_eq!(json.document(), yaml.document());
        let request = Request::new("POST", "/orders")
            .header("content-type", "application/json")
            .body("{\"amount\": -1, \"cart\": 5}");
        let options = Options::new().base_path("");
        let ids = |contract: &Contract| -> Vec<String> {
            options.request(contract, &request).violations().iter().map(ToString::to_string).collect()
        };
        assert_eq!(ids(&json), ids(&yaml));
        assert!(!ids(&json).is_empty());
    }
}

#[test]
fn the_types_of_the_http_crate_are_taken_as_they_are() {
    let contract = Api::Threekit.contract();
    let request = http::Request::builder()
        .method("GET")
        .uri("https://preview.threekit.com/api/orders/7")
        .header("Authorization", "Bearer secret")
        .body(Vec::new())
        .unwrap();
    let request = Request::from(&request);
    assert_eq!(validate::request(contract, &request).to_string(), "");
    let response = http::Response::builder().status(200).header("content-type", "application/json").body("[]").unwrap();
    let report = validate::response(contract, &request, &Response::from(&response));
    assert_eq!(report.violations()[0].id(), "type");
    assert_eq!(report.operation().unwrap().id.as_deref(), Some("getOrder"));
    let relative = http::Request::builder().uri("/api/orders?limit=1").body("").unwrap();
    assert_eq!(Request::from(&relative).target, "/api/orders?limit=1");
}

/// Ten times as many fields take about ten times as long; a quadratic reading took a hundred times as long.
#[test]
fn tens_of_thousands_of_anything_stay_linear() {
    use std::fmt::Write;
    use std::time::{Duration, Instant};

    let object = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"post": {
            "parameters": [
                {"name": "deep", "in": "query", "style": "deepObject", "schema": object},
                {"name": "flat", "in": "query", "explode": false, "schema": object},
                {"name": "open", "in": "query", "schema": object},
            ],
            "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": object}}},
            "responses": {"default": {"description": "any"}},
        }}},
    });
    let contract = Contract::from_str(&document.to_string(), "t.json").unwrap();
    let judged = |count: usize| -> Duration {
        let (mut deep, mut flat, mut open) = (String::new(), String::from("flat=a,1"), String::new());
        for number in 0..count {
            write!(deep, "deep[k{number}]={number}&").unwrap();
            write!(flat, ",k{number},{number}").unwrap();
            write!(open, "k{number}={number}&").unwrap();
        }
        let began = Instant::now();
        for query in [&deep, &flat, &open] {
            let request = Request::new("POST", format!("/x?{query}"))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(&open);
            let report = Options::new().strict(Strictness::ALL).request(&contract, &request);
            assert_eq!(report.to_string(), "", "{}", &query[..20]);
        }
        began.elapsed()
    };
    judged(10);
    let (few, many) = (judged(3_000), judged(30_000));
    assert!(many < few * 50, "{few:?} for 3,000 fields and {many:?} for 30,000");
}
