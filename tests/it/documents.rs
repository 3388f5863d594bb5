//! The two documents as documents: that they are what OpenAPI 3.0 calls one, described and with examples that hold.

use std::collections::BTreeSet;

use order_contracts::Api;
use serde_json::Value;

use crate::codegen::document;
use crate::support::{Kind, assert_none, at, statements};

#[test]
fn every_statement_for_readers_is_described() {
    let mut findings = Vec::new();
    for api in Api::ALL {
        for statement in statements(api) {
            let described = match statement.kind {
                Kind::Document | Kind::Components | Kind::PathItem | Kind::MediaType | Kind::Subschema => continue,
                Kind::Example => "summary",
                _ => "description",
            };
            let text = at(api.document(), &statement.pointer).get(described).and_then(Value::as_str);
            if text.is_none_or(|text| text.trim().is_empty()) {
                findings.push(format!("{api} {:?} at `{}`", statement.kind, statement.pointer));
            }
        }
    }
    assert_none(&findings);
}

/// A page that shows a payload shows an example of each of its fields.
#[test]
fn fields_of_documented_payloads_have_examples() {
    const PAYLOADS: [&str; 7] =
        ["CreateOrder", "Order", "UpdateGroup", "Group", "CreateGroup", "UpdateCustomer", "Customer"];
    let schemas = &Api::KohortPay.document()["components"]["schemas"];
    let mut findings = Vec::new();
    for name in PAYLOADS {
        let properties = schemas[name]["properties"].as_object().expect("properties");
        let without = properties.iter().filter(|(_, property)| property.get("example").is_none());
        findings.extend(without.map(|(property, _)| format!("{name}.{property}")));
    }
    assert_none(&findings);
}

#[test]
fn operations_are_counted_and_their_ids_unique() {
    for (api, count) in [(Api::KohortPay, 16), (Api::Threekit, 5)] {
        let ids: BTreeSet<&str> = api.operations().iter().filter_map(|operation| operation.id()).collect();
        assert_eq!((ids.len(), api.operations().len()), (count, count), "{api}");
        let walked = statements(api).iter().filter(|statement| statement.kind == Kind::Operation).count();
        assert_eq!(walked, count, "{api}");
    }
}

#[test]
fn nothing_stands_beside_a_reference_and_every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    assert_eq!(members.len(), 1, "siblings of `{reference}` are ignored (OpenAPI 3.0.3, 4.7.23.1)");
                    found.push(reference.to_owned());
                }
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    for api in Api::ALL {
        let mut found = Vec::new();
        references(api.document(), &mut found);
        for reference in &found {
            let target = reference.strip_prefix('#').and_then(|pointer| api.document().pointer(pointer));
            assert!(target.is_some(), "{api} `{reference}`");
        }
        let components = api.document()["components"].as_object().expect("components");
        let unused = components.iter().filter(|(kind, _)| *kind != "securitySchemes").flat_map(|(kind, components)| {
            let names = components.as_object().expect("components by name").keys();
            names.map(move |name| format!("#/components/{kind}/{name}"))
        });
        let unused: Vec<String> = unused.filter(|reference| !found.contains(reference)).collect();
        assert_none(&unused);
    }
}

