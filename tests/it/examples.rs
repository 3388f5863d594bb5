//! Every documented example goes through its generated type and comes back whole.

use order_contracts::Api;
use order_contracts::contract::SchemaKind;

use crate::support::{assert_none, component_name, examples, payload_type, payload_types};

/// Generated implementations, to hold the table in `support` to.
const IMPLEMENTATIONS: [(Api, &str); 2] = [
    (Api::KohortPay, include_str!(concat!(env!("OUT_DIR"), "/kohortpay_payloads.rs"))),
    (Api::Threekit, include_str!(concat!(env!("OUT_DIR"), "/threekit_payloads.rs"))),
];

#[test]
fn the_table_of_payload_types_is_complete() {
    for (api, generated) in IMPLEMENTATIONS {
        let marker = "impl crate::apis::payload::Payload for super::types::";
        let generated = generated.split(marker).skip(1).map(|rest| rest.split(' ').next().unwrap_or_default());
        let mut generated: Vec<&str> = generated.collect();
        generated.sort_unstable();
        let table: Vec<&str> = payload_types().iter().filter(|ty| ty.api == api).map(|ty| ty.name).collect();
        assert_eq!(generated, table, "types of `{api}`: generated, then in the table of tests/it/support/payloads.rs");
    }
}

#[test]
fn every_component_schema_has_a_type() {
    for api in Api::ALL {
        for schema in api.schemas().iter().filter(|schema| schema.kind() == SchemaKind::Component) {
            assert_eq!(payload_type(api, schema.name()).schema, schema.name());
        }
    }
}

/// `Order.status` and the component `OrderStatus` would have the same name.
#[test]
fn regression_a_type_finds_its_own_schema_and_not_that_of_a_property_with_its_name() {
    for ty in payload_types() {
        let schema = ty.api.schema(ty.schema).expect("every type has a schema");
        let is_component = schema.document_pointer() == format!("/components/schemas/{}", ty.schema);
        assert_eq!(is_component, schema.kind() == SchemaKind::Component, "{} `{}`", ty.api, ty.name);
        if ty.schema.ends_with("Status") {
            assert!(is_component, "{} `{}` is that of {}", ty.api, ty.name, schema.document_pointer());
        }
    }
    for api in Api::ALL {
        let mut names: Vec<&str> = api.schemas().iter().map(|schema| schema.name()).collect();
        names.dedup();
        assert_eq!(names.len(), api.schemas().len(), "{api}: one schema a name");
    }
}

/// The typed value written again is the documented JSON, member for member; each is pinned as a snapshot.
#[test]
fn documented_payloads_survive_their_types() {
    let mut pinned = 0;
    for api in Api::ALL {
        let examples = examples(api).into_iter().filter_map(|example| Some((example.name.clone()?, example)));
        for (name, example) in examples {
            let schema = component_name(api.document(), &example.schema).expect("payloads have named schemas");
            let text = example.value.to_string();
            let typed = (payload_type(api, &schema).round_trip)(text.as_bytes());
            let typed = typed.unwrap_or_else(|error| panic!("{api} example `{name}` as `{schema}`: {error}"));
            assert_eq!(typed, example.value, "{api} example `{name}` as `{schema}`");
            insta::with_settings!({ sort_maps => true, description => format!("{name} of {api} as {schema}") }, {
                insta::assert_json_snapshot!(format!("{api}_{name}"), typed);
            });
            pinned += 1;
        }
    }
    assert_eq!(pinned, 18, "payload examples of both documents");
}

/// A schema's own `example` also goes through the type, where one stands for the schema that it is of.
#[test]
fn examples_of_properties_survive_their_types() {
    let mut seen = 0;
    for api in Api::ALL {
        for example in examples(api).iter().filter(|example| example.name.is_none()) {
            let Some(ty) = payload_types().into_iter().find(|ty| {
                let schema = api.schema(ty.schema);
                ty.api == api && schema.is_ok_and(|schema| schema.document_pointer() == example.schema.as_str())
            }) else {
                continue;
            };
            let typed = (ty.round_trip)(example.value.to_string().as_bytes());
            assert_eq!(typed.as_ref(), Ok(&example.value), "{api} `{}` as `{}`", example.pointer, ty.name);
            seen += 1;
        }
    }
    assert_eq!(seen, 7, "one a constrained string with an example");
}

/// The documented payload under each name, so that a changed example is a changed test.
#[test]
fn no_example_stands_unused() {
    let mut findings = Vec::new();
    for api in Api::ALL {
        let used: Vec<String> = examples(api).into_iter().filter_map(|example| example.name).collect();
        let declared = api.document()["components"]["examples"].as_object().expect("examples").keys();
        findings.extend(declared.filter(|name| !used.contains(name)).map(|name| format!("{api} `{name}`")));
    }
    assert_none(&findings);
}
