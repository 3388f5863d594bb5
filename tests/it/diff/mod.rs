//! Two contracts compared: cases, laws, the rules themselves, and what this repository asks of its own documents.

mod baseline;
mod beside;
mod big;
pub(crate) mod cases;
#[cfg(feature = "cli")]
mod changelog;
mod choices;
#[cfg(feature = "cli")]
mod commands;
#[cfg(feature = "cli")]
mod comments;
mod composed;
#[cfg(feature = "cli")]
mod git;
mod laws;
mod overlapping;
mod patch;
mod referring;
mod renames;
#[cfg(feature = "cli")]
mod reports;
mod rules;
mod servers;
mod texts;
mod threads;
mod together;
mod unseen;
mod unseen_parts;
mod versions;
mod waivers;

#[cfg(feature = "cli")]
pub(crate) use commands::BASE;
