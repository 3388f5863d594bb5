//! Integration tests, one module per subject.

mod json;
mod json_agreement;
mod json_hostile;
