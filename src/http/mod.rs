//! What runs inside a service: a layer of `tower` that checks what the service receives and answers.
//!
//! No server and no runtime belong to it: it works with everything that speaks `tower`, such as `axum` or `hyper` through
//! `hyper-util`, and around the services that clients send through.
//!
//! ```
//! use std::sync::Arc;
//!
//! use order_contracts::contract::Contract;
//! use order_contracts::http::{ContractLayer, Mode};
//!
//! let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
//! let layer = ContractLayer::new(Arc::new(contract)).requests(Mode::Enforce).responses(Mode::Observe);
//! // With `axum`: `Router::new().route("/v1/orders", post(create)).layer(layer)`.
//! # let _ = layer;
//! # Ok::<(), order_contracts::Error>(())
//! ```

mod accept;
mod authorize;
mod body;
mod channel;
#[cfg(feature = "axum")]
mod checked;
mod collect;
mod control;
mod counters;
mod decode;
#[cfg(feature = "tracing")]
mod events;
mod exempt;
mod finding;
mod future;
mod groups;
mod held;
mod layer;
mod matched;
mod mode;
mod refusal;
mod select;
mod service;
mod shared;
mod sink;

pub use crate::schema::Direction;
pub use authorize::{Authorize, Denied};
pub use body::CheckedBody;
pub use channel::Channel;
#[cfg(feature = "axum")]
pub use checked::Checked;
pub use control::Control;
pub use counters::{Count, Counters};
#[cfg(feature = "server")]
pub(crate) use decode::{NotDecoded, decoded, knows as knows_encoding, unpacked};
#[cfg(feature = "tracing")]
pub use events::Events;
pub use finding::Finding;
pub use future::ResponseFuture;
pub use groups::{Group, Groups};
pub use held::HeldContract;
pub use layer::ContractLayer;
pub use matched::Matched;
pub use mode::{Mode, Undeclared, Unjudged};
pub use select::Select;
pub use service::ContractService;
pub use sink::{Abandoned, Action, Observation, Phase, Sink};
