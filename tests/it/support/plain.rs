//! The payloads as a user would write them down by hand: plain `derive`, nothing of this crate.
//!
//! The bench decodes into them, and the tests ask them for a second opinion. What a contract does not declare is dropped,
//! `null` is absence, and constraints are not checked: that is what `jsonschema` does in front of them.

pub(crate) mod kohortpay {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Serialize};
    use serde_json::{Map, Value};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CreateOrder {
        pub(crate) amount: u64,
        pub(crate) customer_email: Option<String>,
        pub(crate) customer_phone_number: Option<String>,
        pub(crate) customer_first_name: Option<String>,
        pub(crate) customer_last_name: Option<String>,
        pub(crate) customer_id: Option<String>,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) locale: Option<Locale>,
        pub(crate) client_reference_id: Option<String>,
        pub(crate) payment_group_share_id: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct UpdateGroup {
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) creator_email: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CreateGroup {
        pub(crate) customer_id: String,
        pub(crate) payment_intent_id: String,
        pub(crate) order_id: String,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) expires_at: Option<DateTime<Utc>>,
        pub(crate) mid_expire_at: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CreateCustomer {
        pub(crate) email_address: String,
        pub(crate) first_name: Option<String>,
        pub(crate) last_name: Option<String>,
        pub(crate) phone_number: Option<String>,
        pub(crate) address: Option<Address>,
        pub(crate) shipping_address: Option<Address>,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) locale: Option<Locale>,
        pub(crate) client_reference_id: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Address {
        pub(crate) address_line1: Option<String>,
        pub(crate) address_line2: Option<String>,
        pub(crate) street: Option<String>,
        pub(crate) city: Option<String>,
        pub(crate) postal_code: Option<String>,
        pub(crate) country: Option<String>,
        pub(crate) state: Option<String>,
        pub(crate) company_name: Option<String>,
        pub(crate) vat_number: Option<String>,
        pub(crate) registration_number: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct UpdateCustomer {
        pub(crate) deleted_at: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Order {
        pub(crate) id: String,
        pub(crate) livemode: bool,
        pub(crate) organization_id: String,
        pub(crate) amount: u64,
        pub(crate) amount_cashback: Option<u64>,
        pub(crate) application_fee_amount: Option<u64>,
        pub(crate) customer_email: String,
        pub(crate) customer_first_name: String,
        pub(crate) customer_last_name: String,
        pub(crate) customer_phone_number: String,
        pub(crate) payment_group_share_id: Option<String>,
        pub(crate) customer_id: String,
        pub(crate) currency: Currency,
        pub(crate) locale: Locale,
        pub(crate) status: OrderStatus,
        pub(crate) metadata: Map<String, Value>,
        pub(crate) payment_group_id: Option<String>,
        pub(crate) ambassador_id: Option<String>,
        pub(crate) client_reference_id: Option<String>,
        pub(crate) risk_level: RiskLevel,
        pub(crate) created_at: DateTime<Utc>,
        pub(crate) created_by: Option<String>,
        pub(crate) updated_at: DateTime<Utc>,
        pub(crate) updated_by: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Group {
        pub(crate) id: String,
        pub(crate) share_id: Option<String>,
        pub(crate) livemode: bool,
        pub(crate) organization_id: String,
        pub(crate) customer_id: String,
        pub(crate) creator_email: String,
        pub(crate) status: GroupStatus,
        pub(crate) metadata: Map<String, Value>,
        pub(crate) expires_at: DateTime<Utc>,
        pub(crate) mid_expire_at: DateTime<Utc>,
        pub(crate) j_minus2_expire_at: DateTime<Utc>,
        pub(crate) j_plus3_start_at: DateTime<Utc>,
        pub(crate) reminder_email_sent: ReminderEmailSent,
        pub(crate) created_at: DateTime<Utc>,
        pub(crate) created_by: Option<String>,
        pub(crate) updated_at: DateTime<Utc>,
        pub(crate) updated_by: Option<String>,
        pub(crate) canceled_at: Option<DateTime<Utc>>,
        pub(crate) completed_at: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Customer {
        pub(crate) id: String,
        pub(crate) email_address: String,
        pub(crate) first_name: Option<String>,
        pub(crate) last_name: Option<String>,
        pub(crate) phone_number: Option<String>,
        pub(crate) livemode: bool,
        pub(crate) is_blocked: bool,
        pub(crate) organization_id: String,
        pub(crate) address_id: Option<String>,
        pub(crate) shipping_address_id: Option<String>,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) created_at: DateTime<Utc>,
        pub(crate) created_by: Option<String>,
        pub(crate) updated_at: DateTime<Utc>,
        pub(crate) blocked_at: Option<DateTime<Utc>>,
        pub(crate) blocked_by: Option<String>,
        pub(crate) updated_by: Option<String>,
        pub(crate) deleted_at: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct OrderList {
        pub(crate) data: Vec<Order>,
        pub(crate) count: i64,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CustomerList {
        pub(crate) data: Vec<Customer>,
        pub(crate) count: i64,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Error {
        pub(crate) error: ErrorDetail,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct ErrorDetail {
        pub(crate) r#type: String,
        pub(crate) message: String,
        pub(crate) code: String,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum Locale {
        #[serde(rename = "en_US")]
        EnUs,
        #[serde(rename = "fr_FR")]
        FrFr,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum Currency {
        #[serde(rename = "EUR")]
        Eur,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum OrderStatus {
        #[serde(rename = "CREATED")]
        Created,
        #[serde(rename = "CASHBACK_AVAILABLE")]
        CashbackAvailable,
        #[serde(rename = "CASHBACK_PROCESSING")]
        CashbackProcessing,
        #[serde(rename = "CASHBACK_SENT")]
        CashbackSent,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum RiskLevel {
        #[serde(rename = "LOW")]
        Low,
        #[serde(rename = "MEDIUM")]
        Medium,
        #[serde(rename = "HIGH")]
        High,
        #[serde(rename = "HIGHEST")]
        Highest,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum GroupStatus {
        #[serde(rename = "OPEN")]
        Open,
        #[serde(rename = "COMPLETED")]
        Completed,
        #[serde(rename = "CANCELED")]
        Canceled,
        #[serde(rename = "EXPIRED")]
        Expired,
    }

    #[allow(clippy::enum_variant_names, reason = "the names of the contract")]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum ReminderEmailSent {
        #[serde(rename = "NOT_SENT")]
        NotSent,
        #[serde(rename = "MIDWAY_SENT")]
        MidwaySent,
        #[serde(rename = "DAY3_SENT")]
        Day3Sent,
        #[serde(rename = "DAY2_BEFORE_END_SENT")]
        Day2BeforeEndSent,
    }
}

pub(crate) mod threekit {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Serialize};
    use serde_json::{Map, Value};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CreateOrder {
        pub(crate) name: Option<String>,
        pub(crate) customer_id: Option<String>,
        pub(crate) origin_org_id: Option<String>,
        pub(crate) platform: Option<Platform>,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) items: Option<Vec<LegacyItem>>,
        pub(crate) cart: Option<Vec<CartItem>>,
        pub(crate) derivative: Option<Map<String, Value>>,
        pub(crate) status: Option<OrderStatus>,
        pub(crate) org_id: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct ModifyOrder {
        pub(crate) name: Option<String>,
        pub(crate) status: Option<OrderStatus>,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) derivative: Option<Map<String, Value>>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct AddItems {
        pub(crate) items: Vec<AddedItem>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct AddedItem {
        pub(crate) configuration_id: String,
        pub(crate) count: u64,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Order {
        pub(crate) id: String,
        pub(crate) short_id: String,
        pub(crate) org_id: String,
        pub(crate) name: Option<String>,
        pub(crate) customer_id: Option<String>,
        pub(crate) origin_org_id: Option<String>,
        pub(crate) platform: Option<Platform>,
        pub(crate) metadata: Option<Map<String, Value>>,
        pub(crate) items: Option<Vec<LegacyItem>>,
        pub(crate) cart: Vec<CartItem>,
        pub(crate) derivative: Option<Map<String, Value>>,
        pub(crate) status: OrderStatus,
        pub(crate) created_at: DateTime<Utc>,
        pub(crate) updated_at: Option<DateTime<Utc>>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct OrderList {
        pub(crate) orders: Vec<Order>,
        pub(crate) page: Option<i64>,
        pub(crate) per_page: Option<i64>,
        pub(crate) count: Option<i64>,
        pub(crate) sort: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(crate) enum OrderStatus {
        #[serde(rename = "List")]
        List,
        #[serde(rename = "In Cart")]
        InCart,
        #[serde(rename = "New")]
        New,
        #[serde(rename = "In Progress")]
        InProgress,
        #[serde(rename = "Complete")]
        Complete,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Platform {
        pub(crate) id: Option<String>,
        pub(crate) platform: Option<String>,
        pub(crate) store_name: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct LegacyItem {
        pub(crate) id: Option<Value>,
        pub(crate) count: Option<Value>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct CartItem {
        pub(crate) configuration_id: String,
        pub(crate) count: u64,
        pub(crate) metadata: Option<Map<String, Value>>,
    }

    pub(crate) type ErrorBody = Map<String, Value>;
}
