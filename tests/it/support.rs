//! What the tests share: every generated payload type in one table, and every example of the documents.

mod examples;
#[cfg(feature = "validate")]
pub(crate) mod instances;
mod payloads;
#[cfg(feature = "validate")]
pub(crate) mod plain;
mod statements;

pub(crate) use examples::examples;
pub(crate) use payloads::{payload_type, payload_types};
pub(crate) use statements::{Kind, statements};

use order_contracts::pointer::Pointer;
use serde_json::Value;

/// The value at `pointer`, which a test found there before.
pub(crate) fn at<'a>(document: &'a Value, pointer: &Pointer) -> &'a Value {
    pointer.resolve(document).unwrap_or_else(|| panic!("nothing stands at `{pointer}`"))
}

/// The value at `pointer` behind its references, and where that is.
pub(crate) fn follow(document: &Value, pointer: &Pointer) -> Pointer {
    match at(document, pointer).get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = reference.strip_prefix('#').and_then(Pointer::parse);
            follow(document, &target.unwrap_or_else(|| panic!("`{reference}` at `{pointer}` is not of this document")))
        }
        None => pointer.clone(),
    }
}

/// The name of the component schema that the schema at `pointer` refers to, or is.
pub(crate) fn component_name(document: &Value, pointer: &Pointer) -> Option<String> {
    let target = follow(document, pointer);
    let parent = target.as_str().strip_prefix("/components/schemas/")?;
    (!parent.contains('/')).then(|| target.last()).flatten()
}

/// Every finding is told, not only the first.
pub(crate) fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
}
