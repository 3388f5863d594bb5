//! A comparison in the formats that other programs read.

use crate::cli::page::{Compared, comparisons};
use crate::cli::report::{Case, CaseOutcome, File, Finding, Level, Sarif, annotation, junit};
use crate::contract::SourceLocation;
use crate::diff::{Change, Comparison, Verdict, report};
use crate::plain::{Html, Screen, Shown, Xml, json_pretty, plain};
use crate::pointer::Pointer;

use super::sides::{Side, Sides};

/// SARIF 2.1.0: breaking changes are errors, undecided ones warnings, the rest and what was waived notes.
pub(super) fn as_sarif(comparison: &Comparison, sides: &Sides) -> Shown<Screen> {
    let ends = ends(comparison, sides);
    let mut sarif = Sarif::default();
    for (change, end_column) in comparison.changes.iter().zip(ends) {
        sarif.add(&Finding { end_column, ..finding(change, sides) }, change.rule.summary);
    }
    Shown::of((json_pretty(&sarif.finish(&format!("diff/{}", comparison.revision), true)), "\n"))
}

/// A line for each change, documentation left out.
pub(super) fn as_annotations(comparison: &Comparison, sides: &Sides) -> Shown<Screen> {
    let shown = comparison.changes.iter().filter(|change| change.verdict > Verdict::Docs);
    Shown::of(shown.map(|change| (annotation(&finding(change, sides)), "\n")).collect::<Vec<_>>())
}

/// A case for each change: breaking ones fail, undecided and waived ones are skipped.
pub(super) fn as_junit(comparison: &Comparison) -> Shown<Xml> {
    let suite = plain(format_args!("{} to {}", comparison.base, comparison.revision));
    let case = |change: &Change| Case {
        suite: suite.clone(),
        name: plain(format_args!("{} {}", change.rule.id, change.fingerprint)),
        outcome: match (&change.waiver, change.verdict) {
            (None, Verdict::Breaking) => CaseOutcome::Failed { rule: change.rule.id, message: report::said(change) },
            (None, Verdict::Compatible | Verdict::Docs) => CaseOutcome::Passed,
            (Some(_), _) | (None, Verdict::Undecided) => CaseOutcome::Skipped(report::said(change)),
        },
    };
    let cases: Vec<Case> = comparison.changes.iter().map(case).collect();
    junit("order-contracts diff", &cases)
}

/// A page with all changes; of a new document one that says so.
pub(super) fn as_page(comparison: &Comparison, sides: &Sides) -> Shown<Html> {
    let (base, revision) = (sides.base.as_ref().map(Side::contract), sides.revision.as_ref().map(Side::contract));
    let note = base.is_none().then(|| "It is new, so that nothing can break.".to_owned());
    let name = comparison.revision.clone();
    comparisons(&[Compared { name, comparison, documents: base.zip(revision), note }])
}

fn finding(change: &Change, sides: &Sides) -> Finding {
    let number = |number: usize| u64::try_from(number).ok().filter(|number| *number > 0);
    let file = |site: &SourceLocation, side: &Option<Side>| File {
        name: site.file.clone(),
        path: side.as_ref().and_then(|side| side.file(&site.file)),
    };
    let (site, side) = match &change.revision {
        Some(site) => (Some(site), &sides.revision),
        None => (change.base.as_ref(), &sides.base),
    };
    let base = change.base.as_ref().filter(|_| change.revision.is_some());
    Finding {
        rule: change.rule.id,
        level: match (change.verdict, &change.waiver) {
            (Verdict::Breaking, None) => Level::Error,
            (Verdict::Undecided, None) => Level::Warning,
            // Readers that do not know of waivers must not raise an alarm.
            _ => Level::Note,
        },
        message: report::said(change),
        file: site.map(|site| file(site, side)).unwrap_or_default(),
        line: site.and_then(|site| number(site.line)),
        column: site.and_then(|site| number(site.column)),
        end_column: None,
        fingerprint: Some(change.fingerprint.clone()),
        base: base.and_then(|site| Some((file(site, &sides.base), number(site.line)?, number(site.column)?))),
        waiver: change.waiver.as_ref().map(report::waived),
    }
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
