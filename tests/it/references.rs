//! References lead where JSON Schema 2020-12 Core, 8.2 and RFC 3986, 5.2 say, in a document and in the files beside it.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Request, Verdict, payload_bytes};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";

/// The verdict on `payload` by the schema called `name`, in a document with these schemas and these files beside it.
fn verdict(schemas: &str, files: &[(&str, &str)], name: &str, payload: &str) -> Verdict {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let lines: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
    std::fs::write(folder.path().join("api.yaml"), format!("{HEAD}{lines}")).unwrap();
    let contract = Contract::from_path(&folder.path().join("api.yaml")).unwrap();
    let schema = contract.schema_named(name).unwrap();
    payload_bytes(&contract, &schema, payload.as_bytes(), &Options::new()).verdict()
}

fn check(schemas: &str, files: &[(&str, &str)], cases: &[(&str, &str, Verdict)]) {
    for (name, payload, wanted) in cases {
        assert_eq!(verdict(schemas, files, name, payload), *wanted, "{name} {payload}");
    }
}

/// Core, 8.2.1: an `$id` is joined to the base URI above it, and so is a reference; the end of a path decides nothing.
#[test]
fn references_are_joined_to_their_base() {
    let schemas = "\
LineOne: {$id: 'https://shop.example/one/line', type: integer}
LineTwo: {$id: 'https://shop.example/two/line', type: boolean}
CartOne: {$id: 'https://shop.example/one/cart', items: {$ref: line}}
CartTwo: {$id: 'https://shop.example/two/cart', items: {$ref: line}, prefixItems: [{$ref: ../one/line}]}
Nested:
  $id: https://shop.example/
  $defs: {deep: {$id: two/deep/, $defs: {text: {$id: ../text, type: string}}}}
  properties: {a: {$ref: two/text}, b: {$ref: /two/line}, c: {$ref: //shop.example/one/line}}
Lost: {$id: 'https://shop.example/three/cart', items: {$ref: line}}";
    check(
        schemas,
        &[],
        &[
            ("CartOne", "[1]", Verdict::Valid),
            ("CartOne", "[true]", Verdict::Invalid),
            ("CartTwo", "[1, true]", Verdict::Valid),
            ("CartTwo", "[true, true]", Verdict::Invalid),
            ("CartTwo", "[1, 1]", Verdict::Invalid),
            ("Nested", r#"{"a": "x", "b": true, "c": 1}"#, Verdict::Valid),
            ("Nested", r#"{"a": 1}"#, Verdict::Invalid),
            ("Nested", r#"{"b": 1}"#, Verdict::Invalid),
            ("Nested", r#"{"c": true}"#, Verdict::Invalid),
            ("Lost", "[1]", Verdict::Undecided),
        ],
    );
}

/// Core, 8.2.2: an anchor belongs to the resource that it is in, and not to those above.
#[test]
fn an_anchor_belongs_to_its_resource() {
    let schemas = "\
Inner: {$id: 'https://shop.example/inner', $defs: {x: {$anchor: tag, type: integer}}}
Outer:
  $id: https://shop.example/outer
  $defs: {other: {$id: other, $anchor: tag, type: boolean}, own: {$anchor: tag, type: string}}
  properties: {a: {$ref: '#tag'}, b: {$ref: 'inner#tag'}, c: {$ref: 'other#tag'}}";
    check(
        schemas,
        &[],
        &[
            ("Outer", r#"{"a": "x", "b": 1, "c": true}"#, Verdict::Valid),
            ("Outer", r#"{"a": true}"#, Verdict::Invalid),
            ("Outer", r#"{"b": "x"}"#, Verdict::Invalid),
            ("Outer", r#"{"c": "x"}"#, Verdict::Invalid),
        ],
    );
}

/// Core, 8.2.3: `#` is the resource of the `$id`, which for most files is the file.
#[test]
fn a_file_may_have_an_identifier() {
    let order = |id: &str| {
        format!(
            r##"{{"$id": "{id}", "properties": {{"unit": {{"$ref": "#/$defs/unit"}}, "box": {{"$ref": "#/$defs/box"}}}},
            "$defs": {{"unit": {{"type": "string"}}, "box": {{"$id": "box", "items": {{"$ref": "#/$defs/unit"}},
            "$defs": {{"unit": {{"type": "integer"}}}}}}}}}}"##
        )
    };
    for id in ["https://shop.example/order.json", "order.json", "urn:shop:order"] {
        let order = order(id);
        let files = [
            ("parts/order.json", order.as_str()),
            ("parts/tags.json", r#"{"$defs": {"t": {"$anchor": "tag", "type": "boolean"}}}"#),
        ];
        let schemas = "\
Order: {$ref: parts/order.json}
Unit: {$ref: 'parts/order.json#/$defs/unit'}
Tag: {$ref: 'parts/tags.json#tag'}
Other: {$anchor: tag, type: string}";
        check(
            schemas,
            &files,
            &[
                ("Order", r#"{"unit": "x", "box": [1]}"#, Verdict::Valid),
                ("Order", r#"{"unit": 1}"#, Verdict::Invalid),
                ("Order", r#"{"box": ["x"]}"#, Verdict::Invalid),
                ("Unit", "1", Verdict::Invalid),
                ("Tag", "true", Verdict::Valid),
                ("Tag", r#""x""#, Verdict::Invalid),
            ],
        );
    }
}

/// Core, 8.2.3.2: a `$dynamicRef` leads to the outermost `$dynamicAnchor` on the way to it. OpenAPI 3.1.1, 4.8.24.6 shows
/// generic lists that are written so.
#[test]
fn a_dynamic_reference_hangs_on_the_way_to_it() {
    let schemas = "\
List:
  $id: https://shop.example/list
  type: array
  items: {$dynamicRef: '#entry'}
  $defs: {any: {$dynamicAnchor: entry}}
Texts: {$id: 'https://shop.example/texts', $ref: list, $defs: {entry: {$dynamicAnchor: entry, type: string}}}
Numbers: {$id: 'https://shop.example/numbers', $ref: list, $defs: {entry: {$dynamicAnchor: entry, type: number}}}
Both: {properties: {texts: {$ref: '#/components/schemas/Texts'}, numbers: {$ref: '#/components/schemas/Numbers'}}}
Static: {$id: 'https://shop.example/static', $defs: {a: {$anchor: entry, type: boolean}}, items: {$dynamicRef: '#entry'}}";
    check(
        schemas,
        &[],
        &[
            ("List", r#"["x", 1]"#, Verdict::Valid),
            ("List", "1", Verdict::Invalid),
            ("Texts", r#"["x"]"#, Verdict::Valid),
            ("Texts", "[1]", Verdict::Invalid),
            ("Both", r#"{"texts": ["x"], "numbers": [1]}"#, Verdict::Valid),
            ("Both", r#"{"texts": [1]}"#, Verdict::Invalid),
            ("Both", r#"{"numbers": ["x"]}"#, Verdict::Invalid),
            ("Static", "[true]", Verdict::Valid),
            ("Static", "[1]", Verdict::Invalid),
        ],
    );
}

/// OpenAPI 3.0.3, 4.7.12.2: the value is serialized by its media type, then by the rules of the query, where `+` is a space.
#[test]
fn a_parameter_with_content_is_read_as_a_query_writes_it() {
    let document = "\
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /x:
    get:
      parameters:
        - {name: f, in: query, content: {application/json: {schema: {type: object, properties: {
            n: {type: number}, plus: {type: string, enum: ['a+b']}, blank: {type: string, enum: ['a b']}}}}}}
        - {name: any, in: query, schema: {}}
        - {name: one, in: query, schema: {type: string}}
      responses: {}
";
    let contract = Contract::from_str(document, "t.yaml").unwrap();
    let cases = [
        (r#"f={"n":+1}"#, Verdict::Valid),
        (r#"f={"n":1e+2}"#, Verdict::Valid),
        (r#"f={"plus":"a+b"}"#, Verdict::Valid),
        (r#"f={"blank":"a+b"}"#, Verdict::Valid),
        (r#"f={"blank":+"a%20b"}"#, Verdict::Valid),
        (r#"f={"blank":"a%2Bb"}"#, Verdict::Invalid),
        (r#"f={"n":+"1"}"#, Verdict::Invalid),
        ("f=+", Verdict::Invalid),
        // Without a schema to say so, several values are a list of them.
        ("any=1&any=2", Verdict::Valid),
        ("one=1&one=2", Verdict::Invalid),
    ];
    for (query, wanted) in cases {
        let target = format!("/x?{query}");
        assert_eq!(Options::new().request(&contract, &Request::new("GET", target)).verdict(), wanted, "{query}");
    }
}

#[test]
fn a_text_that_is_nested_too_deeply_cannot_be_checked() {
    let schemas = "Tree: {type: object, properties: {of: {$ref: '#/components/schemas/Tree'}}}";
    let nested = |depth: usize| format!("{}{{}}{}", r#"{"of": "#.repeat(depth), "}".repeat(depth));
    check(
        schemas,
        &[],
        &[
            ("Tree", &nested(100), Verdict::Valid),
            ("Tree", &nested(200), Verdict::Valid),
            ("Tree", &nested(999), Verdict::Valid),
            ("Tree", &nested(1_000), Verdict::Undecided),
            ("Tree", &nested(100_000), Verdict::Undecided),
            ("Tree", "[", Verdict::Invalid),
        ],
    );
}
