#![doc = include_str!("../docs/diff.md")]

mod change;
mod comparison;
mod confirm;
mod exchange;
mod parts;
pub mod report;
mod rule;
mod schemas;
mod settings;
mod verdict;

#[cfg(feature = "cli")]
pub(crate) use change::fingerprint;
pub use change::{Change, Open, REASONS, Site};
pub use comparison::{Comparison, compare};
pub use confirm::accepts;
pub use exchange::{Callback, Exchange, Request, Response};
pub use rule::{RULES, Rule, Way};
pub use settings::{Settings, Waiver};
pub use verdict::{Facet, Step, Verdict};
