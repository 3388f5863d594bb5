//! [`read_whole`]: the bytes of one record, up to the limit.

use std::io::{self, Read};

/// Vectors up to this size double.
const SMALL: usize = 16 << 20;

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

/// Everything that is left of `stream`; `None` when it is more than `most` bytes, and then it is not read on.
pub(in crate::cli) fn read_whole(mut stream: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    const STEP: usize = 1 << 20;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    while bytes.len() <= most {
        let step = STEP.min(most.saturating_add(1) - bytes.len());
        grow(&mut bytes, step);
        if (&mut stream).take(step as u64).read_to_end(&mut bytes)? == 0 {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::read_whole;

    #[test]
    fn a_record_of_the_limit_is_kept_and_a_longer_one_is_not() {
        assert_eq!(read_whole(&mut &b"abcd"[..], 4).unwrap().as_deref(), Some(&b"abcd"[..]));
        assert_eq!(read_whole(&mut &b"abcde"[..], 4).unwrap(), None);
        assert_eq!(read_whole(&mut std::io::repeat(b'['), 3 << 20).unwrap(), None);
    }
}
