//! [`Kept`]: the bytes of one record, up to the limit.

use std::io::{self, Read};

/// Vectors up to this size double.
const SMALL: usize = 16 << 20;

/// The bytes of a record as far as they are within the limit; of a longer one, nothing is kept.
#[derive(Debug)]
pub(super) struct Kept {
    bytes: Vec<u8>,
    most: usize,
    is_too_long: bool,
}

impl Kept {
    /// At most `most` bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most, is_too_long: false }
    }

    pub(super) fn push(&mut self, more: &[u8]) {
        if self.is_too_long {
            return;
        }
        if self.bytes.len() + more.len() > self.most {
            self.is_too_long = true;
            self.bytes = Vec::new();
            return;
        }
        grow(&mut self.bytes, more.len());
        self.bytes.extend_from_slice(more);
    }

    /// The record; `None` when it is longer than the limit.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (!self.is_too_long).then_some(self.bytes)
    }
}

/// Makes room for `more` bytes. Doubling a large vector would take twice what the record is allowed to.
pub(super) fn grow(bytes: &mut Vec<u8>, more: usize) {
    if bytes.capacity() - bytes.len() >= more {
        return;
    }
    match bytes.len() {
        ..SMALL => bytes.reserve(more),
        large => bytes.reserve_exact(more.max(large / 8)),
    }
}

/// Reads up to `most` bytes to the end of `bytes`, which also has those that came before an error.
pub(super) fn read_some(stream: &mut impl Read, bytes: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    grow(bytes, most);
    stream.take(most as u64).read_to_end(bytes)
}

/// Everything that is left of `stream`; `None` when it is more than `most` bytes, and then it is not read on.
pub(in crate::cli) fn read_whole(mut stream: &mut (impl Read + ?Sized), most: u64) -> io::Result<Option<Vec<u8>>> {
    const STEP: usize = 1 << 20;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    while bytes.len() <= most {
        let step = STEP.min(most.saturating_add(1) - bytes.len());
        if read_some(&mut stream, &mut bytes, step)? == 0 {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{Kept, read_whole};

    #[test]
    fn a_record_of_the_limit_is_kept_and_a_longer_one_is_not() {
        for (parts, wanted) in [(&["ab", "cd"][..], Some("abcd")), (&["ab", "cd", "e"], None), (&["abcde", ""], None)] {
            let mut kept = Kept::new(4);
            parts.iter().for_each(|part| kept.push(part.as_bytes()));
            assert_eq!(kept.finish().as_deref(), wanted.map(str::as_bytes));
        }
        assert_eq!(read_whole(&mut &b"abcd"[..], 4).unwrap().as_deref(), Some(&b"abcd"[..]));
        assert_eq!(read_whole(&mut &b"abcde"[..], 4).unwrap(), None);
        assert_eq!(read_whole(&mut std::io::repeat(b'['), 3 << 20).unwrap(), None);
    }
}
