//! Servers, which are compared by URL only.

use super::draft::Drafts;
use super::matched::Matched;
use crate::diff::change::Open;

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
}

fn same(left: &str, right: &str) -> bool {
    left.trim_end_matches('/') == right.trim_end_matches('/')
}
