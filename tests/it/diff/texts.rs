//! Laws by brute force: what the diff calls compatible is compatible for every message that is tried, of parameters in all
//! places and styles, of forms, of headers of responses, and of JSON bodies whose properties are named like keywords.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, Verdict};
use order_contracts::validate::{self, Report, Request, Response};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Texts that writers of values produce: no leading zeros, no `1.0`.
const TEXTS: [&str; 22] = [
    "0", "1", "7", "9", "10", "42", "99", "100", "999", "1000", "12345", "-1", "-9", "-10", "-999", "0.5", "1.25",
    "-0.5", "true", "false", "a", "abcd",
];

/// Of lists and objects the second text is one of these.
const SECONDS: [&str; 5] = ["1", "10", "-9", "true", "a"];

/// Names of members; most of them mean something elsewhere.
const NAMES: [&str; 9] = ["m", "default", "enum", "const", "example", "properties", "$ref", "x-y", "not"];

/// How a value is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Query,
    Header,
    Cookie,
    Path,
    /// Several fields of one name, or one with commas.
    List {
        explode: bool,
    },
    /// A list in a header.
    HeaderList,
    DeepObject,
    /// An object whose members are fields of the query.
    ExplodedObject,
    /// A field of a form.
    Field,
    /// A list in a form.
    FieldList,
    /// A header of a response.
    ResponseHeader,
}

const FORMS: [Form; 12] = [
    Form::Query,
    Form::Header,
    Form::Cookie,
    Form::Path,
    Form::List { explode: true },
    Form::List { explode: false },
    Form::HeaderList,
    Form::DeepObject,
    Form::ExplodedObject,
    Form::Field,
    Form::FieldList,
    Form::ResponseHeader,
];

fn scalar() -> impl Strategy<Value = Value> {
    let bounds = (0_i64..12, 0_i64..120);
    let listed = json!(["1", "a", "true", 1, 10, true, "10", "-9"]);
    let listed: Vec<Value> = listed.as_array().cloned().unwrap_or_default();
    let plain = prop_oneof![
        Just(json!({})),
        Just(json!({"type": "string"})),
        Just(json!({"type": "number"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "boolean"})),
        (0_u8..4, 0_u8..5)
            .prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
        (1_u8..5).prop_map(|most| json!({"type": "string", "maxLength": most})),
        bounds
            .prop_map(|(least, more)| json!({"type": "integer", "minimum": least - 10, "maximum": least - 10 + more})),
        (0_i64..3).prop_map(|least| json!({"type": "number", "minimum": least})),
        Just(json!({"type": "string", "enum": ["1", "a", "true"]})),
        Just(json!({"enum": [1, 10, "a"]})),
        Just(json!({"type": "string", "pattern": "^-?[0-9]+$"})),
        Just(json!({"type": ["integer", "boolean"]})),
        Just(json!({"type": ["string", "null"]})),
    ];
    // Values listed beside other keywords.
    let beside = (plain.clone(), proptest::sample::subsequence(listed, 1..4), any::<bool>()).prop_map(
        |(mut schema, values, is_const)| {
            match (is_const, schema.as_object_mut()) {
                (true, Some(members)) => _ = members.insert("const".to_owned(), values[0].clone()),
                (false, Some(members)) => _ = members.insert("enum".to_owned(), values.into()),
                (_, None) => {}
            }
            schema
        },
    );
    prop_oneof![3 => plain.clone(), 1 => beside, 1 => (plain.clone(), plain).prop_map(|(one, other)| json!({"anyOf": [one, other]}))]
}

/// Sets the bounds of a list.
fn list(items: &Value, most: u8) -> Value {
    json!({"type": "array", "items": items, "maxItems": most})
}

