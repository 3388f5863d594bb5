//! Schemas: from the OpenAPI form to self-contained JSON Schema 2020-12, and the exact judgement of values.
//!
//! The floor below contracts: it knows documents as trees only. [`Validator`] is the one door to the validator crate,
//! whose types appear nowhere else.

pub(crate) mod bundle;
pub(crate) mod dialect;
#[cfg(feature = "validate")]
mod expectation;
#[cfg(feature = "validate")]
pub mod plan;
#[cfg(feature = "validate")]
mod validator;

pub use bundle::Bundle;
pub use dialect::Direction;
#[cfg(feature = "validate")]
pub use expectation::Expectation;
#[cfg(feature = "validate")]
pub use validator::{Failure, Validator};
