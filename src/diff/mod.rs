//! Two contracts compared by what they mean.
//!
//! [`containment`] answers whether one JSON Schema accepts everything that another does, with a checked witness when not.

pub mod containment;
