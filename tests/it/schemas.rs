//! The exported JSON Schemas: what they say, and that they are self-contained JSON Schema 2020-12.

use std::collections::BTreeMap;

use order_contracts::Api;
use order_contracts::EmbeddedSchema;
use order_contracts::contract::SchemaKind;
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Bundle, Direction};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::support::{assert_none, component_name};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// OpenAPI 3.0 to JSON Schema, as data.
const CASES: [(&str, &str); 6] = [
    ("nullable", include_str!("../cases/schema/nullable.json")),
    ("bounds", include_str!("../cases/schema/bounds.json")),
    ("references", include_str!("../cases/schema/references.json")),
    ("annotations", include_str!("../cases/schema/annotations.json")),
    ("directions", include_str!("../cases/schema/directions.json")),
    ("malformed", include_str!("../cases/schema/malformed.json")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows.
    about: String,
    #[serde(default)]
    direction: Option<String>,
    /// The Schema Object: the component `Case`.
    schema: Value,
    /// Components beside it.
    #[serde(default)]
    others: Map<String, Value>,
    /// The JSON Schema, but for `$schema`.
    wanted: Value,
    /// Places below the Schema Object, and why they were skipped.
    #[serde(default)]
    skipped: Vec<(String, String)>,
}

#[test]
fn schema_objects_become_json_schema() {
    let mut findings = Vec::new();
    for (file, text) in CASES {
        let cases: Vec<Case> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(!cases.is_empty(), "{file}");
        for case in cases {
            let direction = match case.direction.as_deref() {
                None | Some("neutral") => Direction::Neutral,
                Some("request") => Direction::Request,
                Some("response") => Direction::Response,
                Some(other) => panic!("{file}: unknown direction `{other}`"),
            };
            let mut schemas = case.others.clone();
            schemas.insert("Case".to_owned(), case.schema.clone());
            let document = json!({"components": {"schemas": schemas}});
            let root = Pointer::root().key("components").key("schemas").key("Case");
            let mut bundle = Bundle::new(&document, &root, direction);
            let dialect = bundle.schema.as_object_mut().expect("an object").remove("$schema");
            assert_eq!(dialect, Some(json!(DIALECT)), "{file}: {}", case.about);
            let skipped: Vec<_> = bundle
                .skipped
                .iter()
                .map(|(place, why)| (place.as_str().replacen(root.as_str(), "", 1), why.clone()))
                .collect();
            if bundle.schema != case.wanted || skipped != case.skipped {
                findings.push(format!("{file}: {}: {} {skipped:?}", case.about, bundle.schema));
            }
        }
    }
    assert_none(&findings);
}

#[test]
fn a_place_of_a_bundle_leads_back_into_the_document() {
    for api in Api::ALL {
        for schema in api.schemas() {
            let root = Pointer::parse(schema.document_pointer()).expect("a pointer");
            let bundle = Bundle::new(api.document(), &root, schema.direction());
            assert!(bundle.skipped.is_empty(), "{api} {}: {:?}", schema.name(), bundle.skipped);
            for (place, keyword) in keywords(&bundle.schema) {
                // Keywords that the document writes in another form, or not at all.
                if matches!(keyword.as_str(), "$schema" | "$defs" | "examples") {
                    continue;
                }
                let origin = bundle.document_pointer(&place.clone().key(&keyword));
                assert!(
                    origin.resolve(api.document()).is_some(),
                    "{api} {} {place} {keyword}: {origin}",
                    schema.name()
                );
            }
        }
    }
}

#[test]
fn component_schemas_are_pinned() {
    for api in Api::ALL {
        for schema in api.schemas().iter().filter(|schema| is_own(schema)) {
            let mut pinned = schema.value().clone();
            // `definitions_are_the_components` says what they hold.
            if let Some(definitions) = pinned.get_mut("$defs") {
                *definitions = definitions.as_object().expect("definitions").keys().cloned().collect();
            }
            insta::with_settings!({ sort_maps => true }, {
                insta::assert_json_snapshot!(format!("{api}_{}", schema.name()), pinned);
            });
        }
    }
}

fn is_own(schema: &EmbeddedSchema) -> bool {
    matches!(schema.kind(), SchemaKind::Component | SchemaKind::Property)
}

/// Each is a title and a reference to a component: one line each.
#[test]
fn operation_bodies_are_pinned() {
    let mut lines = Vec::new();
    for api in Api::ALL {
        for schema in api.schemas().iter().filter(|schema| !is_own(schema)) {
            let value = schema.value().as_object().expect("an object");
            let keywords: Vec<&str> = value.keys().map(String::as_str).filter(|keyword| *keyword != "title").collect();
            assert_eq!(keywords, ["$defs", "$ref", "$schema"], "{api} {}", schema.name());
            assert_eq!(value["title"], schema.name());
            let place = Pointer::parse(schema.document_pointer()).expect("a pointer");
            let component = component_name(api.document(), &place).expect("bodies have named schemas");
            assert_eq!(value["$ref"], format!("#/$defs/{component}"));
            lines.push(format!("{api} {} {:?} {component}", schema.name(), schema.direction()));
        }
    }
    insta::assert_snapshot!("operation_bodies", lines.join("\n"));
}

#[test]
fn definitions_are_the_components() {
    for api in Api::ALL {
        for schema in api.schemas() {
            for (name, definition) in schema.value()["$defs"].as_object().into_iter().flatten() {
                let mut component = api.schema(name).expect("a component").value().clone();
                let keywords = component.as_object_mut().expect("an object");
                keywords.retain(|keyword, _| !matches!(keyword.as_str(), "$schema" | "$defs" | "title"));
                assert_eq!(definition, &component, "{api} {} {name}", schema.name());
            }
        }
    }
}

#[test]
fn schemas_are_self_contained_and_in_one_dialect() {
    let mut findings = Vec::new();
    for api in Api::ALL {
        for schema in api.schemas() {
            let value = schema.value();
            assert_eq!(serde_json::from_str::<Value>(schema.text()).ok().as_ref(), Some(value));
            assert_eq!(value["$schema"], DIALECT);
            let mut used = Vec::new();
            for (place, keyword) in keywords(value) {
                let told = || format!("{api} {}: `{keyword}` at `{place}`", schema.name());
                match keyword.as_str() {
                    "nullable" | "example" | "discriminator" | "xml" | "externalDocs" => findings.push(told()),
                    extension if extension.starts_with("x-") => findings.push(told()),
                    "$schema" | "$defs" if !place.is_root() => findings.push(told()),
                    "$ref" => {
                        let target = place.clone().key("$ref");
                        let target = target.resolve(value).and_then(Value::as_str).expect("a text");
                        let name = target.strip_prefix("#/$defs/").expect("a definition");
                        if value["$defs"].get(name).is_none() {
                            findings.push(told());
                        }
                        used.push(name.to_owned());
                    }
                    _ => {}
                }
            }
            let defined: Vec<&String> =
                value["$defs"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
            assert!(
                defined.iter().all(|name| used.contains(name)),
                "{api} {} defines what nothing uses",
                schema.name()
            );
        }
    }
    assert_none(&findings);
}

/// A document of one's own in which a schema stands at a place that is no schema must not be mistaken for one.
fn keywords(schema: &Value) -> Vec<(Pointer, String)> {
    let mut found = Vec::new();
    collect(schema, Pointer::root(), &mut found);
    found
}

fn collect(schema: &Value, place: Pointer, found: &mut Vec<(Pointer, String)>) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        found.push((place.clone(), keyword.clone()));
        let below = place.clone().key(keyword);
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(schemas)) => {
                schemas.iter().for_each(|(name, schema)| collect(schema, below.clone().key(name), found));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                branches.iter().enumerate().for_each(|(at, schema)| collect(schema, below.clone().index(at), found));
            }
            ("items" | "not" | "additionalProperties", schema) => collect(schema, below, found),
            _ => {}
        }
    }
}

