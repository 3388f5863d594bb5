//! The typed clients over a real socket: what leaves, what does not, and what comes back.

mod calls;
mod credentials;
mod operations;
mod refusals;
mod responses;
mod server;
mod tls;
