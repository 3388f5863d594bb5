#![doc = include_str!("../docs/diff.md")]

mod change;
mod comparison;
mod confirm;
mod parts;
pub mod report;
mod rule;
mod schemas;
mod settings;
mod verdict;
mod witness;

#[cfg(feature = "cli")]
pub(crate) use change::fingerprint;
pub use change::{Change, Open, REASONS, Site};
pub use comparison::{Comparison, compare};
pub use confirm::accepts;
pub use rule::{RULES, Rule, Way};
pub use settings::{Settings, Waiver};
pub use verdict::{Facet, Verdict};
pub use witness::{Callback, Witness};
