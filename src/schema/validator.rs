//! [`Validator`]: a compiled schema, exact and complete; the one door to the `jsonschema` crate.

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use jsonschema::{Draft, PatternOptions};
use serde_json::Value;

use crate::error::Error;
use crate::pointer::Pointer;

use super::bundle::Bundle;
use super::dialect::Direction;
use super::expectation::Expectation;

/// A schema of a document, compiled: JSON Schema 2020-12 with formats asserted.
///
/// # Examples
///
/// ```
/// use order_contracts::pointer::Pointer;
/// use order_contracts::schema::{Direction, Validator};
/// use serde_json::json;
///
/// let document = json!({"components": {"schemas": {"Name": {"type": "string", "maxLength": 3}}}});
/// let pointer = Pointer::root().key("components").key("schemas").key("Name");
/// let validator = Validator::new(&document, &pointer, Direction::Neutral)?;
///
/// assert!(validator.is_valid(&json!("Bob")));
/// let failures = validator.failures(&json!("Robert"));
/// assert_eq!(failures[0].keyword.as_str(), "/components/schemas/Name/maxLength");
/// assert_eq!(failures[0].expectation.to_string(), "at most 3 characters");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    compiled: jsonschema::Validator,
    bundle: Bundle,
}

/// One keyword that a value breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Where the value stands in the instance.
    pub instance: Pointer,
    /// Where the keyword stands in the document.
    pub keyword: Pointer,
    /// What the keyword wanted.
    pub expectation: Expectation,
    /// For `anyOf` and `oneOf`: the failures of the branch that came closest.
    pub closest: Vec<Failure>,
}

impl Validator {
    /// Compiles the Schema Object at `pointer` of `document` for payloads that go in `direction`.
    ///
    /// # Errors
    ///
    /// When the schema, or one that it refers to, cannot be compiled: a `pattern` that is no regular expression.
    pub fn new(document: &Value, pointer: &Pointer, direction: Direction) -> Result<Self, Error> {
        let bundle = Bundle::new(document, pointer, direction);
        let compiled = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            // Linear time for every pattern, whoever wrote it; one that needs more is refused when it is compiled.
            .with_pattern_options(PatternOptions::regex())
            .offline()
            .build(&bundle.schema)
            .map_err(|error| {
                let place = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
                Error::schema(format!("schema at `{}`: {error}", bundle.document_pointer(&place)))
            })?;
        Ok(Self { compiled, bundle })
    }

    /// Whether `instance` holds.
    #[must_use]
    pub fn is_valid(&self, instance: &Value) -> bool {
        self.compiled.is_valid(instance)
    }

    /// Everything that `instance` breaks, by its place in the instance, then in the document.
    #[must_use]
    pub fn failures(&self, instance: &Value) -> Vec<Failure> {
        self.in_order(self.compiled.iter_errors(instance).map(|error| self.failure(&error)).collect())
    }

    /// The schema as it was compiled, and the way from its places to those of the document.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    fn in_order(&self, mut failures: Vec<Failure>) -> Vec<Failure> {
        failures.sort_by(|left, right| (&left.instance, &left.keyword).cmp(&(&right.instance, &right.keyword)));
        failures
    }

    fn failure(&self, error: &ValidationError<'_>) -> Failure {
        let location = Pointer::parse(error.schema_path().as_str()).unwrap_or_default();
        let mut closest = Vec::new();
        let expectation = match error.kind() {
            ValidationErrorKind::AnyOf { context } => {
                closest = self.closest_branch(context);
                Expectation::AnyOf(context.len())
            }
            ValidationErrorKind::OneOfNotValid { context } => {
                closest = self.closest_branch(context);
                Expectation::OneOf(context.len())
            }
            ValidationErrorKind::OneOfMultipleValid { context } => Expectation::OnlyOneOf(context.len()),
            ValidationErrorKind::FalseSchema => self.false_schema(&location),
            other => expectation(other),
        };
        Failure {
            instance: Pointer::parse(error.instance_path().as_str()).unwrap_or_default(),
            keyword: self.bundle.document_pointer(&location),
            expectation,
            closest,
        }
    }

    /// The branch whose failures lie deepest in the instance, and of those the one with the fewest: a payload that got
    /// past the branch's outer keywords was meant for it.
    fn closest_branch(&self, branches: &[Vec<ValidationError<'static>>]) -> Vec<Failure> {
        let branches = branches.iter().map(|errors| {
            let failures = self.in_order(errors.iter().map(|error| self.failure(error)).collect());
            let wrong_type = failures.iter().filter(|failure| failure.is_about_the_whole()).count();
            (wrong_type, failures.len(), failures)
        });
        branches.min_by_key(|(wrong_type, failures, _)| (*wrong_type, *failures)).map(|best| best.2).unwrap_or_default()
    }

    /// `false` stands where the document says `readOnly` or `writeOnly`, or where it allows nothing.
    fn false_schema(&self, location: &Pointer) -> Expectation {
        let in_properties = location.tokens().any(|token| token == "properties");
        match self.bundle.direction {
            Direction::Request if in_properties => Expectation::NotInThisDirection("readOnly".to_owned()),
            Direction::Response if in_properties => Expectation::NotInThisDirection("writeOnly".to_owned()),
            _ => Expectation::Nothing,
        }
    }
}

impl Failure {
    /// A wrong type or constant says that another branch was meant.
    fn is_about_the_whole(&self) -> bool {
        matches!(self.expectation, Expectation::Type(_) | Expectation::Const(_) | Expectation::Enum(_))
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
