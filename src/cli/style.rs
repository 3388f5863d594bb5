//! Colours by meaning.

use anstyle::AnsiColor;

use crate::plain::{Plain, Screen, Show, Shown, lines, plain};

/// Help and usage in the colours of cargo.
pub(super) const CLAP: clap::builder::Styles = clap::builder::Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const RESET: &str = "\u{1b}[0m";

/// What changes colours (ECMA-48, 8.3.117), as clap and this file write it.
const SEQUENCES: [&str; 9] =
    [RESET, "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[3m", "\u{1b}[4m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[36m"];

/// A text in a colour; an empty one is the colour of everything else.
#[derive(Debug, Clone)]
pub(super) struct Styled<T>(&'static str, T);

pub(super) fn error<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[1m\u{1b}[31m", text)
}

pub(super) fn warning<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[1m\u{1b}[33m", text)
}

pub(super) fn good<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[1m\u{1b}[32m", text)
}

pub(super) fn heading<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[1m", text)
}

pub(super) fn faint<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[2m", text)
}

/// A line that was taken away, or added, in the colours of git.
pub(super) fn removed<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[31m", text)
}

pub(super) fn added<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("\u{1b}[32m", text)
}

pub(super) fn unstyled<T: Show<Screen>>(text: T) -> Styled<T> {
    Styled("", text)
}

impl<T: Show<Screen>> Show<Screen> for Styled<T> {
    fn show(&self, out: &mut Shown<Screen>) {
        let reset = if self.0.is_empty() { "" } else { RESET };
        out.push(self.0);
        self.1.show(out);
        out.push(reset);
    }
}

/// What clap writes: several lines, with the sequences of its styles and no other. The caller has made the arguments plain
/// that it quotes.
#[derive(Debug)]
pub(super) struct Rendered(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Own(&'static str),
    Text(Plain),
}

pub(super) fn rendered(text: &str) -> Rendered {
    let mut pieces = Vec::new();
    for (number, line) in lines(text).enumerate() {
        if number > 0 {
            pieces.push(Piece::Own("\n"));
        }
        let mut rest = line;
        while let Some((at, sequence)) = next_sequence(rest) {
            pieces.push(Piece::Text(plain(&rest[..at])));
            pieces.push(Piece::Own(sequence));
            rest = &rest[at + sequence.len()..];
        }
        pieces.push(Piece::Text(plain(rest)));
    }
    Rendered(pieces)
}

fn next_sequence(text: &str) -> Option<(usize, &'static str)> {
    text.match_indices('\u{1b}').find_map(|(at, _)| {
        let sequence = SEQUENCES.iter().find(|sequence| text[at..].starts_with(**sequence))?;
        Some((at, *sequence))
    })
}

impl Show<Screen> for Rendered {
    fn show(&self, out: &mut Shown<Screen>) {
        for piece in &self.0 {
            match piece {
                Piece::Own(words) => out.push(*words),
                Piece::Text(text) => out.push(text),
            }
        }
    }
}
