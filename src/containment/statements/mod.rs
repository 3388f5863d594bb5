//! Schemas as a graph of statements: compiled, with references followed, and equal definitions shared.

pub(in crate::containment) mod arena;
pub(in crate::containment) mod assemble;
pub(in crate::containment) mod compile;
mod cycles;
pub(in crate::containment) mod evaluated;
pub(in crate::containment) mod fragment;
pub(in crate::containment) mod kind;
pub(in crate::containment) mod link;
mod lists;
pub(in crate::containment) mod name;
pub(in crate::containment) mod node;
pub(in crate::containment) mod number;
mod objects;
pub(in crate::containment) mod resources;
pub(in crate::containment) mod unevaluated;
pub(in crate::containment) mod value;
