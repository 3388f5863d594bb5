//! [`Seen`]: an exchange that is over, and what was found.

use super::failure::Failure;
use crate::validate::{Recorded, Report, Verdict};

/// An exchange that has passed, and what was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Seen {
    /// What has passed, as it was judged: what is to be judged alike from a file needs [`Masks`](super::Masks) before.
    pub recorded: Recorded,
    /// On the request; `None` if it is none that a contract declares.
    pub request: Option<Report>,
    /// On the answer of the upstream; `None` if there was none, or none that a contract declares.
    pub response: Option<Report>,
    /// Why there is no answer, or not all of it.
    pub failure: Option<Failure>,
}

impl Seen {
    /// The verdict on both.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.request.iter().chain(&self.response).map(Report::verdict).max()
    }

    /// The bytes that it has in memory, about.
    pub(super) fn size(&self) -> usize {
        const HEADS: usize = 4096;
        const FINDING: usize = 1024;
        let reports = self.request.iter().chain(&self.response);
        let findings: usize = reports.map(|report| report.violations().len() + report.undecided().len()).sum();
        let response = self.recorded.response.as_ref().map_or(0, |response| response.body.len());
        HEADS + FINDING * findings + self.recorded.request.target.len() + self.recorded.request.body.len() + response
    }
}
