//! Which statements of a contract some traffic has exercised: counted by place, and found in payloads and exchanges.

mod counts;
mod data;
#[cfg(feature = "cli")]
mod matrix;
#[cfg(feature = "cli")]
mod operations;
mod traffic;

pub use counts::{Coverage, Exercised, Statement};
pub use data::CoverageData;
#[cfg(feature = "cli")]
pub(crate) use matrix::{CoverageCell, CoveragePart, Sides, flat, matrix, missing};
#[cfg(feature = "cli")]
pub(crate) use operations::{OperationCoverage, by_operation};
