//! [`deep`]: recursion that does not use up the stack of the thread it runs on.
//!
//! Schemas refer to schemas in chains of any length, and payloads nest. A service may check them on a worker thread with
//! a small stack, so every function that recurs over either goes through here once per level.

/// What a level may use of the stack before it comes here again.
#[cfg(feature = "validate")]
const RED_ZONE: usize = 64 << 10;

/// How much stack is added at once.
#[cfg(feature = "validate")]
const SEGMENT: usize = 2 << 20;

/// Runs `work`, on a new piece of stack from the heap if little is left of this one.
#[cfg(feature = "validate")]
#[inline]
pub(crate) fn deep<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, SEGMENT, work)
}

/// The same where a level works on whole values, whose copies and comparisons recur by themselves.
#[cfg(feature = "diff")]
pub(crate) fn roomy<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(1 << 20, 2 * SEGMENT, work)
}

/// Runs `work`: without `validate` the only documents are those of the crate, which nest a few levels.
#[cfg(not(feature = "validate"))]
#[inline]
pub(crate) fn deep<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(all(test, feature = "validate"))]
mod tests {
    use super::deep;

    fn count(left: usize) -> usize {
        let padding = std::hint::black_box([1_u8; 128]);
        deep(|| if left == 0 { 0 } else { usize::from(padding[left % 128]) + count(left - 1) })
    }

    #[test]
    fn a_small_stack_carries_a_long_recursion() {
        let thread = std::thread::Builder::new().stack_size(256 << 10);
        let counted = thread.spawn(|| count(200_000)).ok().and_then(|thread| thread.join().ok());
        assert_eq!(counted, Some(200_000));
    }
}
