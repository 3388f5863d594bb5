//! What is to be said of a run beside its contracts' own findings, for formats that other programs read.

use super::checked::Checked;
use super::summary::Summary;
use super::words::said;
use crate::cli::report::{self, Finding};
use crate::diff::Level;
use crate::error::Error;
use crate::plain::{Plain, plain};

/// The finding that a contract could not be checked.
pub(super) fn not_checked(checked: &Checked, error: &Error) -> Finding {
    let name = plain(&checked.selected.name);
    let message = vec![plain(format_args!("{name} could not be checked: {}", said(error)))];
    let file = report::File::input(&checked.selected.path);
    Finding { rule: "not-checked", level: report::Level::Error, message, file, ..Finding::default() }
}

/// What is to be said of waivers.
pub(super) fn of_waivers(summary: &Summary) -> Vec<Finding> {
    let level = |level| match level {
        Level::Allow => report::Level::Note,
        Level::Warn => report::Level::Warning,
        Level::Deny => report::Level::Error,
    };
    let finding =
        |rule, own, message: Plain| Finding { rule, level: level(own), message: vec![message], ..Finding::default() };
    let new = summary.waived_here().map(|(words, count, denied)| {
        finding("new-waivers", summary.new_level, plain(format_args!("{words}{count}{denied}")))
    });
    let stale = summary.stale.iter().map(|stale| finding("stale-waiver", summary.stale_level, plain(stale)));
    new.into_iter().chain(stale).collect()
}
