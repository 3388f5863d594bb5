//! The report for people: the lines of the library's text, in colours and as wide as the terminal, or as they are in a file.

use crate::cli::reports::Look;
use crate::cli::style::{self, Styled};
use crate::diff::report::{Role, lines};
use crate::diff::{Comparison, Verdict};
use crate::plain::{Plain, Screen, Shown};

pub(super) fn shown(comparison: &Comparison, look: Look) -> Shown<Screen> {
    let paint = match look {
        Look::Stream(_) => paint,
        Look::File => |(_, text)| style::unstyled(text),
    };
    let mut out = Shown::new();
    for row in lines(comparison).iter().flat_map(|line| line.rows(look.columns())) {
        out.push((row.into_iter().map(paint).collect::<Vec<_>>(), "\n"));
    }
    out
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
