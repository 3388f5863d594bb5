//! Contracts for the KohortPay and Threekit order APIs.

#[cfg(feature = "client")]
pub mod client;
pub mod contract;
pub mod error;
pub mod json;
#[cfg(feature = "schemars")]
mod json_schema;
pub mod kohortpay;
mod payload;
#[cfg(feature = "validate")]
mod percent;
pub mod pointer;
pub mod schema;
mod similar;
pub mod threekit;
#[cfg(feature = "validate")]
pub mod validate;
mod wire;

pub use contract::Api;
pub use error::Error;
pub use payload::Payload;
pub use wire::{Nullable, Timestamp, TimestampError};
