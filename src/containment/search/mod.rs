//! The search for an instance of `sub and not sup`, one kind of value at a time.

pub(in crate::containment) mod arrays;
pub(in crate::containment) mod branch;
pub(in crate::containment) mod demands;
pub(in crate::containment) mod evaluate;
pub(in crate::containment) mod facts;
pub(in crate::containment) mod inference;
mod leaf;
pub(in crate::containment) mod matching;
pub(in crate::containment) mod numbers;
pub(in crate::containment) mod objects;
pub(in crate::containment) mod plan;
mod scope;
mod seen;
pub(in crate::containment) mod solver;
mod state;
pub(in crate::containment) mod strings;
mod ways;
