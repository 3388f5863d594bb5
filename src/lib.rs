//! Contracts for the KohortPay and Threekit order APIs, to compile, enforce and prove.
//!
// The examples of the README use the clients and the validators, so they are compiled where those are.
#![cfg_attr(feature = "client", doc = include_str!("../README.md"))]
#![cfg_attr(feature = "client", doc = include_str!("docs/stability.md"))]

mod apis;
#[cfg(feature = "diff")]
mod at_once;
// For the program and its tests; the interface of the feature is the program.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "diff")]
pub mod containment;
pub mod contract;
#[cfg(feature = "diff")]
pub mod diff;
pub mod error;
#[cfg(feature = "validate")]
mod fingerprint;
#[cfg(feature = "tower")]
pub mod http;
pub mod json;
pub mod limits;
#[cfg(feature = "diff")]
pub mod lint;
mod percent;
#[cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "most of it is for the reports of the program")
)]
mod plain;
pub mod pointer;
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod proxy;
#[cfg(feature = "validate")]
mod quick_hash;
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod sandbox;
pub mod schema;
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod server;
mod similar;
mod stack;
#[cfg(feature = "diff")]
mod tables;
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "it offers what any container offers, and each set of features uses a part"
)]
mod tree;
#[cfg(feature = "validate")]
pub mod validate;

#[cfg(feature = "validate")]
pub use apis::DecodeError;
#[cfg(feature = "client")]
pub use apis::client;
#[cfg(feature = "validate")]
pub use apis::webhook;
pub use apis::{
    Api, ConversionError, EmbeddedSchema, IntoObject, Nullable, Payload, Revealed, Timestamp, TimestampError, Unlisted,
    kohortpay, threekit,
};
pub use error::Error;
