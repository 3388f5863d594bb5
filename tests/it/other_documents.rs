//! What other people's documents and clients do, as the standard allows it or not: one case for each kind.

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Recorded, Strictness, Verdict, payload_bytes};
use serde_json::{Value, json};

const VALID: Verdict = Verdict::Valid;
const INVALID: Verdict = Verdict::Invalid;
const UNDECIDED: Verdict = Verdict::Undecided;

/// The contract with this text behind its head.
fn contract(version: &str, body: &str) -> Contract {
    let text = format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\n{body}");
    Contract::from_str(&text, "api.yaml").unwrap()
}

fn of_request(contract: &Contract, options: &Options, request: Value) -> Verdict {
    let recorded = Recorded::from_value(&json!({"request": request})).unwrap();
    options.request(contract, &recorded.request).verdict()
}

fn get(contract: &Contract, target: &str) -> Verdict {
    of_request(contract, &Options::new(), json!({"method": "GET", "target": target}))
}

/// Authors who split a document into files put a reference where an operation belongs. It was read as an operation that declares
/// nothing, whose requests are all valid.
#[test]
fn an_operation_that_is_a_reference_is_the_one_that_it_refers_to() {
    let body = "paths:\n  /a: {get: {$ref: '#/x-operations/a'}}\n  /b: {get: {$ref: missing.yaml}}\n  \
                /c: {get: {$ref: '#/x-operations/a', responses: {'200': {description: D}}}}\nx-operations:\n  \
                a: {parameters: [{name: q, in: query, required: true, schema: {type: integer}}], responses: {'200': {description: D}}}\n";
    for version in ["3.0.3", "3.1.0"] {
        let contract = contract(version, body);
        for (target, wanted) in
            [("/a?q=1", VALID), ("/a?q=x", INVALID), ("/a", INVALID), ("/b", UNDECIDED), ("/c?q=1", UNDECIDED)]
        {
            assert_eq!(get(&contract, target), wanted, "{version} {target}");
        }
        let notes: Vec<String> = contract.problems().iter().map(ToString::to_string).collect();
        assert!(notes.iter().any(|note| note.contains("the one that it refers to is used")), "{notes:?}");
    }
}