fn contract(schema: &Value, form: Form, name: &str, most: u8) -> Contract {
    let object = json!({"type": "object", "required": [name], "properties": {(name): schema}});
    let parameter = |place: &str, schema: Value| json!({"name": "q", "in": place, "required": true, "schema": schema});
    let styled = |mut parameter: Value, style: &str, explode: bool| {
        parameter["style"] = json!(style);
        parameter["explode"] = json!(explode);
        parameter
    };
    let mut operation = json!({"responses": {"200": {"description": "Here"}}});
    let mut path = "/a";
    match form {
        Form::Query | Form::Header | Form::Cookie | Form::Path => {
            let place = match form {
                Form::Query => "query",
                Form::Header => "header",
                Form::Cookie => "cookie",
                _ => "path",
            };
            path = if form == Form::Path { "/a/{q}" } else { path };
            operation["parameters"] = json!([parameter(place, schema.clone())]);
        }
        Form::List { explode } => {
            operation["parameters"] = json!([styled(parameter("query", list(schema, most)), "form", explode)]);
        }
        Form::HeaderList => operation["parameters"] = json!([parameter("header", list(schema, most))]),
        Form::DeepObject => operation["parameters"] = json!([styled(parameter("query", object), "deepObject", true)]),
        Form::ExplodedObject => operation["parameters"] = json!([styled(parameter("query", object), "form", true)]),
        Form::Field | Form::FieldList => {
            let field = if form == Form::Field { schema.clone() } else { list(schema, most) };
            let object = json!({"type": "object", "required": [name], "properties": {(name): field}});
            let content = json!({"application/x-www-form-urlencoded": {"schema": object}});
            operation["requestBody"] = json!({"required": true, "content": content});
        }
        Form::ResponseHeader => {
            operation["responses"]["200"]["headers"] = json!({"q": {"required": true, "schema": schema}});
        }
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {(path): {"post": operation}},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

/// What the contract says of the message that has this text, or both.
fn judged(contract: &Contract, form: Form, name: &str, text: &str, second: Option<&str>) -> Report {
    let both = |separator: &str| second.map_or(text.to_owned(), |second| format!("{text}{separator}{second}"));
    let escaped = name.replace('$', "%24");
    let target = match form {
        Form::Query => format!("/a?q={text}"),
        Form::Path => format!("/a/{text}"),
        Form::List { explode: true } => format!("/a?q={}", both("&q=")),
        Form::List { explode: false } => format!("/a?q={}", both(",")),
        Form::DeepObject => format!("/a?q[{escaped}]={text}"),
        Form::ExplodedObject => format!("/a?{escaped}={text}"),
        _ => "/a".to_owned(),
    };
    let body = match form {
        Form::Field => format!("{escaped}={text}"),
        Form::FieldList => format!("{escaped}={}", both(&format!("&{escaped}="))),
        _ => String::new(),
    };
    let (cookie, listed) = (format!("q={text}"), both(","));
    let mut request = Request::new("POST", target);
    request = match form {
        Form::Header => request.header("q", text),
        Form::HeaderList => request.header("q", &listed),
        Form::Cookie => request.header("cookie", &cookie),
        Form::Field | Form::FieldList => {
            request.header("content-type", "application/x-www-form-urlencoded").body(&body)
        }
        _ => request,
    };
    match form {
        Form::ResponseHeader => validate::response(contract, &request, &Response::new(200).header("q", text)),
        _ => validate::request(contract, &request),
    }
}

/// Whether the diff calls it compatible on the wire.
fn is_called_compatible(base: &Contract, revision: &Contract) -> bool {
    let comparison = diff::compare(base, revision, &Settings::new());
    comparison.verdict_of(Facet::Wire) < Verdict::Undecided
}

proptest! {
    #![proptest_config(super::super::containment::config())]

    #[test]
    fn what_is_called_compatible_is_so_for_every_text(
        (old, new, form, name, most) in (scalar(), scalar(), select(&FORMS[..]), select(&NAMES[..]), (1_u8..3, 1_u8..3))
    ) {
        let (base, revision) = (contract(&old, form, name, most.0), contract(&new, form, name, most.1));
        if !is_called_compatible(&base, &revision) {
            return Ok(());
        }
        let (sender, receiver) = if form == Form::ResponseHeader { (&revision, &base) } else { (&base, &revision) };
        let is_list = matches!(form, Form::List { .. } | Form::HeaderList | Form::FieldList);
        let seconds = SECONDS.iter().map(|second| Some(*second)).filter(|_| is_list);
        let seconds: Vec<Option<&str>> = std::iter::once(None).chain(seconds).collect();
        for (text, &second) in TEXTS.iter().flat_map(|text| seconds.iter().map(move |second| (text, second))) {
            let verdict = |contract: &Contract| judged(contract, form, name, text, second).verdict();
            let (before, after) = (verdict(sender), verdict(receiver));
            prop_assert!(
                before != validate::Verdict::Valid || after != validate::Verdict::Invalid,
                "`{text}` and {second:?} as {form:?} of `{name}` are lost from {old} to {new}, lists of {most:?}"
            );
        }
    }
}

/// Values of JSON that schemas of [`value`] tell apart.
fn universe() -> Vec<Value> {
    let mut values: Vec<Value> =
        [json!(null), json!(true), json!(0), json!(1), json!(5), json!(10), json!(0.5), json!(-3)].into();
    values.extend(["", "a", "B", "abcd", "2024-01-31"].map(Value::from));
    values.extend([json!([]), json!([1]), json!(["a", "a"]), json!({})]);
    values
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({})),
        (0_u8..3, 0_u8..4)
            .prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
        (-4_i8..4, 0_i8..9)
            .prop_map(|(least, more)| json!({"type": "integer", "minimum": least, "maximum": least + more})),
        Just(json!({"type": ["number", "null"]})),
        Just(json!({"type": "boolean"})),
        Just(json!({"enum": ["a", "B", 5, null]})),
        Just(json!({"const": "a"})),
        Just(json!({"type": "string", "format": "date"})),
        Just(json!({"not": {"type": "string"}})),
        (0_u8..3).prop_map(|most| json!({"type": "array", "items": {"type": ["string", "integer"]}, "maxItems": most})),
    ];
    (leaf.clone(), leaf).prop_flat_map(|(one, other)| {
        let (left, right) = (one.clone(), other.clone());
        prop_oneof![
            3 => Just(one.clone()),
            1 => Just(json!({"anyOf": [one.clone(), other.clone()]})),
            1 => Just(json!({"oneOf": [one, other]})),
            1 => Just(json!({"allOf": [left, {"not": right}]})),
        ]
    })
}

