//! Everything that knows KohortPay or Threekit: their documents, the schemas and types generated from them, the clients.
//!
//! The engine below this folder serves any document and names neither.

mod api;
#[cfg(feature = "client")]
pub mod client;
mod embedded;
#[cfg(feature = "schemars")]
mod json_schema;
pub mod kohortpay;
mod payload;
#[cfg(feature = "validate")]
mod reading;
pub mod threekit;
#[cfg(feature = "validate")]
pub mod webhook;
mod wire;

pub use api::Api;
pub use embedded::EmbeddedSchema;
#[cfg(feature = "validate")]
pub use payload::DecodeError;
pub use payload::{Payload, Revealed};
pub use wire::{ConversionError, IntoObject, Nullable, Timestamp, TimestampError, Unlisted};
