//! The report on a terminal: the lines of the library's text, in colours and as wide as the terminal.

use crate::cli::output::Output;
use crate::cli::style;
use crate::diff::report::{Role, lines};
use crate::diff::{Comparison, Verdict};

pub(super) fn write(comparison: &Comparison, out: &mut Output<'_>) {
    let columns = out.columns();
    for line in lines(comparison) {
        out.line(format_args!("{}", line.render(columns, paint)));
    }
}

fn paint(role: Role, text: &str) -> String {
    match role {
        Role::Level(Verdict::Breaking) => style::error(text).to_string(),
        Role::Level(Verdict::Undecided) | Role::Note => style::warning(text).to_string(),
        Role::Level(Verdict::Compatible) => style::good(text).to_string(),
        Role::Level(Verdict::Docs) | Role::Faint => style::faint(text).to_string(),
        Role::Heading => style::heading(text).to_string(),
        Role::Text => text.to_owned(),
    }
}
