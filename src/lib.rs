//! Contracts for the KohortPay and Threekit order APIs, to compile, enforce and prove.
//!
// The examples of the README use the clients and the validators, so they are compiled where those are.
#![cfg_attr(feature = "client", doc = include_str!("../README.md"))]

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "client")]
pub mod client;
pub mod contract;
#[cfg(feature = "diff")]
pub mod diff;
pub mod error;
pub mod json;
#[cfg(feature = "schemars")]
mod json_schema;
pub mod kohortpay;
mod payload;
mod percent;
pub mod pointer;
#[cfg(feature = "diff")]
pub mod prove;
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
