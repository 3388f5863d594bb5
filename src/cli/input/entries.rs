//! [`Entries`]: the elements of one array inside a JSON stream, one at a time, however long the stream is.
//!
//! It finds the array and the ends of its elements, and judges nothing: the caller parses each
//! element, strictly. What is around the array is read too, so that a capture that was cut, or was written twice, is not
//! taken for a whole one.

use std::io::{self, Read};
use std::ops::Range;

use super::chunk::Chunk;
use super::kept::grow;
use super::skim::Skim;
use crate::json;
use crate::limits::Limits;

/// A name of a member of the path, with every character written as an escape, is shorter.
const LONGEST_NAME: usize = 256;

/// The bytes of the entries that are handed out together.
const TOGETHER: usize = 1 << 16;

/// Cuts the array at `path` out of a JSON object.
pub(in crate::cli) struct Entries<R> {
    text: Skim<R>,
    path: &'static [&'static str],
    /// The bytes of the longest entry that is kept.
    longest: usize,
    place: Place,
    is_first: bool,
    /// What came behind the entries that were handed out.
    error: Option<io::Error>,
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
        Self {
            text: Skim::new(stream, limits.nesting),
            path,
            longest,
            place: Place::Before,
            is_first: true,
            error: None,
        }
    }

    /// The next elements, in `buffer`, or `None` after the last.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, ends too early, or has no such array. Every whole element before that was handed out.
    pub(in crate::cli) fn next(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Chunk>> {
        buffer.clear();
        let mut entries = Vec::new();
        while buffer.len() < TOGETHER && self.error.is_none() {
            match self.entry(&mut buffer) {
                Ok(Some(entry)) => entries.push(entry),
                Ok(None) => break,
                Err(error) => self.error = Some(error),
            }
        }
        match self.error.take() {
            Some(error) if entries.is_empty() => Err(error),
            error => {
                self.error = error;
                Ok((!entries.is_empty()).then(|| Chunk::listed(buffer, entries)))
            }
        }
    }

    /// Adds the next element to `out`: the number of the line that it begins on, from 0, and its bytes unless it is too long.
    fn entry(&mut self, out: &mut Vec<u8>) -> io::Result<Option<(u64, Option<Range<usize>>)>> {
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
        let lines_before = self.text.line - 1;
        let bytes = self.element(first, out)?;
        (self.is_first, self.place) = (false, Place::Inside);
        Ok(Some((lines_before, bytes)))
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

    /// Adds the element that began with `first` to `out`: all up to the bracket that closes it, whatever is in between. `None` when
    /// it is too long, and then nothing of it is kept.
    fn element(&mut self, first: u8, out: &mut Vec<u8>) -> io::Result<Option<Range<usize>>> {
        let begin = out.len();
        let mut is_kept = true;
        let mut keep = |bytes: &[u8]| {
            if is_kept && out.len() - begin + bytes.len() <= self.longest {
                grow(out, bytes.len());
                out.extend_from_slice(bytes);
            } else if is_kept {
                is_kept = false;
                out.truncate(begin);
                out.shrink_to(2 * TOGETHER);
            }
        };
        keep(&[first]);
        let mut reading =
            Reading { open: usize::from(matches!(first, b'{' | b'[')), in_string: first == b'"', is_escaped: false };
        let is_word = reading.open == 0 && !reading.in_string;
        loop {
            let buffer = self.text.buffer()?;
            if buffer.is_empty() {
                return Err(self.text.malformed("unexpected end of the input"));
            }
            let end = match is_word {
                true => buffer.iter().position(|byte| b",]} \t\r\n".contains(byte)),
                false => reading.end(buffer),
            };
            let read = end.unwrap_or(buffer.len());
            keep(&buffer[..read]);
            self.text.consume(read);
            if end.is_some() {
                return Ok(is_kept.then_some(begin..out.len()));
            }
        }
    }
}

/// How far the brackets and quotes of an element were read.
struct Reading {
    open: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Reading {
    /// Reads more bytes; how many of them there are up to the end of the element, if it is there.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.is_escaped && at < bytes.len() {
                (self.is_escaped, at) = (false, at + 1);
            }
            if self.in_string {
                // Bodies are JSON in a string, which has an escape every few bytes.
                at = json::string_end(bytes, at);
                match bytes.get(at)? {
                    b'\\' => self.is_escaped = true,
                    b'"' => self.in_string = false,
                    // A control character, which whoever parses the entry will refuse.
                    _ => {}
                }
            } else {
                at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))?;
                match bytes[at] {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.open += 1,
                    _ => self.open -= 1,
                }
            }
            at += 1;
            if self.open == 0 && !self.in_string {
                return Some(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Entries;
    use crate::cli::input::Cursor;
    use crate::limits::Limits;

    fn entries(text: &str) -> Result<Vec<(u64, String)>, String> {
        let limits = Limits { record_bytes: 40, ..Limits::default() };
        let mut entries = Entries::new(text.as_bytes(), &["log", "entries"], &limits);
        let mut out = Vec::new();
        while let Some(chunk) = entries.next(Vec::new()).map_err(|error| error.to_string())? {
            let mut at = Cursor::default();
            while let Some(record) = chunk.next_record(&mut at, chunk.end()) {
                let text = record.bytes.map_or("too long".into(), String::from_utf8_lossy);
                out.push((record.lines_before + 1, text.into_owned()));
            }
        }
        Ok(out)
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
