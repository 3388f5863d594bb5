//! [`Kept`]: what is kept of a body while it passes, within a budget that all bodies share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::validate::NotRead;

/// How many bytes of bodies are in memory at once, and how many of one.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    held: Arc<AtomicUsize>,
    all: usize,
    one: usize,
}

impl Budget {
    pub(super) fn new(one: usize, all: usize) -> Self {
        Self { held: Arc::default(), all, one }
    }

    /// How many bytes of one body.
    pub(super) fn of_one(&self) -> usize {
        self.one
    }

    fn take(&self, bytes: usize) -> bool {
        let taken = self.held.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.all;
        if !taken {
            self.give_back(bytes);
        }
        taken
    }

    fn give_back(&self, bytes: usize) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// A copy of a body, or why there is none.
#[derive(Debug)]
pub(super) struct Kept {
    state: State,
    budget: Budget,
}

#[derive(Debug)]
enum State {
    Open(Vec<u8>),
    Whole(Vec<u8>),
    Not(NotRead),
}

impl Kept {
    /// Of a body that is about to come.
    pub(super) fn new(budget: &Budget) -> Self {
        Self { state: State::Open(Vec::new()), budget: budget.clone() }
    }

    /// More of it has passed.
    pub(super) fn keep(&mut self, bytes: &[u8]) {
        let State::Open(kept) = &mut self.state else { return };
        if kept.len() + bytes.len() > self.budget.one || !self.budget.take(bytes.len()) {
            let limit = u64::try_from(self.budget.one).unwrap_or(u64::MAX);
            self.leave(NotRead::TooLong(limit));
        } else {
            kept.extend_from_slice(bytes);
        }
    }

    /// It has passed as a whole.
    pub(super) fn complete(&mut self) {
        if let State::Open(kept) = &mut self.state {
            self.state = State::Whole(std::mem::take(kept));
        }
    }

    /// It is not kept any more.
    pub(super) fn leave(&mut self, why: NotRead) {
        if let State::Open(kept) = std::mem::replace(&mut self.state, State::Not(why)) {
            self.budget.give_back(kept.len());
        }
    }

    /// Whether nothing more comes that would be kept.
    pub(super) fn is_settled(&self) -> bool {
        !matches!(self.state, State::Open(_))
    }

    /// The bytes of the whole body. One that did not come to its end was interrupted.
    pub(super) fn into_bytes(mut self) -> Result<Vec<u8>, NotRead> {
        match std::mem::replace(&mut self.state, State::Not(NotRead::Interrupted)) {
            State::Whole(bytes) => {
                self.budget.give_back(bytes.len());
                Ok(bytes)
            }
            State::Open(bytes) => {
                self.budget.give_back(bytes.len());
                // Of one that has not begun, nobody has asked for a byte.
                Err(if bytes.is_empty() { NotRead::Unread } else { NotRead::Interrupted })
            }
            State::Not(why) => Err(why),
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let State::Open(bytes) | State::Whole(bytes) = &self.state {
            self.budget.give_back(bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::{Budget, Kept};
    use crate::validate::NotRead;

    #[test]
    fn the_budget_is_given_back_however_a_body_ends() {
        let budget = Budget::new(4, 6);
        let held = || budget.held.load(Ordering::Relaxed);
        let (mut one, mut two, mut three) = (Kept::new(&budget), Kept::new(&budget), Kept::new(&budget));
        one.keep(b"abcd");
        two.keep(b"ab");
        assert_eq!(held(), 6);
        three.keep(b"a");
        assert_eq!((held(), three.into_bytes()), (6, Err(NotRead::TooLong(4))));
        one.complete();
        assert_eq!(one.into_bytes(), Ok(b"abcd".to_vec()));
        two.keep(b"cde");
        assert_eq!(held(), 0);
        assert_eq!(two.into_bytes(), Err(NotRead::TooLong(4)));
        let mut cut = Kept::new(&budget);
        cut.keep(b"a");
        drop(cut);
        assert_eq!(held(), 0);
        assert_eq!(Kept::new(&budget).into_bytes(), Err(NotRead::Unread));
    }
}
