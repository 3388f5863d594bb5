//! From the value of a parameter to its text (OpenAPI 3.0.3, 4.7.12.3): what the other files here read.

use serde_json::{Map, Value};

use crate::contract::{Encoding, Form, Location, MediaRange, Parameter, Style};
use crate::json;
use crate::percent;

/// The text of a parameter, of a query or cookie parameter with its name; `None` where its style has no text for the value.
pub(crate) fn parameter(parameter: &Parameter, value: &Value) -> Option<String> {
    let name = &parameter.name;
    // What headers hold is not percent-encoded.
    let escape =
        |text: &str| if parameter.location == Location::Header { text.to_owned() } else { percent::encode(text, b"") };
    let (style, explode) = match &parameter.form {
        None if matches!(parameter.location, Location::Query | Location::Cookie) => (Style::Form, true),
        None => (Style::Simple, false),
        Some(Form::Content(_)) => {
            let text = escape(&value.to_string());
            return Some(match parameter.location {
                Location::Query | Location::Cookie => format!("{}={text}", escape(name)),
                Location::Path | Location::Header => text,
            });
        }
        Some(Form::Styled { style, explode, .. }) => (*style, *explode),
    };
    styled(name, value, (style, explode), &escape)
}

/// The text of a value in a style.
fn styled(
    name: &str,
    value: &Value,
    (style, explode): (Style, bool),
    escape: &dyn Fn(&str) -> String,
) -> Option<String> {
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| escape(&scalar(item))).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match explode {
                true => vec![format!("{}={}", escape(name), escape(&scalar(value)))],
                false => vec![escape(name), escape(&scalar(value))],
            })
            .collect(),
        one => vec![escape(&scalar(one))],
    };
    let is_object = value.is_object();
    let named = |items: &[String]| match is_object {
        true => items.join("&"),
        false => items.iter().map(|item| format!("{}={item}", escape(name))).collect::<Vec<_>>().join("&"),
    };
    Some(match style {
        Style::Simple => items.join(","),
        Style::Label => format!(".{}", items.join(if explode { "." } else { "," })),
        Style::Matrix if explode && is_object => format!(";{}", items.join(";")),
        Style::Matrix if explode => {
            items.iter().map(|item| format!(";{}={item}", escape(name))).collect::<Vec<_>>().join("")
        }
        Style::Matrix => format!(";{}={}", escape(name), items.join(",")),
        Style::Form if explode => named(&items),
        Style::Form => format!("{}={}", escape(name), items.join(",")),
        Style::SpaceDelimited | Style::PipeDelimited if explode => named(&items),
        Style::SpaceDelimited => format!("{}={}", escape(name), items.join("%20")),
        Style::PipeDelimited => format!("{}={}", escape(name), items.join("%7C")),
        Style::DeepObject => {
            let members = value.as_object()?.iter();
            let pair = |(key, value): (&String, &Value)| {
                format!("{}[{}]={}", escape(name), escape(key), escape(&scalar(value)))
            };
            members.map(pair).collect::<Vec<_>>().join("&")
        }
    })
}

/// The text of an `application/x-www-form-urlencoded` body (OpenAPI 3.0.3, 4.7.14.2 and 4.7.15.1): lists in the style of their field,
/// objects as JSON unless that is `deepObject`.
pub(crate) fn form(members: &Map<String, Value>, encoding: &[(String, Encoding)]) -> String {
    let encode = |text: &str| percent::encode(text, b"");
    let field = |(name, value): (&String, &Value)| {
        let encoding = encoding.iter().find(|(known, _)| known == name).map(|(_, encoding)| encoding);
        let media_type = encoding.and_then(|encoding| MediaRange::parse(encoding.content_type.as_deref()?));
        let form = encoding.map_or((Style::Form, true), |encoding| (encoding.style, encoding.explode));
        let has_style = match value {
            Value::Array(items) => !items.iter().any(|item| item.is_array() || item.is_object()),
            Value::Object(_) => form.0 == Style::DeepObject,
            _ => false,
        };
        let text = match has_style && !media_type.is_some_and(|range| range.is_json()) {
            true => styled(name, value, form, &encode),
            false => None,
        };
        text.unwrap_or_else(|| format!("{}={}", encode(name), encode(&scalar(value))))
    };
    let fields = members.iter().map(field).filter(|field| !field.is_empty());
    fields.collect::<Vec<_>>().join("&")
}

