//! What contracts come to, in words that several formats share.

use crate::cli::Outcome;
use crate::cli::validate::{Finished, counted};
use crate::error::Error;
use crate::plain::{Plain, plain};

/// The word for an outcome.
pub(super) fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clean => "passes",
        Outcome::Findings => "fails",
        Outcome::Failed => "could not be checked",
        Outcome::Interrupted => "interrupted",
    }
}

/// An error with its cause, on one line.
pub(super) fn said(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    plain(format_args!("{error}{cause}")).as_str().to_owned()
}

/// What the traffic of a contract comes to.
pub(super) fn traffic(finished: &Finished) -> Vec<Plain> {
    let all = finished.tally.all;
    let kinds = [(all.valid, "valid"), (all.invalid, "invalid"), (all.undecided, "undecided")];
    let mut out: Vec<Plain> = kinds.into_iter().filter_map(|(count, what)| records(count, what)).collect();
    if out.is_empty() {
        out.push(plain("nothing was checked"));
    }
    out.extend(finished.percent.map(|percent| plain(format_args!("{percent:.1} % covered"))));
    out
}

/// `1 record valid`, and so on, for the traffic of a contract.
fn records(count: u64, what: &str) -> Option<Plain> {
    (count > 0).then(|| plain(format_args!("{} {what}", counted(count, "record"))))
}
