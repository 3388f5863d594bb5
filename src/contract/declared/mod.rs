//! What a document declares, read into the form that exchanges are checked against. Every declaration knows its place.
//!
//! An invalid part is reported as a problem and omitted. Where omitting it would leave something unchecked, the
//! declaration above it lists it in its `gaps`.

mod body;
mod endpoint;
mod media_range;
mod parameter;
mod read;
mod schema_use;
mod security;
mod server;
mod template;

pub use body::{Content, Encoding, MediaType, RequestBody, Response, StatusPattern};
pub use endpoint::{About, Called, Endpoint, Gap};
pub use media_range::MediaRange;
pub use parameter::{Form, Location, Parameter, Style};
pub use schema_use::SchemaUse;
pub use security::{Requirement, Scheme};
pub use server::Server;
pub use template::Template;

pub(crate) use endpoint::endpoints;
#[cfg(feature = "diff")]
pub(crate) use endpoint::endpoints_at;
pub(crate) use read::Reader;
pub(crate) use schema_use::{Cache, Compiled};
