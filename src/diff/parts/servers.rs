//! What is only looked at from outside: servers, callbacks and webhooks.

use serde_json::Value;

use super::draft::Drafts;
use super::operations::Matched;
use crate::diff::change::Open;
use crate::pointer::Pointer;

pub(super) fn compare(drafts: &mut Drafts<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
    for server in &base.servers {
        if !revision.servers.iter().any(|other| same(&other.url, &server.url)) {
            let at = revision.servers.first().map_or(&server.pointer, |server| &server.pointer);
            let subject = format!("`{}`", server.url);
            let added = drafts.add("server-removed", Some(matched.name()), subject, Some(&server.pointer), Some(at));
            if let Some(draft) = added {
                draft.reasons = vec![Open::new("server", None)];
            }
        }
    }
    for server in &revision.servers {
        if !base.servers.iter().any(|other| same(&other.url, &server.url)) {
            let subject = format!("`{}`", server.url);
            drafts.add("server-added", Some(matched.name()), subject, None, Some(&server.pointer));
        }
    }
    let places =
        (base.operation.pointer().clone().key("callbacks"), revision.operation.pointer().clone().key("callbacks"));
    let changed = changed_names(places.0.resolve(drafts.base.document()), places.1.resolve(drafts.revision.document()));
    for name in changed {
        let subject = format!("`{name}`");
        let (old, new) = (places.0.clone().key(&name), places.1.clone().key(&name));
        if let Some(draft) = drafts.add("callback-changed", Some(matched.name()), subject, Some(&old), Some(&new)) {
            draft.reasons = vec![Open::new("callback", None)];
        }
    }
}

/// The webhooks, which nobody compares in depth.
pub(in crate::diff) fn webhooks(drafts: &mut Drafts<'_>) {
    let at = Pointer::root().key("webhooks");
    let changed = changed_names(at.resolve(drafts.base.document()), at.resolve(drafts.revision.document()));
    for name in changed {
        let place = at.clone().key(&name);
        let added = drafts.add("webhook-changed", None, format!("`{name}`"), Some(&place), Some(&place));
        if let Some(draft) = added {
            draft.reasons = vec![Open::new("callback", None)];
        }
    }
}

fn changed_names(old: Option<&Value>, new: Option<&Value>) -> Vec<String> {
    let Some(old) = old.and_then(Value::as_object) else { return Vec::new() };
    let changed = old.iter().filter(|(name, value)| {
        new.and_then(|new| new.get(name.as_str())).map(without_texts).as_ref() != Some(&without_texts(value))
    });
    changed.map(|(name, _)| name.clone()).collect()
}

/// A value without descriptions.
fn without_texts(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, value)| {
                !(matches!(name.as_str(), "description" | "summary" | "title") && value.is_string())
            });
            Value::Object(kept.map(|(name, value)| (name.clone(), without_texts(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_texts).collect()),
        scalar => scalar.clone(),
    }
}

fn same(left: &str, right: &str) -> bool {
    left.trim_end_matches('/') == right.trim_end_matches('/')
}
