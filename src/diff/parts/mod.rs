//! The parts of a contract around its schemas: operations and what belongs to them, each compared in its own file.

mod beside;
mod bodies;
mod callbacks;
mod components;
mod documentation;
mod draft;
mod matched;
mod operations;
mod parameters;
mod policy;
mod responses;
pub(super) mod sample;
mod security;
mod servers;
pub(super) mod text;
mod values;

pub(super) use callbacks::{MOUNTED, webhooks};
pub(super) use components::components;
pub(super) use documentation::documentation;
pub(super) use draft::{Draft, Drafts, Message, Use};
pub(super) use matched::Matched;
pub(super) use operations::{Uses, operations};
