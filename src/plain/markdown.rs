//! Markdown as GitHub renders it: whatever is not our own is code, in which nothing is a link, a mention, an image or a heading.

use super::apart::apart;
use super::shown::{Dialect, Show, Shown};
use super::text::{Plain, plain};

/// A comment, or part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Markdown;

/// A cell of a table in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell;

/// A longer text is cut, or a comment would be refused for its length.
const LONG: usize = 400;

impl Dialect for Markdown {
    /// A code span that its text cannot close.
    fn escape(plain: &str, out: &mut String) {
        let fence = "`".repeat(longest_run(plain) + 1);
        // A blank is taken off on both sides where both have one.
        let is_padded = plain.starts_with(['`', ' ']) || plain.ends_with(['`', ' ']) || plain.is_empty();
        let pad = if is_padded { " " } else { "" };
        for part in [&fence, pad, plain, pad, &fence] {
            out.push_str(part);
        }
    }
}

impl Dialect for Cell {
    /// A code span without a bar that ends the cell: in code too, one does, unless there is a backslash before it. Readers differ
    /// where a text has the backslash itself.
    fn escape(plain: &str, out: &mut String) {
        let mut text = String::with_capacity(plain.len());
        let mut before = ' ';
        for character in plain.chars() {
            match (before, character) {
                ('\\', '|') => text.push_str(r"\u{7c}"),
                (_, '|') => text.push_str(r"\|"),
                (_, other) => text.push(other),
            }
            before = character;
        }
        // A last backslash is the bar's behind the cell for some readers.
        if text.ends_with('\\') {
            text.push(' ');
        }
        Markdown::escape(&text, out);
    }
}

/// The dialects in which a text of others is a code span.
pub(crate) trait CodeSpans: Dialect {}

impl CodeSpans for Markdown {}

impl CodeSpans for Cell {}

impl Show<Markdown> for Shown<Cell> {
    fn show(&self, out: &mut Shown<Markdown>) {
        out.push_made(self.as_str());
    }
}

impl Show<Markdown> for Shown<Markdown> {
    fn show(&self, out: &mut Shown<Markdown>) {
        out.push_made(self.as_str());
    }
}

impl Show<Markdown> for &Shown<Markdown> {
    fn show(&self, out: &mut Shown<Markdown>) {
        out.push_made(self.as_str());
    }
}

/// A name in a comment that is not rendered, by which a program finds a text again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden<'t>(pub(crate) &'t str);

impl Show<Markdown> for Hidden<'_> {
    /// Percent-encoded, also where two hyphens might end the comment.
    fn show(&self, out: &mut Shown<Markdown>) {
        let mut name = String::new();
        let mut before = b'-';
        for byte in self.0.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'/' => name.push(char::from(byte)),
                b'-' if before != b'-' => name.push('-'),
                other => name.push_str(&format!("%{other:02X}")),
            }
            before = byte;
        }
        out.push_made(&name);
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

/// Lines as a block of code that they cannot close.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fence<'l> {
    pub(crate) language: &'static str,
    pub(crate) lines: &'l [Plain],
}

impl Show<Markdown> for Fence<'_> {
    fn show(&self, out: &mut Shown<Markdown>) {
        let longest = self.lines.iter().map(|line| longest_run(line.as_str())).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        out.push_made(&fence);
        out.own(self.language);
        for line in self.lines {
            out.push_made("\n");
            out.push_made(line.as_str());
        }
        out.push_made("\n");
        out.push_made(&fence);
    }
}

/// Words that are ours between names in backticks, which are not: anything else there makes all of it code.
const OWN: &[&str] = &[
    "and",
    "cookie",
    "header",
    "more",
    "nothing",
    "number",
    "of",
    "or",
    "path",
    "query",
    "querystring",
    "texts",
    "to",
];

/// A text that marks what comes from documents by backticks. A name with backticks of its own could say anything between them:
/// then all of it is one piece of code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marked<'t>(pub(crate) &'t str);

impl<D: CodeSpans> Show<D> for Marked<'_> {
    fn show(&self, out: &mut Shown<D>) {
        let parts: Vec<&str> = self.0.split('`').collect();
        let last = parts.len() - 1;
        let is_marked = parts.iter().enumerate().all(|(number, part)| match (number % 2, number) {
            (0, number) => is_own(part) && (!part.is_empty() || number == 0 || number == last),
            _ => !part.is_empty() && number < last,
        });
        if !is_marked {
            return out.plain(&plain(self.0).shortened(LONG));
        }
        let names: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
        let mut names = apart(&names, LONG).into_iter();
        for (number, part) in parts.into_iter().enumerate() {
            match number % 2 {
                0 => out.push_made(part),
                _ => out.plain(&plain(names.next().unwrap_or_default())),
            }
        }
    }
}

