//! A comparison in the formats that other programs read.

use crate::cli::report::{Case, CaseOutcome, Finding, Level, Sarif, annotation, junit};
use crate::diff::{Change, Comparison, Verdict, report};
use crate::error::Error;

/// SARIF 2.1.0: breaking changes are errors, undecided ones warnings, the rest notes; waived ones are left out.
pub(super) fn as_sarif(comparison: &Comparison) -> String {
    let mut sarif = Sarif::default();
    for change in shown(comparison) {
        sarif.add(&finding(change), change.rule.summary);
    }
    format!("{:#}\n", sarif.finish())
}

/// A line for each change, texts for people left out.
pub(super) fn as_annotations(comparison: &Comparison) -> String {
    let told = shown(comparison).filter(|change| change.verdict > Verdict::Docs);
    told.map(|change| format!("{}\n", annotation(&finding(change)))).collect()
}

/// A case for each change: breaking ones fail, undecided and waived ones are skipped.
pub(super) fn as_junit(comparison: &Comparison) -> Result<String, Error> {
    let suite = format!("{} to {}", comparison.base, comparison.revision);
    let case = |change: &Change| Case {
        suite: suite.clone(),
        name: format!("{} {}", change.rule.id, change.fingerprint),
        outcome: match (&change.waiver, change.verdict) {
            (Some(reason), _) => CaseOutcome::Skipped(format!("waived: {reason}")),
            (None, Verdict::Breaking) => {
                CaseOutcome::Failed { rule: change.rule.id.to_owned(), message: report::message(change) }
            }
            (None, Verdict::Undecided) => CaseOutcome::Skipped(report::message(change)),
            (None, Verdict::Compatible | Verdict::Docs) => CaseOutcome::Passed,
        },
    };
    let cases: Vec<Case> = comparison.changes.iter().map(case).collect();
    junit("order-contracts diff", &cases).map_err(Error::document)
}

fn shown(comparison: &Comparison) -> impl Iterator<Item = &Change> {
    comparison.changes.iter().filter(|change| change.waiver.is_none())
}

fn finding(change: &Change) -> Finding {
    let site = change.revision.as_ref().or(change.base.as_ref());
    let number = |number: usize| u64::try_from(number).ok().filter(|number| *number > 0);
    Finding {
        rule: change.rule.id.to_owned(),
        level: match change.verdict {
            Verdict::Breaking => Level::Error,
            Verdict::Undecided => Level::Warning,
            Verdict::Compatible | Verdict::Docs => Level::Note,
        },
        message: report::message(change),
        file: site.map(|site| site.file.clone()).unwrap_or_default(),
        line: site.and_then(|site| number(site.line)),
        column: site.and_then(|site| number(site.column)),
    }
}
