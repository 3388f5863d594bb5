//! Contracts: a document and what it declares.
//!
//! [`Api`] names the two documents of this crate; [`Contract`] is any document of OpenAPI 3.0 or 3.1, theirs included.

mod api;
#[cfg(feature = "validate")]
mod contract;
#[cfg(feature = "validate")]
mod declared;
mod embedded;
pub(crate) mod operation;
#[cfg(feature = "validate")]
mod problem;
mod provenance;
#[cfg(feature = "validate")]
mod router;
#[cfg(feature = "validate")]
mod source;

pub use api::Api;
#[cfg(feature = "validate")]
pub use contract::{Contract, Place, Version};
#[cfg(feature = "validate")]
pub use declared::{
    Content, Encoding, Endpoint, Form, Gap, Location, MediaRange, MediaType, Parameter, Part, RequestBody, Requirement,
    Response, SchemaUse, Scheme, Server, StatusPattern, Style, Template,
};
pub use embedded::{EmbeddedSchema, SchemaKind};
pub use operation::{Body, Operation};
#[cfg(feature = "validate")]
pub use problem::Problem;
pub use provenance::{Provenance, Source};
#[cfg(feature = "validate")]
pub use router::Routed;
