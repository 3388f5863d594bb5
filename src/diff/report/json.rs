//! The report for programs.

use serde::ser::{Serialize, SerializeMap, Serializer};
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
    serde_json::to_value(Report(comparison)).unwrap_or_default()
}

/// The same, made while it is written: of thousands of changes one at a time is held as a value.
pub(crate) struct Report<'c>(pub(crate) &'c Comparison);

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(comparison) = self;
        let facet = |facet: Facet| {
            let own = json!({
                "verdict": comparison.verdict_of(facet),
                "step": comparison.step(facet),
                "next_version": comparison.next_version(facet),
            });
            (facet.name().to_owned(), own)
        };
        let facets: serde_json::Map<String, Value> = Facet::ALL.map(facet).into_iter().collect();
        // In the order of their names, as a value has its members.
        let mut report = serializer.serialize_map(None)?;
        report.serialize_entry("base", &json!({ "name": comparison.base, "version": comparison.base_version }))?;
        report.serialize_entry("changes", &Changes(&comparison.changes))?;
        report.serialize_entry("facets", &facets)?;
        if !comparison.overlapping.is_empty() {
            report.serialize_entry("overlapping", &json!(comparison.overlapping))?;
        }
        let revision = json!({ "name": comparison.revision, "version": comparison.revision_version });
        report.serialize_entry("revision", &revision)?;
        report.serialize_entry("stale_waivers", &json!(comparison.stale_waivers))?;
        report.serialize_entry("verdict", &comparison.verdict())?;
        report.serialize_entry("version", &1)?;
        report.end()
    }
}

struct Changes<'c>(&'c [Change]);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(change))
    }
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
