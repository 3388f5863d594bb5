//! Single payloads against an embedded schema.

use serde_json::Value;

use crate::contract::EmbeddedSchema;
use crate::json::{self, SyntaxError};

use super::report::Report;
use super::violation::Violation;

/// Checks `payload` against `schema` and tells everything that it breaks.
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
    let failures = schema.validator().failures(payload);
    let document = schema.api().document();
    Report::new(failures.into_iter().map(|failure| Violation::new(failure, payload, document)).collect())
}

/// Checks the JSON text `bytes` against `schema`; violations know their line and column.
///
/// # Errors
///
/// When `bytes` are not JSON as [`json`] reads it.
pub fn payload_json(schema: &EmbeddedSchema, bytes: &[u8]) -> Result<Report, SyntaxError> {
    let value = json::parse(bytes)?;
    let mut report = payload(schema, &value);
    report.locate(bytes);
    Ok(report)
}
