//! Colours by meaning, and text that is safe to print.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};

pub(super) use crate::plain::plain;

/// Help and usage in the colours of cargo.
pub(super) const CLAP: clap::builder::Styles = clap::builder::Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

pub(super) fn error(text: impl Display) -> impl Display {
    Styled(AnsiColor::Red.on_default().bold(), text)
}

pub(super) fn warning(text: impl Display) -> impl Display {
    Styled(AnsiColor::Yellow.on_default().bold(), text)
}

pub(super) fn good(text: impl Display) -> impl Display {
    Styled(AnsiColor::Green.on_default().bold(), text)
}

pub(super) fn heading(text: impl Display) -> impl Display {
    Styled(Style::new().bold(), text)
}

pub(super) fn faint(text: impl Display) -> impl Display {
    Styled(Style::new().dimmed(), text)
}

struct Styled<T>(Style, T);

impl<T: Display> Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.0.render(), self.1, self.0.render_reset())
    }
}
