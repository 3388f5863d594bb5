//! What runs inside a service: a layer of `tower` that checks what the service receives and answers.
//!
//! No server and no runtime belong to it: it works with everything that speaks `tower`, such as `axum` or `hyper` through
//! `hyper-util`, and around the services that clients send through (`examples/axum_service.rs`, `examples/checked_client.rs`).
//!
//! ```
//! use std::sync::Arc;
//!
//! use order_contracts::contract::Contract;
//! use order_contracts::http::{ContractLayer, Counters, Mode};
//!
//! let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
//! let counters = Arc::new(Counters::new());
//! let layer = ContractLayer::new(contract).requests(Mode::Enforce).responses(Mode::one_in(8)).sink(counters);
//! // With `axum`: `Router::new().route("/v1/orders", post(create)).layer(layer)`.
//! # let _ = layer;
//! # Ok::<(), order_contracts::Error>(())
//! ```
//!
//! ## What happens to a request
//!
//! 1. It is routed, by the base paths of the declared servers or that of [`Options::base_path`](crate::validate::Options::base_path):
//!    `""` where the prefix was stripped before, as inside of `nest`. `HEAD` is allowed where `GET` is. A preflight of CORS is
//!    passed on unless the contract declares `OPTIONS` there.
//! 2. Its operation has a [`Mode`], which [`Control`] changes while the service runs.
//! 3. Its head is checked: credentials, parameters, media type, announced length. A request that is refused for its head is
//!    answered before its body is read, and a client that waits for `100 Continue` never sends it.
//! 4. The body is read only if its bytes decide: up to a limit, whatever it is unpacked to. The service receives the same bytes in
//!    one piece, with their trailers. Streams of events, media types that are not declared or not supported, `CONNECT`, and in
//!    responses also those to `HEAD`, 1xx, 204 and 304, are passed on as they arrive.
//! 5. [`Matched`] is put into the extensions of the request, and every [`Sink`] hears of it.
//!
//! | a request is refused with | if |
//! |---|---|
//! | 400 | a parameter, the syntax of the body or its packing is wrong, a required body is missing, or the body breaks off |
//! | 401, `WWW-Authenticate` | it carries none of the declared credentials, or [`Authorize`] does not know them; 403 if they do not suffice |
//! | 404 | its path is not declared; see [`Undeclared`] |
//! | 405, `Allow` | its method is not declared for the path |
//! | 406 | its client accepts no declared answer, with [`ContractLayer::check_accept`] |
//! | 413 | its body, or what that unpacks to, is longer than the limit |
//! | 415, `Accept` | its media type is not declared |
//! | 415, `Accept-Encoding` | its content encoding or character set is not supported, though the body would be checked; see [`Unjudged`] |
//! | 422 | the body violates its schema, or is too deep or too costly to be checked |
//!
//! Sinks hear of 401 and 403 by [`Authorize`] and of 406 as [`Unchecked`], because there is no report on these, and of all others as
//! [`Observation`]. The answer is a problem (RFC 9457) that names parts, pointers and rules, and no value. Where the contract declares what is
//! violated is only shown if [`ContractLayer::show_sources`] says so. A service around the layer that refuses in a form of its own
//! finds the [`Report`](crate::validate::Report), as an `Arc`, in the extensions of the answer. A response that violates the contract is replaced, in
//! [`Mode::Enforce`], by a problem without any details; so is one whose status is not declared, unless that is 5xx.
//!
//! A body that is in `observe` longer than the limit, and a response that is in any mode, is passed on; its report is undecided
//! and says why.

mod accept;
mod authorize;
mod body;
mod channel;
#[cfg(feature = "axum")]
mod checked;
mod collect;
mod control;
mod counters;
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
mod step;
mod unchecked;

pub use crate::schema::Direction;
pub use authorize::{Authorize, Denied};
pub use body::CheckedBody;
pub use channel::Channel;
#[cfg(feature = "axum")]
pub use checked::Checked;
pub use control::Control;
pub use counters::{Count, Counters};
#[cfg(feature = "tracing")]
pub use events::Events;
pub use finding::Finding;
pub use future::ResponseFuture;
pub use groups::{Group, Groups};
pub use held::HeldContract;
pub use layer::ContractLayer;
pub use matched::Matched;
pub use mode::{Mode, Undeclared, Unjudged};
pub use refusal::refusal;
pub use select::Select;
pub use service::ContractService;
pub use sink::{Abandoned, Action, Observation, Phase, Sink};
pub use unchecked::{Cause, Unchecked};
