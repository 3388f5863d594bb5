//! [`Events`]: findings as events of `tracing`.

use super::finding::Finding;
use super::groups::Groups;
use super::sink::{Abandoned, Observation, Sink};
use super::unchecked::Unchecked;

/// Writes findings as events of the target `order_contracts`: violations, and requests that were refused without being checked, with
/// the level `WARN`, checks that could not be made with `INFO`.
///
/// A flood does not fill a log: of each kind the first is written, then the 10th, the 100th and so on, with the field `times`.
#[derive(Debug, Default)]
pub struct Events {
    groups: Groups,
}

impl Events {
    /// The same as its default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sink for Events {
    fn seen(&self, observation: &Observation<'_>) {
        self.groups.add(observation, write_some);
    }

    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        self.groups.add_refusal(unchecked, write_some);
    }

    fn abandoned(&self, abandoned: &Abandoned<'_>) {
        let operation = abandoned.operation.and_then(|called| called.id.as_deref()).unwrap_or("-");
        tracing::debug!(target: "order_contracts", operation, during = ?abandoned.during, "exchange ended early");
    }
}

fn is_power_of_ten(times: u64) -> bool {
    times.checked_ilog10().is_some_and(|digits| 10_u64.pow(digits) == times)
}

fn write_some(finding: &Finding, times: u64) {
    if is_power_of_ten(times) {
        write(finding, times);
    }
}

fn write(finding: &Finding, times: u64) {
    let Finding { direction, operation, id, part, message, .. } = finding;
    let is_violation = crate::validate::rule(id).is_none_or(|rule| rule.violation);
    let part = part.name();
    if is_violation {
        tracing::warn!(target: "order_contracts", direction, operation, rule = id, part, times, "{message}");
    } else {
        tracing::info!(target: "order_contracts", direction, operation, rule = id, part, times, "{message}");
    }
}

#[cfg(test)]
mod tests {
    use super::is_power_of_ten;

    #[test]
    fn a_flood_is_written_less_and_less() {
        let written: Vec<u64> = (0..=10_000).filter(|times| is_power_of_ten(*times)).collect();
        assert_eq!(written, [1, 10, 100, 1000, 10_000]);
    }
}
