//! The runtime of the generated clients: credentials, settings, checks of requests and responses, attempts, pages, errors.
//!
//! A request body is checked against the contract before it is sent. Responses are limited in size, and redirects are not
//! followed. Errors, traces and `Debug` show neither tokens nor payloads.

mod api_error;
#[cfg(feature = "blocking")]
mod blocking;
mod check;
mod credentials;
mod decode;
mod error;
mod exchange;
mod hook;
mod options;
mod pages;
mod path;
mod response;
mod retry;
mod settings;
mod trace;
mod transport;

pub use api_error::ApiError;
#[cfg(feature = "blocking")]
pub use blocking::block_on;
pub use credentials::Token;
pub use error::{CommunicationError, Error, Sent};
pub use hook::{Attempt, Hook, Outgoing};
pub use options::CallOptions;
pub use pages::{Items, Paged, Pages};
pub use response::{Response, ResponseValue};
pub use retry::Retry;
pub use settings::Settings;
pub use transport::{RequestBody, Transport};

// The generated code was written for `progenitor_client` and finds its names here.
pub(crate) use credentials::Credentials;
pub(crate) use error::Failure;
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use exchange::header_value;
pub(crate) use exchange::{ClientHooks, ClientInfo, OperationInfo, taken};
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use pages::sealed::Sealed as PagedSealed;
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use path::encode_path;
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use progenitor_client::QueryParam;
pub(crate) use settings::{Session, base_url};
