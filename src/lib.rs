//! Contracts for the KohortPay and Threekit order APIs.

#[cfg(feature = "diff")]
pub mod diff;
pub mod error;
pub mod pointer;

pub use error::Error;
