//! Contracts load from YAML and JSON, say where each value stands, and what is wrong with them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed unwrap is a failed test")]

use order_contracts::Api;
use order_contracts::contract::{Contract, Routed, Version};
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Direction, Validator};
use serde_json::json;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";

fn load(text: &str) -> Contract {
    Contract::from_str(text, "t.yaml").unwrap()
}

fn problems(contract: &Contract) -> Vec<String> {
    contract.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn the_embedded_contracts_have_no_problems_and_know_their_lines() {
    for api in Api::ALL {
        let contract = api.contract();
        assert_eq!(problems(contract), [""; 0], "{api}");
        assert_eq!(contract.operations(), api.operations());
        assert_eq!(contract.endpoints().len(), api.operations().len());
        let read = Contract::from_str(api.yaml(), "x.yaml").unwrap();
        assert_eq!(read.document(), api.document(), "{api}");
        assert_eq!(problems(&read), [""; 0], "{api}");
        let places = contract.places(&[Pointer::parse("/info/title").unwrap(), Pointer::root()]);
        let place = places[0].clone().unwrap();
        assert_eq!((place.position.line, place.position.column), (4, 3));
        assert!(contract.text()[place.value].contains("orders"));
    }
}

#[test]
fn every_node_has_its_exact_span() {
    let text =
        format!("{HEAD}paths: {{}}\nx-é:\n  - a: \"é\"\n    b: [1, 2]\n  - |\n    text\n  # comment\nx-end: null\n");
    let contract = load(&text);
    let at = |pointer: &str| {
        let place = contract.place(&Pointer::parse(pointer).unwrap()).unwrap();
        (place.position.to_string(), place.key.map(|key| text[key].to_owned()), text[place.value].to_owned())
    };
    assert_eq!(at("/x-é/0/a"), ("line 5, column 5".to_owned(), Some("a".to_owned()), "\"é\"".to_owned()));
    assert_eq!(at("/x-é/0/b"), ("line 6, column 5".to_owned(), Some("b".to_owned()), "[1, 2]".to_owned()));
    assert_eq!(at("/x-é/0/b/1"), ("line 6, column 12".to_owned(), None, "2".to_owned()));
    assert_eq!(at("/x-é/0").2, "a: \"é\"\n    b: [1, 2]");
    assert_eq!(at("/x-end"), ("line 10, column 1".to_owned(), Some("x-end".to_owned()), "null".to_owned()));
    // What is not there is where the nearest thing above it is.
    assert_eq!(at("/x-end/a/b").1, Some("x-end".to_owned()));

    let json = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
    let contract = Contract::from_str(json, "t.json").unwrap();
    assert_eq!(contract.version(), Version::V3_1);
    let place = contract.place(&Pointer::parse("/info/version").unwrap()).unwrap();
    assert_eq!((place.position.column, &json[place.value]), (45, "\"1\""));
}

#[test]
fn yaml_is_read_as_1_2_with_bounded_aliases() {
    let text = format!(
        "{HEAD}paths: {{}}\nx-a: &a {{1: no, 0x10: on, ~: 1.10, true: 0o17}}\nx-b: {{<<: *a, 1: yes}}\nx-c: [*a, !!str 7, 'null', .5]\nx-d: &k key\n*k : v\n"
    );
    let document = load(&text).document().clone();
    assert_eq!(document["x-a"], json!({"1": "no", "0x10": "on", "~": 1.1, "true": 15}));
    assert_eq!(document["x-b"], json!({"1": "yes", "0x10": "on", "~": 1.1, "true": 15}));
    assert_eq!(document["x-c"].as_array().unwrap()[1..], [json!("7"), json!("null"), json!(0.5)]);
    assert_eq!(document["key"], "v");
}

#[test]
fn a_list_of_types_is_a_problem_of_openapi_3_0_and_is_read_all_the_same() {
    let text = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{type: [string, integer]}}}}}}\n");
    let contract = load(&text);
    let problems = problems(&contract);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("at `/components/schemas/A/type`: wanted an OpenAPI 3.0 type name"), "{problems:?}");
    let place = Pointer::root().key("components").key("schemas").key("A");
    let validator = Validator::new(contract.document(), &place, Direction::Neutral);
    assert!(validator.is_valid(&json!("a")) && validator.is_valid(&json!(1)) && !validator.is_valid(&json!(null)));
}

