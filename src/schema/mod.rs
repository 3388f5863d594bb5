//! JSON Schemas: what a contract says about one JSON value.

pub mod plan;
