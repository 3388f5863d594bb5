//! Schemas: conversion of the OpenAPI form to self-contained JSON Schema 2020-12, and exact validation of values.
//!
//! It is below contracts, and treats documents as trees. [`Validator`] judges: a single pass over the bytes for what is valid,
//! the evaluator for the rest. The validator crate, whose types appear nowhere outside this module, implements the formats, and
//! is a second opinion on witnesses (`Oracle`).

#[cfg(feature = "validate")]
mod assertion;
mod bundle;
pub(crate) mod bundled;
pub(crate) mod circles;
pub(crate) mod dialect;
pub(crate) mod dialects;
#[cfg(feature = "validate")]
mod evaluate;
#[cfg(feature = "validate")]
mod expectation;
#[cfg(feature = "validate")]
mod failure;
#[cfg(feature = "validate")]
pub(crate) mod format;
pub(crate) mod hidden;
pub(crate) mod identifiers;
#[cfg(feature = "diff")]
pub(crate) mod inner;
#[cfg(feature = "validate")]
mod judgement;
#[cfg(feature = "validate")]
mod marker;
pub(crate) mod objects;
#[cfg(feature = "diff")]
mod oracle;
#[cfg(feature = "validate")]
pub(crate) mod pattern;
// For the tests; users get it through `Validator::accepts`.
#[cfg(feature = "validate")]
#[doc(hidden)]
pub mod plan;
#[cfg(feature = "validate")]
mod problems;
#[cfg(feature = "validate")]
mod shape;
#[cfg(feature = "validate")]
mod standard;
#[cfg(feature = "validate")]
mod unjudged;
pub(crate) mod uri;
#[cfg(feature = "validate")]
mod validator;
pub(crate) mod vocabularies;
pub(crate) mod vocabulary;
pub(crate) mod walk;

pub use bundle::Bundle;
pub(crate) use bundled::Bundled;
pub use dialect::Direction;
#[cfg(feature = "validate")]
pub use expectation::Expectation;
#[cfg(feature = "validate")]
pub use failure::Failure;
#[cfg(feature = "validate")]
pub(crate) use identifiers::anchors;
#[cfg(feature = "validate")]
pub use judgement::Judgement;
#[cfg(feature = "diff")]
pub(crate) use oracle::{CompiledDefinition, CompiledDefinitions, Oracle};
#[cfg(feature = "validate")]
pub(crate) use problems::{lead_somewhere, problems};
#[cfg(feature = "validate")]
pub(crate) use shape::{Shape, Types};
#[cfg(feature = "validate")]
pub(crate) use standard::{is_meta_schema, meta_schemas};
#[cfg(feature = "validate")]
pub use unjudged::{Cause, Unjudged};
#[cfg(feature = "validate")]
pub use validator::Validator;
#[cfg(feature = "diff")]
pub(crate) use validator::inexact;
#[cfg(feature = "validate")]
pub(crate) use validator::{Bounds, Inexact};
