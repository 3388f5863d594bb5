//! Contracts for the KohortPay and Threekit order APIs.

pub mod error;
pub mod json;
pub mod pointer;
#[cfg(feature = "validate")]
pub mod schema;

pub use error::Error;
