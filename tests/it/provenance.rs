//! Where every statement of the two documents comes from, keyword by keyword, and that the right origin is shown.

use std::collections::BTreeSet;

use order_contracts::Api;
use order_contracts::contract::Provenance;
use order_contracts::pointer::Pointer;
use serde_json::{Map, Value, json};

use crate::support::{Kind, assert_none, at, statements};

/// Where the README of `openapi/` promises a provenance.
const STATEMENTS: [Kind; 9] = [
    Kind::Server,
    Kind::SecurityScheme,
    Kind::Operation,
    Kind::Parameter,
    Kind::RequestBody,
    Kind::Response,
    Kind::Component,
    Kind::Property,
    Kind::Example,
];

/// Fields that are said to people, or of nothing that is sent.
const NOT_CONSTRAINING: [&str; 9] =
    ["description", "summary", "example", "deprecated", "tags", "operationId", "x-source", "x-inferred", "x-sources"];

#[test]
fn every_statement_has_an_origin_in_good_form() {
    let mut findings = Vec::new();
    for api in Api::ALL {
        let document = api.document();
        let declared = document["info"]["x-sources"].as_object().expect("sources");
        for statement in statements(api) {
            let object = at(document, &statement.pointer).as_object().expect("an object");
            let place = format!("{api} {:?} at `{}`", statement.kind, statement.pointer);
            let (sources, inferred) = (object.get("x-source"), object.get("x-inferred"));
            if sources.is_none() && inferred.is_none() && STATEMENTS.contains(&statement.kind) {
                findings.push(format!("{place}: no origin"));
            }
            let ids = |value: &Value| {
                let ids: Vec<&str> = value.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
                let distinct: BTreeSet<&str> = ids.iter().copied().collect();
                let known = ids.iter().all(|id| declared.contains_key(*id));
                (!ids.is_empty() && distinct.len() == ids.len() && known).then_some(())
            };
            let reason = |value: &Value| {
                let reason = value.as_str()?;
                (reason.split_whitespace().count() > 1 && !reason.trim().contains('\n')).then_some(())
            };
            if let Some(sources) = sources {
                findings.extend(
                    malformed(statement.kind, object, sources, ids).map(|why| format!("{place}: x-source {why}")),
                );
            }
            if let Some(inferred) = inferred {
                findings.extend(
                    malformed(statement.kind, object, inferred, reason).map(|why| format!("{place}: x-inferred {why}")),
                );
                if inferred.is_string() && sources.is_some() {
                    findings.push(format!("{place}: x-inferred does not say which keywords it is about"));
                }
            }
        }
    }
    assert_none(&findings);
}

/// What is wrong with `said` of `object`, whose parts `part` reads.
fn malformed(
    kind: Kind,
    object: &Map<String, Value>,
    said: &Value,
    part: impl Fn(&Value) -> Option<()>,
) -> Option<String> {
    let Value::Object(by_keyword) = said else { return part(said).is_none().then(|| "is malformed".to_owned()) };
    if by_keyword.is_empty() {
        return Some("is empty".to_owned());
    }
    by_keyword.iter().find_map(|(keyword, said)| {
        // The status of a response is not in its object: it is the key that leads there.
        let is_status = kind == Kind::Response && keyword == "status";
        if !is_status && !object.contains_key(keyword) {
            return Some(format!("names `{keyword}`, which is not there"));
        }
        let whole = match (said, object.get(keyword)) {
            (Value::Object(by_name), Some(Value::Array(names))) => {
                by_name.iter().all(|(name, said)| names.contains(&json!(name)) && part(said).is_some())
            }
            _ => part(said).is_some(),
        };
        (!whole).then(|| format!("is malformed for `{keyword}`"))
    })
}

#[test]
fn every_constraining_keyword_has_an_origin() {
    let mut findings = Vec::new();
    let mut seen = 0;
    for api in Api::ALL {
        let document = api.document();
        for statement in statements(api) {
            if matches!(
                statement.kind,
                Kind::Document | Kind::Info | Kind::Components | Kind::PathItem | Kind::MediaType
            ) {
                continue;
            }
            let object = at(document, &statement.pointer).as_object().expect("an object");
            let annotated = object.contains_key("x-source") || object.contains_key("x-inferred");
            let keywords = object.keys().map(String::as_str).filter(|keyword| !NOT_CONSTRAINING.contains(keyword));
            for keyword in keywords.chain((statement.kind == Kind::Response).then_some("status")) {
                let place = Pointer::root().key(keyword);
                let places = match object.get(keyword) {
                    Some(Value::Array(names)) if keyword == "required" => {
                        (0..names.len()).map(|at| place.clone().index(at)).collect()
                    }
                    _ => vec![place],
                };
                for place in places {
                    seen += 1;
                    // What is said beside some of an object's keywords is said beside all of them. Where nothing is,
                    // as of the schema of a parameter, the statement above speaks for it.
                    let origin = match annotated {
                        true => Provenance::of(at(document, &statement.pointer), &place),
                        false => Provenance::of(document, &statement.pointer.join(&place)),
                    };
                    if origin.is_empty() {
                        findings.push(format!("{api} `{}{place}`", statement.pointer));
                    }
                }
            }
        }
    }
    assert_none(&findings);
    assert!(seen > 500, "{seen} keywords");
}

