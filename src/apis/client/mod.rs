//! The runtime of the generated clients: credentials, settings, checks of requests and responses, errors.
//!
//! A request body is checked against the contract before it is sent. Responses are limited in size, and redirects are not
//! followed. Errors and `Debug` show neither tokens nor payloads.

mod credentials;
mod decode;
mod error;
mod exchange;
mod path;
mod response;
mod settings;

pub use credentials::Token;
pub use error::{CommunicationError, Error};
pub use response::{Response, ResponseValue};
pub use settings::Settings;

// The generated code was written for `progenitor_client` and finds its names here.
pub(crate) use credentials::Credentials;
pub(crate) use exchange::{ClientHooks, ClientInfo, Failure, OperationInfo};
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use path::encode_path;
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use progenitor_client::QueryParam;
pub(crate) use settings::{Session, base_url};
