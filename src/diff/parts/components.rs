//! Components by their names: schemas that generated code names its types after, and security schemes.

use std::collections::BTreeSet;

use super::changes::Changes;
use crate::contract::Contract;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::tree::{Map, Text, Tree};

/// Names more than these are not matched by content.
const MAX_RENAMED: usize = 200;

pub(in crate::diff) fn components<'c>(changes: &mut Changes<'c>) {
    schemes(changes);
    let at = Pointer::root().key("components").key("schemas");
    let (base, revision, empty) = (changes.base, changes.revision, Map::new());
    let schemas = |contract: &'c Contract| at.find(contract.tree()).and_then(Tree::as_object);
    let (old, new) = (schemas(base).unwrap_or(&empty), schemas(revision).unwrap_or(&empty));
    let removed: Vec<&Text> = old.keys().filter(|name| !new.contains_key(name)).collect();
    let mut added: BTreeSet<&Text> = new.keys().filter(|name| !old.contains_key(name)).collect();
    for name in removed {
        let place = at.clone().key(name);
        let content = old.get(name).map(without_texts).unwrap_or_default();
        let renamed = added
            .iter()
            .take(MAX_RENAMED)
            .find(|other| new.get(other).map(without_texts).unwrap_or_default() == content)
            .copied();
        match renamed.filter(|_| content.as_object().is_some_and(|members| !members.is_empty())) {
            Some(other) => {
                added.remove(other);
                let subject = format!("`{name}` to `{other}`");
                let to = at.clone().key(other);
                changes.add("component-renamed", None, subject, Some(&place), Some(&to));
            }
            None => {
                changes.add("component-removed", None, format!("`{name}`"), Some(&place), Some(&at));
            }
        }
    }
}

/// Security schemes whose credentials come from elsewhere now.
fn schemes(changes: &mut Changes<'_>) {
    let at = Pointer::root().key("components").key("securitySchemes");
    let declared = |document: &Tree| at.find(document).and_then(Tree::as_object).cloned().unwrap_or_default();
    let (old, new) = (declared(changes.base.tree()), declared(changes.revision.tree()));
    for (name, scheme) in &old {
        let sent = |contract: &Contract| {
            let mut requirements = contract.endpoints().iter().flat_map(|endpoint| endpoint.security.iter().flatten());
            requirements.find(|one| one.name == *name).map(|one| one.scheme.clone())
        };
        // Operations report a credential that is sent in another way.
        let is_reported = matches!((sent(changes.base), sent(changes.revision)), (Some(old), Some(new)) if old != new);
        if !is_reported && new.get(name).is_some_and(|other| without_texts(other) != without_texts(scheme)) {
            let place = at.clone().key(name);
            let subject = format!("`{name}`");
            if let Some(pending) = changes.add("security-scheme-changed", None, subject, Some(&place), Some(&place)) {
                pending.reasons = vec![UndecidedReason::new(UndecidedCause::Credentials, None)];
            }
        }
    }
}

/// A schema without the texts for people.
fn without_texts(schema: &Tree) -> Tree {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let texts = ["title", "description", "example", "examples"];
    let kept = members.iter().filter(|(keyword, _)| !texts.contains(&keyword.as_str()));
    Tree::Object(kept.map(|(keyword, value)| (keyword.clone(), value.clone())).collect())
}
