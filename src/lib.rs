//! Contracts for the KohortPay and Threekit order APIs.

pub mod error;
pub mod json;
pub mod pointer;

pub use error::Error;
