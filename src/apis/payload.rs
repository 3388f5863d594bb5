//! [`Payload`]: what every generated type knows about its schema, and [`Revealed`], its one way to show its values.

#[cfg(feature = "validate")]
mod decode;

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::api::Api;
use super::embedded::EmbeddedSchema;

#[cfg(feature = "validate")]
pub use decode::DecodeError;
#[cfg(feature = "validate")]
pub(crate) use decode::decode;

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
///
/// `Debug` shows which fields are set, with kinds and lengths; the values, which may be names or amounts, are shown by
/// [`Payload::reveal`] alone:
///
/// ```
/// use order_contracts::Payload;
/// use order_contracts::kohortpay::types::{CreateOrder, Locale};
///
/// let order: CreateOrder =
///     CreateOrder::builder().amount(35000).customer_email("customer@example.com").locale(Locale::EnUs).try_into()?;
/// assert_eq!(
///     format!("{order:?}"),
///     "CreateOrder { amount: <integer>, customer_email: <string of 20 characters>, locale: EnUs }",
/// );
/// assert_eq!(
///     format!("{:?}", order.reveal()),
///     r#"{"amount":35000,"customerEmail":"customer@example.com","locale":"en_US"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc = include_str!("../docs/agreement.md")]
pub trait Payload: Serialize + DeserializeOwned + sealed::Sealed {
    /// The API whose document declares it.
    const API: Api;
    /// The name of its schema.
    const SCHEMA: &'static str;
    /// The documented example, as JSON. A type that has one has `example()`, too.
    const EXAMPLE: Option<&'static str> = None;

    /// Its JSON Schema, with every constraint.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "build.rs writes the name and the schema together, and a test checks all of them"
    )]
    fn schema() -> &'static EmbeddedSchema {
        Self::API.schema(Self::SCHEMA).expect("a generated type names an embedded schema")
    }

    /// This value for printing, with everything in it.
    #[must_use]
    fn reveal(&self) -> Revealed<'_, Self> {
        Revealed(self)
    }

    /// Checks `value` and reports every violation.
    #[cfg(feature = "validate")]
    #[must_use]
    fn validate(value: &serde_json::Value) -> crate::validate::Report {
        Self::schema().validate(value)
    }

    /// Parses, checks and decodes: a typed value only when it satisfies the contract.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON, break the contract, or hold an integer beyond 64 bits.
    #[cfg(feature = "validate")]
    fn from_json(bytes: &[u8]) -> Result<Self, crate::validate::Rejection> {
        use crate::validate::Rejection;
        // Most payloads are valid and spelt as usual: those are read once. Of the others the report says what is wrong.
        if let Some(valid) = Self::read_valid(bytes) {
            return Ok(valid);
        }
        let report = Self::schema().validate_json(bytes)?;
        if !report.is_valid() {
            return Err(Rejection::Violations(report));
        }
        decode(bytes).map_err(|error| Rejection::Unrepresentable(error.to_string()))
    }

    /// Checks this value as it would be sent: a value that its Rust type accepts may still break the contract.
    ///
    /// # Errors
    ///
    /// When it violates the contract.
    #[cfg(feature = "validate")]
    fn check(&self) -> Result<(), crate::validate::Rejection> {
        use crate::validate::Rejection;
        let value = serde_json::to_value(self).map_err(|error| Rejection::Unrepresentable(error.to_string()))?;
        let report = Self::validate(&value);
        if report.is_valid() { Ok(()) } else { Err(Rejection::Violations(report)) }
    }
}

/// A payload that shows its values: `{}` and `{:?}` print it as JSON, `{:#}` and `{:#?}` on several lines.
///
/// Made by [`Payload::reveal`]. It compares like the payload, so `assert_eq!(left.reveal(), right.reveal())` shows
/// where two payloads differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Revealed<'a, T>(&'a T);

impl<T: Serialize> fmt::Display for Revealed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if f.alternate() { serde_json::to_string_pretty(self.0) } else { serde_json::to_string(self.0) };
        match text {
            Ok(text) => f.write_str(&text),
            Err(error) => write!(f, "<{error}>"),
        }
    }
}

impl<T: Serialize> fmt::Debug for Revealed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The documented example of a type that has one.
#[expect(clippy::expect_used, reason = "build.rs takes it from the document, and a test checks all of them")]
pub(crate) fn example<T: Payload>() -> T {
    let text = T::EXAMPLE.expect("the type has an example");
    serde_json::from_str(text).expect("the example is one of its type")
}

mod sealed {
    /// Implemented by the generated types alone.
    pub trait Sealed: Sized {
        /// The value that `bytes` spell, if a single reading shows that the contract accepts it.
        #[cfg(feature = "validate")]
        #[doc(hidden)]
        fn read_valid(_bytes: &[u8]) -> Option<Self> {
            None
        }
    }
}
pub(crate) use sealed::Sealed;
