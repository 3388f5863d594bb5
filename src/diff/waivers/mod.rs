//! [`Waiver`]: changes that were accepted, each with its reason: read from files, applied to comparisons, written to files.

mod apply;
mod edit;
mod entry;
mod policy;
mod read;
mod waiver;

pub use apply::{Stale, waive};
pub use edit::{prune, with_entries};
pub use policy::Policy;
pub use waiver::Waiver;
