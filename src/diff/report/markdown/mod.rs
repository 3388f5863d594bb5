//! The report as a comment on a pull request, or as the summary of a job.
//!
//! Whoever opens a pull request chooses the names, paths and values in its documents. All of them are written in code spans and
//! fences that they cannot close, where nothing is a link, a mention, an image or a heading.

mod block;
mod room;
mod section;

use super::{LEGEND_IN_MARKDOWN, sentence_parts};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::plain::{CodeSpans, Markdown, Marked, Plain, Show, Shown, plain};

pub use room::Medium;
use room::Room;

/// A name or a text with more characters is cut.
const LONG: usize = super::LONG;

/// A comment on a pull request: a headline with the next version, a table of what breaks or could not be decided, with the proofs
/// folded below it, and the rest folded away. It is no longer than [`Medium::Comment`] allows.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::diff::{Settings, compare, report};
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a:\n    get: {responses: {'200': {description: D}}}\n";
/// let base = Contract::from_str(text, "base.yaml")?;
/// let revision = Contract::from_str(&text.replace("/a", "/b"), "revision.yaml")?;
///
/// let comment = report::markdown(&compare(&base, &revision, &Settings::new()));
/// assert!(comment.contains("### breaking: `revision.yaml` ("));
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    markdown_of(&[comparison], Medium::Comment)
}

/// The same of several comparisons, a section each, the worst first. What a medium has no room for is counted.
#[must_use]
pub fn markdown_of(comparisons: &[&Comparison], medium: Medium) -> String {
    let sections =
        comparisons.iter().map(|comparison| Section { name: &comparison.revision, comparison, is_new: false });
    comment(Shown::new(), &sections.collect::<Vec<_>>(), medium).into_string()
}

/// What a section is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section<'c> {
    /// What distinguishes it from the others.
    pub(crate) name: &'c str,
    pub(crate) comparison: &'c Comparison,
    /// Whether there was nothing to compare with.
    pub(crate) is_new: bool,
}

/// The same below something else, to be written.
pub(crate) fn comment(head: Shown<Markdown>, sections: &[Section<'_>], medium: Medium) -> Shown<Markdown> {
    let mut sorted = sections.to_vec();
    sorted.sort_by_key(|section| (section.is_new, std::cmp::Reverse(section.comparison.verdict())));
    let mut room = Room::of(medium);
    let mut out = Shown::new();
    room.push(&mut out, head);
    for (number, one) in sorted.iter().enumerate() {
        // What one does not need is left to those behind it.
        let left = sorted.len() - number;
        match section::section(one, room.of_one(left)) {
            Some(section) => room.push(&mut out, section),
            None => {
                let noun = if left == 1 { " more document is" } else { " more documents are" };
                out.push(("\n", left, noun, " not shown: a report has only so much room.\n\n"));
                break;
            }
        }
    }
    if sections.iter().any(|section| !section.comparison.changes.is_empty()) {
        out.push((LEGEND_IN_MARKDOWN, "\n"));
    }
    out
}

/// A name or a text of others, not longer than a comment has room for.
fn name(text: &str) -> Plain {
    plain(text).shortened(LONG)
}

/// What a change is about: the rule's words are ours, the subject is the documents'.
struct Described<'c>(&'c Change);

impl<D: CodeSpans> Show<D> for Described<'_> {
    fn show(&self, out: &mut Shown<D>) {
        let (summary, subject) = sentence_parts(self.0);
        out.push(summary);
        if !subject.is_empty() {
            out.push((": ", Marked(&subject)));
        }
    }
}
