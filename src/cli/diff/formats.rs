//! [`Format`]: what comparisons are written in. One comparison is written by [`one`], those of several contracts by `check`: a format
//! that is added is an arm in each.

use clap::ValueEnum;

use super::findings;
use super::sides::{Side, Sides};
use super::text;
use crate::cli::page;
use crate::cli::report::{Annotations, Gitlab, Sarif, junit};
use crate::cli::reports::Look;
use crate::diff::{Comparison, report};
use crate::plain::{Html, Screen, Shown, json_pretty, plain};

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
    /// One HTML page, for a browser
    Html,
}

/// A contract that was compared with its base.
pub(in crate::cli) struct Compared {
    /// What distinguishes it from other contracts of the run: its name in the configuration, or the name of the document.
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
        Format::Json => json_pretty(&report::Report(comparison)).and("\n"),
        Format::Markdown | Format::Summary => {
            let section = compared.section(&comparison.revision);
            Shown::of(report::comment(Shown::new(), &[section], medium(format)))
        }
        Format::Changelog => Shown::of(report::entries(&[(None, comparison)])),
        Format::Sarif => {
            let run = findings::as_run(comparison, sides, &comparison.revision);
            json_pretty(&Sarif::log(vec![run])).and("\n")
        }
        Format::Github => {
            let mut annotations = Annotations::default();
            findings::annotate(&mut annotations, comparison, sides);
            annotations.finish()
        }
        Format::Gitlab => {
            let mut gitlab = Gitlab::default();
            findings::list(&mut gitlab, comparison, sides);
            json_pretty(&gitlab.finish()).and("\n")
        }
        Format::Junit => Shown::of(junit("order-contracts diff", &findings::as_cases(comparison, None))),
        Format::Html => Shown::of(as_page(std::iter::once((compared, None)))),
    }
}

pub(in crate::cli) fn as_text(compared: &Compared, look: Look) -> Shown<Screen> {
    match &compared.new {
        Some(why) => {
            let name = plain(&compared.comparison.revision);
            Shown::of((name, ": new document, nothing to compare: ", plain(why), "\n"))
        }
        None => text::shown(&compared.comparison, look),
    }
}

impl Compared {
    /// The section of a report in Markdown, under this name.
    pub(in crate::cli) fn section<'c>(&'c self, name: &'c str) -> report::Section<'c> {
        report::Section { name, comparison: &self.comparison, is_new: self.new.is_some() }
    }
}

/// Where Markdown is shown.
pub(in crate::cli) fn medium(format: Format) -> report::Medium {
    if format == Format::Summary { report::Medium::JobSummary } else { report::Medium::Comment }
}

/// A page with all changes; of a new document it says that it is new.
pub(in crate::cli) fn as_page<'c>(all: impl Iterator<Item = (&'c Compared, Option<String>)>) -> Shown<Html> {
    let compared = all.map(|(Compared { name, comparison, sides, new }, remark)| {
        let (base, revision) = (sides.base.as_ref().map(Side::contract), sides.revision.as_ref().map(Side::contract));
        let note = new.is_some().then(|| "It is new, so that nothing can break.".to_owned());
        page::Compared { name: name.clone(), comparison, documents: base.zip(revision), note, remark }
    });
    page::comparisons(&compared.collect::<Vec<_>>())
}
