//! [`Format`]: what comparisons are written in. One comparison is written by [`one`], those of several contracts by [`several`]:
//! a format that is added is an arm in each.

use clap::ValueEnum;
use serde_json::json;

use super::findings;
use super::sides::Sides;
use super::text;
use crate::cli::report::{Annotations, Gitlab, Sarif, junit};
use crate::cli::reports::Look;
use crate::cli::style;
use crate::diff::{Comparison, report};
use crate::plain::{Screen, Shown, json_pretty, plain};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// Markdown, for a comment on a pull request
    Markdown,
    /// Markdown, for a job summary: as the comment, with more room
    Summary,
    /// Changelog entries in Markdown, for readers of the API
    Changelog,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML, for test reports
    Junit,
}

/// A contract that was compared with its base.
pub(in crate::cli) struct Compared {
    /// What tells it from other contracts of the run: its name in the configuration, or the name of the document.
    pub(in crate::cli) name: String,
    pub(in crate::cli) comparison: Comparison,
    pub(in crate::cli) sides: Sides,
    /// Where it is not, if it is new: then there was nothing to compare with, and there are no changes.
    pub(in crate::cli) new: Option<String>,
}

/// The report of one comparison.
pub(in crate::cli) fn one(format: Format, compared: &Compared, look: Look) -> Shown<Screen> {
    let Compared { comparison, sides, .. } = compared;
    match format {
        Format::Text => as_text(compared, look),
        Format::Json => Shown::of((json_pretty(&report::json(comparison)), "\n")),
        Format::Markdown | Format::Summary => as_markdown(format, std::slice::from_ref(compared), false),
        Format::Changelog => Shown::of(report::entries(&[(None, comparison)])),
        Format::Sarif => {
            let run = findings::as_run(comparison, sides, &comparison.revision);
            Shown::of((json_pretty(&Sarif::log(vec![run])), "\n"))
        }
        Format::Github | Format::Gitlab => several(format, std::slice::from_ref(compared), look),
        Format::Junit => Shown::of(junit("order-contracts diff", &findings::as_cases(comparison, None))),
    }
}

/// One report of several comparisons.
pub(in crate::cli) fn several(format: Format, all: &[Compared], look: Look) -> Shown<Screen> {
    let mut out = Shown::new();
    match format {
        Format::Text => {
            for (number, compared) in all.iter().enumerate() {
                let name = plain(&compared.name);
                out.push((if number > 0 { "\n" } else { "" }, style::heading(("== ", name, " ==")), "\n"));
                out.push(as_text(compared, look));
            }
        }
        Format::Json => {
            let contract = |compared: &Compared| json!({ "name": compared.name, "new": compared.new.is_some(), "diff": report::json(&compared.comparison) });
            let contracts: Vec<_> = all.iter().map(contract).collect();
            out.push((json_pretty(&json!({ "version": 1, "contracts": contracts })), "\n"));
        }
        Format::Markdown | Format::Summary => out.push(as_markdown(format, all, true)),
        Format::Changelog => {
            let named: Vec<_> = all.iter().map(|one| (Some(one.name.as_str()), &one.comparison)).collect();
            out.push(report::entries(&named));
        }
        Format::Sarif => {
            let run = |compared: &Compared| findings::as_run(&compared.comparison, &compared.sides, &compared.name);
            out.push((json_pretty(&Sarif::log(all.iter().map(run).collect())), "\n"));
        }
        // Readers have one limit for all of them.
        Format::Github => {
            let mut annotations = Annotations::default();
            all.iter().for_each(|one| findings::annotate(&mut annotations, &one.comparison, &one.sides));
            out.push(annotations.finish());
        }
        Format::Gitlab => {
            let mut gitlab = Gitlab::default();
            all.iter().for_each(|one| findings::list(&mut gitlab, &one.comparison, &one.sides));
            out.push((json_pretty(&gitlab.finish()), "\n"));
        }
        Format::Junit => {
            let cases = all.iter().flat_map(|compared| findings::as_cases(&compared.comparison, Some(&compared.name)));
            out.push(junit("order-contracts diff", &cases.collect::<Vec<_>>()));
        }
    }
    out
}

fn as_text(compared: &Compared, look: Look) -> Shown<Screen> {
    match &compared.new {
        Some(why) => {
            let name = plain(&compared.comparison.revision);
            Shown::of((name, ": new document, nothing to compare: ", plain(why), "\n"))
        }
        None => text::shown(&compared.comparison, look),
    }
}

/// A section each, under the name of the contract or of the document; the new ones last.
fn as_markdown(format: Format, all: &[Compared], is_named: bool) -> Shown<Screen> {
    let medium = if format == Format::Markdown { report::Medium::Comment } else { report::Medium::JobSummary };
    let sections: Vec<report::Section<'_>> = all
        .iter()
        .map(|one| report::Section {
            name: if is_named { &one.name } else { &one.comparison.revision },
            comparison: &one.comparison,
            is_new: one.new.is_some(),
        })
        .collect();
    Shown::of(report::comment(&sections, medium))
}
