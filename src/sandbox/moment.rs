//! [`Moment`]: what an operation gets from the world that it is called in, beside the objects.

use super::clock::Clock;
use super::ids::Ids;

/// What the documentation leaves open and a user may want otherwise.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// How many orders a group takes.
    pub(super) max_participants: usize,
    /// The least amount of an order in a group, in cents.
    pub(super) minimum_amount: u64,
    /// The hosts that a public token works from; none: all.
    pub(super) allowed_domains: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Moment<'w> {
    pub(super) clock: &'w mut Clock,
    pub(super) ids: &'w mut Ids,
    pub(super) rules: &'w Rules,
}
