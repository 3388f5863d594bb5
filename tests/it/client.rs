//! The typed clients over a real socket: what is sent, what is refused, and what is received.

pub(crate) mod calls;
mod credentials;
mod operations;
mod refusals;
mod responses;
mod server;
mod tls;
