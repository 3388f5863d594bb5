//! [`Version`]: which version of the standard a document is written in.

use serde_json::Value;

use super::problem::Trouble;
use crate::error::Error;
use crate::pointer::Pointer;

/// The version of the standard that a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// OpenAPI 3.0.x.
    V3_0,
    /// OpenAPI 3.1.x, and what is written in 3.2 as far as 3.1 has it.
    V3_1,
}

/// The version of the standard that `document` names.
pub(super) fn version(document: &Value, name: &str, troubles: &mut Vec<Trouble>) -> Result<Version, Error> {
    let refuse = |found: &str| {
        Err(Error::document(format!(
            "`{name}` is no OpenAPI document of version 3: {found}; wanted `openapi: 3.0.x` or 3.1.x"
        )))
    };
    let Some(root) = document.as_object() else { return refuse("it is no object") };
    let mut trouble = |found: String, wanted: &str| {
        let pointer = if root.contains_key("openapi") { Pointer::root().key("openapi") } else { Pointer::root() };
        troubles.push(Trouble { pointer, found, wanted: wanted.to_owned(), position: None });
    };
    let text = match root.get("openapi") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => {
            trouble(format!("the number {number}"), "a string such as `3.0.3`");
            number.to_string()
        }
        Some(_) => return refuse("its `openapi` is no string"),
        None if root.contains_key("swagger") => return refuse("it is Swagger 2.0"),
        None if root.contains_key("paths") => {
            trouble("an object without `openapi`".to_owned(), "the field `openapi`");
            "3.0".to_owned()
        }
        None => return refuse("it has no field `openapi`"),
    };
    // OpenAPI 3.1.0, 4.8.1: one of the three is enough.
    let others = ["components", "webhooks"].iter().any(|key| root.contains_key(*key));
    let needs_paths = text.starts_with("3.0") || !others;
    if needs_paths && !root.contains_key("paths") {
        let found = "an object without `paths`".to_owned();
        troubles.push(Trouble {
            pointer: Pointer::root(),
            found,
            wanted: "the field `paths`".to_owned(),
            position: None,
        });
    }
    let minor = text.strip_prefix("3.").map(|rest| rest.split('.').next().unwrap_or_default());
    match minor {
        Some("0") => Ok(Version::V3_0),
        Some("1") => Ok(Version::V3_1),
        Some("2") => {
            let mut trouble = |found: String, wanted: &str| {
                let pointer = Pointer::root().key("openapi");
                troubles.push(Trouble { pointer, found, wanted: wanted.to_owned(), position: None });
            };
            trouble(format!("version {text}, read as 3.1"), "3.0.x or 3.1.x");
            Ok(Version::V3_1)
        }
        _ => refuse(&format!("it says `{text}`")),
    }
}
