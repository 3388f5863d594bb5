//! The evaluator: judges a value by a schema, and says which keywords it violates, in polynomial time.
//!
//! [`compile`] turns a bundled schema into a [`Graph`]: one node for each subschema, references as links. [`Judge`] walks the
//! graph beside a value. The answer of each pair of a node and a value is found once and kept where the pair can be met
//! again, so that neither alternatives nor references that fan out multiply the work; a pair that comes back to itself
//! without having gone into the value is a circle in the schema, which says nothing about the value.
//!
//! There are three answers: yes, no, and open, for what a schema says in a way that cannot be used and for what went beyond
//! a budget. An open part does not hide what is certain: a value that violates another keyword is invalid.
//!
//! Violations are collected on the way through everything that must hold, and through the nearest of the alternatives that
//! all failed. Strings of a `format` and of a `pattern` are judged by their own types.

mod alternatives;
mod choice;
mod compile;
mod compiler;
mod digits;
mod judge;
mod keywords;
mod members;
mod node;
mod number;
mod outcome;
mod telling;
mod unevaluated;
mod values;

pub(super) use compile::compile;
#[cfg(feature = "diff")]
pub(super) use compile::{compile_at, compile_definition};
pub(super) use digits::Digits;
#[cfg(feature = "diff")]
pub(super) use judge::Definitions;
pub(super) use judge::Judge;
pub(super) use node::Graph;
