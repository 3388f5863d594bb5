//! Component schemas that generated code names its types after: removed, or under another name.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::draft::Drafts;
use crate::pointer::Pointer;

/// Names more than these are not matched by content.
const MAX_RENAMED: usize = 200;

pub(in crate::diff) fn components(drafts: &mut Drafts<'_>) {
    let at = Pointer::root().key("components").key("schemas");
    let empty = Map::new();
    let schemas = |document: &'_ Value| at.resolve(document).and_then(Value::as_object).cloned();
    let old = schemas(drafts.base.document()).unwrap_or_else(|| empty.clone());
    let new = schemas(drafts.revision.document()).unwrap_or(empty);
    let removed: Vec<&String> = old.keys().filter(|name| !new.contains_key(*name)).collect();
    let mut added: BTreeSet<&String> = new.keys().filter(|name| !old.contains_key(*name)).collect();
    for name in removed {
        let place = at.clone().key(name);
        let content = said(&old[name]);
        let renamed = added.iter().take(MAX_RENAMED).find(|other| said(&new[**other]) == content).copied();
        match renamed.filter(|_| content.as_object().is_some_and(|members| !members.is_empty())) {
            Some(other) => {
                added.remove(other);
                let subject = format!("`{name}` to `{other}`");
                let to = at.clone().key(other);
                drafts.add("component-renamed", None, subject, Some(&place), Some(&to));
            }
            None => {
                drafts.add("component-removed", None, format!("`{name}`"), Some(&place), Some(&at));
            }
        }
    }
}

/// What a schema says beside texts.
fn said(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let texts = ["title", "description", "example", "examples"];
    let kept = members.iter().filter(|(keyword, _)| !texts.contains(&keyword.as_str()));
    Value::Object(kept.map(|(keyword, value)| (keyword.clone(), value.clone())).collect())
}
