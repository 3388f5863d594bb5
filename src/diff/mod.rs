#![doc = include_str!("../docs/diff.md")]

mod blame;
mod change;
mod comparison;
mod confirm;
mod edits;
mod gate;
mod levels;
mod parts;
mod relaxed;
mod renames;
pub mod report;
mod rule;
mod schemas;
mod settings;
mod texts;
mod undecided;
mod verdict;
mod versions;
mod waivers;
mod why;
mod witness;

#[cfg(feature = "cli")]
pub(crate) use crate::fingerprint::fingerprint;
pub use change::{Change, Renamed};
pub use comparison::{Comparison, compare};
pub use confirm::accepts;
#[cfg(feature = "cli")]
pub(crate) use confirm::refusal;
pub use gate::{Gate, Threshold};
pub use levels::{Level, Levels, RuleLevel};
#[cfg(feature = "server")]
pub(crate) use parts::exchanges::spelled;
pub use rule::{MessageDirection, RULES, Rule};
pub use settings::Settings;
pub use undecided::{UndecidedCause, UndecidedReason};
pub use verdict::{Facet, Step, Verdict};
pub use versions::versions;
pub use waivers::{Policy, Stale, Waiver, prune, waive, with_entries};
pub use why::{Basis, Why};
pub use witness::{Callback, Reading, Witness};
