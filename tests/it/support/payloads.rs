//! The table of generated payload types: what each can do, without its Rust type.

use std::fmt::Debug;

use order_contracts::{Api, Payload};
use serde_json::Value;

/// A type of `kohortpay::types` or `threekit::types`.
pub(crate) struct PayloadType {
    pub(crate) api: Api,
    /// The name of the Rust type.
    pub(crate) name: &'static str,
    /// The name of its schema.
    pub(crate) schema: &'static str,
    /// Plain `serde_json`, there and back.
    pub(crate) round_trip: fn(&[u8]) -> Result<Value, String>,
    /// `{:?}`, `{:#?}`, and `{:?}` of what is revealed.
    pub(crate) debug: fn(&[u8]) -> [String; 3],
    /// Parse, validate, decode, and back.
    #[cfg(feature = "validate")]
    pub(crate) from_json: fn(&[u8]) -> Result<Value, order_contracts::validate::Rejection>,
    /// Whether that gives the value that plain `serde_json` gives.
    #[cfg(feature = "validate")]
    pub(crate) as_by_serde: fn(&[u8]) -> bool,
    /// Whether a single reading is enough to see that it is valid.
    #[cfg(feature = "validate")]
    pub(crate) is_read_at_once: fn(&[u8]) -> bool,
    pub(crate) example: Option<&'static str>,
    #[cfg(feature = "schemars")]
    pub(crate) schema_for: fn() -> Value,
}

macro_rules! table {
    ($($module:ident: $($name:ident)*;)*) => {
        vec![$($(row::<order_contracts::$module::types::$name>(stringify!($name)),)*)*]
    };
}

/// All of them; `examples::the_table_of_payload_types_is_complete` holds it to that.
pub(crate) fn payload_types() -> Vec<PayloadType> {
    table! {
        kohortpay:
            Address CreateCustomer CreateGroup CreateOrder CreateOrderClientReferenceId CreateOrderCustomerEmail
            CreateOrderCustomerFirstName CreateOrderCustomerId CreateOrderCustomerLastName
            CreateOrderPaymentGroupShareId Currency Customer CustomerList Error ErrorDetail Group GroupStatus Locale
            Order OrderList OrderStatus ReminderEmailSent RiskLevel UpdateCustomer UpdateGroup;
        threekit:
            AddItems AddedItem CartItem CreateOrder CreateOrderName ErrorBody LegacyItem ModifyOrder ModifyOrderName
            Order OrderList OrderStatus Platform;
    }
}

/// The type of the component `schema`.
pub(crate) fn payload_type(api: Api, schema: &str) -> PayloadType {
    let found = payload_types().into_iter().find(|ty| ty.api == api && ty.schema == schema);
    found.unwrap_or_else(|| panic!("no type of `{api}` in the table has the schema `{schema}`"))
}

#[cfg(not(feature = "schemars"))]
trait Described {}
#[cfg(not(feature = "schemars"))]
impl<T> Described for T {}
#[cfg(feature = "schemars")]
use schemars::JsonSchema as Described;

fn row<T: Payload + Debug + PartialEq + Described>(name: &'static str) -> PayloadType {
    PayloadType {
        api: T::API,
        name,
        schema: T::SCHEMA,
        round_trip: |bytes| {
            let typed: T = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
            let text = serde_json::to_vec(&typed).map_err(|error| error.to_string())?;
            serde_json::from_slice(&text).map_err(|error| error.to_string())
        },
        debug: |bytes| {
            let typed: T = serde_json::from_slice(bytes).expect("the type takes it");
            [format!("{typed:?}"), format!("{typed:#?}"), format!("{:?}", typed.reveal())]
        },
        #[cfg(feature = "validate")]
        from_json: |bytes| {
            let typed = T::from_json(bytes)?;
            Ok(serde_json::to_value(&typed).expect("a decoded value is written again"))
        },
        #[cfg(feature = "validate")]
        as_by_serde: |bytes| T::from_json(bytes).ok() == serde_json::from_slice(bytes).ok(),
        #[cfg(feature = "validate")]
        is_read_at_once: |bytes| T::read_valid(bytes).is_some(),
        example: T::EXAMPLE,
        #[cfg(feature = "schemars")]
        schema_for: || schemars::schema_for!(T).to_value(),
    }
}
