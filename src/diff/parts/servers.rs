//! Servers: their URLs, and the variables in these.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::matched::Matched;
use crate::contract::Server;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::tree::{Map, Tree};

pub(super) fn compare(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
    variables(changes, matched);
    let urls = |servers: &'_ [Server]| -> BTreeSet<String> { servers.iter().map(|one| spelled(&one.url)).collect() };
    let (old, new) = (urls(&base.servers), urls(&revision.servers));
    for server in &base.servers {
        if !new.contains(&spelled(&server.url)) {
            let at = revision.servers.first().map_or(&server.pointer, |server| &server.pointer);
            let subject = format!("`{}`", server.url);
            let added = changes.add("server-removed", Some(matched.name()), subject, Some(&server.pointer), Some(at));
            if let Some(pending) = added {
                pending.reasons = vec![UndecidedReason::new(UndecidedCause::Server, None)];
            }
        }
    }
    for server in &revision.servers {
        if !old.contains(&spelled(&server.url)) {
            let subject = format!("`{}`", server.url);
            changes.add("server-added", Some(matched.name()), subject, None, Some(&server.pointer));
        }
    }
}

fn spelled(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

/// The variables of servers that both sides have.
fn variables(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    for server in &matched.base.servers {
        let same = matched.revision.servers.iter().find(|other| spelled(&other.url) == spelled(&server.url));
        let Some(other) = same else { continue };
        let declared = |document: &'_ Tree, server: &Server| -> Map {
            let variables = server.pointer.find(document).and_then(|server| server.get("variables"));
            variables.and_then(Tree::as_object).cloned().unwrap_or_default()
        };
        let (old, new) = (declared(base, server), declared(revision, other));
        for (name, variable) in &old {
            let is_used = server.url.contains(&format!("{{{name}}}"));
            if !is_used {
                continue;
            }
            let changed = new.get(name).unwrap_or(&Tree::Null);
            let at = |server: &Server| server.pointer.clone().key("variables").key(name);
            let places = (at(server), at(other));
            let values = |variable: &Tree| -> Option<BTreeSet<String>> {
                let listed = variable.get("enum")?.as_array()?;
                Some(listed.iter().map(Tree::to_string).collect())
            };
            let (before, after) = (values(variable), values(changed));
            let lost: Vec<&String> = match (&before, &after) {
                (Some(before), Some(after)) => before.difference(after).collect(),
                _ => Vec::new(),
            };
            let is_bounded = before.is_none() && after.is_some();
            let what = if !lost.is_empty() {
                format!("values {}", lost.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "))
            } else if is_bounded {
                "`enum`".to_owned()
            } else if variable.get("default") != changed.get("default") {
                "`default`".to_owned()
            } else if before != after {
                let id = "server-added";
                let subject = format!("`{}` with more values of `{name}`", server.url);
                changes.add(id, Some(matched.name()), subject, Some(&places.0), Some(&places.1));
                continue;
            } else {
                continue;
            };
            let (id, subject) = ("server-variable-changed", format!("{what} of `{name}` in `{}`", server.url));
            let added = changes.add(id, Some(matched.name()), subject, Some(&places.0), Some(&places.1));
            if let Some(pending) = added {
                pending.reasons = vec![UndecidedReason::new(UndecidedCause::Server, None)];
            }
        }
    }
}
