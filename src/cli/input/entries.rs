//! [`Entries`]: the elements of one array inside a JSON stream, one at a time, however long the stream is.
//!
//! It finds the array and the ends of its elements, and judges nothing: the caller parses each
//! element, strictly. What is around the array is read too, so that a capture that was cut, or was written twice, is not
//! taken for a whole one.

use std::io::{self, Read};

use super::kept::Kept;
use super::skim::Skim;
use crate::json;
use crate::limits::Limits;

/// A name of a member of the path, with every character written as an escape, is shorter.
const LONGEST_NAME: usize = 256;

/// One element, and the line that it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Entry {
    pub(in crate::cli) line: u64,
    /// `None` when it is longer than the limit.
    pub(in crate::cli) bytes: Option<Vec<u8>>,
}

/// Cuts the array at `path` out of a JSON object.
pub(in crate::cli) struct Entries<R> {
    text: Skim<R>,
    path: &'static [&'static str],
    /// The bytes of the longest entry that is kept.
    longest: usize,
    place: Place,
    is_first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

impl<R: Read> Entries<R> {
    pub(in crate::cli) fn new(stream: R, path: &'static [&'static str], limits: &Limits) -> Self {
        let longest = usize::try_from(limits.record_bytes).unwrap_or(usize::MAX);
        Self { text: Skim::new(stream, limits.nesting), path, longest, place: Place::Before, is_first: true }
    }

    /// The next element, or `None` after the last.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, ends too early, or has no such array.
    pub(in crate::cli) fn next(&mut self) -> io::Result<Option<Entry>> {
        match self.place {
            Place::Before => self.find_array()?,
            Place::Inside => {}
            Place::After => return Ok(None),
        }
        // What follows an error is not read.
        self.place = Place::After;
        let first = match (self.text.token()?, self.is_first) {
            (b']', _) => {
                self.finish()?;
                return Ok(None);
            }
            (b',', false) => self.text.token()?,
            (_, false) => return Err(self.text.malformed("expected `,` or `]`")),
            (first, true) => first,
        };
        if matches!(first, b',' | b']') {
            return Err(self.text.malformed("expected an entry"));
        }
        let line = self.text.line;
        let bytes = self.element(first)?;
        (self.is_first, self.place) = (false, Place::Inside);
        Ok(Some(Entry { line, bytes }))
    }

    /// Stops behind the `[` of the array.
    fn find_array(&mut self) -> io::Result<()> {
        self.place = Place::After;
        for name in self.path {
            self.text.expect(b'{')?;
            let mut is_first = true;
            loop {
                match (self.text.token()?, is_first) {
                    (b'"', true) => {}
                    (b',', false) => self.text.expect(b'"')?,
                    (b'}', _) => {
                        return Err(self.text.malformed(&format!("missing member `{}`", self.path.join("."))));
                    }
                    (_, true) => return Err(self.text.malformed("expected a property name or `}`")),
                    (_, false) => return Err(self.text.malformed("expected `,` or `}`")),
                }
                is_first = false;
                if self.key_is(name)? {
                    break;
                }
                let first = self.text.token()?;
                self.text.value(first)?;
            }
        }
        self.text.expect(b'[')
    }

    /// Reads what follows the array: the other members of the objects around it, and nothing else.
    fn finish(&mut self) -> io::Result<()> {
        for name in self.path.iter().rev() {
            loop {
                match self.text.token()? {
                    b'}' => break,
                    b',' => self.text.expect(b'"')?,
                    _ => return Err(self.text.malformed("expected `,` or `}`")),
                }
                if self.key_is(name)? {
                    return Err(self.text.malformed(&format!("a second member `{name}`")));
                }
                let first = self.text.token()?;
                self.text.value(first)?;
            }
        }
        self.text.end()
    }

    /// Reads the key whose first quote was read, and its colon; whether it is `name`, however that is escaped.
    fn key_is(&mut self, name: &str) -> io::Result<bool> {
        let text = self.text.string(LONGEST_NAME)?;
        self.text.expect(b':')?;
        let Some(text) = text else { return Ok(false) };
        let key = json::parse(&[b"\"", &text[..], b"\""].concat());
        Ok(key.is_ok_and(|key| key == name))
    }

    /// Reads to the end of the element that began with `first`: to the bracket that closes it, whatever is in between.
    fn element(&mut self, first: u8) -> io::Result<Option<Vec<u8>>> {
        let mut kept = Kept::new(self.longest);
        kept.push(&[first]);
        let mut reading =
            Reading { open: usize::from(matches!(first, b'{' | b'[')), in_string: first == b'"', escaped: false };
        let is_word = reading.open == 0 && !reading.in_string;
        loop {
            let buffer = self.text.buffer()?;
            if buffer.is_empty() {
                return Err(self.text.malformed("unexpected end of the input"));
            }
            let end = match is_word {
                true => buffer.iter().position(|byte| b",]} \t\r\n".contains(byte)),
                false => buffer.iter().position(|byte| reading.ends_with(*byte)).map(|at| at + 1),
            };
            let read = end.unwrap_or(buffer.len());
            kept.push(&buffer[..read]);
            self.text.consume(read);
            if end.is_some() {
                return Ok(kept.finish());
            }
        }
    }
}

/// How far the brackets and quotes of an element were read.
struct Reading {
    open: usize,
    in_string: bool,
    escaped: bool,
}

