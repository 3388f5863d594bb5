//! Reports as pages: one HTML file each, without network, in light and dark, that works without script.
//!
//! What a page says is decided by the library; what is here turns its values into views (`change.rs`, `kinds.rs`, `parts.rs`) and
//! hands them to the templates beside them. Every expression of a template passes [`Html`](crate::plain::Html).

mod change;
mod comparison;
mod course;
mod coverage;
mod frame;
mod kinds;
mod proof;
mod prose;
mod run;

pub(super) use comparison::{Compared, comparisons};
pub(super) use course::Course;
pub(super) use kinds::{Kinds, Place};
pub(super) use run::{Input, Run, run};
