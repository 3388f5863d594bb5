//! Keywords that say nothing: of another type, of another version, misspelt, beside a reference.

use super::finding::Findings;
use super::sites::Site;
use crate::schema::pattern::Pattern;
use crate::similar::nearest;
use crate::tree::{Map, Text, Tree};

/// The keywords of OpenAPI 3.0 (3.0.3, 4.7.24).
const KNOWN_3_0: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// The keywords that JSON Schema has besides, from draft 4 to 2020-12.
const KNOWN_3_1: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "examples",
    "id",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Of these, the ones that constrain values, and do not in OpenAPI 3.0.
const CONSTRAIN: &[&str] = &[
    "$dynamicRef",
    "additionalItems",
    "const",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords that are about values of these types only.
const OF_TYPES: &[(&str, &[&str])] = &[
    ("additionalProperties", &["object"]),
    ("exclusiveMaximum", &["number", "integer"]),
    ("exclusiveMinimum", &["number", "integer"]),
    ("items", &["array"]),
    ("maxItems", &["array"]),
    ("maxLength", &["string"]),
    ("maxProperties", &["object"]),
    ("maximum", &["number", "integer"]),
    ("minItems", &["array"]),
    ("minLength", &["string"]),
    ("minProperties", &["object"]),
    ("minimum", &["number", "integer"]),
    ("multipleOf", &["number", "integer"]),
    ("pattern", &["string"]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("uniqueItems", &["array"]),
];

/// The formats that are often used, of JSON Schema and OpenAPI: what is near to another one is a name of its own.
const FORMATS: &[&str] = &[
    "binary",
    "byte",
    "date",
    "date-time",
    "double",
    "duration",
    "email",
    "float",
    "hostname",
    "idn-email",
    "idn-hostname",
    "int32",
    "int64",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "password",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Formats of OpenAPI's registry that are near to one of these.
const OTHER_FORMATS: &[&str] =
    &["date-time-local", "int16", "int8", "time-local", "uint16", "uint32", "uint64", "uint8"];

/// Those of OpenAPI 3.0 that say nothing of values, so that nothing is lost when they are ignored beside a reference.
const TEXTS: &[&str] =
    &["$ref", "deprecated", "description", "discriminator", "example", "externalDocs", "title", "xml"];

pub(super) fn check(site: &Site<'_>, findings: &mut Findings) {
    let Some(schema) = site.schema.as_object() else { return };
    if schema.contains_key("$ref") && site.is_3_0 {
        let is_meant = |keyword: &&Text| KNOWN_3_0.contains(&keyword.as_str()) && !TEXTS.contains(&keyword.as_str());
        for keyword in schema.keys().filter(is_meant) {
            let message = format!("`{keyword}` is ignored beside `$ref`");
            findings.add("ignored-beside-reference", site.place.clone().key(keyword), message);
        }
        return;
    }
    for (keyword, value) in schema {
        let place = || site.place.clone().key(keyword);
        if let Some(message) = unknown(site, keyword) {
            findings.add("misspelt-keyword", place(), message);
        } else if let Some(message) = ignored(site, schema, keyword) {
            findings.add("ignored-keyword", place(), message);
        } else if let Some(message) = without_effect(schema, keyword, value) {
            findings.add("constraint-without-effect", place(), message);
        }
        match (keyword.as_str(), value) {
            ("pattern", Tree::String(pattern)) if Pattern::new(pattern).is_err() => {
                let message = "is not a regular expression of ECMA-262 that can be used";
                findings.add("invalid-pattern", place(), format!("`{pattern}` {message}"));
            }
            ("format", Tree::String(format)) if !FORMATS.iter().chain(OTHER_FORMATS).any(|known| known == format) => {
                if let Some(near) = nearest(format, FORMATS.iter().copied()) {
                    let message = format!("unknown format `{format}`; did you mean `{near}`?");
                    findings.add("misspelt-format", place(), message);
                }
            }
            _ => {}
        }
    }
}

/// That `keyword` is not known, and nearly one that is.
fn unknown(site: &Site<'_>, keyword: &str) -> Option<String> {
    // What JSON Schema has and OpenAPI 3.0 has not is not misspelt.
    let is_known = KNOWN_3_0.contains(&keyword) || KNOWN_3_1.contains(&keyword);
    if is_known || keyword.starts_with("x-") || keyword.starts_with("x_") {
        return None;
    }
    let of_3_1 = KNOWN_3_1.iter().filter(|_| !site.is_3_0);
    // Its own length counts too: `idn` is no misspelling of `id`.
    let near = nearest(keyword, KNOWN_3_0.iter().chain(of_3_1).copied()).filter(|near| near.len() > 3)?;
    Some(format!("unknown keyword `{keyword}`; did you mean `{near}`?"))
}

/// That `keyword` means nothing here.
fn ignored(site: &Site<'_>, schema: &Map, keyword: &str) -> Option<String> {
    let is_true = schema.get(keyword) == Some(&Tree::Bool(true));
    match keyword {
        "nullable" if site.is_3_0 && is_true && !schema.contains_key("type") => {
            Some("`nullable` has no effect without `type` beside it".to_owned())
        }
        "nullable" if !site.is_3_0 && is_true => {
            Some("`nullable` means nothing in OpenAPI 3.1; add `null` to `type`".to_owned())
        }
        _ if site.is_3_0 && CONSTRAIN.contains(&keyword) => Some(format!("`{keyword}` means nothing in OpenAPI 3.0")),
        _ => None,
    }
}

/// That `keyword` is about values of other types than the schema allows.
fn without_effect(schema: &Map, keyword: &str, value: &Tree) -> Option<String> {
    let (_, of_types) = OF_TYPES.iter().find(|(known, _)| *known == keyword)?;
    // What says nothing of any value is no mistake: generators write both.
    let is_neutral = match value {
        Tree::Bool(flag) => keyword.starts_with("exclusive") || *flag == (keyword == "additionalProperties"),
        Tree::Object(members) => members.is_empty(),
        Tree::Array(items) => items.is_empty(),
        Tree::Number(number) => keyword.starts_with("min") && !keyword.ends_with("imum") && number.as_u64() == Some(0),
        _ => false,
    };
    let types: Vec<&str> = match schema.get("type")? {
        Tree::String(name) => vec![name],
        Tree::Array(names) => names.iter().filter_map(Tree::as_str).collect(),
        _ => return None,
    };
    let has_effect = is_neutral || types.is_empty() || types.iter().any(|name| of_types.contains(name));
    let article = if matches!(of_types[0], "array" | "object") { "an" } else { "a" };
    (!has_effect).then(|| format!("`{keyword}` has no effect: the value is never {article} {}", of_types[0]))
}
