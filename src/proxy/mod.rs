//! A reverse proxy that checks what passes against a contract.
//!
#![doc = include_str!("../docs/proxy.md")]

mod connector;
mod credentials;
mod exchange;
mod failure;
mod forward;
mod forwarded;
mod hop;
mod judge;
mod kept;
mod lines;
mod mask_path;
mod masked_body;
mod masks;
mod observed;
mod outgoing;
mod pace;
mod parts;
mod passed;
mod queue;
mod recording;
mod request;
mod seen;
mod service;
mod settings;
mod stand_in;
mod tls;
mod tunnel;
mod upstream;

pub use failure::Failure;
pub use forwarded::Forwarding;
pub use mask_path::MaskPath;
pub use masks::Masks;
pub use parts::Rotation;
pub use queue::{Dropped, Queue, Waiting};
pub use recording::Recording;
pub use seen::Seen;
pub use service::Proxy;
pub use settings::Settings;
pub use upstream::Upstream;
