//! How much the platforms take that our reports are made for. What is over a limit is dropped there, mostly without a word, so each
//! report keeps below it and says what it left out.

/// Annotations of one level that a step of GitHub Actions shows.
#[cfg(feature = "cli")]
pub(crate) const ANNOTATIONS: usize = 10;

/// Results of a SARIF run that GitHub's code scanning keeps.
#[cfg(feature = "cli")]
pub(crate) const SARIF_RESULTS: usize = 5_000;

/// Bytes of a job summary of GitHub Actions: 1 MiB, of which the last part is not trusted.
#[cfg(feature = "diff")]
pub(crate) const SUMMARY_BYTES: usize = 1_000_000;

/// Characters of a comment on GitHub: 65,536 by its documentation, with room for a line or two of others.
#[cfg(feature = "diff")]
pub(crate) const COMMENT_CHARACTERS: usize = 60_000;
