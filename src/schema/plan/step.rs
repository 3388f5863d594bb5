//! [`Step`]: how far a walk came, or why it ended.

/// Where a value that was accepted ends.
pub(super) type Step = Result<usize, Miss>;

/// Why a value was not accepted.
// As wide as a place, so that a step travels in two registers.
#[repr(usize)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Miss {
    /// It breaks the schema.
    No,
    /// The pass does not know, or the bytes are no JSON.
    Unsure,
    /// Nothing more may be read: the whole walk ends, whatever other branches would say.
    Spent,
}

/// A string in the text, without its quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quoted {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The position of the first escape; `to` when there is none. Not a `bool`: three words travel in registers.
    pub(super) escape: usize,
}

impl Quoted {
    #[inline(always)]
    pub(super) fn is_escaped(&self) -> bool {
        self.escape != self.to
    }
}
