//! [`Skim`]: reads JSON from a stream a byte at a time, strictly, without keeping it.
//!
//! [`Entries`](super::Entries) skips with it what is not judged, so that a text that is no JSON is not taken for a whole one.

use std::io::{self, BufRead, BufReader, Read};

/// The grammar of JSON (RFC 8259) over a stream.
pub(super) struct Skim<R> {
    bytes: BufReader<R>,
    /// How many arrays and objects may be open at once.
    deepest: usize,
    /// The line of the next byte, from 1.
    pub(super) line: u64,
}

impl<R: Read> Skim<R> {
    pub(super) fn new(stream: R, deepest: u64) -> Self {
        let deepest = usize::try_from(deepest).unwrap_or(usize::MAX);
        Self { bytes: BufReader::with_capacity(1 << 18, stream), deepest, line: 1 }
    }

    /// Skips the value that begins with `first`, which was read.
    pub(super) fn value(&mut self, first: u8) -> io::Result<()> {
        // Whether each container that is open is an object.
        let mut open: Vec<bool> = Vec::new();
        let mut byte = first;
        loop {
            match byte {
                b'{' | b'[' => {
                    if open.len() >= self.deepest {
                        return Err(self.malformed(&format!("more than {} nested arrays and objects", self.deepest)));
                    }
                    let (is_object, end) = (byte == b'{', if byte == b'{' { b'}' } else { b']' });
                    byte = self.token()?;
                    if byte != end {
                        open.push(is_object);
                        if is_object {
                            byte = self.key(byte)?;
                        }
                        continue;
                    }
                }
                b'"' => drop(self.string(0)?),
                b't' => self.rest_of(b"rue")?,
                b'f' => self.rest_of(b"alse")?,
                b'n' => self.rest_of(b"ull")?,
                b'-' | b'0'..=b'9' => self.number(byte)?,
                _ => return Err(self.malformed("expected a value")),
            }
            // Behind a value: close what ends here, then go on to the next value.
            loop {
                let Some(is_object) = open.last() else { return Ok(()) };
                match (self.token()?, is_object) {
                    (b',', true) => {
                        let quote = self.token()?;
                        byte = self.key(quote)?;
                        break;
                    }
                    (b',', false) => {
                        byte = self.token()?;
                        break;
                    }
                    (b'}', true) | (b']', false) => drop(open.pop()),
                    (_, true) => return Err(self.malformed("expected `,` or `}`")),
                    (_, false) => return Err(self.malformed("expected `,` or `]`")),
                }
            }
        }
    }

    /// Skips the name and the colon of a member of which `first` was read, and returns the first byte of its value.
    fn key(&mut self, first: u8) -> io::Result<u8> {
        if first != b'"' {
            return Err(self.malformed("expected a property name"));
        }
        self.string(0)?;
        self.expect(b':')?;
        self.token()
    }

