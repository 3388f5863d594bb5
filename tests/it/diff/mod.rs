//! Two contracts compared: cases, laws, the rules themselves, and what this repository asks of its own documents.

mod baseline;
mod beside;
mod cases;
mod choices;
#[cfg(feature = "cli")]
mod commands;
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
mod together;
mod unseen;
mod unseen_parts;
mod waivers;

#[cfg(feature = "cli")]
pub(crate) use commands::BASE;
