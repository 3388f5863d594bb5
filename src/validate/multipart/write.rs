//! [`write`]: a body from a list of its parts, as captures have them (HAR 1.2, `params`).

#[cfg(feature = "diff")]
use serde_json::{Map, Value};

use super::read::NOT_KEPT;
#[cfg(feature = "diff")]
use crate::contract::{Encoding, MediaRange};

/// A part as a capture lists it.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Field<'a> {
    pub(in crate::validate) name: &'a str,
    /// `None` where the capture does not have it.
    pub(in crate::validate) value: Option<&'a str>,
    pub(in crate::validate) file_name: Option<&'a str>,
    pub(in crate::validate) content_type: Option<&'a str>,
}

/// The body of these parts; its boundary is `boundary`, or one that is in none of them.
pub(in crate::validate) fn write(fields: &[Field<'_>], boundary: Option<&str>) -> (String, String) {
    let boundary = boundary.map_or_else(
        || {
            let mut boundary = "boundary".to_owned();
            while fields.iter().any(|field| field.value.is_some_and(|value| value.contains(&boundary))) {
                boundary.push('-');
            }
            boundary
        },
        str::to_owned,
    );
    let mut body = String::new();
    for field in fields {
        let quoted = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        body.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(field.name)));
        if let Some(name) = field.file_name {
            body.push_str(&format!("; filename=\"{}\"", quoted(name)));
        }
        if let Some(media_type) = field.content_type {
            body.push_str(&format!("\r\nContent-Type: {}", media_type.replace(['\r', '\n'], " ")));
        }
        if field.value.is_none() {
            body.push_str(&format!("\r\nContent-Transfer-Encoding: {NOT_KEPT}"));
        }
        body.push_str(&format!("\r\n\r\n{}\r\n", field.value.unwrap_or_default()));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    (body, boundary)
}

/// The body of an object, a part for each property and for each item of an array, and its boundary: what `fields` reads.
#[cfg(feature = "diff")]
pub(crate) fn of_object(members: &Map<String, Value>, encoding: &[(String, Encoding)]) -> (String, String) {
    let mut texts: Vec<(&str, String, Option<String>)> = Vec::new();
    for (name, value) in members {
        let encoding = encoding.iter().find(|(known, _)| known == name).map(|(_, encoding)| encoding);
        let declared = encoding.and_then(|encoding| encoding.content_type.as_deref()).and_then(|types| {
            let range = MediaRange::parse(types.split(',').next()?.trim())?;
            Some((range.is_json(), range.to_string().replace("*/*", "text/plain").replace('*', "plain")))
        });
        let items = match value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for item in items {
            let is_json = declared.as_ref().is_some_and(|(is_json, _)| *is_json);
            let text = match item {
                Value::String(text) if !is_json => text.clone(),
                Value::Null if !is_json => String::new(),
                other => other.to_string(),
            };
            let own = || matches!(item, Value::Object(_) | Value::Array(_)).then(|| "application/json".to_owned());
            texts.push((name, text, declared.as_ref().map(|(_, declared)| declared.clone()).or_else(own)));
        }
    }
    let fields: Vec<Field<'_>> = texts
        .iter()
        .map(|(name, text, content_type)| {
            let content_type = content_type.as_deref();
            Field { name, value: Some(text), file_name: None, content_type }
        })
        .collect();
    write(&fields, None)
}
