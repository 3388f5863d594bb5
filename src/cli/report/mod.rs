//! Findings in the formats that other programs read: SARIF, GitHub annotations, GitLab's Code Quality, JUnit.
//!
//! A command makes [`Finding`]s of what it found; what a format can say of them is decided here, once. Names and messages come
//! from documents and payloads, and are written so that no reader obeys them.

mod fingerprints;
mod github;
mod gitlab;
mod junit;
mod places;
mod rules;
mod sarif;

use std::path::PathBuf;

use crate::plain::Plain;

pub(super) use github::Annotations;
pub(super) use gitlab::Gitlab;
pub(super) use junit::{Case, Outcome as CaseOutcome, junit};
pub(super) use sarif::Sarif;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Level {
    #[default]
    Error,
    Warning,
    Note,
}

/// Something that was found at a place of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Finding {
    /// The stable id of the rule.
    pub(super) rule: &'static str,
    pub(super) level: Level,
    /// One line or more, without personal data unless that was asked for.
    pub(super) message: Vec<Plain>,
    pub(super) file: File,
    /// From 1, in Unicode code points.
    pub(super) line: Option<u64>,
    pub(super) column: Option<u64>,
    /// The column behind the last character, where that is on the same line.
    pub(super) end_column: Option<u64>,
    /// A name that stays the same when lines move; made of the rest where there is none.
    pub(super) fingerprint: Option<String>,
    /// Where it was in the document before: the file, the line and the column.
    pub(super) base: Option<(File, u64, u64)>,
    /// Why it was accepted.
    pub(super) waiver: Option<String>,
    /// The fingerprint of what findings have in common that are accepted together.
    pub(super) kind: Option<String>,
    /// What a baseline says of it.
    pub(super) baseline: Option<BaselineState>,
}

/// Whether a finding was there before (SARIF 2.1.0, 3.27.24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaselineState {
    New,
    Unchanged,
    /// It was, and is no longer.
    Absent,
}

/// What a finding is in: a file of this machine, or something that only has a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct File {
    /// What reports call it.
    pub(super) name: String,
    /// Where it is, from the folder that the program runs in; `None` for standard input and embedded contracts.
    pub(super) path: Option<PathBuf>,
}

impl File {
    /// An input as it was named, or `standard input`.
    pub(super) fn input(name: &str) -> Self {
        let path = (name != "standard input").then(|| PathBuf::from(name));
        Self { name: name.to_owned(), path }
    }
}
