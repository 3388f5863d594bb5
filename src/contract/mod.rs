//! Contracts: OpenAPI documents and their declarations.
//!
//! [`Contract`] is any document of OpenAPI 3.0 or 3.1.

#[cfg(feature = "validate")]
mod constructors;
#[cfg(feature = "validate")]
mod declarations;
#[cfg(feature = "validate")]
mod declared;
#[cfg(feature = "validate")]
mod digest;
#[cfg(feature = "validate")]
mod document;
#[cfg(feature = "diff")]
pub(crate) mod excerpt;
#[cfg(feature = "validate")]
mod hosts;
#[cfg(feature = "validate")]
mod named;
pub(crate) mod operation;
#[cfg(feature = "validate")]
pub(crate) mod origin;
#[cfg(feature = "validate")]
mod place;
#[cfg(feature = "validate")]
mod problem;
#[cfg(feature = "validate")]
mod problems;
mod provenance;
#[cfg(feature = "validate")]
mod router;
mod schema_kind;
#[cfg(feature = "validate")]
mod source;
#[cfg(feature = "validate")]
mod source_location;
#[cfg(feature = "validate")]
mod statement;
#[cfg(feature = "validate")]
mod survey;
#[cfg(feature = "validate")]
mod texts;
#[cfg(feature = "validate")]
mod version;

#[cfg(feature = "validate")]
pub(crate) use declared::Compiled;
#[cfg(feature = "validate")]
pub use declared::{
    Called, Content, DeclarationKind, Encoding, Endpoint, Form, Location, MediaRange, MediaType, Parameter,
    RequestBody, Requirement, Response, SchemaUse, Scheme, Server, StatusPattern, Style, Template, UnusableDeclaration,
};
#[cfg(feature = "validate")]
pub use document::Contract;
pub use operation::{Body, Operation};
#[cfg(feature = "validate")]
pub use place::Place;
#[cfg(feature = "validate")]
pub use problem::Problem;
pub use provenance::{Inference, Provenance, Source};
#[cfg(feature = "validate")]
pub(crate) use router::Found;
#[cfg(feature = "validate")]
pub use router::Routed;
pub use schema_kind::SchemaKind;
#[cfg(feature = "diff")]
pub(crate) use source::Twin;
#[cfg(feature = "validate")]
pub use source_location::SourceLocation;
#[cfg(feature = "validate")]
pub(crate) use statement::{Said, Statement};
#[cfg(feature = "validate")]
pub use version::Version;
