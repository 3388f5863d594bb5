//! A comparison in the formats that other programs read.

use serde_json::Value;

use crate::cli::report::{Annotations, Case, CaseOutcome, File, Finding, Gitlab, Level, Sarif};
use crate::contract::SourceLocation;
use crate::diff::{self, Change, Comparison, Verdict, report};
use crate::plain::plain;
use crate::pointer::Pointer;

use super::sides::{Side, Sides};

/// A run of SARIF 2.1.0, with `name` in its id: breaking changes are errors, undecided ones warnings, the rest and what was
/// waived notes.
pub(in crate::cli) fn as_run(comparison: &Comparison, sides: &Sides, name: &str) -> Value {
    let ends = ends(comparison, sides);
    let mut sarif = Sarif::default();
    for (change, end_column) in comparison.changes.iter().zip(ends) {
        sarif.add(&Finding { end_column, ..finding(change, sides) }, change.rule.summary);
    }
    sarif.finish(&format!("diff/{name}"), true)
}

/// Annotations of changes, documentation left out.
pub(in crate::cli) fn annotate(annotations: &mut Annotations, comparison: &Comparison, sides: &Sides) {
    for change in comparison.changes.iter().filter(|change| change.verdict > Verdict::Docs) {
        annotations.add(&finding(change, sides));
    }
}

/// Entries of GitLab's Code Quality: what breaks, and what could not be decided.
pub(in crate::cli) fn list(gitlab: &mut Gitlab, comparison: &Comparison, sides: &Sides) {
    for change in &comparison.changes {
        gitlab.add(&finding(change, sides));
    }
}

/// A case for each change: breaking ones fail, undecided and waived ones are skipped. Their suite is the contract of that name, or
/// the two documents.
pub(in crate::cli) fn as_cases(comparison: &Comparison, name: Option<&str>) -> Vec<Case> {
    let suite = match name {
        Some(name) => plain(name),
        None => plain(format_args!("{} to {}", comparison.base, comparison.revision)),
    };
    let case = |change: &Change| Case {
        suite: suite.clone(),
        name: plain(format_args!("{} {}", change.rule.id, change.fingerprint)),
        outcome: match (&change.waiver, change.level.as_ref().map(|level| level.level), change.verdict) {
            (None, Some(diff::Level::Deny), _) | (None, None, Verdict::Breaking) => {
                CaseOutcome::Failed { rule: change.rule.id, message: report::said(change) }
            }
            (None, None, Verdict::Compatible | Verdict::Docs) => CaseOutcome::Passed,
            _ => CaseOutcome::Skipped(report::said(change)),
        },
    };
    comparison.changes.iter().map(case).collect()
}

fn finding(change: &Change, sides: &Sides) -> Finding {
    let number = |number: usize| u64::try_from(number).ok().filter(|number| *number > 0);
    let file = |site: &SourceLocation, side: &Option<Side>| File {
        name: site.file.clone(),
        path: side.as_ref().and_then(|side| side.file(&site.file)),
    };
    // A reader of code scanning shows what is in a file of the new commit, so what is gone is shown where it was missed.
    let nearest = change.revision.is_none().then(|| surviving(change, sides)).flatten();
    let (site, side) = match change.revision.as_ref().or(nearest.as_ref()) {
        Some(site) => (Some(site), &sides.revision),
        None => (change.base.as_ref(), &sides.base),
    };
    let base = change.base.as_ref().filter(|_| change.revision.is_some() || nearest.is_some());
    Finding {
        rule: change.rule.id,
        level: match (&change.waiver, change.level.as_ref().map(|level| level.level), change.verdict) {
            // Readers that do not know of waivers must not raise an alarm.
            (Some(_), ..) | (None, Some(diff::Level::Allow), _) => Level::Note,
            (None, Some(diff::Level::Deny), _) | (None, None, Verdict::Breaking) => Level::Error,
            (None, Some(diff::Level::Warn), _) | (None, None, Verdict::Undecided) => Level::Warning,
            (None, None, Verdict::Compatible | Verdict::Docs) => Level::Note,
        },
        message: report::said(change),
        file: site.map(|site| file(site, side)).unwrap_or_default(),
        line: site.and_then(|site| number(site.line)),
        column: site.and_then(|site| number(site.column)),
        end_column: None,
        fingerprint: Some(change.fingerprint.clone()),
        base: base.and_then(|site| Some((file(site, &sides.base), number(site.line)?, number(site.column)?))),
        waiver: change.waiver.as_ref().map(report::waived),
        ..Finding::default()
    }
}

/// The nearest place in revision above what was removed.
fn surviving(change: &Change, sides: &Sides) -> Option<SourceLocation> {
    let contract = sides.revision.as_ref()?.contract();
    let mut pointer = change.base.as_ref()?.pointer.clone();
    while pointer.find(contract.tree()).is_none() {
        pointer = pointer.parent()?;
    }
    contract.place(&pointer).map(Into::into)
}

/// Where the key or value ends that each change is at, where that is on one line of the document itself.
fn ends(comparison: &Comparison, sides: &Sides) -> Vec<Option<u64>> {
    let mut out = vec![None; comparison.changes.len()];
    let Some(contract) = sides.revision.as_ref().map(Side::contract) else { return out };
    let asked: Vec<(usize, &SourceLocation)> = comparison
        .changes
        .iter()
        .enumerate()
        .filter_map(|(number, change)| Some((number, change.revision.as_ref()?)))
        .filter(|(_, site)| site.file == contract.name() && site.column > 0)
        .collect();
    let pointers: Vec<Pointer> = asked.iter().map(|(_, site)| site.pointer.clone()).collect();
    for ((number, site), place) in asked.into_iter().zip(contract.places(&pointers)) {
        let range = place.map(|place| place.key.unwrap_or(place.value));
        let text = range.and_then(|range| contract.text().get(range)).filter(|text| !text.contains('\n'));
        out[number] = text.and_then(|text| u64::try_from(site.column + text.chars().count()).ok());
    }
    out
}
