//! [`Slack`]: what was seen of each schema of a contract, in requests, in responses, and in payloads on their own.

use std::sync::Arc;

use super::judges::Judges;
use super::plan::Plan;
use super::seen::Seen;
use crate::contract::{Contract, SchemaUse};
use crate::limits::Limits;
use crate::schema::Direction;
use crate::validate::options::Options;

/// What valid traffic has in common, by the schemas that judge it.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::Slack;
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Order:\n      \
///     type: object\n      properties: {note: {type: string, maxLength: 500}}\n";
/// let contract = Contract::from_str(text, "orders.yaml")?;
/// let schema = contract.schema_named("Order")?;
///
/// let mut slack = Slack::of_schema(&contract, &schema);
/// for number in 0..200 {
///     slack.count_payload(&contract, &schema, format!(r#"{{"note": "order {number}"}}"#).as_bytes());
/// }
/// let texts: Vec<String> = slack.findings(&contract, 100).iter().map(ToString::to_string).collect();
/// assert_eq!(texts, [
///     "no member is undeclared: `additionalProperties: false`",
///     "`note` is always there: `required`",
///     "at least 7 characters: `minLength: 7`",
///     "at most 9 characters: `maxLength: 9`",
/// ]);
///
/// // Nothing is concluded from less than that.
/// assert!(slack.findings(&contract, 1_000).is_empty());
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Slack {
    pub(super) plan: Arc<Plan>,
    /// By the numbers of the places, then by direction.
    pub(super) seen: Vec<[Seen; 3]>,
    /// What was counted, by direction.
    pub(super) payloads: [u64; 3],
    pub(super) judges: Judges,
    pub(super) limits: Limits,
    /// Whether some valid payload was not looked at to its end.
    pub(super) is_partial: bool,
}

/// The directions, in the order of reports.
pub(super) const DIRECTIONS: [Direction; 3] = [Direction::Request, Direction::Response, Direction::Neutral];

pub(super) fn number(direction: Direction) -> usize {
    match direction {
        Direction::Request => 0,
        Direction::Response => 1,
        Direction::Neutral => 2,
    }
}

impl Slack {
    /// For the JSON bodies of exchanges of a contract.
    #[must_use]
    pub fn of(contract: &Contract) -> Self {
        Self::planned(Plan::of(contract, None))
    }

    /// For payloads of one schema of a contract.
    #[must_use]
    pub fn of_schema(contract: &Contract, schema: &SchemaUse) -> Self {
        Self::planned(Plan::of(contract, Some(schema)))
    }

    fn planned(plan: Plan) -> Self {
        let seen = plan.places.iter().map(|_| <[Seen; 3]>::default()).collect();
        let (judges, limits) = (Judges::default(), Limits::default());
        Self { plan: Arc::new(plan), seen, payloads: [0; 3], judges, limits, is_partial: false }
    }

    /// The same for traffic that is checked with these options: within their limits, and with or without properties that do not
    /// belong to their direction.
    #[must_use]
    pub fn options(mut self, options: &Options) -> Self {
        self.limits = options.limits;
        self.judges.takes_hidden = options.read_only_allowed;
        self
    }

    /// Adds what was seen in another part of the traffic, of the same contract. The order does not matter.
    pub fn merge(&mut self, other: &Self) {
        for (own, other) in self.seen.iter_mut().zip(&other.seen) {
            own.iter_mut().zip(other).for_each(|(own, other)| own.merge(other));
        }
        self.is_partial |= other.is_partial;
        self.payloads.iter_mut().zip(other.payloads).for_each(|(own, other)| *own += other);
    }

    /// How many valid payloads were counted that go in `direction`.
    #[must_use]
    pub fn payloads(&self, direction: Direction) -> u64 {
        self.payloads[number(direction)]
    }
}
