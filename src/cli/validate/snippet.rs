//! The offending lines of a payload, each underlined, with its values masked unless they were requested.
//!
//! A record may be one long line with thousands of marks: it is read once for all of them, and of a line only the part around
//! its mark is copied.

use std::collections::VecDeque;
use std::ops::Range;

use memchr::{memchr, memchr3};

use crate::json::Position;
use crate::plain::{Plain, is_obeyed, plain};

/// A longer line is cut on both sides of what is wrong.
const WIDTH: usize = 96;

/// So many characters on one side of a mark decide what is shown of that side, and whether something is cut off.
const SIDE: usize = WIDTH + 1;

/// For each of `values`, which are places in `text`, which is JSON: the line in which it begins and the mark below it, as two
/// lines behind a margin.
pub(super) fn snippets(text: &[u8], values: &[Option<Range<usize>>], show_values: bool) -> Vec<Option<[Plain; 2]>> {
    let mut out = vec![None; values.len()];
    let Ok(text) = std::str::from_utf8(text) else { return out };
    let mut order: Vec<(usize, &Range<usize>)> =
        values.iter().enumerate().filter_map(|(index, value)| Some((index, value.as_ref()?))).collect();
    order.sort_by_key(|(_, value)| value.start);
    let mut lines = Lines::new(text, if show_values { Hidden::Nothing } else { Hidden::Values });
    for (index, value) in order {
        out[index] = lines.marked(value);
    }
    out
}

/// The same for a text that is not JSON, with the mark where it stops being JSON.
pub(super) fn syntax_snippet(text: &[u8], at: Position, show_values: bool) -> Option<[Plain; 2]> {
    let mut before = 0;
    for _ in 1..at.line {
        before += memchr(b'\n', text.get(before..)?)? + 1;
    }
    let end = memchr(b'\n', text.get(before..)?).map_or(text.len(), |length| before + length);
    let line = std::str::from_utf8(text.get(before..end)?).ok()?;
    if line.trim().is_empty() {
        return None;
    }
    let offset = line.char_indices().nth(at.column.checked_sub(1)?).map_or(line.len(), |(offset, _)| offset);
    let start = before + offset;
    // Nothing beyond the line matters, and the text may be long.
    let text = std::str::from_utf8(&text[..end]).ok()?;
    let hidden = if show_values { Hidden::Nothing } else { Hidden::Words };
    Lines::new(text, hidden).marked(&(start..(start + 1).min(end)))
}

/// A text whose lines are shown in ascending order of their marks.
struct Lines<'t> {
    text: &'t str,
    tokens: Tokens<'t>,
    /// What is hidden around the last mark.
    near: VecDeque<Range<usize>>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, hidden: Hidden) -> Self {
        Self { text, tokens: Tokens { text: text.as_bytes(), hidden, at: 0, before: b'{' }, near: VecDeque::new() }
    }

    fn marked(&mut self, value: &Range<usize>) -> Option<[Plain; 2]> {
        let first = self.come_to(value.start);
        let hidden = self.near.get(first).filter(|token| token.start <= value.start);
        let start = hidden.map_or(value.start, |token| token.start);
        let before = self.before(start, first)?;
        let (after, inside) = self.after(start, first, value.end)?;
        let scalar = !matches!(self.text.as_bytes().get(value.start), Some(b'{' | b'[' | b']' | b'}' | b',' | b':'));
        let length = match hidden {
            Some(token) => self.ellipsis(token).chars().count(),
            None => inside.max(1),
        };
        let column = before.len();
        let line: Vec<char> = before.into_iter().rev().chain(after).collect();
        let (shown, column, length) = window(&line, column, if scalar { length } else { 1 });
        let (space, carets) = (" ".repeat(column), "^".repeat(length));
        Some([plain(format_args!("  | {shown}")), plain(format_args!("  | {space}{carets}"))])
    }

    /// Reads on until everything that is hidden around `place` is known; the number of the first that ends behind it.
    fn come_to(&mut self, place: usize) -> usize {
        loop {
            while self.near.get(SIDE).is_some_and(|token| token.end <= place) {
                self.near.pop_front();
            }
            let first = self.near.partition_point(|token| token.end <= place);
            // Each of them is shown as one character at least.
            if self.near.len() - first > SIDE {
                return first;
            }
            match self.tokens.next() {
                Some(token) => self.near.push_back(token),
                None => return first,
            }
        }
    }

    /// The characters before `start`, the nearest first, and no more than matter.
    fn before(&self, start: usize, first: usize) -> Option<Vec<char>> {
        let (mut out, mut at, mut hidden) = (Vec::with_capacity(SIDE + 3), start, first);
        while out.len() < SIDE {
            match hidden.checked_sub(1).and_then(|index| self.near.get(index)) {
                Some(token) if token.end == at => {
                    out.extend(self.ellipsis(token).chars().rev());
                    (at, hidden) = (token.start, hidden - 1);
                }
                _ if at > 0 && self.is_simple(at - 1) => {
                    out.push(char::from(self.text.as_bytes()[at - 1]));
                    at -= 1;
                }
                _ => match self.text.get(..at)?.chars().next_back() {
                    None | Some('\n') => break,
                    Some(character) => {
                        out.push(visible(character));
                        at -= character.len_utf8();
                    }
                },
            }
        }
        out.truncate(SIDE);
        Some(out)
    }

    /// The characters from `start` on, no more than matter, and how many of them are before `end`.
    fn after(&self, start: usize, first: usize, end: usize) -> Option<(Vec<char>, usize)> {
        let (mut out, mut at, mut hidden, mut inside) = (Vec::with_capacity(SIDE + 3), start, first, 0);
        while out.len() < SIDE {
            match self.near.get(hidden) {
                Some(token) if token.start == at => {
                    out.extend(self.ellipsis(token).chars());
                    (at, hidden) = (token.end, hidden + 1);
                }
                _ if self.is_simple(at) => {
                    out.push(char::from(self.text.as_bytes()[at]));
                    at += 1;
                }
                _ => {
                    let rest = self.text.get(at..)?;
                    match rest.chars().next() {
                        None | Some('\n') => break,
                        Some('\r') if matches!(rest.as_bytes().get(1), None | Some(b'\n')) => break,
                        Some(character) => {
                            out.push(visible(character));
                            at += character.len_utf8();
                        }
                    }
                }
            }
            if at <= end {
                inside = out.len();
            }
        }
        out.truncate(SIDE);
        Some((out, inside))
    }

    /// Whether the byte at `at` is a character that is shown as it is.
    fn is_simple(&self, at: usize) -> bool {
        self.text.as_bytes().get(at).is_some_and(|byte| matches!(byte, b' '..=b'~'))
    }

    fn ellipsis(&self, token: &Range<usize>) -> &'static str {
        if self.text.as_bytes().get(token.start) == Some(&b'"') { "\"…\"" } else { "…" }
    }
}

