//! [`Summary`]: what a run came to: which contracts fail, and what is to be said of the waivers.

use super::checked::Checked;
use crate::cli::Outcome;
use crate::cli::config::Config;
use crate::diff::{Level, Stale};

pub(super) struct Summary {
    pub(super) outcome: Outcome,
    /// One for each contract.
    pub(super) outcomes: Vec<Outcome>,
    /// Waivers that accept no change.
    pub(super) stale: Vec<Stale>,
    pub(super) stale_level: Level,
    /// How many changes were accepted by waivers that the base does not have, and the fingerprints of those.
    pub(super) new: Vec<String>,
    pub(super) new_level: Level,
}

impl Summary {
    /// `new` are the fingerprints of waivers that the base does not have.
    pub(super) fn new(config: &Config, checked: &[Checked], stale: Vec<Stale>, new: &[String]) -> Self {
        let outcomes: Vec<Outcome> = checked.iter().map(|checked| outcome(config, checked)).collect();
        let waived: Vec<String> = checked
            .iter()
            .filter_map(|checked| checked.compared.as_ref())
            .flat_map(|compared| &compared.comparison.changes)
            .filter(|change| change.waiver.is_some() && new.contains(&change.fingerprint))
            .map(|change| change.fingerprint.clone())
            .collect();
        let (stale_level, new_level) = (config.waivers.stale.value, config.waivers.new.value);
        let is_denied =
            |is_any: bool, level| if is_any && level == Level::Deny { Outcome::Findings } else { Outcome::Clean };
        let of_waivers = [is_denied(!stale.is_empty(), stale_level), is_denied(!waived.is_empty(), new_level)];
        let outcome = worst(outcomes.iter().copied().chain(of_waivers));
        Self { outcome, outcomes, stale, stale_level, new: waived, new_level }
    }

    /// How many contracts came to this.
    pub(super) fn count(&self, outcome: Outcome) -> usize {
        self.outcomes.iter().filter(|own| **own == outcome).count()
    }

    /// How many changes this pull request accepts itself: `waived by this pull request: 2`.
    pub(super) fn waived_here(&self) -> Option<(&'static str, usize, &'static str)> {
        let denied = if self.new_level == Level::Deny { ", which is denied" } else { "" };
        (!self.new.is_empty()).then_some(("waived by this pull request: ", self.new.len(), denied))
    }
}

fn outcome(config: &Config, checked: &Checked) -> Outcome {
    if checked.error.is_some() {
        return Outcome::Failed;
    }
    let comparison = checked.compared.as_ref().map(|compared| &compared.comparison);
    let fails = comparison.is_some_and(|comparison| config.gate.failing(comparison).next().is_some());
    let of_diff = if fails { Outcome::Findings } else { Outcome::Clean };
    let of_traffic = checked.traffic.as_ref().map_or(Outcome::Clean, |run| run.finished.outcome);
    let of_run = if checked.is_unread { Outcome::Interrupted } else { Outcome::Clean };
    worst([of_diff, of_traffic, of_run].into_iter())
}

/// What the contracts come to together.
fn worst(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    outcomes.max().unwrap_or(Outcome::Clean)
}