#[test]
fn declared_sources_are_used_and_have_a_title() {
    fn ids(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(id) => drop(found.insert(id.clone())),
            Value::Array(parts) => parts.iter().for_each(|part| ids(part, found)),
            Value::Object(parts) => parts.values().for_each(|part| ids(part, found)),
            _ => {}
        }
    }
    for api in Api::ALL {
        let document = api.document();
        let declared = document["info"]["x-sources"].as_object().expect("sources");
        let mut used = BTreeSet::new();
        for statement in statements(api) {
            at(document, &statement.pointer).get("x-source").into_iter().for_each(|sources| ids(sources, &mut used));
        }
        assert_eq!(used, declared.keys().cloned().collect(), "{api}: used, then declared");
        for (id, source) in declared {
            assert!(source["title"].as_str().is_some_and(|title| !title.is_empty()), "{api} `{id}` has no title");
            let url = source.get("url").map(|url| url.as_str().expect("an address"));
            assert!(url.is_none_or(|url| url.starts_with("https://")), "{api} `{id}`");
        }
    }
}

/// Every form of the two extensions.
fn annotated() -> Value {
    json!({
        "info": {"x-sources": {"page": {"title": "A page", "url": "https://example.com/page"}, "other": {"title": "Another"}}},
        "list": {
            "type": "integer", "minimum": 0,
            "x-source": ["page"],
            "x-inferred": {"type": "the page says number"},
        },
        "maps": {
            "type": "string", "nullable": true, "format": "uuid", "maxLength": 3,
            "x-source": {"type": ["page"], "nullable": ["other"], "format": ["page", "other"]},
            "x-inferred": {"format": "read off the samples"},
        },
        "names": {
            "required": ["a", "b", "c"], "type": "object",
            "x-source": {"type": ["page"], "required": {"a": ["other"], "b": ["page"]}},
            "x-inferred": {"required": {"b": "the page is vague", "c": "it makes no sense without"}},
            "properties": {"plain": {"type": "string"}},
        },
        "some": {
            "required": ["a", "b"],
            "x-source": ["page"],
            "x-inferred": {"required": {"b": "no page says so"}},
        },
        "whole": {"type": "string", "x-inferred": "nothing is documented"},
        "both": {"type": "string", "x-source": ["page"], "x-inferred": "an older form: a part that is not named"},
        "silent": {"type": "string"},
    })
}

/// A place, the sources it has, and the inferences.
const ORIGINS: [(&str, &[&str], &[&str]); 21] = [
    ("/list/minimum", &["page"], &[]),
    ("/list/type", &[], &["the page says number"]),
    ("/list", &["page"], &["`type`: the page says number"]),
    ("/maps/type", &["page"], &[]),
    ("/maps/nullable", &["other"], &[]),
    ("/maps/format", &["page", "other"], &["read off the samples"]),
    ("/maps", &["page", "other"], &["`format`: read off the samples"]),
    // Neither map names it, and nothing above does.
    ("/maps/maxLength", &[], &[]),
    ("/names/required/0", &["other"], &[]),
    ("/names/required/1", &["page"], &["the page is vague"]),
    ("/names/required/2", &[], &["it makes no sense without"]),
    ("/names/required", &["other", "page"], &["`b`, the page is vague", "`c`, it makes no sense without"]),
    (
        "/names",
        &["other", "page"],
        &["`required`: `b`, the page is vague", "`required`: `c`, it makes no sense without"],
    ),
    ("/some/required/0", &["page"], &[]),
    ("/some/required/1", &[], &["no page says so"]),
    ("/some/required/2", &["page"], &["`b`, no page says so"]),
    ("/whole/type", &[], &["nothing is documented"]),
    ("/whole", &[], &["nothing is documented"]),
    ("/both/type", &["page"], &["an older form: a part that is not named"]),
    ("/silent/type", &[], &[]),
    ("", &[], &[]),
];

