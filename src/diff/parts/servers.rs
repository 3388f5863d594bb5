//! Servers, which are compared by URL only.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::matched::Matched;
use crate::contract::Server;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};

pub(super) fn compare(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (base, revision) = (matched.base, matched.revision);
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
