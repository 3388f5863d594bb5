//! What is kept of an object: what the API shows of it, and what it does not.

use serde::{Deserialize, Serialize};

use crate::apis::kohortpay::types::{Address, Customer, Group, Locale, Order};
use crate::sandbox::table::Row;

/// A customer and what was sent with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerRecord {
    pub(super) customer: Customer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) client_reference_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) locale: Option<Locale>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shipping_address: Option<Address>,
}

/// A group and its orders, by id, in the order of joining.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupRecord {
    pub(super) group: Group,
    pub(super) orders: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) payment_intent_id: Option<String>,
}

impl Row for Order {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for CustomerRecord {
    fn id(&self) -> &str {
        &self.customer.id
    }
}

impl Row for GroupRecord {
    fn id(&self) -> &str {
        &self.group.id
    }
}
