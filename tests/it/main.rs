//! Integration tests, one module per subject.

mod json;
mod json_agreement;
mod json_hostile;
#[cfg(feature = "validate")]
mod plan;
#[cfg(feature = "validate")]
mod plan_agreement;
#[cfg(feature = "validate")]
mod plan_formats;