#[test]
fn a_place_has_the_origin_of_its_keyword() {
    let document = annotated();
    for (place, sources, inferred) in ORIGINS {
        let found = Provenance::of(&document, &Pointer::parse(place).expect("a pointer"));
        let ids: Vec<&str> = found.sources.iter().map(|source| source.id.as_str()).collect();
        let reasons: Vec<String> = found.inferred.iter().map(ToString::to_string).collect();
        assert_eq!((ids.as_slice(), reasons), (sources, inferred.iter().map(ToString::to_string).collect()), "{place}");
    }
    let page = &Provenance::of(&document, &Pointer::root().key("list").key("minimum")).sources[0];
    assert_eq!((page.title.as_deref(), page.url.as_deref()), (Some("A page"), Some("https://example.com/page")));
}

#[test]
fn generated_types_say_where_they_come_from() {
    const TYPES: &str = include_str!(concat!(env!("OUT_DIR"), "/kohortpay_types.rs"));
    let lines: Vec<&str> = TYPES.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| *line == "pub amount: u64,").expect("the field `amount`");
    let end = lines[..at].iter().rposition(|line| line.starts_with("///")).expect("documentation") + 1;
    assert_eq!(
        lines[end - 7..end],
        [
            "///The order total in cents: 35000 is 350.00.",
            "///",
            "///0 or more.",
            "///",
            "///Source: Create an order <https://api-docs.kohortpay.com/orders/create-an-order>.",
            "///",
            "///Inferred: `type`: integer: documented as a number, and cents are whole.",
        ]
    );
}

#[cfg(feature = "validate")]
mod validated {
    //! The origin that a violation shows.

    use order_contracts::Api;
    use order_contracts::validate::{Report, Violation};
    use serde_json::{Value, json};

    fn report(api: Api, schema: &str, payload: &Value) -> Report {
        api.schema(schema).expect("a schema").validate(payload)
    }

    fn origin(violation: &Violation) -> (Vec<&str>, Vec<String>) {
        let provenance = violation.provenance();
        let sources = provenance.sources.iter().map(|source| source.id.as_str()).collect();
        (sources, provenance.inferred.iter().map(ToString::to_string).collect())
    }

    /// Schema, payload with one violation, its rule, sources, and the first words of each inference.
    type Case = (Api, &'static str, Value, &'static str, &'static [&'static str], &'static [&'static str]);

    fn cases() -> Vec<Case> {
        use Api::{KohortPay, Threekit};
        vec![
            (KohortPay, "createOrder", json!({"amount": -1}), "minimum", &["create-order"], &[]),
            (KohortPay, "createOrder", json!({"amount": "x"}), "type", &[], &["integer"]),
            (KohortPay, "createOrder", json!({"amount": 1.5}), "type", &[], &["integer"]),
            (
                KohortPay,
                "createOrder",
                json!({"amount": 1, "customerEmail": null}),
                "type",
                &["P:orders/create-an-order"],
                &[],
            ),
            (
                KohortPay,
                "createOrder",
                json!({"amount": 1, "customerEmail": "x"}),
                "format",
                &[],
                &["no page names a format"],
            ),
            (KohortPay, "createOrder", json!({}), "required", &["P:orders/create-an-order"], &[]),
            (
                KohortPay,
                "createOrder",
                json!({"amount": 1, "locale": "en_GB"}),
                "enum",
                &["create-order", "P:customers/create-customer"],
                &[],
            ),
            (Threekit, "AddedItem", json!({"count": 1}), "required", &[], &["an item of a cart"]),
            (Threekit, "AddedItem", json!({"configurationId": "x", "count": 0}), "minimum", &["P:additems"], &[]),
            (Threekit, "CreateOrder", json!({"items": ["x"]}), "type", &["creates-order"], &[]),
        ]
    }

    #[test]
    fn a_violation_shows_the_origin_of_the_broken_keyword() {
        for (api, schema, payload, id, sources, inferred) in cases() {
            let report = report(api, schema, &payload);
            let [violation] = report.violations() else { panic!("{api} {schema} {payload}: {report}") };
            let (found, reasons) = origin(violation);
            assert_eq!((violation.id(), found.as_slice()), (id, sources), "{api} {schema} {payload}");
            let begin_alike = reasons.len() == inferred.len()
                && reasons.iter().zip(inferred).all(|(reason, start)| reason.starts_with(start));
            assert!(begin_alike, "{api} {schema} {payload}: {reasons:?}");
            // The report for programs says it as one text.
            let said = serde_json::to_value(violation).expect("a report");
            assert_eq!(said["inferred"].as_str(), reasons.first().map(String::as_str), "{api} {schema} {payload}");
        }
    }
}
