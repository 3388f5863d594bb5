//! The parts of a contract around its schemas: operations and what belongs to them, each compared in its own file.

mod beside;
mod bodies;
mod callbacks;
mod called;
mod changes;
mod components;
mod documentation;
pub(super) mod exchanges;
mod matched;
mod media;
mod messages;
mod operations;
mod parameters;
mod part;
mod policy;
mod responses;
mod security;
mod serialization;
mod servers;
mod unread;
mod uses;
mod values;

pub(super) use callbacks::{MOUNTED, webhooks};
pub(super) use changes::{Changes, PendingChange};
pub(super) use components::components;
pub(super) use documentation::documentation;
pub(super) use matched::Matched;
pub(super) use operations::operations;
pub(super) use part::Message;
pub(super) use unread::unread;
pub(super) use uses::{Use, Uses};
