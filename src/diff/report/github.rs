//! The report as annotations of GitHub Actions.

use std::fmt::Write;

use super::{introduction, lines, sentence};
use crate::diff::comparison::Comparison;
use crate::diff::verdict::Verdict;

/// A line for each change that is not waived: `::error` for breaking ones, `::warning` for undecided ones, `::notice` for
/// the compatible; texts for people are not annotated.
#[must_use]
pub fn github(comparison: &Comparison) -> String {
    let mut out = String::new();
    let told = comparison.changes.iter().filter(|change| change.waiver.is_none());
    for change in told {
        let command = match change.verdict {
            Verdict::Breaking => "error",
            Verdict::Undecided => "warning",
            Verdict::Compatible => "notice",
            Verdict::Docs => continue,
        };
        let mut text = sentence(change);
        if let Some(witness) = &change.witness {
            text = format!("{text}\nThis {}:\n{}", introduction(witness), lines(witness).join("\n"));
        }
        let place = change.revision.as_ref().or(change.base.as_ref()).map_or_else(String::new, |site| {
            format!("file={},line={},col={},", property(&site.file), site.line.max(1), site.column.max(1))
        });
        let id = property(change.rule.id);
        _ = writeln!(out, "::{command} {place}title={id}::{}", data(&text));
    }
    out
}

/// What would end the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What would end a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
