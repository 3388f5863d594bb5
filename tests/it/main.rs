//! Integration tests, one module per subject.

#[cfg(feature = "validate")]
mod contract;
mod json;
mod json_agreement;
mod json_hostile;
