//! `pattern` as a keyword of the validator crate, for regular expressions that no engine of linear time can run: lookaround and backreferences.
//!
//! They run with a bounded number of steps. Beyond it the answer is undecided, and a note is left: a document's
//! regular expression cannot be used to stall us, nor a payload that was made for it.

use std::sync::Arc;

use jsonschema::Keyword;
use jsonschema::error::ValidationError;
use serde_json::Value;

use super::Pattern;
use crate::schema::unjudged::{Cause, note};

/// A `pattern`, compiled for bounded matching.
pub(in crate::schema) struct BoundedPattern {
    pattern: Result<Pattern, Cause>,
    location: Arc<str>,
}

impl BoundedPattern {
    pub(in crate::schema) fn new(pattern: &Value, location: &str) -> Self {
        let pattern = pattern.as_str().and_then(|source| Pattern::new(source).ok());
        Self { pattern: pattern.ok_or(Cause::Unusable), location: Arc::from(location) }
    }
}

impl BoundedPattern {
    /// Whether every text has an answer.
    pub(in crate::schema) fn is_linear(&self) -> bool {
        self.pattern.as_ref().is_ok_and(Pattern::is_linear)
    }
}

impl<'i> Keyword<'i> for BoundedPattern {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Some(text) = instance.as_str() else { return true };
        let answer = match &self.pattern {
            Ok(pattern) => pattern.matches(text).ok_or(Cause::TooCostly),
            Err(cause) => Err(*cause),
        };
        answer.unwrap_or_else(|cause| {
            note(&self.location, cause);
            true
        })
    }
}
