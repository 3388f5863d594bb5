//! Servers, which are compared by URL only.

use super::changes::Changes;
use super::matched::Matched;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};

pub(super) fn compare(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
    for server in &base.servers {
        if !revision.servers.iter().any(|other| same(&other.url, &server.url)) {
            let at = revision.servers.first().map_or(&server.pointer, |server| &server.pointer);
            let subject = format!("`{}`", server.url);
            let added = changes.add("server-removed", Some(matched.name()), subject, Some(&server.pointer), Some(at));
            if let Some(pending) = added {
                pending.reasons = vec![UndecidedReason::new(UndecidedCause::Server, None)];
            }
        }
    }
    for server in &revision.servers {
        if !base.servers.iter().any(|other| same(&other.url, &server.url)) {
            let subject = format!("`{}`", server.url);
            changes.add("server-added", Some(matched.name()), subject, None, Some(&server.pointer));
        }
    }
}

fn same(left: &str, right: &str) -> bool {
    left.trim_end_matches('/') == right.trim_end_matches('/')
}
