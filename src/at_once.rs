//! [`at_once`]: two pieces of work, on two threads where there are two.

use std::panic::resume_unwind;
use std::thread;

/// What both return. `left` works on another thread if there may be several and one can be had.
pub(crate) fn at_once<L: Send, R>(threads: usize, left: impl Fn() -> L + Sync, right: impl FnOnce() -> R) -> (L, R) {
    if threads < 2 {
        return (left(), right());
    }
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, &left);
        let right = right();
        let left = match other {
            Ok(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => left(),
        };
        (left, right)
    })
}

#[cfg(test)]
mod tests {
    use super::at_once;

    #[test]
    fn both_are_done_on_one_thread_and_on_two() {
        for threads in [0, 1, 2, 8] {
            let text = "a".to_owned();
            assert_eq!(at_once(threads, || text.len(), || text.as_str()), (1, "a"));
        }
    }
}
