//! Single payloads against an embedded schema.

use serde_json::Value;

use super::body;
use super::findings::Findings;
use super::options::Options;
use super::part::Part;
use super::report::Report;
use super::undecided::Undecided;
use super::violation::Violation;
use crate::contract::{Contract, EmbeddedSchema, SchemaUse};
use crate::json::{self, SyntaxError};
use crate::schema::Judgement;

/// Checks `payload` against `schema` and reports every violation.
///
/// # Examples
///
/// ```
/// use order_contracts::{Api, validate};
/// use serde_json::json;
///
/// let schema = Api::KohortPay.schema("CreateOrder")?;
/// assert!(validate::payload(schema, &json!({"amount": 35000})).is_valid());
///
/// let report = validate::payload(schema, &json!({"amount": -1}));
/// assert_eq!(report.to_string(), "`/amount`: wanted 0 or more, found a smaller number");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn payload(schema: &EmbeddedSchema, payload: &Value) -> Report {
    let validator = schema.validator();
    match validator.is_valid(payload) {
        true => Report::default(),
        false => report(schema, payload, validator.judge(payload)),
    }
}

/// Checks the JSON in `bytes` against `schema`; violations have a line and column.
///
/// Numbers are checked by their digits, even where an `f64` rounds them.
///
/// # Errors
///
/// When `bytes` are not JSON as [`json`] reads it.
pub fn payload_json(schema: &EmbeddedSchema, bytes: &[u8]) -> Result<Report, SyntaxError> {
    let validator = schema.validator();
    if validator.accepts(bytes) {
        return Ok(Report::default());
    }
    let document = json::Document::parse(bytes)?;
    if !document.has_inexact_numbers() && validator.is_valid(document.value()) {
        return Ok(Report::default());
    }
    let mut report = report(schema, document.value(), validator.judge_document(&document));
    report.locate(bytes);
    Ok(report)
}

/// Checks the JSON in `bytes` against a schema of any contract; see [`Contract::schema_named`].
///
/// Invalid JSON is a violation like others.
///
/// # Examples
///
/// ```
/// use order_contracts::Api;
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Options};
///
/// let contract = Contract::embedded(Api::KohortPay);
/// let schema = contract.schema_named("createOrder")?;
/// let report = validate::payload_bytes(contract, &schema, br#"{"amount": 1,}"#, &Options::new());
/// assert_eq!(report.violations()[0].id(), "json-syntax");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn payload_bytes(contract: &Contract, schema: &SchemaUse, bytes: &[u8], options: &Options) -> Report {
    let mut findings = Findings::new(contract);
    body::json_text(Some(schema), schema.pointer(), bytes, options, &mut findings);
    findings.report(None, options.max_violations)
}

fn report(schema: &EmbeddedSchema, payload: &Value, judgement: Judgement) -> Report {
    let contract = Contract::embedded(schema.api());
    let Judgement { failures, unjudged, .. } = judgement;
    let violations = failures.into_iter().map(|failure| Violation::of_failure(failure, payload, contract));
    let undecided = unjudged.into_iter().map(|unjudged| Undecided::of_keyword(unjudged, Part::Body, None, contract));
    Report::new(violations.collect(), undecided.collect())
}
