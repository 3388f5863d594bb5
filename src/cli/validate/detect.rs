//! The layout of standard input, which has no file extension: its first line decides.

use std::io::{self, Read};

use crate::cli::input::Layout;
use crate::json;

/// How many bytes are examined.
const LOOK: u64 = 1 << 20;

/// The layout of `stream`, and the stream from its beginning again. An error is found where it is, behind what can be read.
pub(super) fn layout<'s>(mut stream: Box<dyn Read + Send + 's>) -> (Layout, Box<dyn Read + Send + 's>) {
    let mut head = Vec::new();
    let read = (&mut stream).take(LOOK).read_to_end(&mut head);
    let layout = layout_of(&head);
    let rest: Box<dyn Read + Send + 's> = match read {
        Ok(_) => stream,
        Err(error) => Box::new(Broken(Some(error))),
    };
    (layout, Box::new(io::Cursor::new(head).chain(rest)))
}

/// A stream that breaks at its beginning.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// One record per line when the first line is a record and more lines follow, or when there is nothing at all: then there
/// is no record, rather than a broken one.
fn layout_of(head: &[u8]) -> Layout {
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace));
    let Some(first) = lines.next() else { return Layout::Lines };
    if lines.next().is_none() {
        return Layout::Whole;
    }
    let first = first.trim_ascii();
    // A broken record is still one line: it opens and closes.
    let opens_and_closes = matches!((first.first(), first.last()), (Some(b'{'), Some(b'}'))) && first.len() > 1;
    if json::parse(first).is_ok() || opens_and_closes { Layout::Lines } else { Layout::Whole }
}

#[cfg(test)]
mod tests {
    use super::{Layout, layout_of};

    #[test]
    fn the_first_line_decides() {
        assert_eq!(layout_of(b"{\"a\": 1}\n{\"a\": 2}\n"), Layout::Lines);
        assert_eq!(layout_of(b"{\"a\": 1,}\n{\"a\": 2}\n"), Layout::Lines);
        assert_eq!(layout_of(b"{\"a\": 1}\n"), Layout::Whole);
        assert_eq!(layout_of(b"{\n  \"a\": 1\n}\n"), Layout::Whole);
        assert_eq!(layout_of(b"[\n{}\n]"), Layout::Whole);
        assert_eq!(layout_of(b""), Layout::Lines);
        assert_eq!(layout_of(b"\n \n"), Layout::Lines);
    }
}
