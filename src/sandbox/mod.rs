//! Servers that behave as a contract documents, for tests without the network.
//!
//! [`Sandbox`] is the service. With state it is one of the two APIs: `world.rs` holds everything that one test sees, and
//! `kohortpay/` and `threekit/` do what the operations do. Without state it is any document (`mock/`). `gate.rs` puts the contract
//! around both, in both directions; `control.rs` is the path beside them.
//!
#![doc = include_str!("../docs/sandbox.md")]

mod answer;
mod backend;
mod body;
mod call;
mod clock;
mod control;
mod cors;
mod credentials;
mod faults;
mod file;
mod gate;
mod ids;
mod incoming;
mod kohortpay;
mod lock;
mod mock;
mod moment;
mod prefer;
mod received;
mod service;
mod settings;
mod table;
mod threekit;
mod world;
mod worlds;

pub use body::{Body, Broken};
pub use service::{Sandbox, Saved};
pub use settings::Settings;
