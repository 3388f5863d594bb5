//! The report for people as one text.

use super::lines::lines;
use crate::diff::comparison::Comparison;
use crate::plain::{Screen, Shown};

/// A text for people: the worst first, each change with its places and its example, then what it comes to. Lines are not
/// wrapped, and there is nothing in it that a terminal would obey.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut out: Shown<Screen> = Shown::new();
    for row in lines(comparison).iter().flat_map(|line| line.rows(None)) {
        out.push((row.into_iter().map(|(_, text)| text).collect::<Vec<_>>(), "\n"));
    }
    out.into_string()
}
