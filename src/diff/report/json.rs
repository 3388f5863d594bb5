//! The report for programs.

use serde_json::{Value, json};

use crate::diff::change::{Change, Site};
use crate::diff::comparison::Comparison;
use crate::diff::verdict::Facet;

/// A JSON object: `version` (1), `verdict`, `base`, `revision`, `facets`, `changes`, `stale_waivers`.
///
/// A change has `id`, `verdict`, `facet`, `direction`, `summary`, `subject`, `operations`, `base` and `revision` (each
/// `file`, `pointer`, `line`, `column`, or null), `witness` (or null), `reasons`, `fingerprint` and `waiver` (or null).
#[must_use]
pub fn json(comparison: &Comparison) -> Value {
    let facet = |facet: Facet| {
        let own = json!({
            "verdict": comparison.verdict_of(facet),
            "step": comparison.step(facet),
            "next_version": comparison.next_version(facet),
        });
        (facet.name().to_owned(), own)
    };
    json!({
        "version": 1,
        "verdict": comparison.verdict(),
        "base": { "name": comparison.base, "version": comparison.base_version },
        "revision": { "name": comparison.revision, "version": comparison.revision_version },
        "facets": Facet::ALL.map(facet).into_iter().collect::<serde_json::Map<_, _>>(),
        "changes": comparison.changes.iter().map(change).collect::<Vec<_>>(),
        "stale_waivers": comparison.stale_waivers,
    })
}

fn change(change: &Change) -> Value {
    let site = |site: &Option<Site>| site.as_ref().map(|site| json!(site));
    json!({
        "id": change.rule.id,
        "verdict": change.verdict,
        "facet": change.rule.facet,
        "direction": change.direction,
        "summary": change.rule.summary,
        "subject": change.subject,
        "operations": change.operations,
        "base": site(&change.base),
        "revision": site(&change.revision),
        "witness": change.witness,
        "reasons": change.reasons,
        "fingerprint": change.fingerprint,
        "waiver": change.waiver,
    })
}
