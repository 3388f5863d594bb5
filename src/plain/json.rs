//! JSON as it may be shown: the same values, with `\u` escapes for what a terminal or a log would obey.

use std::io;

use serde::Serialize;

#[cfg(feature = "cli")]
use super::digits;
use super::escape::{has_obeyed, is_obeyed};
use super::shown::{Screen, Shown};

/// A value on one line.
pub(crate) fn json(value: &impl Serialize) -> Shown<Screen> {
    made(serde_json::to_string(value))
}

/// A value over several lines.
pub(crate) fn json_pretty(value: &impl Serialize) -> Shown<Screen> {
    // A report may have megabytes: they are counted first, so that no more is taken for them than they need.
    let mut length = Length(1);
    let counted = serde_json::to_writer_pretty(&mut length, value);
    let mut text = Vec::with_capacity(length.0);
    let written = counted.and_then(|()| serde_json::to_writer_pretty(&mut text, value));
    made(written.map(|()| String::from_utf8(text).unwrap_or_default()))
}

/// How many bytes were written, and one for the end of the line.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A schema, or something with values of schemas in it, over several lines: its numbers have the digits that they were read with.
#[cfg(feature = "cli")]
pub(crate) fn schema_pretty(value: &impl Serialize) -> Shown<Screen> {
    made(digits::to_string_pretty(value))
}

fn made(text: serde_json::Result<String>) -> Shown<Screen> {
    // Only a map whose keys are no strings cannot be written, and there is none.
    Shown::made(escaped(text.unwrap_or_else(|_| "null".to_owned())))
}

/// Outside of strings, JSON text has none of these characters, so the escapes are always inside of one.
fn escaped(text: String) -> String {
    let is_safe = |character: char| character == '\n' || !is_obeyed(character);
    if text.split('\n').all(|line| !has_obeyed(line)) && !text.contains("##") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for character in text.chars() {
        // `##[` is a command to some runners, in the middle of a line.
        if !is_safe(character) || (character == '#' && before == '#') {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn the_text_is_harmless_and_the_value_the_same() {
        let value = json!({"a\u{9b}": "\u{1b}\u{7f}\u{202e}\u{fffe}\u{e0041}##[error]é\n👩\u{200d}💻"});
        let text = super::json(&value).into_string();
        assert_eq!(text, r##"{"a\u009b":"\u001b\u007f\u202e\ufffe\udb40\udc41#\u0023[error]é\n👩\u200d💻"}"##);
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
    }
}
