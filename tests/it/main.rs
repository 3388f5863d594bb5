//! Integration tests, one module per subject.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(feature = "cli")]
mod cli;
mod json;
mod json_agreement;
mod json_hostile;
mod layers;
#[cfg(feature = "cli")]
mod readme;
