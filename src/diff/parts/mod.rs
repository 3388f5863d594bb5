//! The parts of a contract around its schemas: operations and what belongs to them, each compared in its own file.

mod bodies;
mod components;
mod documentation;
mod draft;
mod operations;
mod parameters;
mod policy;
mod responses;
pub(super) mod sample;
mod security;
mod servers;
pub(super) mod text;

pub(super) use components::components;
pub(super) use documentation::documentation;
pub(super) use draft::{Draft, Drafts, Message, Part, Use};
pub(super) use operations::{Matched, Uses, name, operations};
pub(super) use servers::webhooks;
