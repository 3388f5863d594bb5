//! [`Baseline`]: the kinds of violation that are accepted, so that a run fails on new ones only.
//!
//! What makes a [`Kind`] is where and how the contract is violated, never by what value and never how often: traffic changes every
//! day. [`Kinds`] collects what a run found; [`Baseline::compare`] says what of it is new, and which entries no longer occur.

mod compare;
mod entry;
mod file;
mod kind;
mod kinds;
mod place;

pub use compare::BaselineComparison;
pub use entry::BaselineEntry;
pub use file::Baseline;
pub use kind::{Kind, Subject};
pub use kinds::{KindCount, Kinds};
