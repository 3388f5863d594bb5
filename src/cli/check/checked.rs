//! [`Checked`]: a contract, and what was found about it.

use crate::cli::config::Selected;
use crate::cli::diff::Compared;
use crate::cli::output::Kept;
use crate::cli::validate::{Finished, ReportFormat};
use crate::error::Error;

/// A contract of the run.
pub(in crate::cli) struct Checked {
    pub(in crate::cli) selected: Selected,
    /// What comes of comparing it; `None` when it could not be, or did not have to be.
    pub(in crate::cli) compared: Option<Compared>,
    /// Why it could not be checked.
    pub(in crate::cli) error: Option<Error>,
    /// It is as it was in its base, and nothing else was asked for.
    pub(super) is_unchanged: bool,
    /// The run was interrupted before.
    pub(super) is_unread: bool,
    /// What is to be known of its documents.
    pub(super) notes: Vec<String>,
    pub(super) traffic: Option<Run>,
}

impl Checked {
    /// One of which nothing is known yet.
    pub(super) fn new(selected: Selected) -> Self {
        Self {
            selected,
            compared: None,
            error: None,
            is_unchanged: false,
            is_unread: false,
            notes: Vec::new(),
            traffic: None,
        }
    }

    pub(super) fn compared(&self) -> Option<&Compared> {
        self.compared.as_ref()
    }

    pub(super) fn is_compared(&self) -> bool {
        self.compared.is_some()
    }
}

/// What was found in the traffic of a contract.
pub(in crate::cli) struct Run {
    pub(super) finished: Finished,
    /// The reports that were asked for.
    pub(super) kept: Vec<(ReportFormat, Kept)>,
}

impl Run {
    pub(super) fn report(&self, format: ReportFormat) -> Option<&Kept> {
        self.kept.iter().find(|(kept, _)| *kept == format).map(|(_, kept)| kept)
    }
}
