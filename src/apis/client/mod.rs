//! What the generated clients run on: credentials, checks before and after the wire, responses and errors.
//!
//! The generated code was written for `progenitor_client` and calls these names instead. They do what it does, and more:
//! a request body is checked against the contract before it leaves, tokens and payloads are in no error text, responses
//! are bounded, and redirects are not followed.

mod credentials;
mod error;
mod exchange;
mod path;
mod response;
mod settings;

pub use credentials::Token;
pub use error::Error;
pub use response::{Response, ResponseValue};
pub use settings::Settings;

pub(crate) use credentials::Credentials;
pub(crate) use exchange::{ClientHooks, ClientInfo, OperationInfo};
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use path::encode_path;
#[allow(unused_imports, reason = "the documents decide which of them the generated clients need")]
pub(crate) use progenitor_client::QueryParam;
pub(crate) use settings::{Session, base_url};
