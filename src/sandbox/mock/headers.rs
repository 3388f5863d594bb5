//! The headers that a response declares: those that are required, and those with an example.

use serde_json::Value;

use super::cannot;
use super::compose::{self, Leaves};
use crate::contract::{Contract, Parameter, Response};
use crate::sandbox::answer::Answer;
use crate::schema::Bundled;
use crate::tree::Tree;
use crate::validate::write;

/// What the connection decides, whatever a document declares.
const RESERVED: [&str; 9] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Names and values.
pub(super) fn declared(contract: &Contract, response: &Response) -> Result<Vec<(String, String)>, Answer> {
    let mut headers = Vec::new();
    for header in &response.headers {
        let name = header.name.to_ascii_lowercase();
        if RESERVED.contains(&name.as_str()) {
            continue;
        }
        match text(contract, header) {
            Some(text) => headers.push((name, text)),
            None if header.required => {
                return Err(cannot(&header.pointer, "no value of this header can be constructed"));
            }
            None => {}
        }
    }
    Ok(headers)
}

fn text(contract: &Contract, header: &Parameter) -> Option<String> {
    let object = header.pointer.find(contract.tree())?;
    let example = object.get("example").map(Tree::to_value);
    let mut value = example;
    if let (None, Some(schema)) = (&value, header.schema()) {
        let bundle = Bundled::new(contract.tree(), schema.pointer(), schema.direction());
        value = compose::composed(&bundle.schema, Leaves::Examples);
        if value.is_none() && header.required {
            value = compose::smallest(&bundle.schema);
        }
    }
    if value.is_none() && header.required {
        value = Some(Value::from("1"));
    }
    let text = write::parameter(header, &value?)?;
    ::http::HeaderValue::from_bytes(text.as_bytes()).is_ok().then_some(text)
}
