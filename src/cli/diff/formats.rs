//! [`Format`]: what comparisons are written in. One comparison is written by [`one`], those of several contracts by `check`: a format
//! that is added is an arm in each.

use clap::ValueEnum;

use super::findings;
use super::sides::Sides;
use super::text;
use crate::cli::report::{Sarif, junit};
use crate::cli::reports::Look;
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
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
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
    let Compared { comparison, sides, new, .. } = compared;
    match format {
        Format::Text => as_text(compared, look),
        Format::Json => Shown::of((json_pretty(&report::json(comparison)), "\n")),
        Format::Markdown => match new {
            Some(_) => Shown::of("### new document, nothing to compare\n"),
            None => Shown::of(report::comment(comparison)),
        },
        Format::Sarif => {
            let run = findings::as_run(comparison, sides, &comparison.revision);
            Shown::of((json_pretty(&Sarif::log(vec![run])), "\n"))
        }
        Format::Github => findings::as_annotations(comparison, sides),
        Format::Junit => Shown::of(junit("order-contracts diff", &findings::as_cases(comparison, None))),
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
