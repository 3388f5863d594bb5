//! Schemas: conversion of the OpenAPI form to self-contained JSON Schema 2020-12, and exact validation of values.
//!
//! It is below contracts, and treats documents as trees. [`Validator`] is the access to the validator crate, with limits
//! for every schema, whose types appear nowhere outside this module; `Oracle` is the same for schemas of no document.

#[cfg(feature = "validate")]
mod alternatives;
#[cfg(feature = "validate")]
mod build;
pub(crate) mod bundle;
mod circles;
#[cfg(feature = "validate")]
mod compile;
pub(crate) mod dialect;
pub(crate) mod dialects;
#[cfg(feature = "validate")]
mod exact;
#[cfg(feature = "validate")]
mod expectation;
#[cfg(feature = "validate")]
mod failure;
#[cfg(feature = "validate")]
mod failures;
pub(crate) mod hidden;
pub(crate) mod identifiers;
#[cfg(feature = "diff")]
pub(crate) mod inner;
pub(crate) mod objects;
#[cfg(feature = "diff")]
mod oracle;
#[cfg(feature = "validate")]
mod pattern;
// For the tests; users get it through `Validator::accepts`.
#[cfg(feature = "validate")]
#[doc(hidden)]
pub mod plan;
#[cfg(feature = "validate")]
mod problems;
#[cfg(feature = "validate")]
mod shape;
#[cfg(feature = "validate")]
mod unjudged;
pub(crate) mod uri;
#[cfg(feature = "validate")]
mod validator;
pub(crate) mod vocabulary;
pub(crate) mod walk;

pub use bundle::Bundle;
pub use dialect::Direction;
#[cfg(feature = "validate")]
pub use expectation::Expectation;
#[cfg(feature = "validate")]
pub use failure::Failure;
#[cfg(feature = "validate")]
pub(crate) use identifiers::anchors;
#[cfg(feature = "diff")]
pub(crate) use oracle::Oracle;
#[cfg(feature = "validate")]
pub(crate) use problems::{lead_somewhere, problems};
#[cfg(feature = "validate")]
pub(crate) use shape::{Shape, Types};
#[cfg(feature = "validate")]
pub use unjudged::{Cause, Unjudged};
#[cfg(feature = "validate")]
pub(crate) use validator::Inexact;
#[cfg(feature = "validate")]
pub use validator::{Judgement, Validator};
