//! What the servers of the program share: listening, connections, and a graceful end.
//!
//! `serve` runs any tower service over HTTP/1.1 and HTTP/2 without TLS. What a request may be is the service's business; that a
//! connection costs no more than it should, and that none is lost when the process ends, is decided here.

mod address;
mod connection;
mod files;
mod listener;
mod phase;
mod serve;
mod settings;
mod socket;

pub use address::Address;
pub use connection::Connection;
pub use listener::Listener;
pub use serve::{runtime, serve};
pub use settings::Settings;
