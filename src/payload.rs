//! [`Payload`]: what every generated type knows of the schema behind it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contract::{Api, EmbeddedSchema};

/// A generated type: a component schema of a document, or a constrained property of one.
///
/// # Examples
///
/// ```
/// use order_contracts::Payload;
/// use order_contracts::kohortpay::types::CreateOrder;
///
/// assert_eq!(CreateOrder::schema().name(), "CreateOrder");
///
/// let order = CreateOrder::from_json(br#"{"amount": 35000, "customerEmail": "customer@example.com"}"#)?;
/// assert_eq!(order.amount, 35000);
///
/// let rejection = CreateOrder::from_json(br#"{"amount": 35000, "customerEmail": "nobody"}"#).unwrap_err();
/// assert_eq!(
///     rejection.to_string(),
///     "the payload violates the contract: `/customerEmail`: wanted a string in the format `email`, \
///      found a string of 6 characters",
/// );
/// # Ok::<(), order_contracts::validate::Rejection>(())
/// ```
#[doc = include_str!("docs/agreement.md")]
pub trait Payload: Serialize + DeserializeOwned + sealed::Sealed {
    /// The API whose document declares it.
    const API: Api;
    /// The name of its schema.
    const SCHEMA: &'static str;

    /// Its JSON Schema, with every constraint.
    #[must_use]
    #[expect(clippy::expect_used, reason = "build.rs writes the name and the schema together, a test asks for all")]
    fn schema() -> &'static EmbeddedSchema {
        Self::API.schema(Self::SCHEMA).expect("a generated type names an embedded schema")
    }

    /// Checks `value` and tells everything that it breaks.
    #[cfg(feature = "validate")]
    #[must_use]
    fn validate(value: &serde_json::Value) -> crate::validate::Report {
        crate::validate::payload(Self::schema(), value)
    }

    /// Parses, checks and decodes: a typed value only when the contract holds.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, break the contract, or hold a whole number beyond 64 bits.
    #[cfg(feature = "validate")]
    fn from_json(bytes: &[u8]) -> Result<Self, crate::validate::Rejection> {
        use crate::validate::{Rejection, payload_json};
        let report = payload_json(Self::schema(), bytes)?;
        if !report.is_valid() {
            return Err(Rejection::Violations(report));
        }
        // serde_json's own message would show the value.
        serde_json::from_slice(bytes).map_err(|error| {
            Rejection::Unrepresentable(format!("see line {}, column {}", error.line(), error.column()))
        })
    }

    /// Checks this value as it would be sent: what its Rust type cannot express may still break the contract.
    ///
    /// # Errors
    ///
    /// When it breaks the contract.
    #[cfg(feature = "validate")]
    fn check(&self) -> Result<(), crate::validate::Rejection> {
        use crate::validate::Rejection;
        let value = serde_json::to_value(self).map_err(|error| Rejection::Unrepresentable(error.to_string()))?;
        let report = Self::validate(&value);
        if report.is_valid() { Ok(()) } else { Err(Rejection::Violations(report)) }
    }
}

mod sealed {
    /// The generated types, and no others.
    pub trait Sealed {}
}
pub(crate) use sealed::Sealed;
