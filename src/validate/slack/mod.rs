//! Slack: what a contract could say more tightly, given the traffic that it accepts.
//!
//! [`Slack`] looks at valid payloads and keeps what all values of a schema have in common: members that are always there, listed
//! values that never come, the longest string, the smallest number. It keeps numbers only, never a string of a payload, and as many
//! of them however much traffic there is. [`Slack::findings`] says what follows, for requests and responses apart, and
//! [`Slack::overlay`] writes it as an OpenAPI Overlay (`overlay.rs`).
//!
//! What was never seen may still come. Of something that was not seen in `n` values it is known that, at a confidence of 95 %, at
//! most 3 in `n` have it (the rule of three), provided that the traffic is typical.

mod collect;
mod finding;
mod judges;
mod observe;
mod overlay;
mod plan;
mod seen;

pub use collect::Slack;
pub use finding::{Looseness, SlackFinding};
