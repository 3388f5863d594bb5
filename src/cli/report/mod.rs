//! Findings in the formats that other programs read: SARIF, GitHub annotations, JUnit.
//!
//! A command makes [`Finding`]s of what it found; what a format can say of them is decided here, once.

mod github;
mod junit;
mod sarif;

pub(super) use github::annotation;
pub(super) use junit::{Case, Outcome as CaseOutcome, junit};
pub(super) use sarif::Sarif;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    #[allow(dead_code, reason = "for commands that find what is worth a word")]
    Note,
}

/// Something that was found at a place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// The stable id of the rule.
    pub(super) rule: String,
    pub(super) level: Level,
    /// One line or more, without personal data unless that was asked for.
    pub(super) message: String,
    /// The file as it was named, or `standard input`.
    pub(super) file: String,
    /// From 1, in Unicode code points.
    pub(super) line: Option<u64>,
    pub(super) column: Option<u64>,
}