#[test]
fn one_bad_corner_of_a_text_is_a_problem_and_the_rest_is_read() {
    let text = format!(
        "{HEAD}paths: {{}}\nx-a: {{b: 1, b: 2}}\nx-c: .nan\nx-d: &d [*d]\nx-e: {{[1]: 2, f: 3}}\n---\nsecond: 1\n"
    );
    let contract = load(&text);
    assert_eq!(contract.document()["x-a"]["b"], 1);
    assert_eq!(contract.document()["x-e"]["f"], 3);
    assert_eq!(
        problems(&contract),
        [
            "t.yaml:4:13: at `/x-a`: duplicate key `b`; the first one is used",
            "t.yaml:5:6: at `/x-c`: `.nan` cannot be represented in JSON",
            "t.yaml:6:10: at `/x-d/0`: alias inside its own anchor",
            "t.yaml:7:7: at `/x-e`: wanted a scalar as key, found a collection",
            "t.yaml:8:1: document: more than one YAML document; only the first is read",
        ]
    );
    // JSON with a duplicate key is read the same way.
    let json = "{\"openapi\": \"3.0.3\", \"paths\": {}, \"x-a\": {\"b\": 1,\n \"b\": 2}}";
    let contract = Contract::from_str(json, "t.json").unwrap();
    assert!(
        problems(&contract)[0].starts_with("t.json:2:2: at `/x-a`: duplicate key `b`"),
        "{:?}",
        problems(&contract)
    );
}

#[test]
fn an_unreadable_text_is_one_clear_error() {
    let deep_flow = "[".repeat(100_000);
    let deep_block = "- ".repeat(100_000);
    let deep_map = (0..20_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).take(3_000).collect::<String>();
    let bomb = {
        let mut text = String::from("a0: &a0 [xxxxxxxxxx, xxxxxxxxxx]\n");
        for level in 1..40 {
            text += &format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}]\n", level - 1);
        }
        text
    };
    let table: [(&[u8], &str); 16] = [
        (b"", "`t` is empty; expected an OpenAPI document"),
        (b" \n", "`t` is empty; expected an OpenAPI document"),
        (b"\xff\xfe{}", "`t` is not valid UTF-8 at line 1, column 1"),
        (b"a\n\x80", "`t` is not valid UTF-8 at line 2, column 1"),
        (b"\0\x01\x02", "`t` is not valid YAML at line 1, column 1"),
        (b"[]", "`t` is not an OpenAPI 3 document: it is not an object"),
        (b"hello", "`t` is not an OpenAPI 3 document: it is not an object"),
        (b"{\"a\": 1}", "`t` is not an OpenAPI 3 document: missing field `openapi`"),
        (b"swagger: '2.0'", "`t` is not an OpenAPI 3 document: it is Swagger 2.0"),
        (b"openapi: 4.0.0\npaths: {}", "`t` is not an OpenAPI 3 document: its version is `4.0.0`"),
        (b"{\"openapi\": }", "`t` is not an OpenAPI 3 document: its field `openapi` is not a string"),
        (b"{\"openapi\": ", "`t` is not valid JSON: expected a value, found the end of input"),
        (deep_flow.as_bytes(), "`t` is not valid JSON: more than "),
        (deep_block.as_bytes(), "`t` is not valid YAML at "),
        (deep_map.as_bytes(), "`t` is not valid YAML at "),
        (bomb.as_bytes(), "`t` cannot be read beyond line 11, column "),
    ];
    for (bytes, wanted) in table {
        let error = Contract::from_bytes(bytes.to_vec(), "t").unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
}

#[test]
fn problems_of_a_document_are_reported_by_place() {
    let contract = load(&format!(
        "{HEAD}paths:
  /a/{{id}}:
    get:
      parameters:
        - {{name: q, in: query, schema: {{type: strin}}}}
        - {{name: q, in: query}}
        - {{$ref: '#/components/parameters/None'}}
        - {{name: h, in: nowhere}}
      responses:
        2000: {{description: x}}
        '200': {{description: x, content: {{json: {{}}}}}}
    put: nothing
  /a/{{other}}:
    get: {{security: [{{unknown: []}}], responses: {{}}}}
components:
  schemas:
    A: {{minLength: -1, $ref: 5}}
    B: {{properties: {{c: {{$ref: '#/nowhere'}}, default: {{minimum: x}}}}}}
"
    ));
    insta::assert_snapshot!(problems(&contract).join("\n"));
    assert_eq!(contract.endpoints().len(), 2);
}

