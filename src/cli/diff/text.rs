//! The report on a terminal: the lines of the library's text, in colours and as wide as the terminal.

use crate::cli::output::Output;
use crate::cli::style::{self, Styled};
use crate::diff::report::{Role, lines};
use crate::diff::{Comparison, Verdict};
use crate::plain::Plain;

pub(super) fn write(comparison: &Comparison, out: &mut Output<'_>) {
    let columns = out.columns();
    for row in lines(comparison).iter().flat_map(|line| line.rows(columns)) {
        out.line(row.into_iter().map(paint).collect::<Vec<_>>());
    }
}

fn paint((role, text): (Role, Plain)) -> Styled<Plain> {
    match role {
        Role::Level(Verdict::Breaking) => style::error(text),
        Role::Level(Verdict::Undecided) | Role::Note => style::warning(text),
        Role::Level(Verdict::Compatible) => style::good(text),
        Role::Level(Verdict::Docs) | Role::Faint => style::faint(text),
        Role::Heading => style::heading(text),
        Role::Text => style::unstyled(text),
    }
}