fn is_own(part: &str) -> bool {
    let mut words = part.split([' ', ',', ':']).filter(|word| !word.is_empty());
    words.all(|word| OWN.contains(&word) || word.len() < 10 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{Cell, Fence, Hidden, Markdown, Marked};
    use crate::plain::{Shown, plain};

    #[test]
    fn code_spans_are_closed_by_their_fence_alone() {
        let code = |text: &str| Shown::<Markdown>::of(plain(text)).into_string();
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a\n@everyone"), r"`` `a\u{a}@everyone ``");
        assert_eq!(code(""), "`  `");
    }

    /// What a renderer finds: the text, and nothing but code.
    #[test]
    fn a_renderer_finds_one_piece_of_code() {
        let pieces = ["`", "``", "a", " ", "|", "\\", "<b>", "[x](y)"];
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            texts = texts.iter().flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}"))).collect();
        }
        for text in texts {
            let shown = Shown::<Markdown>::of(("x ", plain(&text), " y")).into_string();
            let events: Vec<_> = pulldown_cmark::Parser::new(&shown).collect();
            let code = match events.as_slice() {
                [_, _, pulldown_cmark::Event::Code(code), _, _] => Some(code.as_ref()),
                _ => None,
            };
            // Blanks alone are not taken off.
            assert!(code == Some(&text) || code.is_some() && text.trim().is_empty(), "{text:?}: {events:?}");
        }
    }

    #[test]
    fn a_cell_is_one_piece_of_code_whatever_is_in_it() {
        for text in ["a", "a|b", r"a\|b", "|", r"\", "`|`", "a||", r"\\|", "a | b"] {
            let cell = Shown::<Cell>::of(("x ", plain(text))).into_string();
            let table = format!("| a | b |\n|---|---|\n| {cell} | end |\n");
            let options = pulldown_cmark::Options::ENABLE_TABLES;
            let events: Vec<_> = pulldown_cmark::Parser::new_ext(&table, options).collect();
            let codes: Vec<String> = events
                .iter()
                .filter_map(|event| match event {
                    pulldown_cmark::Event::Code(code) => Some(code.replace(r"\u{7c}", "|")),
                    _ => None,
                })
                .collect();
            assert_eq!(codes.iter().map(|code| code.trim_end()).collect::<Vec<_>>(), [text], "{table}");
            let is_end = |event: &&pulldown_cmark::Event<'_>| matches!(event, pulldown_cmark::Event::Text(text) if text.as_ref() == "end");
            assert_eq!(events.iter().filter(is_end).count(), 1, "{table}");
        }
    }

    #[test]
    fn a_hidden_name_does_not_end_its_comment() {
        let shown = |text: &str| Shown::<Markdown>::of(("<!-- ", Hidden(text), " -->")).into_string();
        assert_eq!(shown("open-api/v1.yaml"), "<!-- open-api/v1.yaml -->");
        assert_eq!(shown("--> @all\n<b>"), "<!-- %2D%2D%3E%20%40all%0A%3Cb%3E -->");
    }

    #[test]
    fn what_is_not_our_words_is_all_code() {
        let spans = |text: &str| Shown::<Markdown>::of(Marked(text)).into_string();
        assert_eq!(spans("`a` to `b`, and 3 more"), "`a` to `b`, and 3 more");
        assert_eq!(spans("header `x`"), "header `x`");
        assert_eq!(spans("`x` @all www.example.com `y`"), "`` `x` @all www.example.com `y` ``");
        assert_eq!(spans("`x` is approved `y`"), "`` `x` is approved `y` ``");
        assert_eq!(spans("`a``b`"), "``` `a``b` ```");
        assert_eq!(spans("`a"), "`` `a ``");
    }

    #[test]
    fn a_fence_is_not_closed_from_inside() {
        let lines = [plain("a ```` b"), plain("```")];
        let shown = Shown::<Markdown>::of(Fence { language: "http", lines: &lines });
        assert_eq!(shown.as_str(), "`````http\na ```` b\n```\n`````");
    }
}
