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
    /// The characters around the last mark, and perhaps some that do not matter.
    line: String,
}

/// A place in a text, with the number of the first that is hidden behind it.
type Place = (usize, usize);

impl<'t> Lines<'t> {
    fn new(text: &'t str, hidden: Hidden) -> Self {
        let tokens = Tokens { text: text.as_bytes(), hidden, at: 0, before: b'{' };
        Self { text, tokens, near: VecDeque::new(), line: String::with_capacity(3 * SIDE) }
    }

    fn marked(&mut self, value: &Range<usize>) -> Option<[Plain; 2]> {
        let first = self.come_to(value.start);
        let hidden = self.near.get(first).filter(|token| token.start <= value.start).cloned();
        let start = hidden.as_ref().map_or(value.start, |token| token.start);
        self.line.clear();
        let (begin, before) = self.begin(start, first)?;
        self.before(begin, start)?;
        let (after, inside) = self.after((start, first), value.end)?;
        let scalar = !matches!(self.text.as_bytes().get(value.start), Some(b'{' | b'[' | b']' | b'}' | b',' | b':'));
        let length = match hidden {
            Some(token) => ellipsis(self.text, &token).chars().count(),
            None => inside.max(1),
        };
        let line = &self.line[offset(&self.line, before.saturating_sub(SIDE))..];
        let (before, after) = (before.min(SIDE), after.min(SIDE));
        let (shown, mark) = window(line, before + after, before, if scalar { length } else { 1 });
        Some([plain(shown), plain(mark)])
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

    /// Where the characters before `start` begin that matter, and how many they are.
    fn begin(&self, start: usize, first: usize) -> Option<(Place, usize)> {
        let (mut at, mut hidden, mut count) = (start, first, 0);
        while count < SIDE {
            let token = hidden.checked_sub(1).and_then(|index| self.near.get(index));
            if let Some(token) = token.filter(|token| token.end == at) {
                count += ellipsis(self.text, token).chars().count();
                (at, hidden) = (token.start, hidden - 1);
                continue;
            }
            let shown = self.text.as_bytes().get(token.map_or(0, |token| token.end)..at).unwrap_or_default();
            let simple = simple_at_end(&shown[shown.len().saturating_sub(SIDE - count)..]);
            if simple > 0 {
                (at, count) = (at - simple, count + simple);
                continue;
            }
            match self.text.get(..at)?.chars().next_back() {
                None | Some('\n') => break,
                Some(character) => (at, count) = (at - character.len_utf8(), count + 1),
            }
        }
        Some(((at, hidden), count))
    }

    /// Adds the characters from there up to `start`.
    fn before(&mut self, (mut at, mut hidden): Place, start: usize) -> Option<()> {
        while at < start {
            (at, hidden, _) = self.step((at, hidden), start, SIDE, |_| false)?;
        }
        Some(())
    }

    /// Adds the characters from there on, no more than matter: how many, and how many of them are before `end`.
    fn after(&mut self, (mut at, mut hidden): Place, end: usize) -> Option<(usize, usize)> {
        let is_end = |rest: &str| matches!(rest.as_bytes(), [] | [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..]);
        let (mut count, mut inside) = (0, 0);
        while count < SIDE {
            let from = at;
            let added;
            (at, hidden, added) = self.step((at, hidden), self.text.len(), SIDE - count, is_end)?;
            if added == 0 {
                break;
            }
            // Several characters that are shown as they are have as many bytes.
            inside = match end.checked_sub(from) {
                _ if at <= end => count + added,
                Some(before) if before > 0 && at - from == added => count + before,
                _ => inside,
            };
            count += added;
        }
        Some((count, inside))
    }

    /// Adds what is next: something hidden, up to `most` characters that are shown as they are, or one that is not, unless the line ends
    /// there. Where that ends, and how many characters were added.
    fn step(
        &mut self,
        (at, hidden): Place,
        stop: usize,
        most: usize,
        is_end: impl Fn(&str) -> bool,
    ) -> Option<(usize, usize, usize)> {
        let Self { text, near, line, .. } = self;
        let token = near.get(hidden);
        if let Some(token) = token.filter(|token| token.start == at) {
            let shown = ellipsis(text, token);
            line.push_str(shown);
            return Some((token.end, hidden + 1, shown.chars().count()));
        }
        let shown = text.as_bytes().get(at..token.map_or(stop, |token| token.start.min(stop))).unwrap_or_default();
        let simple = simple_at_start(&shown[..shown.len().min(most)]);
        if simple > 0 {
            line.push_str(text.get(at..at + simple)?);
            return Some((at + simple, hidden, simple));
        }
        let rest = text.get(at..)?;
        let Some(character) = rest.chars().next().filter(|_| !is_end(rest)) else { return Some((at, hidden, 0)) };
        line.push(visible(character));
        Some((at + character.len_utf8(), hidden, 1))
    }
}

/// Whether a byte is a character that is shown as it is.
fn is_simple(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// So many bytes are compared at once.
const BLOCK: usize = 16;

/// How many bytes of the first are simple, up to one that is not.
fn simple_at_start(bytes: &[u8]) -> usize {
    let blocks = bytes.chunks_exact(BLOCK).take_while(|block| is_all_simple(block)).count() * BLOCK;
    blocks + bytes[blocks..].iter().take_while(|byte| is_simple(**byte)).count()
}

/// How many bytes of the last are simple, up to one that is not.
fn simple_at_end(bytes: &[u8]) -> usize {
    let blocks = bytes.rchunks_exact(BLOCK).take_while(|block| is_all_simple(block)).count() * BLOCK;
    blocks + bytes[..bytes.len() - blocks].iter().rev().take_while(|byte| is_simple(**byte)).count()
}

fn is_all_simple(block: &[u8]) -> bool {
    block.iter().fold(true, |all, byte| all & is_simple(*byte))
}

fn ellipsis(text: &str, token: &Range<usize>) -> &'static str {
    if text.as_bytes().get(token.start) == Some(&b'"') { "\"…\"" } else { "…" }
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

/// The part of a long line, of so many characters, around the mark, and the mark below it, both behind a margin.
fn window(line: &str, total: usize, column: usize, length: usize) -> (String, String) {
    const MARGIN: &str = "  | ";
    let is_long = total > WIDTH;
    let from = if is_long { column.saturating_sub(WIDTH / 2).min(total - WIDTH) } else { 0 };
    let to = total.min(from + WIDTH);
    let length = if is_long { length.min(to - column).max(1) } else { length };
    let line = &line[offset(line, from)..];
    let mut shown = String::with_capacity(WIDTH + 32);
    shown.push_str(MARGIN);
    shown.extend((from > 0).then_some('…'));
    shown.push_str(&line[..offset(line, to - from)]);
    shown.extend((to < total).then_some('…'));
    let column = column - from + usize::from(from > 0);
    (shown, [MARGIN, &" ".repeat(column), &"^".repeat(length)].concat())
}

/// Where so many characters of a text end.
fn offset(text: &str, characters: usize) -> usize {
    if text.as_bytes().get(..characters).is_some_and(|bytes| simple_at_start(bytes) == characters) {
        return characters;
    }
    text.char_indices().nth(characters).map_or(text.len(), |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{BLOCK, Plain, simple_at_end, simple_at_start, snippets, syntax_snippet};
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
    fn characters_that_are_shown_as_they_are_are_counted_from_both_ends() {
        for length in 0..3 * BLOCK {
            let simple = vec![b'~'; length];
            assert_eq!((simple_at_start(&simple), simple_at_end(&simple)), (length, length));
            for place in 0..length {
                for other in [0x1f, 0x7f, 0x80, b'\n'] {
                    let mut bytes = simple.clone();
                    bytes[place] = other;
                    assert_eq!((simple_at_start(&bytes), simple_at_end(&bytes)), (place, length - place - 1));
                }
            }
        }
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
