//! What was found in documents, in each format.

use serde_json::{Value, json};

use super::Linted;
use crate::cli::output::Output;
use crate::cli::report::{self, Annotations, Case, CaseOutcome, File, Gitlab, Sarif};
use crate::cli::style;
use crate::cli::validate::counted;
use crate::lint::{Finding, Level};
use crate::plain::{Screen, Shown, Xml, plain};

/// One line for each finding, and one for each document.
pub(super) fn text(all: &[Linted], out: &mut Output<'_>) {
    for Linted { name, findings, .. } in all {
        for finding in findings {
            let location = &finding.location;
            let place = format!("{}:{}:{}", location.file, location.line, location.column);
            let id = plain(finding.rule.id);
            let (place, message) = (style::heading(plain(place)), plain(&finding.message));
            match finding.level {
                Level::Error => out.line((place, ": ", style::error("error"), ": ", message, " [", id, "]")),
                Level::Warning => out.line((place, ": ", style::warning("warning"), ": ", message, " [", id, "]")),
                Level::Note => out.line((place, ": ", style::faint("note"), ": ", message, " [", id, "]")),
            }
        }
        let number = |level| findings.iter().filter(|finding| finding.level == level).count() as u64;
        let numbers = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];
        let parts = numbers.map(|(level, noun)| counted(number(level), noun));
        match findings.is_empty() {
            true => out.line((plain(name), ": ", style::good("no findings"))),
            false => out.line((plain(name), ": ", plain(parts.join(", ")))),
        }
    }
}

/// `version` and `documents`, each with its `document`, `findings` and how many of each level.
pub(super) fn json(all: &[Linted]) -> Value {
    let documents = all.iter().map(|Linted { name, findings, .. }| {
        let number = |level| findings.iter().filter(|finding| finding.level == level).count();
        json!({
            "document": name,
            "errors": number(Level::Error),
            "warnings": number(Level::Warning),
            "notes": number(Level::Note),
            "findings": findings,
        })
    });
    json!({ "version": 1, "documents": documents.collect::<Vec<_>>() })
}

pub(super) fn sarif(all: &[Linted], succeeded: bool) -> Value {
    let mut sarif = Sarif::default();
    for linted in all {
        for finding in &linted.findings {
            sarif.add(&reported(linted, finding), finding.rule.summary);
        }
    }
    let names: Vec<&str> = all.iter().map(|linted| linted.name.as_str()).collect();
    Sarif::log(vec![sarif.finish(&format!("lint/{}", names.join("+")), succeeded)])
}

pub(super) fn annotations(all: &[Linted]) -> Shown<Screen> {
    let mut annotations = Annotations::default();
    each(all).for_each(|finding| annotations.add(&finding));
    annotations.finish()
}

pub(super) fn gitlab(all: &[Linted]) -> Value {
    let mut gitlab = Gitlab::default();
    each(all).for_each(|finding| gitlab.add(&finding));
    gitlab.finish()
}

fn each(all: &[Linted]) -> impl Iterator<Item = report::Finding> {
    all.iter().flat_map(|linted| linted.findings.iter().map(move |finding| reported(linted, finding)))
}

/// A suite for each document: errors and warnings fail, notes are skipped.
pub(super) fn cases(all: &[Linted]) -> Shown<Xml> {
    let mut cases = Vec::new();
    for Linted { name, findings, .. } in all {
        let suite = plain(name);
        for finding in findings {
            let (rule, message) = (finding.rule.id, vec![plain(finding)]);
            let outcome = match finding.level {
                Level::Error | Level::Warning => CaseOutcome::Failed { rule, message },
                Level::Note => CaseOutcome::Skipped(message),
            };
            let name = plain(format_args!("{} {}", rule, finding.fingerprint()));
            cases.push(Case { suite: suite.clone(), name, outcome });
        }
        if findings.is_empty() {
            cases.push(Case { suite, name: plain("no findings"), outcome: CaseOutcome::Passed });
        }
    }
    report::junit("order-contracts lint", &cases)
}

fn reported(linted: &Linted, finding: &Finding) -> report::Finding {
    let number = |number: usize| u64::try_from(number).ok().filter(|number| *number > 0);
    let location = &finding.location;
    report::Finding {
        rule: finding.rule.id,
        level: match finding.level {
            Level::Error => report::Level::Error,
            Level::Warning => report::Level::Warning,
            Level::Note => report::Level::Note,
        },
        message: vec![plain(&finding.message)],
        file: File { name: location.file.clone(), path: linted.side.file(&location.file) },
        line: number(location.line),
        column: number(location.column),
        fingerprint: Some(finding.fingerprint()),
        ..report::Finding::default()
    }
}
