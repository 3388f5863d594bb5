//! The typed clients over a real socket, and over a service of tower: what is sent, what is refused, and what is received.

mod attempts;
pub(crate) mod calls;
mod credentials;
mod failures;
mod lists;
mod misbehaving;
mod operations;
mod refusals;
mod responses;
mod server;
mod service;
mod tls;
#[cfg(feature = "tracing")]
mod traces;