/// What is hidden of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Nothing,
    /// The strings that are not member names, and the numbers, of a JSON text that was parsed before.
    Values,
    /// The same of a text that is not JSON, in which every unknown word may be a value too.
    Words,
}

/// Finds what is hidden, from the beginning of the text to its end.
struct Tokens<'t> {
    text: &'t [u8],
    hidden: Hidden,
    at: usize,
    /// The last byte that is no white space, outside of strings.
    before: u8,
}

impl Tokens<'_> {
    fn value(&mut self) -> Option<Range<usize>> {
        loop {
            let start = self.at;
            match *self.text.get(start)? {
                b'"' => {
                    self.at = string_end(self.text, start);
                    if self.next_visible() != Some(b':') {
                        return Some(start..self.at);
                    }
                }
                b'-' | b'0'..=b'9' => {
                    let is_part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                    self.skip_while(is_part);
                    return Some(start..self.at);
                }
                _ => self.at += 1,
            }
        }
    }

    fn word(&mut self) -> Option<Range<usize>> {
        let is_kept = |byte: &u8| byte.is_ascii_whitespace() || b"{}[]:,".contains(byte);
        loop {
            let start = self.at;
            let byte = *self.text.get(start)?;
            let before = self.before;
            if !byte.is_ascii_whitespace() {
                self.before = byte;
            }
            if is_kept(&byte) {
                self.at += 1;
            } else if byte == b'"' {
                self.at = string_end(self.text, start);
                if !(matches!(before, b'{' | b',') && self.next_visible() == Some(b':')) {
                    return Some(start..self.at);
                }
            } else {
                self.skip_while(|byte| !is_kept(byte) && *byte != b'"');
                if !matches!(&self.text[start..self.at], b"true" | b"false" | b"null") {
                    return Some(start..self.at);
                }
            }
        }
    }

    fn skip_while(&mut self, goes_on: impl Fn(&u8) -> bool) {
        while self.text.get(self.at).is_some_and(&goes_on) {
            self.at += 1;
        }
    }

    fn next_visible(&self) -> Option<u8> {
        self.text[self.at..].iter().copied().find(|byte| !byte.is_ascii_whitespace())
    }
}

impl Iterator for Tokens<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        match self.hidden {
            Hidden::Nothing => None,
            Hidden::Values => self.value(),
            Hidden::Words => self.word(),
        }
    }
}