/// An object with two properties.
fn object() -> impl Strategy<Value = (Value, [&'static str; 2])> {
    let names = (select(&NAMES[..]), select(&NAMES[..]));
    (names, value(), value(), any::<[bool; 3]>()).prop_map(
        |((first, second), one, other, [needs, needs_other, is_closed])| {
            let mut schema = json!({"type": "object", "properties": {(first): one, (second): other}});
            let needed = [(first, needs), (second, needs_other)];
            let required: Vec<&str> = needed.into_iter().filter(|(_, needs)| *needs).map(|(name, _)| name).collect();
            schema["required"] = json!(required);
            if is_closed {
                schema["additionalProperties"] = json!(false);
            }
            (schema, [first, second])
        },
    )
}

proptest! {
    #![proptest_config(super::super::containment::config())]

    #[test]
    fn what_is_called_compatible_is_so_for_every_body(
        ((old, names), (new, others), answers) in (object(), object(), any::<bool>())
    ) {
        let contract = |schema: &Value| {
            let content = json!({"application/json": {"schema": schema}});
            let operation = match answers {
                false => json!({"requestBody": {"required": true, "content": content}, "responses": {"200": {"description": "D"}}}),
                true => json!({"responses": {"200": {"description": "D", "content": content}}}),
            };
            let document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}});
            Contract::from_str(&document.to_string(), "t.json").unwrap()
        };
        let (base, revision) = (contract(&old), contract(&new));
        if !is_called_compatible(&base, &revision) {
            return Ok(());
        }
        // Senders send what they declare.
        let (sender, receiver, [first, second]) =
            if answers { (&revision, &base, others) } else { (&base, &revision, names) };
        let with = |name: &'static str| {
            let values = universe().into_iter().map(move |value| vec![(name, value)]);
            std::iter::once(Vec::new()).chain(values).collect::<Vec<_>>()
        };
        for (one, other) in with(first).iter().flat_map(|one| with(second).into_iter().map(move |other| (one, other))) {
            let body: serde_json::Map<String, Value> =
                one.iter().cloned().chain(other).map(|(name, value)| (name.to_owned(), value)).collect();
            let body = Value::Object(body).to_string();
            let verdict = |contract: &Contract| {
                let request = Request::new("POST", "/a");
                match answers {
                    false => validate::request(contract, &request.header("content-type", "application/json").body(&body)),
                    true => {
                        let response = Response::new(200).header("content-type", "application/json").body(&body);
                        validate::response(contract, &request, &response)
                    }
                }.verdict()
            };
            let (before, after) = (verdict(sender), verdict(receiver));
            prop_assert!(
                before != validate::Verdict::Valid || after != validate::Verdict::Invalid,
                "{body} is lost from {old} to {new}, answers: {answers}"
            );
        }
    }
}
