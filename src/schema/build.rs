//! How the validator crate is set up, wherever it is used: the draft, our own keywords, and the regular expression engine
//! with its limits.

use jsonschema::error::ValidationError;
use jsonschema::paths::Location;
use jsonschema::{Draft, Keyword, PatternOptions};
use serde_json::{Map, Value};

use super::exact;
use super::pattern::{BoundedPattern, MAX_SIZE, MAX_STEPS};
use super::unjudged::{MARKER, Marker};
use crate::pointer::Pointer;

/// Which engine runs the regular expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patterns {
    /// Linear time for every pattern, trusted or not.
    Linear,
    /// Linear time where that is possible, a bounded number of steps elsewhere.
    Bounded,
}

/// How one schema is compiled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setup {
    pub(super) draft: Draft,
    pub(super) patterns: Patterns,
    /// Whether `format` is asserted.
    pub(super) formats: bool,
    /// Whether numbers are judged by their digits.
    pub(super) exactly: bool,
}

impl Setup {
    /// JSON Schema 2020-12, formats asserted.
    pub(super) const fn plain(patterns: Patterns) -> Self {
        Self { draft: Draft::Draft202012, patterns, formats: true, exactly: false }
    }
}

/// The validator of `schema`, as `setup` says.
///
/// # Errors
///
/// The validator crate's error and its location in the schema.
pub(super) fn build(schema: &Value, setup: Setup) -> Result<jsonschema::Validator, (Pointer, String)> {
    let mut options = jsonschema::options()
        .with_draft(setup.draft)
        .should_validate_formats(setup.formats)
        .with_keyword(MARKER, |_: &Map<String, Value>, value: &Value, _: Location| {
            Ok(Box::new(Marker::new(value)) as Box<dyn for<'i> Keyword<'i>>)
        });
    if setup.exactly {
        options = exact::install(options);
    }
    let place = |error: &ValidationError<'_>| {
        (Pointer::parse(error.instance_path().as_str()).unwrap_or_default(), error.to_string())
    };
    match setup.patterns {
        Patterns::Linear => {
            let engine = PatternOptions::regex().size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE);
            options
                .with_keyword("pattern", |_: &Map<String, Value>, value: &Value, location: Location| {
                    let keyword = BoundedPattern::new(value, location.as_str());
                    let linear = keyword.is_linear().then(|| Box::new(keyword) as Box<dyn for<'i> Keyword<'i>>);
                    linear.ok_or_else(|| ValidationError::custom("not for the linear engine"))
                })
                .with_pattern_options(engine)
                .offline()
                .build(schema)
                .map_err(|error| place(&error))
        }
        Patterns::Bounded => {
            let engine = PatternOptions::fancy_regex().backtrack_limit(MAX_STEPS).size_limit(MAX_SIZE);
            options
                .with_keyword("pattern", |_: &Map<String, Value>, value: &Value, location: Location| {
                    Ok(Box::new(BoundedPattern::new(value, location.as_str())) as Box<dyn for<'i> Keyword<'i>>)
                })
                .with_pattern_options(engine)
                .offline()
                .build(schema)
                .map_err(|error| place(&error))
        }
    }
}
