//! `pattern` as a keyword of the validator crate, for regular expressions that no engine of linear time can run: lookaround and backreferences.
//!
//! They run with a bounded number of steps. Beyond it the answer is undecided, and a note is left: a document's
//! regular expression cannot be used to stall us, nor a payload that was made for it.

use std::sync::Arc;

use fancy_regex::{Regex, RegexBuilder};
use jsonschema::Keyword;
use jsonschema::error::ValidationError;
use serde_json::Value;

use super::{MAX_SIZE, MAX_STEPS};
use crate::schema::unjudged::{Cause, note};

/// A `pattern`, compiled for bounded matching.
pub(in crate::schema) struct BoundedPattern {
    regex: Result<Regex, Cause>,
    location: Arc<str>,
}

impl BoundedPattern {
    pub(in crate::schema) fn new(pattern: &Value, location: &str) -> Self {
        let compile = || {
            let translated = jsonschema_regex::to_rust_regex(pattern.as_str()?).ok()?;
            let mut builder = RegexBuilder::new(&translated);
            builder.backtrack_limit(MAX_STEPS).delegate_size_limit(MAX_SIZE).delegate_dfa_size_limit(MAX_SIZE);
            builder.build().ok()
        };
        Self { regex: compile().ok_or(Cause::Unusable), location: Arc::from(location) }
    }
}

impl<'i> Keyword<'i> for BoundedPattern {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Some(text) = instance.as_str() else { return true };
        let answer = match &self.regex {
            Ok(regex) => regex.is_match(text).map_err(|_| Cause::TooCostly),
            Err(cause) => Err(*cause),
        };
        answer.unwrap_or_else(|cause| {
            note(&self.location, cause);
            true
        })
    }
}
