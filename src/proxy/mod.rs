//! A reverse proxy that checks what passes against a contract.

mod connector;
mod failure;
mod forward;
mod forwarded;
mod hop;
mod outgoing;
mod pace;
mod request;
mod service;
mod settings;
mod tls;
mod tunnel;
mod upstream;

pub use failure::Failure;
pub use forwarded::Forwarding;
pub use service::Proxy;
pub use settings::Settings;
pub use upstream::Upstream;