    /// Reads the string whose first quote was read, and returns its text as it is written, quotes left out; `None` when it is
    /// longer than `most`.
    pub(super) fn string(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        let (mut text, mut length) = (Vec::new(), 0_usize);
        let mut keep = |byte| {
            length = length.saturating_add(1);
            if length <= most {
                text.push(byte);
            }
        };
        loop {
            match self.byte()? {
                b'"' => return Ok((length <= most).then_some(text)),
                b'\\' => {
                    keep(b'\\');
                    let escaped = self.byte()?;
                    keep(escaped);
                    match escaped {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            for _ in 0..4 {
                                let digit = self.byte()?;
                                if !digit.is_ascii_hexdigit() {
                                    return Err(self.malformed("expected four hexadecimal digits"));
                                }
                                keep(digit);
                            }
                        }
                        _ => return Err(self.malformed("invalid escape sequence")),
                    }
                }
                ..0x20 => return Err(self.malformed("unescaped control character in a string")),
                byte => keep(byte),
            }
        }
    }

    fn rest_of(&mut self, word: &[u8]) -> io::Result<()> {
        for wanted in word {
            if self.byte()? != *wanted {
                return Err(self.malformed("expected a value"));
            }
        }
        Ok(())
    }

    fn number(&mut self, first: u8) -> io::Result<()> {
        let first = if first == b'-' { self.byte()? } else { first };
        match first {
            b'0' => {}
            b'1'..=b'9' => drop(self.digits()?),
            _ => return Err(self.malformed("expected a digit")),
        }
        if self.peek()? == b'.' {
            self.byte()?;
            self.some_digits()?;
        }
        if matches!(self.peek()?, b'e' | b'E') {
            self.byte()?;
            if matches!(self.peek()?, b'+' | b'-') {
                self.byte()?;
            }
            self.some_digits()?;
        }
        Ok(())
    }

    fn some_digits(&mut self) -> io::Result<()> {
        match self.digits()? {
            0 => Err(self.malformed("expected a digit")),
            _ => Ok(()),
        }
    }

    fn digits(&mut self) -> io::Result<u64> {
        let mut count = 0;
        while self.peek()?.is_ascii_digit() {
            self.byte()?;
            count += 1;
        }
        Ok(count)
    }

    /// Reads `wanted` behind any white space.
    pub(super) fn expect(&mut self, wanted: u8) -> io::Result<()> {
        match self.token()? {
            found if found == wanted => Ok(()),
            _ => Err(self.malformed(&format!("expected `{}`", char::from(wanted)))),
        }
    }

    /// Reads white space up to the end of the input.
    pub(super) fn end(&mut self) -> io::Result<()> {
        loop {
            match self.buffer()?.first() {
                None => return Ok(()),
                Some(b' ' | b'\t' | b'\r' | b'\n') => drop(self.byte()?),
                Some(_) => return Err(self.malformed("expected the end of the input")),
            }
        }
    }

    /// The next byte that is not white space.
    pub(super) fn token(&mut self) -> io::Result<u8> {
        loop {
            match self.byte()? {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                byte => return Ok(byte),
            }
        }
    }

    /// What was read and not consumed; empty at the end of the input.
    pub(super) fn buffer(&mut self) -> io::Result<&[u8]> {
        loop {
            match self.bytes.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(_) => return Ok(self.bytes.buffer()),
            }
        }
    }

    /// Takes `count` bytes of the buffer as read.
    pub(super) fn consume(&mut self, count: usize) {
        let read = self.bytes.buffer().get(..count).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', read).count() as u64;
        self.bytes.consume(count);
    }

    fn peek(&mut self) -> io::Result<u8> {
        match self.buffer()?.first() {
            Some(byte) => Ok(*byte),
            None => Err(self.malformed("unexpected end of the input")),
        }
    }

    pub(super) fn byte(&mut self) -> io::Result<u8> {
        let byte = self.peek()?;
        self.bytes.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(byte)
    }

    pub(super) fn malformed(&self, why: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("invalid capture at line {}: {why}", self.line))
    }
}

#[cfg(test)]
mod tests {
    use super::Skim;
    use crate::json;

    fn skims(text: &str) -> bool {
        let mut skim = Skim::new(text.as_bytes(), 4);
        skim.token().and_then(|first| skim.value(first)).and_then(|()| skim.expect(b',')).is_ok()
    }

    #[test]
    fn what_is_skipped_is_json() {
        let texts = [
            "{}",
            "[]",
            "[1]",
            "{\"a\":1}",
            "[[],{}]",
            "{\"a\":[{\"b\":null}]}",
            "[1,\"a\",true,false,null]",
            "\"\"",
            "\"\\u00e9\\n\\\"\"",
            "-0.5e+10",
            "0",
            "-0",
            "12E3",
            "[1 , 2 ]",
            "{ \"a\" : 1 , \"b\" : 2 }",
            "\"é\u{7f}\"",
            "",
            "{",
            "[",
            "]",
            "}",
            "[}",
            "{]",
            "{}}",
            "[1",
            "[1,]",
            "[,1]",
            "[1,,2]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{1:1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1;\"b\":2}",
            "[\"a]",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\t\"",
            "tru",
            "truE",
            "nul",
            "falsy",
            "NaN",
            "+1",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "1e+",
            "--1",
            "[1]]",
            "{\"a\":{}",
            "x",
            "'a'",
        ];
        for text in texts {
            assert_eq!(skims(&format!("{text},")), json::parse(text.as_bytes()).is_ok(), "{text}");
        }
        assert!(skims("[[[[1]]]],") && !skims("[[[[[1]]]]],"));
    }
}