#[test]
fn files_of_the_folder_become_part_of_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    std::fs::write(outside.path().join("secret.yaml"), "type: string").unwrap();
    write(
        "api.yaml",
        &format!(
            "{HEAD}paths:
  /a: {{$ref: 'paths/a.yaml#/item'}}
components:
  schemas:
    Up: {{$ref: '../secret.yaml'}}
    Absolute: {{$ref: '{}/secret.yaml'}}
    Link: {{$ref: 'link.yaml'}}
    Web: {{$ref: 'https://example.com/a.yaml'}}
    Missing: {{$ref: 'missing.yaml'}}
    Self: {{$ref: 'api.yaml#/components/schemas/Name'}}
    Name: {{type: string, example: {{$ref: 'missing.yaml'}}}}
",
            outside.path().display()
        ),
    );
    write(
        "paths/a.yaml",
        "item:\n  post:\n    operationId: a\n    requestBody:\n      content:\n        application/json:\n          schema: {$ref: '../schemas/b%20b.json#/Thing'}\n",
    );
    write(
        "schemas/b b.json",
        r##"{"Thing": {"properties": {"next": {"$ref": "#/Thing"}, "n": {"$ref": "../api.yaml#/components/schemas/Name"}}, "minLength": -3}}"##,
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("secret.yaml"), folder.path().join("link.yaml")).unwrap();

    let contract = Contract::from_path(&folder.path().join("api.yaml")).unwrap();
    assert_eq!(contract.operations()[0].id(), Some("a"));
    let found: Vec<String> = contract
        .problems()
        .iter()
        .map(|problem| format!("{}: {}", problem.location.pointer, problem.message))
        .collect();
    let wanted = [
        ("/components/schemas/Up/$ref", "refers to a missing file"),
        ("/components/schemas/Absolute/$ref", "refers to a file outside the document's folder"),
        ("/components/schemas/Link/$ref", "refers to a file outside the document's folder"),
        ("/components/schemas/Web/$ref", "nothing is fetched from the network"),
        ("/components/schemas/Missing/$ref", "refers to a missing file"),
        ("/Thing/minLength", "found the number -3"),
    ];
    for (pointer, text) in wanted {
        assert!(found.iter().any(|line| line.starts_with(pointer) && line.contains(text)), "{pointer}: {found:#?}");
    }
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    let thing = contract.problems().iter().find(|problem| problem.location.file == "schemas/b b.json").unwrap();
    assert_eq!((thing.location.line, thing.location.pointer.as_str()), (1, "/Thing/minLength"));

    // The same text alone has no folder to read from.
    let alone = Contract::from_str(&std::fs::read_to_string(folder.path().join("api.yaml")).unwrap(), "alone").unwrap();
    assert!(problems(&alone)[0].contains("this document was not loaded from a file"), "{:?}", problems(&alone));
}