/// Behind the closing quote of the string that begins at `start`. One without it ends with its line, or the text.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr3(b'"', b'\\', b'\n', rest)) {
        at += found;
        match text[at] {
            b'"' => return at + 1,
            b'\n' => return at,
            _ if text.get(at + 1) == Some(&b'\n') => return at + 1,
            _ => at += 2,
        }
    }
    text.len()
}

/// What a terminal would obey, or what would reorder the line, is a replacement character.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        character if is_obeyed(character) => '\u{fffd}',
        character => character,
    }
}

/// The part of a long line around the mark.
fn window(line: &[char], column: usize, length: usize) -> (String, usize, usize) {
    let total = line.len();
    if total <= WIDTH {
        return (line.iter().collect(), column, length);
    }
    let from = column.saturating_sub(WIDTH / 2).min(total - WIDTH);
    let mut shown = String::with_capacity(WIDTH + 8);
    shown.extend(&line[from..from + WIDTH]);
    let length = length.min(from + WIDTH - column).max(1);
    let mut column = column - from;
    if from > 0 {
        shown.insert(0, '…');
        column += 1;
    }
    if from + WIDTH < total {
        shown.push('…');
    }
    (shown, column, length)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{Plain, snippets, syntax_snippet};
    use crate::json::Position;

    fn shown(text: &str, value: &str, show_values: bool) -> String {
        let start = text.find(value).unwrap();
        let values = [Some(start..start + value.len())];
        snippets(text.as_bytes(), &values, show_values).remove(0).unwrap().map(|line| line.to_string()).join("\n")
    }

    /// The line that is shown, and the part of it that is marked.
    fn marked(text: &str, value: &str, show_values: bool) -> (String, String) {
        let shown = shown(text, value, show_values);
        let (line, mark) = shown.split_once('\n').unwrap();
        let marked = line.chars().zip(mark.chars()).filter(|(_, mark)| *mark == '^').map(|(shown, _)| shown).collect();
        (line.to_owned(), marked)
    }

    #[test]
    fn values_are_hidden_and_names_are_not() {
        let text = "{\n  \"name\": \"Jo: n\", \"amount\": -12, \"ok\": true\n}";
        let hidden = "  |   \"name\": \"…\", \"amount\": …, \"ok\": true";
        let plain = "  |   \"name\": \"Jo: n\", \"amount\": -12, \"ok\": true";
        assert_eq!(marked(text, "-12", false), (hidden.to_owned(), "…".to_owned()));
        assert_eq!(marked(text, "-12", true), (plain.to_owned(), "-12".to_owned()));
        assert_eq!(marked(text, "\"Jo: n\"", false), (hidden.to_owned(), "\"…\"".to_owned()));
        assert_eq!(marked(text, "true", false), (hidden.to_owned(), "true".to_owned()));
    }

    #[test]
    fn an_object_is_marked_where_it_begins() {
        let (line, mark) = marked("{\"a\": \"é\", \"b\": {\"c\": 1}}", "{\"c\"", false);
        assert_eq!((line.as_str(), mark.as_str()), ("  | {\"a\": \"…\", \"b\": {\"c\": …}}", "{"));
    }

    #[test]
    fn a_text_that_is_not_json_shows_no_value_either() {
        let at = |line, column| Position { line, column };
        let joined = |lines: [Plain; 2]| lines.map(|line| line.to_string()).join("\n");
        let shown = |text: &str, position| joined(syntax_snippet(text.as_bytes(), position, false).unwrap());
        let text = "{\n  \"name\": Ann, \"age\": 12,\n  \"ok\": tru\u{e9},\n}";
        assert_eq!(shown(text, at(2, 11)), "  |   \"name\": …, \"age\": …,\n  |           ^");
        assert_eq!(shown(text, at(4, 1)), "  | }\n  | ^");
        let cut = "{\"name\": \"Ann\", \"Smith";
        assert_eq!(shown(cut, at(1, 24)), "  | {\"name\": \"…\", \"…\"\n  |                  ^");
        assert_eq!(shown("{'name': 'Ann'}", at(1, 2)), "  | {…: …}\n  |  ^");
        assert_eq!(syntax_snippet(b"", at(1, 1), false), None);
        assert_eq!(syntax_snippet(b"\xff\xfe", at(1, 1), false), None);
        let plain = joined(syntax_snippet(text.as_bytes(), at(2, 11), true).unwrap());
        assert_eq!(plain, "  |   \"name\": Ann, \"age\": 12,\n  |           ^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{{\"pad\": [{}null], \"x\": true}}", "null, ".repeat(200));
        let lines = shown(&text, "true", false);
        let (line, mark) = lines.split_once('\n').unwrap();
        let column = mark.chars().position(|c| c == '^').unwrap();
        assert_eq!(line.chars().skip(column).take(4).collect::<String>(), "true");
        assert!(line.chars().count() < 110, "{line}");
    }
}
