//! The line of an input that a violation is about, with its values replaced, and what to underline in it.

use std::ops::Range;

use super::plain;
use crate::json;
use crate::validate::violation::Violation;

/// Longer lines are no lines that somebody wrote: of those only the member itself is shown.
const MAX_LINE: usize = 240;

/// A line to show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    pub(super) line: usize,
    pub(super) text: String,
    /// The characters to underline.
    pub(super) underline: Range<usize>,
}

impl Snippet {
    /// The line of `text` that `violation` stands in.
    pub(super) fn of(text: &[u8], violation: &Violation, show_values: bool) -> Option<Self> {
        let position = violation.position()?;
        let span = json::spans(text, std::slice::from_ref(violation.instance())).pop().flatten();
        // A text that is no JSON has no spans, and one place.
        let at = match &span {
            Some(span) if violation.id() != "json-syntax" => span.value.clone(),
            _ => {
                let at = offset(text, position)?;
                at..at + 1
            }
        };
        let start = text[..at.start.min(text.len())].iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        let start = start.map_or(0, |newline| newline + 1);
        let end =
            text[start..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(text.len(), |end| start + end);
        let (range, lead) = match &span {
            _ if end - start <= MAX_LINE => (start..end, ""),
            Some(span) => {
                let from = span.key.as_ref().map_or(span.value.start, |key| key.start);
                (from..span.value.end.min(end).min(from + 4 * MAX_LINE), "… ")
            }
            // A part of a line may begin inside a string, where nothing tells values from names.
            None => return None,
        };
        let line = std::str::from_utf8(text.get(range.clone())?).ok()?;
        let mark = at.start.max(range.start) - range.start..at.end.min(range.end).max(range.start) - range.start;
        let (shown, underline) = show(line, mark, show_values);
        let lead_length = lead.chars().count();
        let trailing = if range.end < end { " …" } else { "" };
        Some(Self {
            line: position.line,
            text: format!("{lead}{shown}{trailing}"),
            underline: underline.start + lead_length..underline.end + lead_length,
        })
    }
}

/// The byte at a line and column.
fn offset(text: &[u8], position: json::Position) -> Option<usize> {
    let text = std::str::from_utf8(text).ok()?;
    let mut line = 1;
    let mut column = 1;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if (line, column) == (position.line, position.column) {
            return Some(at);
        }
        let ends = character == '\n' || character == '\r' && characters.peek().is_none_or(|(_, next)| *next != '\n');
        (line, column) = if ends { (line + 1, 1) } else { (line, column + 1) };
    }
    ((line, column) == (position.line, position.column)).then_some(text.len())
}

/// `line` as it is shown, and where `mark` is in it, in characters.
///
/// A string cannot hold a line break, so a line never begins inside one. A string before a colon is a name and stays;
/// everything else that is no bracket, comma or space is a value.
fn show(line: &str, mark: Range<usize>, show_values: bool) -> (String, Range<usize>) {
    let mut out = String::new();
    let mut characters = 0;
    let mut underline = (None, 0);
    for (range, shown) in tokens(line, show_values) {
        let length = shown.chars().count();
        let touched = range.start < mark.end && mark.start < range.end;
        if touched && shown.trim().is_empty() && mark.len() > 1 {
            // Space inside a longer value is underlined with it.
            underline.1 = characters + length;
        } else if touched {
            underline.0.get_or_insert(characters);
            underline.1 = characters + length;
        }
        out.push_str(&shown);
        characters += length;
    }
    let start = underline.0.unwrap_or(characters);
    (out, start..underline.1.max(start + 1))
}

fn tokens(line: &str, show_values: bool) -> Vec<(Range<usize>, String)> {
    let bytes = line.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let (end, kind) = match bytes[at] {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => (at + 1, Kind::Kept),
            byte if byte.is_ascii_whitespace() => (at + 1, Kind::Space),
            b'"' => {
                let end = string_end(bytes, at);
                let named = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                (end, if named { Kind::Kept } else { Kind::String })
            }
            _ => {
                let stop = |byte: &u8| byte.is_ascii_whitespace() || b"{}[],:\"".contains(byte);
                let end = bytes[at..].iter().position(stop).map_or(bytes.len(), |length| at + length);
                (end, Kind::Word)
            }
        };
        let text = &line[start..end];
        let shown = match kind {
            Kind::Space => " ".to_owned(),
            Kind::Kept => plain(text),
            Kind::Word if matches!(text, "null") => text.to_owned(),
            _ if show_values => plain(text),
            Kind::String => "\"…\"".to_owned(),
            Kind::Word => "…".to_owned(),
        };
        tokens.push((start..end, shown));
        at = end;
    }
    tokens
}

enum Kind {
    Kept,
    Space,
    String,
    Word,
}

/// Behind the closing quote of the string that begins at `at`, or the end of the line.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut here = at + 1;
    while let Some(&byte) = bytes.get(here) {
        match byte {
            b'\\' => here += 2,
            b'"' => return here + 1,
            _ => here += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::show;

    #[test]
    fn names_stay_and_values_go() {
        let line = r#"  "name" : "Ann \" B", "n": -1.5e3, "x": [true, null, "é"], 'odd' "open"#;
        let (shown, underline) = show(line, 11..21, false);
        assert_eq!(shown, r#"  "name" : "…", "n": …, "x": […, null, "…"], … "…""#);
        assert_eq!(underline, 11..14);
        assert_eq!(show(line, 11..21, true).0, line);
        assert_eq!(show("\t\u{1b}[1m", 5..6, true).0, " \\u{1b}[1m");
    }
}