#[test]
fn a_request_goes_to_the_most_specific_path() {
    let contract = load(&format!(
        "{HEAD}servers: [{{url: 'https://h/{{v}}/api', variables: {{v: {{default: v1, enum: [v1, v2]}}}}}}]
paths:
  /orders/{{id}}: {{get: {{operationId: one}}, delete: {{operationId: remove}}}}
  /orders/mine: {{get: {{operationId: mine}}}}
  /orders: {{get: {{operationId: all}}}}
  /files/{{name}}.{{ending}}: {{get: {{operationId: file, servers: [{{url: /}}]}}}}
"
    ));
    let route = |method: &str, path: &str| match contract.route(method, path) {
        Routed::To { endpoint, parameters } => format!("{} {parameters:?}", endpoint.operation.id().unwrap()),
        Routed::UnknownMethod { declared } => {
            format!("405 {:?}", declared.iter().map(|endpoint| endpoint.operation.method()).collect::<Vec<_>>())
        }
        Routed::UnknownPath { nearest } => format!("404 {:?}", nearest.map(|endpoint| endpoint.template.as_str())),
        other => panic!("{other:?}"),
    };
    assert_eq!(route("GET", "/v1/api/orders/mine"), "mine []");
    assert_eq!(route("GET", "/v2/api/orders/7%2F8"), r#"one [("id", "7%2F8")]"#);
    assert_eq!(route("DELETE", "/v1/api/orders/mine"), r#"405 ["GET"]"#);
    assert_eq!(route("PUT", "/v1/api/orders/7"), r#"405 ["GET", "DELETE"]"#);
    assert_eq!(route("GET", "/v1/api/order"), r#"404 Some("/orders")"#);
    assert_eq!(route("GET", "/v3/api/orders"), "404 None");
    assert_eq!(route("GET", "/files/a.b"), r#"file [("name", "a"), ("ending", "b")]"#);
    assert_eq!(route("get", "/v1/api/orders"), r#"405 ["GET"]"#);
}

/// RFC 3986, 6.2.2: escapes that spell the same are the same; OpenAPI 3.0.3, 4.7.5 and 4.7.6: a variable without an `enum`
/// may have any value.
#[test]
fn paths_are_compared_as_they_are_meant() {
    let contract = load(&format!(
        "{HEAD}servers: [{{url: '//h/caf%C3%A9/v{{n}}', variables: {{n: {{default: '1'}}}}}}, {{url: 'https://h/{{base}}', variables: {{base: {{default: a/b}}}}}}]
paths:
  /größe/{{id}}: {{get: {{operationId: size}}}}
  /a b/(c): {{get: {{operationId: blank}}}}
  /d%20e: {{get: {{operationId: escaped}}}}
  /x{{id}} y: {{get: {{operationId: mixed}}}}
"
    ));
    let route = |path: &str| match contract.route("GET", path) {
        Routed::To { endpoint, parameters } => format!("{} {parameters:?}", endpoint.operation.id().unwrap()),
        _ => "none".to_owned(),
    };
    assert_eq!(route("/café/v2/gr%c3%b6%C3%9Fe/1%2F2"), r#"size [("id", "1%2F2")]"#);
    assert_eq!(route("/caf%c3%a9/v10.1/größe/1"), r#"size [("id", "1")]"#);
    assert_eq!(route("/caf%c3%a9/v/größe/1"), r#"size [("id", "1")]"#, "by the other server");
    assert_eq!(route("/any/number/of/a%20b/%28c)"), "blank []");
    assert_eq!(route("/one/d%20e"), "escaped []");
    assert_eq!(route("/one/d e"), "escaped []");
    assert_eq!(route("/one/x%20%20y"), r#"mixed [("id", "%20")]"#);
    assert_eq!(route("/d%20e"), "none", "a variable is never empty");
    assert_eq!(route("/one/a%20b%2F(c)"), "none");
    assert_eq!(problems(&contract).len(), 2, "parameters of two paths: {:?}", problems(&contract));
}

/// OpenAPI 3.0.3, 4.7.8.1: templates that differ in names only are one path.
#[test]
fn two_templates_of_one_shape_are_one_path() {
    let contract = load(&format!(
        "{HEAD}paths:
  /a/{{id}}: {{get: {{operationId: read}}, put: {{operationId: write}}}}
  /a/{{name}}: {{delete: {{operationId: remove}}, put: {{operationId: again}}}}
"
    ));
    let route = |method: &str| match contract.route(method, "/a/1") {
        Routed::To { endpoint, .. } => endpoint.operation.id().unwrap().to_owned(),
        Routed::UnknownMethod { declared } => {
            declared.iter().map(|endpoint| endpoint.operation.method()).collect::<Vec<_>>().join(" ")
        }
        other => format!("{other:?}"),
    };
    assert_eq!([route("GET"), route("PUT"), route("DELETE")], ["read", "write", "remove"]);
    assert_eq!(route("PATCH"), "GET PUT DELETE");
    let equivalent: Vec<String> =
        problems(&contract).into_iter().filter(|problem| problem.contains("is equivalent")).collect();
    assert!(equivalent.len() == 2 && equivalent.iter().all(|problem| problem.contains("`/a/{id}`")), "{equivalent:?}");
}

/// OpenAPI 3.0.3, 4.7.9.1: a Path Item may have fields beside its `$ref`; only a field in both places is undefined.
#[test]
fn a_path_item_has_fields_beside_its_reference() {
    let contract = load(&format!(
        "{HEAD}paths:
  /a/{{id}}:
    $ref: '#/x-items/one'
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    put: {{operationId: own, responses: {{}}}}
  /b/{{id}}:
    $ref: '#/paths/~1a~1{{id}}'
    get: {{operationId: mine, responses: {{}}}}
x-items:
  one: {{get: {{operationId: referred, responses: {{}}}}, parameters: [{{name: q, in: query, schema: {{}}}}]}}
"
    ));
    let found: Vec<String> = contract
        .endpoints()
        .iter()
        .map(|endpoint| {
            let names: Vec<&str> = endpoint.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            format!("{} {} {names:?}", endpoint.operation.path(), endpoint.operation.id().unwrap())
        })
        .collect();
    let wanted = [
        r#"/a/{id} referred ["id", "q"]"#,
        r#"/a/{id} own ["id", "q"]"#,
        r#"/b/{id} mine ["id", "q"]"#,
        r#"/b/{id} own ["id", "q"]"#,
    ];
    assert_eq!(found, wanted);
    let problems = problems(&contract);
    assert!(problems.len() == 1 && problems[0].contains("`get` is also in the Path Item"), "{problems:?}");
}
