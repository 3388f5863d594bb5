//! [`Failures`]: the validator crate's errors, translated into [`Failure`]s.

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use serde_json::Value;

use super::alternatives::{Discriminators, distance};
use super::bundle::Bundle;
use super::dialect::Direction;
use super::expectation::Expectation;
use super::failure::Failure;
use crate::pointer::Pointer;

/// Translates the errors of one schema.
pub(super) struct Failures<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) discriminators: &'a Discriminators,
    pub(super) schema: &'a Value,
}

impl Failures<'_> {
    /// The failures of these errors, ordered by their places in the instance, then in the document.
    pub(super) fn of<'e, 'i: 'e>(&self, errors: impl Iterator<Item = &'e ValidationError<'i>>) -> Vec<Failure> {
        let mut failures: Vec<Failure> = errors.map(|error| self.failure(error)).collect();
        failures.sort_by(|left, right| (&left.instance, &left.keyword).cmp(&(&right.instance, &right.keyword)));
        failures
    }

    fn failure(&self, error: &ValidationError<'_>) -> Failure {
        let location = Pointer::parse(error.schema_path().as_str()).unwrap_or_default();
        let mut closest = Vec::new();
        let expectation = match error.kind() {
            ValidationErrorKind::AnyOf { context } => {
                closest = self.closest_branch(context, error, &location);
                Expectation::AnyOf(context.len())
            }
            ValidationErrorKind::OneOfNotValid { context } => {
                closest = self.closest_branch(context, error, &location);
                Expectation::OneOf(context.len())
            }
            ValidationErrorKind::OneOfMultipleValid { context } => Expectation::OnlyOneOf(context.len()),
            ValidationErrorKind::FalseSchema => self.false_schema(&location),
            // A keyword implemented in this crate.
            ValidationErrorKind::Custom { keyword, .. } => location
                .resolve(self.schema)
                .and_then(|operand| Expectation::of_keyword(keyword, operand))
                .unwrap_or_else(|| Expectation::Content(keyword.clone())),
            other => expectation(other),
        };
        Failure {
            instance: Pointer::parse(error.instance_path().as_str()).unwrap_or_default(),
            keyword: self.bundle.document_pointer(&location),
            expectation,
            closest,
        }
    }

    /// The failures of the branch that was meant.
    fn closest_branch(
        &self,
        branches: &[Vec<ValidationError<'static>>],
        error: &ValidationError<'_>,
        location: &Pointer,
    ) -> Vec<Failure> {
        let named = self.discriminators.choice(location, error.instance());
        if let Some(errors) = named.and_then(|number| branches.get(number)) {
            return self.of(errors.iter());
        }
        let depth = Pointer::parse(error.instance_path().as_str()).map_or(0, |place| place.tokens().count());
        let branches = branches.iter().map(|errors| self.of(errors.iter()));
        branches.min_by_key(|failures| (distance(failures, depth), failures.len())).unwrap_or_default()
    }

    /// `false` replaces a `readOnly` or `writeOnly` property, or is the document's own.
    fn false_schema(&self, location: &Pointer) -> Expectation {
        let in_properties = location.tokens().any(|token| token == "properties");
        match self.bundle.direction {
            Direction::Request if in_properties => Expectation::NotInThisDirection("readOnly".to_owned()),
            Direction::Response if in_properties => Expectation::NotInThisDirection("writeOnly".to_owned()),
            _ => Expectation::Nothing,
        }
    }
}

fn expectation(kind: &ValidationErrorKind) -> Expectation {
    match kind {
        ValidationErrorKind::AdditionalItems { .. } | ValidationErrorKind::UnevaluatedItems { .. } => {
            Expectation::DeclaredItems
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            Expectation::DeclaredProperties(unexpected.clone())
        }
        ValidationErrorKind::AnyOf { context } => Expectation::AnyOf(context.len()),
        ValidationErrorKind::OneOfNotValid { context } => Expectation::OneOf(context.len()),
        ValidationErrorKind::OneOfMultipleValid { context } => Expectation::OnlyOneOf(context.len()),
        ValidationErrorKind::Constant { expected_value } => Expectation::Const((**expected_value).clone()),
        ValidationErrorKind::Contains => Expectation::Contains,
        ValidationErrorKind::ContentEncoding { content_encoding: content }
        | ValidationErrorKind::ContentMediaType { content_media_type: content } => {
            Expectation::Content(content.clone())
        }
        ValidationErrorKind::FromUtf8 { .. } => Expectation::Content("UTF-8".to_owned()),
        ValidationErrorKind::Custom { keyword, .. } => Expectation::Content(keyword.clone()),
        ValidationErrorKind::Enum { options } => {
            Expectation::Enum(options.as_array().cloned().unwrap_or_else(|| vec![(**options).clone()]))
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => Expectation::ExclusiveMaximum(limit.clone()),
        ValidationErrorKind::ExclusiveMinimum { limit } => Expectation::ExclusiveMinimum(limit.clone()),
        ValidationErrorKind::FalseSchema => Expectation::Nothing,
        ValidationErrorKind::Format { format } => Expectation::Format(format.clone()),
        ValidationErrorKind::MaxItems { limit } => Expectation::MaxItems(*limit),
        ValidationErrorKind::Maximum { limit } => Expectation::Maximum(limit.clone()),
        ValidationErrorKind::MaxLength { limit } => Expectation::MaxLength(*limit),
        ValidationErrorKind::MaxProperties { limit } => Expectation::MaxProperties(*limit),
        ValidationErrorKind::MinItems { limit } => Expectation::MinItems(*limit),
        ValidationErrorKind::Minimum { limit } => Expectation::Minimum(limit.clone()),
        ValidationErrorKind::MinLength { limit } => Expectation::MinLength(*limit),
        ValidationErrorKind::MinProperties { limit } => Expectation::MinProperties(*limit),
        ValidationErrorKind::MultipleOf { multiple_of } => Expectation::MultipleOf(multiple_of.to_string()),
        ValidationErrorKind::Not { .. } => Expectation::Not,
        ValidationErrorKind::Pattern { pattern } => Expectation::Pattern(pattern.clone()),
        // The engine gave up on the value: it did not match.
        ValidationErrorKind::BacktrackLimitExceeded { .. } | ValidationErrorKind::RegexEngineFailure { .. } => {
            Expectation::Pattern("(not decided by the regular expression engine)".to_owned())
        }
        ValidationErrorKind::PropertyNames { error } => {
            Expectation::PropertyName(error.instance().as_str().unwrap_or_default().to_owned())
        }
        ValidationErrorKind::Required { property } => {
            Expectation::Required(property.as_str().unwrap_or_default().to_owned())
        }
        ValidationErrorKind::Type { kind } => Expectation::Type(match kind {
            TypeKind::Single(name) => vec![name.to_string()],
            TypeKind::Multiple(names) => names.iter().map(|name| name.to_string()).collect(),
        }),
        ValidationErrorKind::UniqueItems => Expectation::UniqueItems,
        ValidationErrorKind::Referencing(error) => Expectation::Content(error.to_string()),
    }
}
