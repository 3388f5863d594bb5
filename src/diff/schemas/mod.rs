//! Schemas compared: what was edited, where, and what each edit does to the messages that use it.
//!
//! `graph` pairs the schemas of both documents, each pair once, and finds the edits (`keywords`, `branches`). `judge` asks
//! for every edit whether the receiving side still accepts what the sending side sends: `engine` answers with the schema of
//! the sender into which one edit of the receiver was put (`graft`), so that an edit is judged for itself, with steps of its own
//! (`allowance`, `rounds`). Most questions are about a small part of both documents: `focus` takes it out, `local` proves with it.
//! The schemas that are asked about share their definitions, which are converted and closed once (`library`).

mod allowance;
mod alone;
mod answers;
mod branches;
mod case;
mod delta;
mod discriminators;
mod effect;
mod enclosing;
mod encoding;
mod engine;
mod focus;
mod graft;
mod graph;
mod heirs;
mod judge;
mod judgement;
mod keywords;
mod leading;
mod library;
mod local;
mod members;
mod numbered;
mod overlaps;
mod paired;
mod places;
mod rounds;
mod routes;
mod side;
mod sketch;
mod text;
mod together;
mod tokens;
mod unchanged;
mod unusable;
mod wide;

pub(super) use case::Case;
pub(super) use delta::{Delta, Edit};
pub(super) use encoding::Encoding;
pub(super) use engine::{Answer, Engine};
pub(super) use graph::{Builder as GraphBuilder, Graph, Root};
pub(super) use judgement::{Judged, Proof};
pub(super) use overlaps::Overlap;
pub(super) use rounds::judge;
pub(super) use side::{is_empty_list, means_anything};
pub(super) use unchanged::Unchanged;
