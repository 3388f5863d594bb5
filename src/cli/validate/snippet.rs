//! The offending line of a payload, underlined, with its values masked unless they were requested.

use std::ops::Range;

use crate::json::Position;
use crate::plain::{Plain, is_obeyed, plain};

/// A longer line is cut on both sides of what is wrong.
const WIDTH: usize = 96;

/// The line of `text`, which is JSON, in which `value` begins, and the mark below it, as two lines behind a margin.
pub(super) fn snippet(text: &[u8], value: &Range<usize>, show_values: bool) -> Option<[Plain; 2]> {
    marked_line(text, value, (!show_values).then_some(scalars as Scan))
}

/// The same for a text that is not JSON, with the mark where it stops being JSON.
pub(super) fn syntax_snippet(text: &[u8], at: Position, show_values: bool) -> Option<[Plain; 2]> {
    let mut lines = text.split(|byte| *byte == b'\n').take(at.line);
    let before: usize = lines.by_ref().take(at.line.checked_sub(1)?).map(|line| line.len() + 1).sum();
    let line = std::str::from_utf8(lines.next()?).ok()?;
    if line.trim().is_empty() {
        return None;
    }
    let offset = line.char_indices().nth(at.column.checked_sub(1)?).map_or(line.len(), |(offset, _)| offset);
    let start = before + offset;
    // Nothing beyond the line matters, and the text may be long.
    let text = &text[..before + line.len()];
    marked_line(text, &(start..(start + 1).min(text.len())), (!show_values).then_some(words as Scan))
}

/// Finds what is hidden in a text.
type Scan = fn(&[u8]) -> Vec<Range<usize>>;

fn marked_line(text: &[u8], value: &Range<usize>, hide: Option<Scan>) -> Option<[Plain; 2]> {
    let start = text.get(..value.start)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end = text[value.start..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| value.start + at);
    let line = std::str::from_utf8(text.get(start..end)?).ok()?.trim_end_matches('\r');
    let inside = value.start - start..value.end.min(start + line.len()) - start;
    let (shown, mark) = match hide {
        None => (line.to_owned(), inside),
        Some(hide) => masked(line, start, text, &inside, hide),
    };
    let scalar = !matches!(text.get(value.start), Some(b'{' | b'[' | b']' | b'}' | b',' | b':'));
    let characters = |range: Range<usize>| shown.get(range).map_or(0, |text| text.chars().count());
    let column = characters(0..mark.start);
    let length = if scalar { characters(mark).max(1) } else { 1 };
    let (shown, column, length) = window(&visible(&shown), column, length);
    let (space, carets) = (" ".repeat(column), "^".repeat(length));
    Some([plain(format_args!("  | {shown}")), plain(format_args!("  | {space}{carets}"))])
}

/// `line` with everything that `hide` finds replaced by an ellipsis, and where `mark` is in that.
fn masked(line: &str, line_start: usize, text: &[u8], mark: &Range<usize>, hide: Scan) -> (String, Range<usize>) {
    let line_end = line_start + line.len();
    let mut out = String::new();
    let mut copied = 0;
    let mut moved = mark.clone();
    for token in hide(text).into_iter().filter(|token| token.end > line_start && token.start < line_end) {
        let (from, to) = (token.start.max(line_start) - line_start, token.end.min(line_end) - line_start);
        let ellipsis = if text.get(token.start) == Some(&b'"') { "\"…\"" } else { "…" };
        out.push_str(line.get(copied..from).unwrap_or_default());
        if (from..to).contains(&mark.start) {
            moved = out.len()..out.len() + ellipsis.len();
        } else if to <= mark.start {
            // What is hidden before the mark moves it.
            let shorter = (to - from) as isize - ellipsis.len() as isize;
            moved = moved.start.saturating_add_signed(-shorter)..moved.end.saturating_add_signed(-shorter);
        }
        out.push_str(ellipsis);
        copied = to;
    }
    out.push_str(line.get(copied..).unwrap_or_default());
    moved.end = moved.end.min(out.len());
    (out, moved)
}

/// The strings that are not member names, and the numbers, of a JSON text that was parsed before.
fn scalars(text: &[u8]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        match byte {
            b'"' => {
                at += 1;
                while let Some(&inside) = text.get(at) {
                    at += if inside == b'\\' { 2 } else { 1 };
                    if inside == b'"' {
                        break;
                    }
                }
                let rest = text.get(at..).unwrap_or_default();
                let is_name = rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                if !is_name {
                    out.push(start..at.min(text.len()));
                }
            }
            b'-' | b'0'..=b'9' => {
                while text.get(at).is_some_and(|byte| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
                    at += 1;
                }
                out.push(start..at);
            }
            _ => at += 1,
        }
    }
    out
}

/// The same of a text that is not JSON, in which every unknown word may be a value too.
fn words(text: &[u8]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut before = b'{';
    while let Some(&byte) = text.get(at) {
        let start = at;
        let is_kept = |byte: u8| byte.is_ascii_whitespace() || b"{}[]:,".contains(&byte);
        if is_kept(byte) {
            at += 1;
        } else if byte == b'"' {
            at += 1;
            while let Some(&inside) = text.get(at).filter(|inside| **inside != b'\n') {
                at += if inside == b'\\' { 2 } else { 1 };
                if inside == b'"' {
                    break;
                }
            }
            at = at.min(text.len());
            let next = text[at..].iter().find(|byte| !byte.is_ascii_whitespace());
            if !(matches!(before, b'{' | b',') && next == Some(&b':')) {
                out.push(start..at);
            }
        } else {
            while text.get(at).is_some_and(|byte| !is_kept(*byte) && *byte != b'"') {
                at += 1;
            }
            if !matches!(&text[start..at], b"true" | b"false" | b"null") {
                out.push(start..at);
            }
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    out
}

/// One visible character for each: what a terminal would obey, or what would reorder the line, is a replacement character.
fn visible(line: &str) -> String {
    let shown = |character: char| match character {
        '\t' => ' ',
        character if is_obeyed(character) => '\u{fffd}',
        character => character,
    };
    line.chars().map(shown).collect()
}

/// The part of a long line around the mark.
fn window(line: &str, column: usize, length: usize) -> (String, usize, usize) {
    let total = line.chars().count();
    if total <= WIDTH {
        return (line.to_owned(), column, length);
    }
    let from = column.saturating_sub(WIDTH / 2).min(total - WIDTH);
    let mut shown: String = line.chars().skip(from).take(WIDTH).collect();
    let mut column = column - from;
    if from > 0 {
        shown.insert(0, '…');
        column += 1;
    }
    if from + WIDTH < total {
        shown.push('…');
    }
    (shown, column, length.min(WIDTH))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{Plain, snippet, syntax_snippet};
    use crate::json::Position;

    fn shown(text: &str, value: &str, show_values: bool) -> String {
        let start = text.find(value).unwrap();
        snippet(text.as_bytes(), &(start..start + value.len()), show_values)
            .unwrap()
            .map(|line| line.to_string())
            .join("\n")
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
