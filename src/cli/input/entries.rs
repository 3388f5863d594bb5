//! [`Entries`]: the elements of one array inside a JSON stream, one at a time, however long the stream is.
//!
//! It finds the array and the ends of its elements, and judges nothing: the caller parses each
//! element, strictly. What follows the array is read to its end, so that a capture that was cut, or was written twice, is not
//! taken for a whole one.

use std::io::{self, BufRead, BufReader, Read};

/// A longer element is an error: it could fill the memory.
const MAX_ENTRY: usize = 256 << 20;

/// One element: its bytes, and the line that it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Entry {
    pub(in crate::cli) line: u64,
    pub(in crate::cli) bytes: Vec<u8>,
}

/// Cuts the array at `path` out of a JSON object.
pub(in crate::cli) struct Entries<R> {
    bytes: BufReader<R>,
    path: &'static [&'static str],
    line: u64,
    place: Place,
    is_first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

/// Bytes up to a limit.
struct Kept {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Kept {
    fn push(byte: u8, kept: &mut Self) {
        if kept.bytes.len() < MAX_ENTRY {
            kept.bytes.push(byte);
        } else {
            kept.too_long = true;
        }
    }
}

impl<R: Read> Entries<R> {
    pub(in crate::cli) fn new(stream: R, path: &'static [&'static str]) -> Self {
        Self { bytes: BufReader::with_capacity(1 << 18, stream), path, line: 1, place: Place::Before, is_first: true }
    }

    /// The next element, or `None` after the last.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, ends too early, or has no such array.
    pub(in crate::cli) fn next(&mut self) -> io::Result<Option<Entry>> {
        if self.place == Place::Before {
            self.find_array()?;
            self.place = Place::Inside;
        }
        if self.place == Place::After {
            return Ok(None);
        }
        let first = match (self.token()?, self.is_first) {
            (b']', _) => {
                self.finish()?;
                self.place = Place::After;
                return Ok(None);
            }
            (b',', false) => self.token()?,
            (_, false) => return Err(self.malformed("expected `,` or `]`")),
            (first, true) => first,
        };
        if matches!(first, b',' | b']') {
            return Err(self.malformed("expected an entry"));
        }
        self.is_first = false;
        let line = self.line;
        let mut kept = Kept { bytes: vec![first], too_long: false };
        self.value(first, Kept::push, &mut kept)?;
        match kept.too_long {
            false => Ok(Some(Entry { line, bytes: kept.bytes })),
            true => Err(self.malformed(&format!("an entry of more than {MAX_ENTRY} bytes"))),
        }
    }

    /// Stops behind the `[` of the array.
    fn find_array(&mut self) -> io::Result<()> {
        for name in self.path {
            self.expect(b'{')?;
            loop {
                match self.token()? {
                    b',' => {}
                    b'"' => {
                        let mut key = Kept { bytes: Vec::new(), too_long: false };
                        self.string(Kept::push, &mut key)?;
                        self.expect(b':')?;
                        if key.bytes.strip_suffix(b"\"") == Some(name.as_bytes()) {
                            break;
                        }
                        let first = self.token()?;
                        self.value(first, |_, ()| {}, &mut ())?;
                    }
                    _ => return Err(self.malformed(&format!("missing member `{}`", self.path.join(".")))),
                }
            }
        }
        self.expect(b'[')
    }

    /// Reads what follows the array: the other members of the objects around it, and nothing else.
    fn finish(&mut self) -> io::Result<()> {
        for name in self.path.iter().rev() {
            loop {
                match self.token()? {
                    b'}' => break,
                    b',' => self.expect(b'"')?,
                    _ => return Err(self.malformed("expected `,` or `}`")),
                }
                let mut key = Kept { bytes: Vec::new(), too_long: false };
                self.string(Kept::push, &mut key)?;
                if key.bytes.strip_suffix(b"\"") == Some(name.as_bytes()) {
                    return Err(self.malformed(&format!("a second member `{name}`")));
                }
                self.expect(b':')?;
                let first = self.token()?;
                self.value(first, |_, ()| {}, &mut ())?;
            }
        }
        loop {
            match self.bytes.fill_buf()?.first() {
                None => return Ok(()),
                Some(b' ' | b'\t' | b'\r' | b'\n') => drop(self.byte()?),
                Some(_) => return Err(self.malformed("expected the end of the input")),
            }
        }
    }

    fn expect(&mut self, wanted: u8) -> io::Result<()> {
        match self.token()? {
            found if found == wanted => Ok(()),
            _ => Err(self.malformed(&format!("expected `{}`", char::from(wanted)))),
        }
    }

    /// Reads to the end of the value that began with `first`.
    fn value<K>(&mut self, first: u8, keep: fn(u8, &mut K), kept: &mut K) -> io::Result<()> {
        let mut open = 0_usize;
        let mut byte = first;
        loop {
            match byte {
                b'"' => self.string(keep, kept)?,
                b'{' | b'[' => open += 1,
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 && matches!(byte, b'"' | b'}' | b']') {
                return Ok(());
            }
            if open == 0 && matches!(self.peek()?, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(());
            }
            byte = self.byte()?;
            keep(byte, kept);
        }
    }

    /// Reads to the end of the string whose first quote was read.
    fn string<K>(&mut self, keep: fn(u8, &mut K), kept: &mut K) -> io::Result<()> {
        loop {
            let byte = self.byte()?;
            keep(byte, kept);
            match byte {
                b'"' => return Ok(()),
                b'\\' => {
                    let escaped = self.byte()?;
                    keep(escaped, kept);
                }
                _ => {}
            }
        }
    }

    /// The next byte that is not white space.
    fn token(&mut self) -> io::Result<u8> {
        loop {
            match self.byte()? {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                byte => return Ok(byte),
            }
        }
    }

    fn peek(&mut self) -> io::Result<u8> {
        match self.bytes.fill_buf()?.first() {
            Some(byte) => Ok(*byte),
            None => Err(self.malformed("unexpected end of the input")),
        }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let byte = self.peek()?;
        self.bytes.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(byte)
    }

    fn malformed(&self, why: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("invalid capture at line {}: {why}", self.line))
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, Entry};

    fn entries(text: &str) -> Result<Vec<(u64, String)>, String> {
        let mut entries = Entries::new(text.as_bytes(), &["log", "entries"]);
        let mut out = Vec::new();
        loop {
            match entries.next().map_err(|error| error.to_string())? {
                Some(Entry { line, bytes }) => out.push((line, String::from_utf8_lossy(&bytes).into_owned())),
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
        assert_eq!(
            error(r#"{"log": {"entries": [1], "entries": [2]}}"#),
            "invalid capture at line 1: a second member `entries`"
        );
        assert_eq!(
            error(r#"{"log": {"entries": [1]}, "log": {"entries": [2]}}"#),
            "invalid capture at line 1: a second member `log`"
        );
    }
}
