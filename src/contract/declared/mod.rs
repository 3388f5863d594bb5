//! What a document declares, read into the form that exchanges are checked against. Every declaration knows its place.
//!
//! An invalid part is reported as a problem and omitted. Where omitting it would leave something unchecked, the
//! declaration above it lists it as an [`UnusableDeclaration`].

mod body;
mod content;
mod endpoint;
mod media_range;
mod parameter;
mod read;
mod schema_use;
mod security;
mod server;
mod style;
mod template;

pub use body::{RequestBody, Response, StatusPattern};
pub use content::{Content, Encoding, MediaType};
pub use endpoint::{Called, DeclarationKind, Endpoint, UnusableDeclaration};
pub use media_range::MediaRange;
pub use parameter::{Form, Parameter};
pub use schema_use::SchemaUse;
pub use security::{Requirement, Scheme};
pub(in crate::contract) use server::Rests;
pub use server::Server;
pub use style::{Location, Style};
pub use template::Template;

#[cfg(feature = "diff")]
pub(crate) use endpoint::endpoints_at;
pub(crate) use endpoint::{Declared, declared};
pub(crate) use read::Reader;
pub(in crate::contract) use schema_use::Edition;
pub(crate) use schema_use::{Cache, Compiled};
