//! Single payloads against a schema.

use serde_json::Value;

use super::body;
use super::findings::Findings;
use super::options::Options;
use super::part::Part;
use super::report::Report;
use super::undecided::Undecided;
use super::violation::Violation;
use crate::contract::{Contract, SchemaUse};
use crate::json::{self, SyntaxError};
use crate::schema::{Judgement, Validator};

/// Checks the JSON in `bytes` against a schema of any contract; see [`Contract::schema_named`].
///
/// Invalid JSON is a violation like others.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Options};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let schema = contract.schema_named("createOrder")?;
/// let report = validate::payload_bytes(&contract, &schema, br#"{"amount": 1,}"#, &Options::new());
/// assert_eq!(report.violations()[0].id(), "json-syntax");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn payload_bytes(contract: &Contract, schema: &SchemaUse, bytes: &[u8], options: &Options) -> Report {
    // Most payloads are valid, which is all there is to say of them.
    if body::holds(schema, bytes, options, contract) {
        return Report::default();
    }
    let mut findings = Findings::new(contract, options);
    body::json_in_doubt(Some(schema), schema.pointer(), bytes, options, &mut findings);
    findings.report(None)
}

/// Whether a quick look shows that the JSON in `bytes` is valid: [`payload_bytes`] would report nothing.
#[cfg(feature = "cli")]
pub(crate) fn payload_holds(contract: &Contract, schema: &SchemaUse, bytes: &[u8], options: &Options) -> bool {
    body::holds(schema, bytes, options, contract)
}

/// The same as [`payload_bytes`] where [`payload_holds`] was asked and does not know.
#[cfg(feature = "cli")]
pub(crate) fn payload_in_doubt(contract: &Contract, schema: &SchemaUse, bytes: &[u8], options: &Options) -> Report {
    let mut findings = Findings::new(contract, options);
    body::json_in_doubt(Some(schema), schema.pointer(), bytes, options, &mut findings);
    findings.report(None)
}

/// Checks a value that was read before.
pub(crate) fn value(contract: &Contract, validator: &Validator, payload: &Value) -> Report {
    match validator.is_valid(payload) {
        true => Report::default(),
        false => report(contract, payload, validator.judge(payload)),
    }
}

/// Checks a JSON text; violations know their line and column.
pub(crate) fn text(contract: &Contract, validator: &Validator, bytes: &[u8]) -> Result<Report, SyntaxError> {
    if validator.accepts(bytes) {
        return Ok(Report::default());
    }
    let document = json::Document::parse(bytes)?;
    if !document.has_inexact_numbers() && validator.is_valid(document.value()) {
        return Ok(Report::default());
    }
    let mut report = report(contract, document.value(), validator.judge_document(&document));
    report.locate(bytes);
    Ok(report)
}

fn report(contract: &Contract, payload: &Value, judgement: Judgement) -> Report {
    let Judgement { failures, unjudged, .. } = judgement;
    Violation::find_places(&failures, contract);
    let violations = failures.into_iter().map(|failure| Violation::of_failure(failure, payload, contract));
    let undecided = unjudged.into_iter().map(|unjudged| Undecided::of_keyword(unjudged, Part::Body, None, contract));
    Report::new(violations.collect(), undecided.collect())
}
