//! The report for programs.

use serde_json::{Value, json};

use crate::contract::SourceLocation;
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::Facet;

/// A JSON object: `version` (1), `verdict`, `base`, `revision`, `facets`, `changes`, `stale_waivers`, and
/// `overlapping` where alternatives of a `oneOf` do.
///
/// A change has `id`, `verdict`, `facet`, `direction`, `summary`, `subject`, `operations`, `base` and `revision` (each
/// `file`, `pointer`, `line`, `column`, or null), `witness` (or null), `reasons`, `fingerprint` and `waiver` (its reason, or null), with
/// `waiver_until` where that expires. Where its rule has a level, it has `level` and perhaps `level_reason`. Where there is
/// something to say, it has `documentation` (the texts that were edited with it), `renamed` (`from`, `to`, and whether it is
/// `certain`) and `why` (`basis` and `clause`).
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
    let mut report = json!({
        "version": 1,
        "verdict": comparison.verdict(),
        "base": { "name": comparison.base, "version": comparison.base_version },
        "revision": { "name": comparison.revision, "version": comparison.revision_version },
        "facets": Facet::ALL.map(facet).into_iter().collect::<serde_json::Map<_, _>>(),
        "changes": comparison.changes.iter().map(change).collect::<Vec<_>>(),
        "stale_waivers": comparison.stale_waivers,
    });
    if let (false, Some(members)) = (comparison.overlapping.is_empty(), report.as_object_mut()) {
        members.insert("overlapping".to_owned(), json!(comparison.overlapping));
    }
    report
}

fn change(change: &Change) -> Value {
    let site = |site: &Option<SourceLocation>| site.as_ref().map(|site| json!(site));
    let mut value = json!({
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
        "waiver": change.waiver.as_ref().map(|waiver| &waiver.reason),
    });
    let mut add = |name: &str, part: Option<Value>| {
        if let (Some(part), Some(members)) = (part, value.as_object_mut()) {
            members.insert(name.to_owned(), part);
        }
    };
    add("waiver_until", change.waiver.as_ref().and_then(|waiver| waiver.until.as_ref()).map(|until| json!(until)));
    add("level", change.level.as_ref().map(|level| json!(level.level)));
    add("level_reason", change.level.as_ref().and_then(|level| level.reason.as_ref()).map(|reason| json!(reason)));
    add("documentation", (!change.documentation.is_empty()).then(|| json!(change.documentation)));
    add("renamed", change.renamed.as_ref().map(|renamed| json!(renamed)));
    add("why", change.why.map(|why| json!(why)));
    value
}
