//! Every constraint of both documents at its bound and one past it.
//!
//! The constraints are found by walking the exported schemas. A keyword, format or pattern that the walk does not know
//! fails the test, so none can be forgotten; how many there are is pinned.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use order_contracts::Api;
use order_contracts::EmbeddedSchema;
use order_contracts::pointer::Pointer;
use order_contracts::validate::Report;
use serde_json::{Value, json};

use crate::support::instances::{self, Node};
use crate::support::{Kind, assert_none, at, statements};

/// Values of every JSON type, and of a number with and without a fraction.
fn one_of_each_type() -> [(&'static str, Value); 7] {
    [
        ("null", Value::Null),
        ("boolean", json!(true)),
        ("integer", json!(7)),
        ("number", json!(7.5)),
        ("string", json!("text")),
        ("array", json!([])),
        ("object", json!({})),
    ]
}

/// Format, strings that have it, strings that do not.
const FORMATS: [(&str, &[&str], &[&str]); 3] = [
    (
        "date-time",
        &[
            "2021-07-22T00:00:00.000Z",
            "2021-07-22T00:00:00Z",
            "2021-07-22t00:00:00z",
            "2021-07-22T02:00:00+02:00",
            "2024-02-29T23:59:59.123456789-11:30",
            "2016-12-31T23:59:60Z",
        ],
        &[
            "",
            "1626912000",
            "2021-07-22",
            "00:00:00Z",
            "2021-07-22T00:00:00",
            "2021-07-22 00:00:00Z",
            "2021-07-22T00:00:00.Z",
            "2021-07-22T00:00:00+0200",
            "2021-07-22T00:00Z",
            "2021-7-2T0:0:0Z",
            "2021-02-29T00:00:00Z",
            "2021-13-01T00:00:00Z",
            "2021-07-22T24:00:00Z",
            "2021-07-22T00:60:00Z",
            "2021-07-22T00:00:61Z",
            "２０２１-07-22T00:00:00Z",
            " 2021-07-22T00:00:00Z",
            "2021-07-22T00:00:00Z\n",
        ],
    ),
    (
        "email",
        &["customer@example.com", "a@b.co", "first.last+tag@sub.example.org", "o'hara@example.com"],
        &[
            "",
            "customer",
            "customer@",
            "@example.com",
            "a b@example.com",
            "a@b@example.com",
            "a..b@example.com",
            "customer@example..com",
            "customer@-example.com",
            // What a crawler sees of an address that a page masks.
            "[email\u{a0}protected]",
        ],
    ),
    (
        "uuid",
        &["44444444-4444-4444-8444-444444444444", "ABCDEF01-2345-6789-abcd-ef0123456789"],
        &[
            "",
            "44444444444444448444444444444444",
            "{44444444-4444-4444-8444-444444444444}",
            "urn:uuid:44444444-4444-4444-8444-444444444444",
            "44444444-4444-4444-8444-44444444444",
            "44444444-4444-4444-8444-44444444444g",
            "46Juzcyx",
        ],
    ),
];

/// Pattern, strings that match, strings that do not.
const PATTERNS: [(&str, &[&str], &[&str]); 1] = [(
    "^[A-Za-z0-9_-]{7,14}$",
    &["46Juzcyx", "1234567", "12345678901234", "_______", "-------"],
    &["", "123456", "123456789012345", "46Juzcy!", "46 uzcyx", "ééééééé", "46Juzcyx\n", "\n46Juzcyx"],
)];

#[test]
fn every_constraint_holds_at_its_bound_and_not_past_it() {
    let mut findings = Vec::new();
    let mut summary = String::new();
    for api in Api::ALL {
        let mut tried: BTreeMap<String, (BTreeSet<Pointer>, usize)> = BTreeMap::new();
        for schema in api.schemas() {
            let mut bench = Bench::new(schema);
            for node in instances::nodes(schema) {
                for (keyword, operand) in node.keywords() {
                    let before = bench.trials;
                    bench.exercise(&node, keyword, operand);
                    if bench.trials > before {
                        let (places, trials) = tried.entry(keyword.to_owned()).or_default();
                        places.insert(node.document.clone().key(keyword));
                        *trials += bench.trials - before;
                    }
                }
            }
            findings.extend(bench.findings);
        }
        assert_none(&unexercised(api, &tried));
        writeln!(summary, "{api}: places in the document, trials").expect("a string takes all");
        for (keyword, (places, trials)) in tried {
            writeln!(summary, "  {keyword:21}{:4}{trials:7}", places.len()).expect("a string takes all");
        }
    }
    assert_none(&findings);
    insta::assert_snapshot!("constraints_exercised", summary);
}

/// Keywords of the document's component schemas that no trial was about: found in the document itself, not in what was
/// exported from it.
fn unexercised(api: Api, tried: &BTreeMap<String, (BTreeSet<Pointer>, usize)>) -> Vec<String> {
    let schemas = statements(api).into_iter().filter(|statement| {
        matches!(statement.kind, Kind::Component | Kind::Property | Kind::Subschema)
            && statement.pointer.as_str().starts_with("/components/schemas/")
    });
    let bounds = schemas.flat_map(|statement| {
        let keywords: Vec<String> =
            at(api.document(), &statement.pointer).as_object().expect("a schema").keys().cloned().collect();
        keywords.into_iter().map(move |keyword| (statement.pointer.clone().key(&keyword), keyword))
    });
    let annotations = ["description", "default", "example", "deprecated", "x-source", "x-inferred", "$ref"];
    // `nullable` is part of `type`; the others lead to schemas with keywords of their own.
    let structure = ["nullable", "allOf", "items"];
    bounds
        .filter(|(_, keyword)| !annotations.contains(&keyword.as_str()) && !structure.contains(&keyword.as_str()))
        .filter(|(place, keyword)| !tried.get(keyword).is_some_and(|(places, _)| places.contains(place)))
        .map(|(place, _)| format!("{api} `{place}` is exercised by no trial"))
        .collect()
}

/// One schema, a payload that holds it, and what was found wrong with its judgements.
struct Bench {
    schema: &'static EmbeddedSchema,
    base: Value,
    trials: usize,
    findings: Vec<String>,
}

impl Bench {
    fn new(schema: &'static EmbeddedSchema) -> Self {
        let base = instances::full(schema);
        let report = schema.validate(&base);
        assert!(report.is_valid(), "the base payload of {} {}: {report}", schema.api(), schema.name());
        Self { schema, base, trials: 0, findings: Vec::new() }
    }

    fn exercise(&mut self, node: &Node, keyword: &str, operand: &Value) {
        match keyword {
            "type" => self.types(node, operand),
            "required" => self.required(node, operand),
            "properties" => self.optional(node, operand),
            "maxLength" => self.max_length(node, operand),
            "minimum" => self.minimum(node, operand),
            "enum" => self.values(node, operand),
            "format" => self.strings(node, "format", operand, &FORMATS),
            "pattern" => self.strings(node, "pattern", operand, &PATTERNS),
            "additionalProperties" => self.undeclared(node, operand),
            // Led to the nodes below.
            "items" | "allOf" | "$ref" => {}
            // Said to people and programs, not of values.
            "$schema" | "$defs" | "title" | "description" | "default" | "examples" | "deprecated" => {}
            other => panic!("unknown keyword `{other}` at `{}`: tell this test its bounds", node.document),
        }
    }

    fn types(&mut self, node: &Node, operand: &Value) {
        let wanted: Vec<&str> = match operand {
            Value::String(name) => vec![name],
            names => names.as_array().expect("names").iter().map(|name| name.as_str().expect("a name")).collect(),
        };
        for (name, value) in one_of_each_type() {
            let fits = wanted.contains(&name) || (name == "integer" && wanted.contains(&"number"));
            if fits && name == "null" {
                self.accepted(node, value);
            } else if !fits {
                self.refused(node, "type", "type", value);
            }
        }
        if wanted.contains(&"integer") {
            // 35000.0 is a whole number (JSON Schema 2020-12, 6.1.1).
            self.accepted(node, json!(35000.0));
            self.accepted(node, json!(1e2));
            self.accepted(node, json!(u64::MAX));
            self.refused(node, "type", "type", json!(35000.5));
        }
        if wanted.contains(&"number") {
            self.accepted(node, json!(-7.5));
            self.accepted(node, json!(0));
        }
    }

    fn required(&mut self, node: &Node, operand: &Value) {
        for name in operand.as_array().expect("names").iter().map(|name| name.as_str().expect("a name")) {
            let payload = self.without(node, name);
            self.refuse(node, "required", "required", &payload, &node.instance, name);
        }
    }

    /// A property that is not required may be missing, and none of these objects is closed.
    fn optional(&mut self, node: &Node, operand: &Value) {
        for (_, value) in one_of_each_type() {
            let mut payload = self.base.clone();
            let object = payload.pointer_mut(node.instance.as_str()).and_then(Value::as_object_mut).expect("an object");
            object.insert("undeclared".to_owned(), value);
            self.accept(&payload, &format!("an undeclared member at `{}`", node.instance));
        }
        let required = node.schema["required"].as_array().cloned().unwrap_or_default();
        for name in operand.as_object().expect("properties").keys() {
            if !required.contains(&json!(name)) {
                let payload = self.without(node, name);
                self.accept(&payload, &format!("without `{name}` at `{}`", node.instance));
            }
        }
    }

    fn max_length(&mut self, node: &Node, operand: &Value) {
        let limit = usize::try_from(operand.as_u64().expect("a count")).expect("a small count");
        for unit in ["a", "é", "😀", "e\u{301}", "👩\u{200d}👧", "\u{0}"] {
            let text = |length: usize| match node.schema["format"].as_str() {
                None => unit.chars().cycle().take(length).collect::<String>(),
                Some("email") => email(length),
                Some(other) => panic!("no long strings of the format `{other}` at `{}`", node.document),
            };
            self.accepted(node, json!(text(limit)));
            self.refused(node, "maxLength", "max-length", json!(text(limit + 1)));
        }
        if node.schema.get("format").is_none() {
            self.accepted(node, json!(""));
        }
    }

    fn minimum(&mut self, node: &Node, operand: &Value) {
        let limit = operand.as_i64().expect("a small bound");
        self.accepted(node, operand.clone());
        self.accepted(node, json!(limit + 1));
        self.refused(node, "minimum", "minimum", json!(limit - 1));
        self.refused(node, "minimum", "minimum", json!(i64::MIN));
        self.refused(node, "minimum", "minimum", json!(-1e300));
    }

    fn values(&mut self, node: &Node, operand: &Value) {
        let values = operand.as_array().expect("values");
        for value in values {
            self.accepted(node, value.clone());
            let text = value.as_str().expect("a string");
            for near in [format!("{text} "), format!(" {text}"), text.to_lowercase(), text.to_uppercase()] {
                if !values.contains(&json!(near)) {
                    self.refused(node, "enum", "enum", json!(near));
                }
            }
        }
        for other in ["", "Unknown", "null"] {
            self.refused(node, "enum", "enum", json!(other));
        }
    }

    fn strings(&mut self, node: &Node, keyword: &str, operand: &Value, table: &[(&str, &[&str], &[&str])]) {
        let name = operand.as_str().expect("a name");
        let Some((_, good, bad)) = table.iter().find(|(known, ..)| *known == name) else {
            panic!("unknown {keyword} `{name}` at `{}`: give this test good and bad strings", node.document)
        };
        good.iter().for_each(|text| self.accepted(node, json!(text)));
        bad.iter().for_each(|text| self.refused(node, keyword, keyword, json!(text)));
    }

    fn undeclared(&mut self, node: &Node, operand: &Value) {
        assert_eq!(operand, true, "`{}` closes its object: tell this test its bounds", node.document);
        for (_, value) in one_of_each_type() {
            self.accepted(node, json!({ "anything": value }));
        }
    }

    /// The base without the member `name` of the object at `node`.
    fn without(&self, node: &Node, name: &str) -> Value {
        let mut payload = self.base.clone();
        let object = payload.pointer_mut(node.instance.as_str()).and_then(Value::as_object_mut).expect("an object");
        object.remove(name).expect("the base has every member");
        payload
    }

    fn with(&self, node: &Node, value: Value) -> Value {
        let mut payload = self.base.clone();
        *payload.pointer_mut(node.instance.as_str()).expect("the base has every value") = value;
        payload
    }

    fn accepted(&mut self, node: &Node, value: Value) {
        let what = format!("{value} at `{}`", node.instance);
        let payload = self.with(node, value);
        self.accept(&payload, &what);
    }

    fn accept(&mut self, payload: &Value, what: &str) {
        self.trials += 1;
        let report = self.schema.validate(payload);
        if !report.is_valid() {
            self.finding(what, &format!("refused: {report}"));
        }
    }

    fn refused(&mut self, node: &Node, keyword: &str, id: &str, value: Value) {
        let what = format!("{value}");
        let payload = self.with(node, value);
        self.refuse(node, keyword, id, &payload, &node.instance, &what);
    }

    /// Refused for this keyword of this place, once, and for nothing elsewhere.
    fn refuse(&mut self, node: &Node, keyword: &str, id: &str, payload: &Value, instance: &Pointer, what: &str) {
        self.trials += 1;
        let report = self.schema.validate(payload);
        let place = node.document.clone().key(keyword);
        let hits = report.violations().iter().filter(|violation| {
            violation.id() == id
                && violation.instance() == instance
                && *violation.keyword() == place
                && (id != "required" || violation.wanted().to_string() == format!("the property `{what}`"))
        });
        let hits = hits.count();
        let elsewhere =
            report.violations().iter().any(|violation| !violation.instance().as_str().starts_with(instance.as_str()));
        if hits != 1 || elsewhere {
            self.finding(
                &format!("{what} at `{instance}`"),
                &format!("not told once as `{id}` of `{place}`: {}", told(&report)),
            );
        }
    }

    fn finding(&mut self, what: &str, judgement: &str) {
        self.findings.push(format!("{} {}: {what}: {judgement}", self.schema.api(), self.schema.name()));
    }
}

/// An address of so many characters: labels of at most 63, a local part of at most 64 (RFC 1035, 2.3.4; RFC 5321,
/// 4.5.3.1).
fn email(length: usize) -> String {
    let domain = vec!["d".repeat(63); 3].join(".");
    format!("{}@{domain}", "l".repeat(length - domain.len() - 1))
}

fn told(report: &Report) -> String {
    let violations = report.violations().iter();
    violations
        .map(|violation| format!("{} of `{}`", violation.id(), violation.keyword()))
        .collect::<Vec<_>>()
        .join("; ")
}
