//! Which statements of a contract some traffic has exercised: counted by place, and found in payloads and exchanges.

mod counts;
mod data;
mod matrix;
#[cfg(feature = "cli")]
mod operations;
mod traffic;

pub use counts::{Coverage, Exercised, Statement};
pub use data::CoverageData;
pub use matrix::{CoverageCell, CoverageRow};
#[cfg(feature = "cli")]
pub(crate) use operations::{OperationCoverage, by_operation};