#[test]
fn what_is_exported_is_counted() {
    let counts = |api: Api| {
        let mut counts = BTreeMap::new();
        api.schemas().iter().for_each(|schema| *counts.entry(format!("{:?}", schema.kind())).or_insert(0) += 1);
        counts.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(counts(Api::KohortPay), "19 Component, 6 Property, 6 Request, 75 Response");
    assert_eq!(counts(Api::Threekit), "11 Component, 2 Property, 3 Request, 21 Response");
}

#[cfg(feature = "validate")]
#[test]
fn schemas_are_json_schema_2020_12() {
    for api in Api::ALL {
        for schema in api.schemas() {
            let judged = jsonschema::draft202012::meta::validate(schema.value());
            assert!(judged.is_ok(), "{api} {}: {:?}", schema.name(), judged.err());
            assert!(jsonschema::draft202012::new(schema.value()).is_ok(), "{api} {}", schema.name());
        }
    }
    assert!(!jsonschema::draft202012::meta::is_valid(&json!({"maxLength": "long"})), "the judge can say no");
}

#[cfg(feature = "schemars")]
mod described {
    //! `schemars::JsonSchema`, alone and inside of users' own types.

    #[cfg(feature = "validate")]
    use order_contracts::Api;
    use order_contracts::{Nullable, Timestamp, kohortpay, threekit};
    use schemars::{JsonSchema, schema_for};
    use serde_json::{Value, json};

    use crate::support::payload_types;

    /// What a shop might write to its log: types of both APIs, whose names clash.
    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is asked for")]
    struct Sale {
        reference: String,
        order: kohortpay::types::Order,
        configured: Option<threekit::types::Order>,
        requests: Vec<kohortpay::types::CreateOrder>,
        first_name: Option<kohortpay::types::CreateOrderCustomerFirstName>,
        share_id: Option<kohortpay::types::CreateOrderPaymentGroupShareId>,
        status: threekit::types::OrderStatus,
    }

    #[test]
    fn a_type_describes_itself_as_its_schema_does() {
        for ty in payload_types() {
            let mut wanted = ty.api.schema(ty.schema).expect("every type has a schema").value().clone();
            if ty.schema == "CreateOrderPaymentGroupShareId" {
                // The type holds the string; `null` is said around it.
                assert_eq!(wanted["type"], json!(["string", "null"]));
                wanted["type"] = json!("string");
            }
            assert_eq!((ty.schema_for)(), wanted, "{} {}", ty.api, ty.name);
        }
    }

    #[test]
    fn every_definition_of_a_users_type_is_the_contracts() {
        let schema = schema_for!(Sale).to_value();
        let definitions = schema["$defs"].as_object().expect("definitions");
        let names: Vec<&str> = definitions.keys().map(String::as_str).collect();
        for name in ["Order", "Order2", "OrderStatus", "OrderStatus2", "CreateOrder", "CreateOrderCustomerFirstName"] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        assert_eq!(definitions["CreateOrder"]["properties"]["customerEmail"]["maxLength"], 255);
        assert_eq!(definitions["CreateOrderCustomerFirstName"]["maxLength"], 100);
        assert_eq!(definitions["CreateOrderPaymentGroupShareId"]["type"], "string");
        insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!("a_users_type", outline(&schema)); });
    }

    /// The schema without descriptions and examples: where its references lead.
    fn outline(schema: &Value) -> Value {
        match schema {
            Value::Object(members) => {
                let texts = ["description", "examples", "default", "deprecated"];
                let kept = members.iter().filter(|(name, value)| value.is_object() || !texts.contains(&name.as_str()));
                Value::Object(kept.map(|(name, value)| (name.clone(), outline(value))).collect())
            }
            Value::Array(items) => items.iter().map(outline).collect(),
            other => other.clone(),
        }
    }

    #[cfg(feature = "validate")]
    #[test]
    fn a_users_type_refuses_what_the_contract_refuses() {
        let schema = schema_for!(Sale).to_value();
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema);
        let validator = validator.expect("every reference leads somewhere");
        let example = |api: Api, name: &str| api.document()["components"]["examples"][name]["value"].clone();
        let sale = json!({
            "reference": "1",
            "order": example(Api::KohortPay, "OrderResponse"),
            "configured": example(Api::Threekit, "OrderResponse"),
            "requests": [example(Api::KohortPay, "CreateOrderRequest")],
            "first_name": "Jane",
            "share_id": null,
            "status": "In Cart",
        });
        assert!(
            validator.is_valid(&sale),
            "{:?}",
            validator.iter_errors(&sale).map(|error| error.to_string()).collect::<Vec<_>>()
        );
        for (place, value) in [
            ("/order/amount", json!(-1)),
            ("/order/status", json!("In Cart")),
            ("/order/customerEmail", json!("nobody")),
            ("/order/createdAt", json!("yesterday")),
            ("/configured/status", json!("CREATED")),
            ("/configured/shortId", json!("a b")),
            ("/configured/cart/0/count", json!(0)),
            ("/requests/0/customerFirstName", json!("x".repeat(101))),
            ("/requests/0/locale", json!("en_GB")),
            ("/first_name", json!("x".repeat(101))),
            ("/status", json!("CREATED")),
        ] {
            let mut broken = sale.clone();
            *broken.pointer_mut(place).expect("the sale has it") = value;
            let told: Vec<String> =
                validator.iter_errors(&broken).map(|error| error.instance_path().to_string()).collect();
            assert!(!told.is_empty() && told.iter().all(|told| place.starts_with(told.as_str())), "{place}: {told:?}");
        }
    }

    /// The types that fields are made of can stand in a user's type too.
    #[test]
    fn field_types_describe_themselves() {
        #[derive(JsonSchema)]
        #[allow(dead_code, reason = "only its schema is asked for")]
        struct Deletion {
            at: Timestamp,
            #[serde(skip_serializing_if = "Option::is_none")]
            undone: Option<Nullable<Timestamp>>,
        }
        let schema = schema_for!(Deletion).to_value();
        assert_eq!(schema["properties"]["at"], json!({"type": "string", "format": "date-time"}));
        assert_eq!(schema["properties"]["undone"]["type"], json!(["string", "null"]));
        assert_eq!(schema["required"], json!(["at"]));
        let schema = schema_for!(Nullable<kohortpay::types::Locale>).to_value();
        assert_eq!(schema["anyOf"], json!([{"$ref": "#/$defs/Locale"}, {"type": "null"}]));
    }
}
