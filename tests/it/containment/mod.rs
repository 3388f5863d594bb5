//! Containment of schemas: own cases, laws over random schemas, and agreement with other oracles.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;
mod closing;
mod laws;
mod limits;
mod oracles;
mod schemas;