/// What the crate embeds is what stands in the repository.
#[test]
fn the_embedded_documents_are_the_yaml_files() {
    for api in Api::ALL {
        let read = document::read(api.yaml()).unwrap_or_else(|error| panic!("{api}: {error}"));
        assert_eq!(&read.raw, api.document(), "{api}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused_where_it_stands() {
    for api in Api::ALL {
        // The first property of the first schema once more, with the same indentation.
        let at = api.yaml().find("\n      properties:\n").expect("properties") + "\n      properties:\n".len();
        let name = api.yaml()[at..].lines().next().expect("a property");
        let doubled = format!("{}{name}\n          type: string\n{}", &api.yaml()[..at], &api.yaml()[at..]);
        let Err(message) = document::read(&doubled) else { panic!("{api}: `{name}` stands twice") };
        let name = name.trim().trim_end_matches(':');
        assert!(message.contains("duplicate entry") && message.contains(name), "{api}: {message}");
        assert!(message.contains("line"), "{api}: {message}");
    }
}

/// What stands in the YAML, what is written there instead, and what the build says.
const NOT_OPENAPI: [(&str, &str, &str); 4] = [
    (
        "          maxLength: 100\n",
        "          maxLength: long\n",
        "at `/components/schemas/CreateOrder/properties/customerFirstName`: invalid type: string \"long\", expected usize",
    ),
    (
        "          items:\n            $ref: \"#/components/schemas/Order\"\n",
        "          items:\n            type: 3\n",
        "at `/components/schemas/OrderList/properties/data/items`: ",
    ),
    ("      explode: true\n", "      explode: maybe\n", "at `/components/parameters/Expand`: "),
    ("openapi: 3.0.3\n", "", "at ``: missing field `openapi`"),
];

/// openapiv3 alone names the outermost schema.
#[test]
fn regression_a_place_that_is_not_openapi_is_named_as_closely_as_possible() {
    for (said, instead, wanted) in NOT_OPENAPI {
        assert!(Api::KohortPay.yaml().contains(said), "{said}");
        let broken = Api::KohortPay.yaml().replace(said, instead);
        let Err(message) = document::read(&broken) else { panic!("{instead} was taken") };
        assert!(message.starts_with(wanted), "{message}");
    }
}

#[cfg(feature = "validate")]
mod validated {
    //! With a validator at hand: the meta-schema, and the examples against their own schemas.

    use order_contracts::Api;
    use order_contracts::schema::{Direction, Validator};
    use serde_json::Value;

    use crate::support::{assert_none, examples};

    const META_SCHEMA: &str = include_str!("../cases/openapi-3.0.schema.json");

    #[test]
    fn documents_are_openapi_3_0() {
        let meta_schema: Value = serde_json::from_str(META_SCHEMA).expect("the meta-schema is JSON");
        let validator = jsonschema::draft4::options().should_validate_formats(true).build(&meta_schema);
        let validator = validator.expect("the meta-schema compiles");
        for api in Api::ALL {
            let findings = validator.iter_errors(api.document());
            let findings: Vec<String> =
                findings.map(|error| format!("{api} at `{}`: {error}", error.instance_path())).collect();
            assert_none(&findings);
        }
        // The judge can say no.
        let mut broken = Api::KohortPay.document().clone();
        broken["paths"]["/orders"]["post"]["responses"] = serde_json::json!({});
        assert!(!validator.is_valid(&broken));
    }

    #[test]
    fn every_example_holds_its_own_schema() {
        let mut findings = Vec::new();
        let mut seen = 0;
        for api in Api::ALL {
            for example in examples(api) {
                seen += 1;
                let validator = Validator::new(api.document(), &example.schema, Direction::Neutral);
                let failures = validator.failures(&example.value);
                findings.extend(failures.iter().map(|failure| format!("{api} `{}`: {failure:?}", example.pointer)));
            }
        }
        assert_none(&findings);
        assert_eq!(seen, 116, "examples of both documents: of payloads, parameters and schemas");
    }

    #[test]
    fn examples_hold_in_the_direction_they_are_sent() {
        for api in Api::ALL {
            for example in examples(api).iter().filter(|example| example.name.is_some()) {
                for schema in api.schemas().iter().filter(|schema| schema.name().contains('.')) {
                    let component = crate::support::follow(
                        api.document(),
                        &order_contracts::pointer::Pointer::parse(schema.document_pointer()).expect("a pointer"),
                    );
                    if component == example.schema {
                        let report = schema.validate(&example.value);
                        assert!(report.is_valid(), "{api} {:?} as {}: {report}", example.name, schema.name());
                    }
                }
            }
        }
    }
}
