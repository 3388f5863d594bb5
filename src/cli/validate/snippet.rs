//! The offending line of a payload, underlined, with the values in it hidden unless they are asked for.

use std::ops::Range;

/// A longer line is cut on both sides of what is wrong.
const WIDTH: usize = 96;

/// The line of `text` in which `value` begins, and the mark below it, as two lines behind a margin.
pub(super) fn snippet(text: &[u8], value: &Range<usize>, show_values: bool) -> Option<String> {
    let start = text.get(..value.start)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end = text[value.start..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| value.start + at);
    let line = std::str::from_utf8(text.get(start..end)?).ok()?.trim_end_matches('\r');
    let inside = value.start - start..value.end.min(start + line.len()) - start;
    let (shown, mark) = if show_values { (line.to_owned(), inside) } else { masked(line, start, text, &inside) };
    let scalar = !matches!(text.get(value.start), Some(b'{' | b'['));
    let characters = |range: Range<usize>| shown.get(range).map_or(0, |text| text.chars().count());
    let column = characters(0..mark.start);
    let length = if scalar { characters(mark).max(1) } else { 1 };
    let (shown, column, length) = window(&visible(&shown), column, length);
    let (space, carets) = (" ".repeat(column), "^".repeat(length));
    Some(format!("  | {shown}\n  | {space}{carets}"))
}

/// `line` with every string and number that is no member name replaced by an ellipsis, and where `mark` is in that.
fn masked(line: &str, line_start: usize, text: &[u8], mark: &Range<usize>) -> (String, Range<usize>) {
    let line_end = line_start + line.len();
    let mut out = String::new();
    let mut copied = 0;
    let mut moved = mark.clone();
    for token in scalars(text).into_iter().filter(|token| token.end > line_start && token.start < line_end) {
        let (from, to) = (token.start.max(line_start) - line_start, token.end.min(line_end) - line_start);
        let ellipsis = if text.get(token.start) == Some(&b'"') { "\"…\"" } else { "…" };
        out.push_str(line.get(copied..from).unwrap_or_default());
        if from == mark.start {
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

/// The strings that are no member names, and the numbers, of a JSON text that was parsed before.
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

/// One visible character for each: what a terminal would obey, or what would reorder the line, is a replacement character.
fn visible(line: &str) -> String {
    let shown = |character: char| match character {
        '\t' => ' ',
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        character if character.is_control() => '\u{fffd}',
        character => character,
    };
    line.chars().map(shown).collect()
}

/// What of a long line is shown: the part around the mark.
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

    use super::snippet;

    fn shown(text: &str, value: &str, show_values: bool) -> String {
        let start = text.find(value).unwrap();
        snippet(text.as_bytes(), &(start..start + value.len()), show_values).unwrap()
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
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{{\"pad\": [{}null], \"x\": true}}", "null, ".repeat(200));
        let lines = shown(&text, "true", false);
        let (line, mark) = lines.split_once('\n').unwrap();
        let column = mark.chars().position(|c| c == '^').unwrap();
        assert_eq!(line.chars().skip(column).take(4).collect::<String>(), "true");
        assert!(line.chars().count() < 110, "{line}");
    }
}
