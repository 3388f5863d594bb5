//! [`Nullable`]: a property that is present, holding a value or `null`.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `null`, or a value.
///
/// A property that is both optional and nullable has three states, which a generated field distinguishes as
/// `Option<Nullable<T>>`: `None` is not sent, `Some(Null)` is sent as `null`, and `Some(Value(_))` as the value.
///
/// # Examples
///
/// KohortPay creates a group for `"paymentGroupShareId": null` and joins the group that a value names:
///
/// ```
/// use order_contracts::Nullable;
/// use order_contracts::kohortpay::types::CreateOrder;
///
/// let create: CreateOrder = CreateOrder::builder().amount(35000).payment_group_share_id(Nullable::Null).try_into()?;
/// assert_eq!(serde_json::to_value(&create)?, serde_json::json!({"amount": 35000, "paymentGroupShareId": null}));
///
/// let join: CreateOrder = CreateOrder::builder().amount(35000).payment_group_share_id("KHTPAY-XXXXXXXX").try_into()?;
/// assert!(matches!(join.payment_group_share_id, Some(Nullable::Value(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// Complete: JSON has no fourth state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// The property is present and is `null`.
    Null,
    /// The property is present and holds this value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, where there is one.
    pub fn into_option(self) -> Option<T> {
        self.into()
    }

    /// The value by reference, where there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<Nullable<T>> for Option<T> {
    fn from(value: Nullable<T>) -> Self {
        match value {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }
}

impl<T: FromStr> TryFrom<&str> for Nullable<T> {
    type Error = T::Err;

    fn try_from(value: &str) -> Result<Self, T::Err> {
        value.parse().map(Self::Value)
    }
}

impl<T: FromStr> TryFrom<String> for Nullable<T> {
    type Error = T::Err;

    fn try_from(value: String) -> Result<Self, T::Err> {
        value.as_str().try_into()
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

/// That of `Option<T>`: the schema of `T`, or `null`.
#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        Option::<T>::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Nullable_{}", T::schema_name()).into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        format!("order_contracts::Nullable<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(generator)
    }
}