/// The text of a value that is no list and no object.
pub(crate) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => json::digits(value).unwrap_or(text).to_owned(),
        Value::Null => String::new(),
        other => json::schema_text(other),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;
    use crate::contract::Contract;
    use crate::validate::{self, Request, Verdict};

    /// A location, some of its styles, and the scalars, lists and objects that they have a form for.
    type Forms<'v> = (&'static str, &'static [&'static str], [&'v [Value]; 3]);

    /// A contract whose one parameter must be `value`, of the types that `shape` has.
    fn contract(location: &str, style: &str, explode: bool, value: &Value, shape: &Value) -> Contract {
        let mut schema = typed(shape);
        schema["const"] = value.clone();
        let parameter = json!({
            "name": "p q", "in": location, "required": true, "style": style, "explode": explode, "schema": schema,
        });
        let path = if location == "path" { "/a/{p q}" } else { "/a" };
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {path: {"get": {"parameters": [parameter], "responses": {"204": {"description": "D"}}}}},
        });
        Contract::from_bytes(document.to_string().into_bytes(), "t.json").expect("a document")
    }

    fn typed(value: &Value) -> Value {
        match value {
            Value::Array(items) => json!({"type": "array", "items": typed(&items[0])}),
            Value::Object(members) => {
                let properties: Map<_, _> = members.iter().map(|(name, value)| (name.clone(), typed(value))).collect();
                json!({"type": "object", "properties": properties})
            }
            Value::Bool(_) => json!({"type": "boolean"}),
            Value::Number(_) => json!({"type": "number"}),
            _ => json!({"type": "string"}),
        }
    }

    fn verdict(contract: &Contract, location: &str, text: &str) -> Verdict {
        let request = match location {
            "path" => Request::new("GET", format!("/a/{text}")),
            "query" => Request::new("GET", format!("/a?{text}")),
            "header" => Request::new("GET", "/a").header("p q", text),
            _ => Request::new("GET", "/a").header("cookie", text),
        };
        validate::request(contract, &request).verdict()
    }

    #[test]
    fn what_is_written_reads_as_the_value_in_every_defined_form() {
        let scalars = [json!("blue"), json!("a b+c"), json!("50% /?#é;=&,|"), json!("true"), json!(-1.5), json!(true)];
        let lists = [json!(["one"]), json!(["blue", "black"]), json!([1, 2]), json!(["a&b", "c=d;e", "50%/é"])];
        let objects = [json!({"R": 100, "G": 200}), json!({"R": true, "a&b": "c=d;e", "50%": "é"})];
        // OpenAPI 3.0.3, 4.7.12.3: the styles of each location, and what they have a form for.
        let forms: [Forms<'_>; 6] = [
            ("path", &["simple", "label", "matrix"], [&scalars, &lists, &objects]),
            ("query", &["form"], [&scalars, &lists, &objects]),
            ("query", &["spaceDelimited", "pipeDelimited"], [&[], &lists, &objects]),
            ("query", &["deepObject"], [&[], &[], &objects]),
            ("header", &["simple"], [&scalars, &lists, &objects]),
            ("cookie", &["form"], [&scalars, &lists, &objects]),
        ];
        let (mut wrong, mut count) = (Vec::new(), 0);
        for (location, styles, values) in forms {
            for (style, explode) in styles.iter().flat_map(|style| [(style, false), (style, true)]) {
                for value in values.into_iter().flatten() {
                    let same = contract(location, style, explode, value, value);
                    let text = parameter(&same.endpoints()[0].parameters[0], value);
                    let read = text.as_deref().map(|text| verdict(&same, location, text));
                    let other = contract(location, style, explode, &json!("other"), value);
                    let read_as_other = text.as_deref().map(|text| verdict(&other, location, text));
                    if (read, read_as_other) != (Some(Verdict::Valid), Some(Verdict::Invalid)) {
                        wrong.push(format!(
                            "{location} {style} {explode} {value}: {text:?}: {read:?} {read_as_other:?}"
                        ));
                    }
                    count += 1;
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    }
}
