//! Colours by meaning, and text that is safe to print.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};

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

/// `text` with its control characters escaped, and those that reorder or break lines: text from payloads and file names must
/// not control the terminal.
pub(super) fn plain(text: impl Display) -> String {
    let text = text.to_string();
    let is_unsafe = |character: char| {
        character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(is_unsafe) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match is_unsafe(character) {
            true => out.extend(character.escape_unicode()),
            false => out.push(character),
        }
    }
    out
}
