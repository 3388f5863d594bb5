//! [`stream`]: a stream that shows colours, or one without them.

use std::io::{self, Write};

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};

/// What is written to `raw`, with colours or without.
pub fn stream<'s>(raw: impl RawStream + AsLockedWrite + 's, choice: ColorChoice) -> Box<dyn Write + 's> {
    let decided = if choice == ColorChoice::Auto { AutoStream::choice(&raw) } else { choice };
    match decided {
        ColorChoice::Never => Box::new(Uncolored { raw, is_inside: false, text: Vec::new() }),
        _ => Box::new(AutoStream::new(raw, choice)),
    }
}

/// A stream without the sequences that change colours, which are all that the commands write.
struct Uncolored<W> {
    raw: W,
    /// Whether a sequence has begun.
    is_inside: bool,
    /// What is left of what is being written.
    text: Vec<u8>,
}

impl<W: Write> Write for Uncolored<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const ESCAPE: u8 = 0x1b;
        if !self.is_inside && memchr::memchr(ESCAPE, bytes).is_none() {
            return self.raw.write(bytes);
        }
        self.text.clear();
        let mut rest = bytes;
        loop {
            if self.is_inside {
                // ECMA-48, 5.4: the final byte, behind the bracket, parameters and intermediate bytes.
                let Some(last) = rest.iter().position(|byte| matches!(byte, b'@'..=b'Z' | b'\\'..=b'~')) else { break };
                (self.is_inside, rest) = (false, &rest[last + 1..]);
            }
            let Some(begin) = memchr::memchr(ESCAPE, rest) else {
                self.text.extend_from_slice(rest);
                break;
            };
            self.text.extend_from_slice(&rest[..begin]);
            (self.is_inside, rest) = (true, &rest[begin + 1..]);
        }
        self.raw.write_all(&self.text)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.raw.flush()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::io::Write;

    use super::Uncolored;

    #[test]
    fn sequences_are_left_out_wherever_a_write_ends() {
        let text = b"\x1b[1m\x1b[31merror\x1b[0m: a [b] c\n\x1b[2mend\x1b[0m";
        for cut in 0..=text.len() {
            let mut out = Uncolored { raw: Vec::new(), is_inside: false, text: Vec::new() };
            out.write_all(&text[..cut]).unwrap();
            out.write_all(&text[cut..]).unwrap();
            assert_eq!(String::from_utf8(out.raw).unwrap(), "error: a [b] c\nend", "{cut}");
        }
    }
}
