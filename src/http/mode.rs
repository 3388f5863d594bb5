//! [`Mode`]: what happens to the messages of an operation. [`Undeclared`] and [`Unjudged`]: what happens to the others.

use std::num::NonZeroU32;

/// What is done with the messages of an operation, in one direction.
///
/// There is no mode that enforces a sample: a request would be refused or not by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Complete: nothing, some, all, and all of them binding.
pub enum Mode {
    /// They are passed on unread.
    Off,
    /// One in so many is checked and reported; all are passed on.
    Sample(NonZeroU32),
    /// All are checked and reported; all are passed on.
    Observe,
    /// All are checked and reported; what violates the contract is refused.
    Enforce,
}

impl Mode {
    /// Observes one message in `number`; all of them for 0 and 1.
    #[must_use]
    pub const fn one_in(number: u32) -> Self {
        match NonZeroU32::new(number) {
            Some(number) if number.get() > 1 => Self::Sample(number),
            _ => Self::Observe,
        }
    }

    /// As a number that is changed at once.
    pub(super) fn code(self) -> u32 {
        match self {
            Self::Off => 0,
            Self::Enforce => 1,
            Self::Observe => 2,
            Self::Sample(number) => number.get().saturating_add(1),
        }
    }

    pub(super) fn of_code(code: u32) -> Self {
        match code {
            0 => Self::Off,
            1 => Self::Enforce,
            code => Self::one_in(code - 1),
        }
    }
}

/// What is done with requests that call no declared operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Complete: there is no fourth thing to do with them.
pub enum Undeclared {
    /// They are passed on, and not reported.
    Pass,
    /// They are passed on and reported.
    Report,
    /// They are reported and refused, with the status 404 or 405.
    Refuse,
}

impl Undeclared {
    pub(super) fn code(self) -> u32 {
        match self {
            Self::Pass => 0,
            Self::Report => 1,
            Self::Refuse => 2,
        }
    }

    pub(super) fn of_code(code: u32) -> Self {
        match code {
            0 => Self::Pass,
            1 => Self::Report,
            _ => Self::Refuse,
        }
    }
}

/// What [`Mode::Enforce`] does with a request that violates nothing, but of which some part could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Complete: some or all or none.
pub enum Unjudged {
    /// Passes it on.
    Pass,
    /// Refuses it if the sender could have sent it so that it can be checked: a content encoding, a character set, a size or a
    /// nesting beyond the limits. Otherwise any of these would be a way around the contract.
    RefuseEvasive,
    /// Refuses it. Parts of a contract that are not supported then refuse every request that they apply to.
    Refuse,
}

#[cfg(test)]
mod tests {
    use super::{Mode, Undeclared};

    #[test]
    fn a_mode_is_a_number_and_back() {
        for mode in [Mode::Off, Mode::Observe, Mode::Enforce, Mode::one_in(2), Mode::one_in(1000)] {
            assert_eq!(Mode::of_code(mode.code()), mode);
        }
        assert_eq!((Mode::one_in(0), Mode::one_in(1)), (Mode::Observe, Mode::Observe));
        for undeclared in [Undeclared::Pass, Undeclared::Report, Undeclared::Refuse] {
            assert_eq!(Undeclared::of_code(undeclared.code()), undeclared);
        }
    }
}
