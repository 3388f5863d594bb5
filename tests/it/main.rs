//! The integration tests: one binary, a module per subject.

#[cfg(feature = "diff")]
mod containment;
