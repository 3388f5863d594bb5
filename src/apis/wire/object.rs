//! [`IntoObject`]: what can be set where the contract has an object of any members.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::ConversionError;

/// An object of any members, such as `metadata`: a map, or what `json!({..})` makes.
///
/// # Examples
///
/// ```
/// use order_contracts::kohortpay::types::UpdateGroup;
/// use serde_json::json;
///
/// let update: UpdateGroup = UpdateGroup::builder().metadata(json!({"source": "shop"})).try_into()?;
/// assert_eq!(serde_json::to_value(&update)?, json!({"metadata": {"source": "shop"}}));
///
/// let error = UpdateGroup::try_from(UpdateGroup::builder().metadata(json!(["shop"]))).unwrap_err();
/// assert_eq!(error.to_string(), "`/metadata`: wanted an object");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait IntoObject {
    /// The members.
    ///
    /// # Errors
    ///
    /// When the value is none of an object.
    fn into_object(self) -> Result<Map<String, Value>, ConversionError>;
}

impl IntoObject for Map<String, Value> {
    fn into_object(self) -> Result<Map<String, Value>, ConversionError> {
        Ok(self)
    }
}

impl IntoObject for Value {
    fn into_object(self) -> Result<Map<String, Value>, ConversionError> {
        match self {
            Self::Object(members) => Ok(members),
            _ => Err("wanted an object".into()),
        }
    }
}

impl<K: Into<String>, V: Into<Value>> IntoObject for BTreeMap<K, V> {
    fn into_object(self) -> Result<Map<String, Value>, ConversionError> {
        Ok(self.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<K: Into<String>, V: Into<Value>, S> IntoObject for HashMap<K, V, S> {
    fn into_object(self) -> Result<Map<String, Value>, ConversionError> {
        Ok(self.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> IntoObject for [(K, V); N] {
    fn into_object(self) -> Result<Map<String, Value>, ConversionError> {
        Ok(self.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
