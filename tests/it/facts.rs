//! The documents against our notes on the public documentation (`tests/cases/facts/*.txt`), row by row and both ways:
//! a row that a document does not say, and a statement of a document that is no row, both fail.

use order_contracts::Api;
use order_contracts::contract::Operation;
use order_contracts::pointer::Pointer;
use serde_json::Value;

use crate::support::{at, component_name, follow};

const KOHORTPAY: [(&str, Rows); 4] = [
    (include_str!("../cases/facts/kohortpay-operations.txt"), operation_rows),
    (include_str!("../cases/facts/kohortpay-errors.txt"), error_rows),
    (include_str!("../cases/facts/kohortpay-parameters.txt"), parameter_rows),
    (include_str!("../cases/facts/kohortpay-fields.txt"), field_rows),
];

const THREEKIT: [(&str, Rows); 4] = [
    (include_str!("../cases/facts/threekit-operations.txt"), operation_rows),
    (include_str!("../cases/facts/threekit-errors.txt"), error_rows),
    (include_str!("../cases/facts/threekit-parameters.txt"), parameter_rows),
    (include_str!("../cases/facts/threekit-fields.txt"), field_rows),
];

/// A document in the form of one of the tables.
type Rows = fn(Api) -> Vec<String>;

#[test]
fn kohortpay_says_what_the_notes_say() {
    KOHORTPAY.iter().for_each(|(table, rows)| compare(table, rows(Api::KohortPay)));
}

#[test]
fn threekit_says_what_the_notes_say() {
    THREEKIT.iter().for_each(|(table, rows)| compare(table, rows(Api::Threekit)));
}

