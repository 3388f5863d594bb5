//! [`plain`]: texts of documents, payloads and file names as they may be shown: nothing in them is obeyed.
//!
//! A terminal obeys escape sequences, and so does whatever strips them from a pipe; a log obeys line breaks; a reader is
//! misled by characters that reorder what follows.

use std::fmt::Display;

/// `text` on one line, without the characters that a terminal obeys or that reorder or break lines: they are spelled out.
pub(crate) fn plain(text: impl Display) -> String {
    escaped(text.to_string(), is_unsafe)
}

/// The same for a text of several lines, which keeps its line breaks.
pub(crate) fn plain_lines(text: impl Display) -> String {
    escaped(text.to_string(), |character| character != '\n' && is_unsafe(character))
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escaped(text: String, is_unsafe: impl Fn(char) -> bool) -> String {
    // Old workflow commands of GitHub's runner, which it obeys in the middle of a line.
    let text = if text.contains("##[") { text.replace("##[", "#\\u{23}[") } else { text };
    if !text.contains(&is_unsafe) {
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

#[cfg(test)]
mod tests {
    use super::{plain, plain_lines};

    #[test]
    fn what_is_obeyed_is_spelled_out() {
        assert_eq!(plain("a\n\u{1b}[31mb\u{9b}c\u{202e}d é"), r"a\u{a}\u{1b}[31mb\u{9b}c\u{202e}d é");
        assert_eq!(plain_lines("a\nb\rc"), "a\nb\\u{d}c");
        assert_eq!(plain("##[error]x"), r"#\u{23}[error]x");
    }
}
