//! Two contracts compared: cases, laws, the rules themselves, and what this repository asks of its own documents.

mod baseline;
mod cases;
#[cfg(feature = "cli")]
mod commands;
mod git;
mod laws;
mod patch;
mod referring;
mod reports;
mod rules;