/// `properties: {$ref: ...}`, as DigitalOcean writes it, was taken for a property called `$ref`.
#[test]
fn a_reference_in_place_of_the_properties_leads_to_them() {
    let body = "paths: {}\ncomponents:\n  schemas:\n    A: {type: object, properties: {$ref: '#/x-properties'}}\n    \
                B: {type: object, properties: {$ref: {type: integer}}}\n    C: {properties: {$ref: missing.yaml}}\n    \
                D: {properties: {$ref: '#/components/schemas/D/properties'}}\n\
                x-properties: {a: {type: integer}, b: {$ref: '#/components/schemas/A'}}\n";
    for version in ["3.0.3", "3.1.0"] {
        let contract = contract(version, body);
        for (name, payload, wanted) in [
            ("A", r#"{"a": 1, "b": {"a": 2}}"#, VALID),
            ("A", r#"{"a": "x"}"#, INVALID),
            ("A", r#"{"b": {"a": "x"}}"#, INVALID),
            ("B", r#"{"$ref": 1}"#, VALID),
            ("B", r#"{"$ref": "x"}"#, INVALID),
            ("C", "{}", UNDECIDED),
            ("D", "{}", UNDECIDED),
        ] {
            assert_eq!(of_payload(&contract, name, payload), wanted, "{version} {name} {payload}");
        }
        let notes: Vec<String> = contract.problems().iter().map(ToString::to_string).collect();
        assert!(notes.iter().any(|note| note.contains("those that it refers to are used")), "{notes:?}");
    }
}

/// The form of 3.0 in a document of 3.1 can only mean the bound beside it.
#[test]
fn a_boolean_exclusive_bound_is_about_the_bound_beside_it() {
    let body = "paths: {}\ncomponents:\n  schemas:\n    A: {type: number, minimum: 0, exclusiveMinimum: true}\n    \
                B: {type: number, exclusiveMaximum: true}\n";
    let contract = contract("3.1.0", body);
    for (name, payload, wanted) in
        [("A", "0.5", VALID), ("A", "0", INVALID), ("A", "-1", INVALID), ("B", "1", UNDECIDED)]
    {
        assert_eq!(of_payload(&contract, name, payload), wanted, "{name} {payload}");
    }
    assert_eq!(contract.problems().len(), 2);
}

fn of_payload(contract: &Contract, name: &str, payload: &str) -> Verdict {
    let schema = contract.schema_named(name).unwrap();
    payload_bytes(contract, &schema, payload.as_bytes(), &Options::new()).verdict()
}

fn with_query(parameter: &str) -> Contract {
    let parameters = format!("parameters: [{{in: query, {parameter}}}]");
    contract("3.0.3", &format!("paths: {{/a: {{get: {{{parameters}, responses: {{'200': {{description: D}}}}}}}}}}\n"))
}

#[test]
fn strict_mode_knows_the_members_of_a_deep_object() {
    let closed = "name: f, style: deepObject, schema: {type: object, properties: {a: {type: integer}, \
                  o: {type: object, properties: {k: {type: string}}}}}";
    let open = "name: f, style: deepObject, schema: {type: object, properties: {a: {type: integer}}, additionalProperties: true}";
    let strict = Options::new().strict(Strictness::ALL);
    for (parameter, query, lenient, strictly) in [
        (closed, "f[a]=1", VALID, VALID),
        (closed, "f[z]=1", VALID, INVALID),
        (closed, "f%5Bz%5D=1&f[a]=1", VALID, INVALID),
        (closed, "f[o][z]=1", VALID, INVALID),
        (open, "f[z]=1", VALID, VALID),
        (closed, "f[a]=1&f[a]=2", INVALID, INVALID),
    ] {
        let (contract, request) = (with_query(parameter), json!({"method": "GET", "target": format!("/a?{query}")}));
        assert_eq!(of_request(&contract, &Options::new(), request.clone()), lenient, "{query}");
        assert_eq!(of_request(&contract, &strict, request), strictly, "{query}");
    }
}

/// In a query a `+` may be meant as one (RFC 3986, 2.2), in a form it is a space (the URL Standard, 5.1).
#[test]
fn a_plus_may_be_itself_in_a_query_and_not_in_a_form() {
    let list = "name: sort, explode: false, schema: {type: array, items: {type: string, pattern: '^[+-][a-z]+$'}}";
    let words = "name: sort, schema: {type: array, items: {type: string, enum: [a b]}}";
    for (parameter, query, wanted) in [
        (list, "sort=+name,-date", VALID),
        (list, "sort=%2Bname,-date", VALID),
        (list, "sort=name", INVALID),
        (words, "sort=a+b&sort=a%20b", VALID),
        (words, "sort=a%2Bb", INVALID),
    ] {
        assert_eq!(get(&with_query(parameter), &format!("/a?{query}")), wanted, "{query}");
    }
    let form = contract(
        "3.0.3",
        "paths:\n  /a:\n    post:\n      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, \
         properties: {phone: {type: string, pattern: '^[+]49'}}}}}}\n      responses: {'200': {description: D}}\n",
    );
    for (text, wanted) in [("phone=%2B49", VALID), ("phone=+49", INVALID), ("tags[]=a&tags[]=b", VALID)] {
        let headers = json!({"content-type": "application/x-www-form-urlencoded"});
        let request = json!({"method": "POST", "target": "/a", "headers": headers, "bodyText": text});
        assert_eq!(of_request(&form, &Options::new(), request), wanted, "{text}");
    }
}

/// What the standard says of a property holds wherever its schema is written (OpenAPI 3.0.3, 4.7.24.1).
const SPLIT: &str = "paths:\n  /a:\n    post:\n      requestBody: {required: true, content: {application/json: {schema: \
                     {$ref: '#/components/schemas/New'}}}}\n      responses: {'200': {description: D, content: {application/json: \
                     {schema: {$ref: '#/components/schemas/New'}}}}}\ncomponents:\n  schemas:\n    Base: {type: object, properties: \
                     {id: {type: integer, readOnly: true}, name: {type: string}, pin: {type: string, writeOnly: true}}}\n    \
                     New: {required: [id], allOf: [{$ref: '#/components/schemas/Base'}, {required: [name, pin]}]}\n";

#[test]
fn what_is_hidden_in_one_part_is_not_required_by_another() {
    for version in ["3.0.3", "3.1.0"] {
        let contract = contract(version, SPLIT);
        let post = |body: Value| {
            of_request(&contract, &Options::new(), json!({"method": "POST", "target": "/a", "body": body}))
        };
        assert_eq!(post(json!({"name": "x", "pin": "1"})), VALID, "{version}");
        assert_eq!(post(json!({"name": "x"})), INVALID, "{version}");
        assert_eq!(post(json!({"pin": "1"})), INVALID, "{version}");
        let answer = |body: Value| {
            let recorded =
                json!({"request": {"method": "POST", "target": "/a"}, "response": {"status": 200, "body": body}});
            let recorded = Recorded::from_value(&recorded).unwrap();
            Options::new().response(&contract, &recorded.request, &recorded.response.unwrap()).verdict()
        };
        assert_eq!(answer(json!({"id": 1, "name": "x"})), VALID, "{version}");
        assert_eq!(answer(json!({"name": "x"})), INVALID, "{version}");
    }
}

#[test]
fn read_only_properties_are_allowed_in_requests_on_demand() {
    let allowed = Options::new().allow_read_only();
    for version in ["3.0.3", "3.1.0"] {
        let contract = contract(version, SPLIT);
        for (body, strictly, leniently) in [
            (json!({"name": "x", "pin": "1"}), VALID, VALID),
            (json!({"name": "x", "pin": "1", "id": 7}), INVALID, VALID),
            (json!({"name": "x", "pin": "1", "id": "x"}), INVALID, INVALID),
            (json!({"id": 7}), INVALID, INVALID),
        ] {
            let request = json!({"method": "POST", "target": "/a", "body": body});
            assert_eq!(of_request(&contract, &Options::new(), request.clone()), strictly, "{request}");
            assert_eq!(of_request(&contract, &allowed, request.clone()), leniently, "{request}");
        }
    }
}

#[test]
fn credentials_that_a_capture_was_stripped_of_are_undecided() {
    let contract = contract(
        "3.0.3",
        "security: [{bearer: []}, {key: []}]\npaths:\n  /a:\n    get:\n      parameters: [{name: sid, in: cookie, required: true, schema: \
         {type: integer}}, {name: q, in: query, schema: {type: integer}}, {name: X-Trace, in: header, schema: {type: integer}}]\n      \
         responses: {'200': {description: D}}\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}, \
         key: {type: apiKey, in: query, name: key}}}\n",
    );
    let stripped = Options::new().credentials_stripped();
    for (headers, target, plainly, wanted) in [
        (json!({}), "/a", INVALID, UNDECIDED),
        (json!({"authorization": "Bearer x"}), "/a", INVALID, UNDECIDED),
        (json!({"authorization": "Bearer x", "cookie": "sid=1"}), "/a", VALID, VALID),
        (json!({"cookie": "sid=x"}), "/a", INVALID, INVALID),
        (json!({}), "/a?q=x", INVALID, INVALID),
        (json!({"x-trace": "x"}), "/a", INVALID, INVALID),
    ] {
        let request = json!({"method": "GET", "target": target, "headers": headers});
        assert_eq!(of_request(&contract, &Options::new(), request.clone()), plainly, "{request}");
        assert_eq!(of_request(&contract, &stripped, request.clone()), wanted, "{request}");
    }
}

/// The Fetch Standard, 4.8: a browser asks before the request of a page, and servers answer without the operation.
#[test]
fn a_preflight_is_no_unknown_method() {
    let contract = contract(
        "3.0.3",
        "paths:\n  /a: {post: {responses: {'204': {description: D}}}}\n  /b: {options: {responses: {'204': {description: D}}}}\n",
    );
    let preflight = json!({"origin": "https://shop.example", "access-control-request-method": "POST"});
    for (target, headers, wanted, checked) in [
        ("/a", preflight.clone(), UNDECIDED, INVALID),
        ("/a", json!({}), INVALID, INVALID),
        ("/b", preflight.clone(), VALID, VALID),
        ("/c", preflight, INVALID, INVALID),
    ] {
        let request = json!({"method": "OPTIONS", "target": target, "headers": headers});
        assert_eq!(of_request(&contract, &Options::new(), request.clone()), wanted, "{request}");
        assert_eq!(of_request(&contract, &Options::new().check_preflights(), request.clone()), checked, "{request}");
    }
}

/// Box tells operations of one path apart by a fragment, others by a query: no request has either in its path.
#[test]
fn a_fragment_or_a_query_of_a_path_is_in_no_request() {
    let body = |name: &str| {
        let schema = format!(
            "{{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}, additionalProperties: false}}"
        );
        let body = format!("{{required: true, content: {{application/json: {{schema: {schema}}}}}}}");
        format!("{{put: {{requestBody: {body}, responses: {{'200': {{description: D}}}}}}}}")
    };
    let paths = format!(
        "paths:\n  '/files/a': {}\n  '/files/a#share': {}\n  '/find?kind=x': {}\n",
        body("name"),
        body("link"),
        body("kind")
    );
    let contract = contract("3.0.3", &paths);
    for (target, payload, wanted) in [
        ("/files/a", json!({"name": "x"}), VALID),
        ("/files/a", json!({"link": "x"}), VALID),
        ("/files/a", json!({"kind": "x"}), INVALID),
        ("/find", json!({"kind": "x"}), VALID),
        ("/find?kind=x", json!({"link": "x"}), INVALID),
    ] {
        let request = json!({"method": "PUT", "target": target, "body": payload});
        assert_eq!(of_request(&contract, &Options::new(), request), wanted, "{target} {payload}");
    }
}
