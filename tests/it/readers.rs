//! Which schemas get a reader, for documents that nobody has written yet: one that is not known from end to end is never
//! judged by the generated code alone.

use syn::{Item, parse_str};

use crate::codegen::{document, readers};
use crate::support::assert_none;

const AT_ONCE: &str = "at once";
const BEHIND_THE_PASS: &str = "behind the pass";
const BY_SERDE: &str = "by serde";

/// How a type with the property `a` is read, by the schema and the Rust type of the property.
const PROPERTIES: [(&str, &str, &str); 33] = [
    ("{type: string}", "::std::string::String", AT_ONCE),
    ("{type: string, maxLength: 3, minLength: 1, format: email, pattern: '^a'}", "::std::string::String", AT_ONCE),
    ("{type: string, description: D, example: E, x-anything: 1, default: D}", "::std::string::String", AT_ONCE),
    ("{type: string, format: date-time}", "crate::apis::wire::Timestamp", AT_ONCE),
    ("{type: integer, minimum: 1, maximum: 5}", "u64", AT_ONCE),
    ("{type: integer, minimum: 1}", "::std::num::NonZeroU64", AT_ONCE),
    ("{type: number}", "::serde_json::Number", AT_ONCE),
    ("{type: boolean}", "bool", AT_ONCE),
    ("{}", "::serde_json::Value", AT_ONCE),
    (
        "{type: object, additionalProperties: true}",
        "::serde_json::Map<::std::string::String, ::serde_json::Value>",
        AT_ONCE,
    ),
    ("{type: array, items: {type: array, items: {type: integer}}}", "::std::vec::Vec<::std::vec::Vec<i64>>", AT_ONCE),
    ("{$ref: '#/components/schemas/Known'}", "Known", AT_ONCE),
    ("{allOf: [{$ref: '#/components/schemas/Known'}], description: D}", "Known", AT_ONCE),
    ("{type: array, items: {$ref: '#/components/schemas/Known'}}", "::std::vec::Vec<Known>", AT_ONCE),
    // What only the validator judges.
    ("{type: string, contentEncoding: base64}", "::std::string::String", BEHIND_THE_PASS),
    ("{type: string, format: ipv4}", "::std::string::String", BEHIND_THE_PASS),
    ("{type: string, readOnly: true}", "::std::string::String", BEHIND_THE_PASS),
    ("{type: string, enum: [a, b]}", "::std::string::String", BEHIND_THE_PASS),
    ("{type: integer, multipleOf: 2}", "u64", BEHIND_THE_PASS),
    ("{type: integer, format: int32}", "i32", BEHIND_THE_PASS),
    ("{type: integer, minimum: 1, exclusiveMinimum: true}", "u64", BEHIND_THE_PASS),
    ("{type: integer, minimum: 0.5}", "u64", BEHIND_THE_PASS),
    ("{type: number, minimum: 0}", "::serde_json::Number", BEHIND_THE_PASS),
    ("{type: array, items: {}, minItems: 1}", "::std::vec::Vec<::serde_json::Value>", BEHIND_THE_PASS),
    (
        "{type: object, minProperties: 1}",
        "::serde_json::Map<::std::string::String, ::serde_json::Value>",
        BEHIND_THE_PASS,
    ),
    ("{allOf: [{$ref: '#/components/schemas/Known'}], minProperties: 1}", "Known", BEHIND_THE_PASS),
    ("{$ref: '#/components/schemas/Partly'}", "Partly", BEHIND_THE_PASS),
    // What has no form here.
    ("{$ref: '#/components/schemas/Unknown'}", "Unknown", BY_SERDE),
    ("{oneOf: [{type: string}, {type: integer}]}", "Choice", BY_SERDE),
    ("{allOf: [{type: string}, {maxLength: 3}]}", "::std::string::String", BY_SERDE),
    ("{type: object, additionalProperties: {type: string}}", "::std::collections::HashMap<String, String>", BY_SERDE),
    ("{type: string, format: date}", "::chrono::naive::NaiveDate", BY_SERDE),
    ("{type: string}", "u64", BY_SERDE),
];

fn read(schema: &str, ty: &str) -> &'static str {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    \
         Holder: {{type: object, required: [a], properties: {{a: {schema}}}}}\n    \
         Known: {{type: object, properties: {{b: {{type: string}}}}}}\n    \
         Partly: {{type: object, properties: {{b: {{type: string, writeOnly: true}}}}}}\n    \
         Unknown: {{type: object, properties: {{b: {{oneOf: [{{type: string}}]}}}}}}\n"
    );
    let document = document::read(&text).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let items: Vec<Item> = [
        format!(r#"pub struct Holder {{ #[serde(rename = "a")] pub a: {ty} }}"#),
        optional("Known", "::std::string::String"),
        optional("Partly", "::std::string::String"),
        optional("Unknown", "UnknownB"),
    ]
    .iter()
    .map(|item| parse_str(item).expect("an item"))
    .collect();
    let readers = readers::of_types(&items, &document);
    let method = readers.method(&parse_str("Holder").expect("a name")).to_string();
    match (method.is_empty(), method.contains("accepts")) {
        (true, _) => BY_SERDE,
        (false, true) => BEHIND_THE_PASS,
        (false, false) => AT_ONCE,
    }
}

fn optional(name: &str, ty: &str) -> String {
    format!(r#"pub struct {name} {{ #[serde(rename = "b")] pub b: ::std::option::Option<{ty}> }}"#)
}

#[test]
fn a_reader_judges_what_it_knows_and_nothing_else() {
    let mut findings = Vec::new();
    for (schema, ty, wanted) in PROPERTIES {
        let found = read(schema, ty);
        if found != wanted {
            findings.push(format!("{schema} as {ty}: {found}, not {wanted}"));
        }
    }
    assert_none(&findings);
}
