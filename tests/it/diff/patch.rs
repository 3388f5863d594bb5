//! JSON Patch (RFC 6902), as far as cases need it: `add`, `remove`, `replace`.

use order_contracts::pointer::Pointer;
use serde::Deserialize;
use serde_json::Value;

/// One operation of a patch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase", tag = "op")]
pub(super) enum Operation {
    Add { path: String, value: Value },
    Remove { path: String },
    Replace { path: String, value: Value },
}

/// Applies `patch` to `document`; a place that is not there fails the test.
pub(super) fn apply(document: &mut Value, patch: &[Operation]) {
    for operation in patch {
        match operation {
            Operation::Add { path, value } => {
                let (holder, token) = holder(document, path);
                match holder {
                    Value::Object(members) => _ = members.insert(token, value.clone()),
                    Value::Array(items) => items.insert(token.parse().unwrap(), value.clone()),
                    other => panic!("nothing can be added to {other}"),
                }
            }
            Operation::Remove { path } => {
                let (holder, token) = holder(document, path);
                let removed = match holder {
                    Value::Object(members) => members.remove(&token),
                    Value::Array(items) => Some(items.remove(token.parse().unwrap())),
                    _ => None,
                };
                assert!(removed.is_some(), "nothing stands at `{path}`");
            }
            Operation::Replace { path, value } => {
                *document.pointer_mut(path).unwrap_or_else(|| panic!("nothing stands at `{path}`")) = value.clone();
            }
        }
    }
}

fn holder<'d>(document: &'d mut Value, path: &str) -> (&'d mut Value, String) {
    let mut above = Pointer::parse(path).unwrap();
    let token = above.pop().unwrap();
    (document.pointer_mut(above.as_str()).unwrap_or_else(|| panic!("nothing stands at `{above}`")), token)
}