impl Reading {
    /// Reads one more byte; whether the element ends with it.
    fn ends_with(&mut self, byte: u8) -> bool {
        match (byte, self.in_string) {
            (_, true) if self.escaped => self.escaped = false,
            (b'\\', true) => self.escaped = true,
            (b'"', _) => {
                self.in_string = !self.in_string;
                return self.open == 0;
            }
            (b'{' | b'[', false) => self.open += 1,
            (b'}' | b']', false) => {
                self.open -= 1;
                return self.open == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, Entry};
    use crate::limits::Limits;

    fn entries(text: &str) -> Result<Vec<(u64, String)>, String> {
        let limits = Limits { record_bytes: 40, ..Limits::default() };
        let mut entries = Entries::new(text.as_bytes(), &["log", "entries"], &limits);
        let mut out = Vec::new();
        loop {
            match entries.next().map_err(|error| error.to_string())? {
                Some(Entry { line, bytes: Some(bytes) }) => {
                    out.push((line, String::from_utf8_lossy(&bytes).into_owned()));
                }
                Some(Entry { line, bytes: None }) => out.push((line, "too long".to_owned())),
                None => return Ok(out),
            }
        }
    }

    fn found(text: &str) -> Vec<(u64, String)> {
        entries(text).unwrap_or_else(|error| vec![(0, error)])
    }

    #[test]
    fn entries_are_cut_out_whole() {
        let text = "{\"log\": {\"version\": \"1.2\", \"pages\": [[1], \"]\"],\n \"entries\": [ {\"a\": \"}]\\\"\"},\n[1, [2]] , 12,null ]}}";
        let wanted = [(2, "{\"a\": \"}]\\\"\"}"), (3, "[1, [2]]"), (3, "12"), (3, "null")];
        assert_eq!(found(text), wanted.map(|(line, entry)| (line, entry.to_owned())));
        assert_eq!(found(r#"{"log": {"entries": []}}"#), []);
        assert_eq!(
            found(r#"{"log": {"entries": ["a\\", "{"]}}"#),
            [r#""a\\""#, r#""{""#].map(|text| (1, text.to_owned()))
        );
    }

    #[test]
    fn an_entry_beyond_the_limit_is_skipped_and_the_next_is_read() {
        let text = |length: usize| format!("{{\"log\": {{\"entries\": [1,\n\"{}\",\n2]}}}}", "x".repeat(length));
        let found = |length| found(&text(length)).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        assert_eq!(found(38), [1, 2, 3]);
        let long = [(1, "1".to_owned()), (2, "too long".to_owned()), (3, "2".to_owned())];
        for length in [39, 10_000_000] {
            assert_eq!(entries(&text(length)), Ok(long.to_vec()));
        }
    }

    #[test]
    fn a_text_that_is_not_a_capture_is_an_error() {
        let error = |text| entries(text).err().unwrap_or_default();
        assert_eq!(error(r#"{"log": {"version": "1.2"}}"#), "invalid capture at line 1: missing member `log.entries`");
        assert_eq!(error("{}"), "invalid capture at line 1: missing member `log.entries`");
        assert_eq!(error("[]"), "invalid capture at line 1: expected `{`");
        assert_eq!(error(""), "invalid capture at line 1: unexpected end of the input");
        assert_eq!(error(r#"{"log": {"entries": [{"a": 1}"#), "invalid capture at line 1: unexpected end of the input");
        assert_eq!(error(r#"{"log": {"entries": 7}}"#), "invalid capture at line 1: expected `[`");
        for text in [
            r#"{,"log": {"entries": []}}"#,
            r#"{"a": 1,, "log": {"entries": []}}"#,
            r#"{"a": 1 "log": {"entries": []}}"#,
            r#"{"a": [}, "log": {"entries": []}}"#,
            r#"{"a": tru, "log": {"entries": []}}"#,
            r#"{"log": {"pages": [{}{}], "entries": []}}"#,
            r#"{"log": {"entries": []}, "a": [1,]}"#,
            r#"{"log": {"entries": [], "a": 01}}"#,
            r#"{"log": {"entries": [], }}"#,
        ] {
            assert!(entries(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_text_is_read_to_its_end() {
        let error = |text: &str| entries(text).err().unwrap_or_default();
        let whole = r#"{"log": {"entries": [1, 2], "pages": [{"a": "}"}], "n": 1} , "x": null}"#;
        assert_eq!(found(&format!("{whole} \n")).len(), 2);
        for end in 1..whole.len() {
            assert!(entries(&whole[..end]).is_err(), "{}", &whole[..end]);
        }
        assert_eq!(error(&format!("{whole}x")), "invalid capture at line 1: expected the end of the input");
        assert_eq!(error(r#"{"log": {"entries": [1 2]}}"#), "invalid capture at line 1: expected `,` or `]`");
        assert_eq!(error(r#"{"log": {"entries": [1,]}}"#), "invalid capture at line 1: expected an entry");
        assert_eq!(error(r#"{"log": {"entries": [,1]}}"#), "invalid capture at line 1: expected an entry");
    }

    /// A reader of JSON would take the last one.
    #[test]
    fn a_second_log_or_list_of_entries_is_an_error() {
        for name in ["entries", r"entr\u0069es", r"\u0065\u006e\u0074\u0072\u0069\u0065\u0073"] {
            let error = entries(&format!(r#"{{"log": {{"entries": [1], "{name}": [2]}}}}"#));
            assert_eq!(error, Err("invalid capture at line 1: a second member `entries`".to_owned()), "{name}");
            let error = entries(&format!(r#"{{"log": {{"{name}": [1], "entries": [2]}}}}"#));
            assert_eq!(error, Err("invalid capture at line 1: a second member `entries`".to_owned()), "{name}");
        }
        for name in ["log", r"l\u006fg"] {
            let error = entries(&format!(r#"{{"{name}": {{"entries": [1]}}, "log": {{"entries": [2]}}}}"#));
            assert_eq!(error, Err("invalid capture at line 1: a second member `log`".to_owned()), "{name}");
        }
    }
}
