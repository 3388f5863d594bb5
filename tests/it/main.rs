//! Integration tests, one module per subject.

#[cfg(feature = "validate")]
mod contract;
#[cfg(feature = "validate")]
mod exchange;
#[cfg(feature = "validate")]
mod exchange_formats;
#[cfg(feature = "validate")]
mod exchange_robust;
#[cfg(feature = "validate")]
mod exchange_styles;
#[cfg(feature = "validate")]
mod exchange_verdicts;
mod json;
mod json_agreement;
mod json_hostile;