#[test]
fn bearer_tokens_and_the_public_token_are_the_ways_in() {
    let schemes = |api: Api| {
        let schemes = api.document()["components"]["securitySchemes"].as_object().expect("security schemes");
        let rows = schemes.iter().map(|(name, scheme)| {
            let text = |key: &str| scheme[key].as_str().unwrap_or("-").to_owned();
            [name.clone(), text("type"), text("scheme"), text("in"), text("name")].join(" ")
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(schemes(Api::KohortPay), ["bearer http bearer - -"]);
    assert_eq!(schemes(Api::Threekit), ["privateToken http bearer - -", "publicToken apiKey - query bearer_token"]);
    // Alternatives stand in separate requirements (OpenAPI 3.0.3, 4.7.30).
    assert_eq!(Api::KohortPay.document()["security"], serde_json::json!([{"bearer": []}]));
    assert_eq!(Api::Threekit.document()["security"], serde_json::json!([{"privateToken": []}, {"publicToken": []}]));
}

#[test]
fn servers_are_those_of_the_notes_and_the_base_urls_the_first_of_them() {
    let servers = |api: Api| {
        let servers = api.document()["servers"].as_array().expect("servers");
        servers.iter().map(|server| server["url"].as_str().expect("a URL").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(servers(Api::KohortPay), ["https://api.kohortpay.com"]);
    assert_eq!(servers(Api::Threekit), ["https://preview.threekit.com/api", "https://admin.threekit.com/api"]);
    assert_eq!(servers(Api::KohortPay)[0], order_contracts::kohortpay::BASE_URL);
    assert_eq!(servers(Api::Threekit)[0], order_contracts::threekit::BASE_URL);
}

fn compare(table: &str, said: Vec<String>) {
    let mut wanted: Vec<String> = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let mut said: Vec<String> =
        said.into_iter().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    wanted.sort();
    said.sort();
    let missing = wanted.iter().filter(|row| !said.contains(row)).map(|row| format!("- {row}"));
    let extra = said.iter().filter(|row| !wanted.contains(row)).map(|row| format!("+ {row}"));
    let differences: Vec<String> = missing.chain(extra).collect();
    assert!(differences.is_empty(), "notes (-) against document (+):\n{}", differences.join("\n"));
    assert_eq!(wanted.len(), said.len(), "a row stands twice");
}

fn operation_rows(api: Api) -> Vec<String> {
    let document = api.document();
    let row = |operation: &Operation| {
        let success = success(operation);
        let body = |status: Option<&str>| {
            let body = operation.bodies().iter().find(|body| body.status.as_deref() == status)?;
            component_name(document, &body.schema)
        };
        let request = body(None).unwrap_or_else(|| "-".to_owned());
        let response = body(Some(&success)).unwrap_or_else(|| "-".to_owned());
        let place = follow(document, &operation.pointer().clone().key("responses").key(&success));
        let (method, path, id) = (operation.method(), operation.path(), operation.id().expect("an id"));
        if request != "-" {
            let body = at(document, &operation.pointer().clone().key("requestBody"));
            assert_eq!(body["required"], true, "the request body of `{id}`");
        }
        format!("{method} {path} {id} {success} {request} {response} {}", sources(document, &place))
    };
    api.operations().iter().map(row).collect()
}

fn success(operation: &Operation) -> String {
    let statuses: Vec<_> = operation.bodies().iter().filter_map(|body| body.status.clone()).collect();
    let mut success = statuses.into_iter().filter(|status| status.starts_with('2'));
    let only = success.next().expect("a success");
    assert_eq!(success.next(), None, "one success an operation");
    only
}

fn error_rows(api: Api) -> Vec<String> {
    let document = api.document();
    let row = |operation: &Operation| {
        let responses = at(document, &operation.pointer().clone().key("responses")).as_object().expect("responses");
        let errors = responses.keys().filter(|status| !status.starts_with('2')).map(|status| {
            let body = operation.bodies().iter().find(|body| body.status.as_ref() == Some(status));
            let schema = body.and_then(|body| component_name(document, &body.schema));
            format!("{status} {}", schema.expect("an error has a named body"))
        });
        format!("{} {}", operation.id().expect("an id"), errors.collect::<Vec<_>>().join(", "))
    };
    api.operations().iter().map(row).collect()
}

fn parameter_rows(api: Api) -> Vec<String> {
    let document = api.document();
    let mut rows = Vec::new();
    for operation in api.operations() {
        let list = operation.pointer().clone().key("parameters");
        let count = list.resolve(document).and_then(Value::as_array).map_or(0, Vec::len);
        for position in 0..count {
            let place = follow(document, &list.clone().index(position));
            let parameter = at(document, &place);
            let mut facts = type_and_constraints(document, &place.clone().key("schema"));
            if let Some(style) = parameter["style"].as_str() {
                facts.push(format!("style {style}"));
            }
            if parameter["explode"] == true {
                facts.push("explode".to_owned());
            }
            if let Some(example) = parameter.get("example") {
                facts.push(format!("example {example}"));
            }
            // A schema says itself where its keywords come from, where that is not where the parameter comes from.
            let origins = [sources(document, &place), sources(document, &place.clone().key("schema"))];
            let origins: Vec<String> = origins.into_iter().filter(|origins| !origins.is_empty()).collect();
            rows.push(format!(
                "{} | {} | {} | {} | {} | {}",
                operation.id().expect("an id"),
                parameter["name"].as_str().expect("a name"),
                parameter["in"].as_str().expect("a place"),
                if parameter["required"] == true { "required" } else { "optional" },
                facts.join(", "),
                origins.join(" / "),
            ));
        }
    }
    rows
}

fn field_rows(api: Api) -> Vec<String> {
    let document = api.document();
    let mut rows = Vec::new();
    for (name, component) in document["components"]["schemas"].as_object().expect("schemas") {
        let place = Pointer::root().key("components").key("schemas").key(name);
        let Some(properties) = component["properties"].as_object() else {
            let facts = type_and_constraints(document, &place).join(", ");
            rows.push(format!("{name} | - | {facts} | {}", sources(document, &place)));
            continue;
        };
        rows.push(format!("{name} | - | object | {}", sources(document, &place)));
        let required: Vec<&str> =
            component["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(required.iter().all(|name| properties.contains_key(*name)), "`required` of {name} names no property");
        for property in properties.keys() {
            let place = place.clone().key("properties").key(property);
            let presence = if required.contains(&property.as_str()) { "required" } else { "optional" };
            let facts = type_and_constraints(document, &place).join(", ");
            rows.push(format!("{name}.{property} | {presence} | {facts} | {}", sources(document, &place)));
        }
    }
    rows
}

/// The type of the Schema Object at `place` in words, then what bounds it.
fn type_and_constraints(document: &Value, place: &Pointer) -> Vec<String> {
    let schema = at(document, place);
    let named = |place: &Pointer| component_name(document, place).expect("a named component");
    let mut facts = vec![match schema["type"].as_str() {
        _ if schema.get("$ref").is_some() => named(place),
        Some("array") => {
            let items = place.clone().key("items");
            format!("array of {}", type_and_constraints(document, &items).join(", "))
        }
        Some("object") => {
            assert_eq!(schema["additionalProperties"], true, "`{place}` is free-form");
            "free object".to_owned()
        }
        Some(name) => name.to_owned(),
        None if schema.get("allOf").is_some() => named(&place.clone().key("allOf").index(0)),
        None => "any value".to_owned(),
    }];
    if schema["nullable"] == true {
        facts.push("nullable".to_owned());
    }
    if schema["deprecated"] == true {
        facts.push("deprecated".to_owned());
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        facts.push(format!("enum {}", values.join(" ")));
    }
    for keyword in ["format", "pattern", "maxLength", "minimum", "default"] {
        if let Some(value) = schema.get(keyword) {
            let value =
                if keyword == "format" { value.as_str().expect("a name").to_owned() } else { value.to_string() };
            facts.push(format!("{keyword} {value}"));
        }
    }
    facts
}

/// The sources, by keyword where the document says it so, then which keywords are decided without one.
fn sources(document: &Value, place: &Pointer) -> String {
    let statement = at(document, place);
    let ids = |value: &Value| {
        let ids = value.as_array().expect("a list of ids").iter().map(|id| id.as_str().expect("an id").to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    let mut parts = match &statement["x-source"] {
        Value::Object(by_keyword) => {
            // What is said to people follows the rest.
            let keywords =
                by_keyword.iter().filter(|(keyword, _)| !matches!(keyword.as_str(), "description" | "example"));
            keywords.map(|(keyword, sources)| format!("{keyword}: {}", ids(sources))).collect()
        }
        Value::Null => Vec::new(),
        sources => vec![ids(sources)],
    };
    match &statement["x-inferred"] {
        Value::Object(by_keyword) => {
            let keywords = by_keyword.keys().filter(|keyword| !matches!(keyword.as_str(), "description" | "example"));
            let keywords: Vec<&str> = keywords.map(String::as_str).collect();
            if !keywords.is_empty() {
                parts.push(format!("decided {}", keywords.join(" ")));
            }
        }
        Value::Null => {}
        _ => parts.push("decided".to_owned()),
    }
    parts.join("; ")
}
