//! [`Moment`]: what an operation gets from the world that it is called in, beside the objects.

use super::clock::Clock;
use super::ids::Ids;

/// What the documentation leaves open and a user may want otherwise.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// How many orders a group takes.
    pub(crate) max_participants: Option<usize>,
    /// The least amount of an order in a group, in cents.
    pub(crate) minimum_amount: u64,
    /// The origins that a public token works from; empty: all.
    pub(crate) allowed_domains: Vec<String>,
}

impl Rules {
    const MAX_PARTICIPANTS: usize = 10;

    pub(super) fn max_participants(&self) -> usize {
        self.max_participants.unwrap_or(Self::MAX_PARTICIPANTS)
    }
}

#[derive(Debug)]
pub(super) struct Moment<'w> {
    pub(super) clock: &'w mut Clock,
    pub(super) ids: &'w mut Ids,
    pub(super) rules: &'w Rules,
}
