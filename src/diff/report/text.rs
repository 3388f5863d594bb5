//! The report for people as one text.

use super::lines::lines;
use crate::diff::comparison::Comparison;

/// A text for people: the worst first, each change with its places and its example, then what it comes to. Lines are not
/// wrapped, and there is nothing in it that a terminal would obey.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut out = String::new();
    for line in lines(comparison) {
        out.push_str(&line.render(None, |_, text| text.to_owned()));
        out.push('\n');
    }
    out
}
