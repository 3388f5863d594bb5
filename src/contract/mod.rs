//! Contracts: the documents of this crate and what they declare.

mod api;
mod embedded;
pub(crate) mod operation;
mod provenance;

pub use api::Api;
pub use embedded::{EmbeddedSchema, SchemaKind};
pub use operation::{Body, Operation};
pub use provenance::{Provenance, Source};
