//! [`Version`]: the version of OpenAPI that a document is written in.

use super::problem::RawProblem;
use crate::error::Error;
use crate::pointer::Pointer;
use crate::tree::{Text, Tree};

/// The version of OpenAPI that a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// OpenAPI 3.0.x.
    V3_0,
    /// OpenAPI 3.1.x, and 3.2 as far as it agrees with 3.1.
    V3_1,
}

/// The version that `document` declares.
pub(super) fn version(document: &Tree, name: &str, raw_problems: &mut Vec<RawProblem>) -> Result<Version, Error> {
    let refuse = |found: &str| {
        Err(Error::document(format!(
            "`{name}` is not an OpenAPI 3 document: {found}; expected `openapi: 3.0.x` or `3.1.x`"
        )))
    };
    let Some(root) = document.as_object() else { return refuse("it is not an object") };
    let mut problem = |message: String| {
        let pointer = if root.contains_key("openapi") { Pointer::root().key("openapi") } else { Pointer::root() };
        raw_problems.push(RawProblem { pointer, message, position: None });
    };
    let text = match root.get("openapi") {
        Some(Tree::String(text)) => text.clone(),
        Some(Tree::Number(number)) => {
            problem(format!("wanted a string such as `3.0.3`, found the number {number}"));
            Text::from(number.to_string())
        }
        Some(_) => return refuse("its field `openapi` is not a string"),
        None if root.contains_key("swagger") => return refuse("it is Swagger 2.0"),
        None if root.contains_key("paths") => {
            problem("missing field `openapi`".to_owned());
            "3.0".into()
        }
        None => return refuse("missing field `openapi`"),
    };
    // OpenAPI 3.1.0, 4.8.1: one of the three is enough.
    let others = ["components", "webhooks"].iter().any(|key| root.contains_key(key));
    let needs_paths = text.starts_with("3.0") || !others;
    if needs_paths && !root.contains_key("paths") {
        let message = "missing field `paths`".to_owned();
        raw_problems.push(RawProblem { pointer: Pointer::root(), message, position: None });
    }
    let minor = text.strip_prefix("3.").map(|rest| rest.split('.').next().unwrap_or_default());
    match minor {
        Some("0") => Ok(Version::V3_0),
        Some("1") => Ok(Version::V3_1),
        Some("2") => {
            let message = format!("unsupported version {text}, read as 3.1; expected 3.0.x or 3.1.x");
            raw_problems.push(RawProblem { pointer: Pointer::root().key("openapi"), message, position: None });
            Ok(Version::V3_1)
        }
        _ => refuse(&format!("its version is `{text}`")),
    }
}
