//! [`EmbeddedSchema`]: a JSON Schema of an embedded document, made on first use. `build.rs` lists which there are.

use std::sync::OnceLock;

use serde_json::Value;

use crate::pointer::Pointer;
use crate::schema::{Bundled, Direction};

use super::api::{Api, nearest};
use crate::contract::SchemaKind;
use crate::error::Error;

/// A self-contained JSON Schema 2020-12 of an embedded document.
///
/// # Examples
///
/// ```
/// use order_contracts::Api;
///
/// let schema = Api::KohortPay.schema("CreateOrder")?;
/// assert_eq!(schema.document_pointer(), "/components/schemas/CreateOrder");
/// assert_eq!(schema.value()["properties"]["customerFirstName"]["maxLength"], 100);
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug)]
pub struct EmbeddedSchema {
    api: Api,
    name: &'static str,
    pointer: &'static str,
    direction: Direction,
    kind: SchemaKind,
    text: OnceLock<String>,
    value: OnceLock<Value>,
    #[cfg(feature = "validate")]
    validator: OnceLock<crate::schema::Validator>,
}

impl EmbeddedSchema {
    const fn new(api: Api, name: &'static str, pointer: &'static str, direction: Direction, kind: SchemaKind) -> Self {
        Self {
            api,
            name,
            pointer,
            direction,
            kind,
            text: OnceLock::new(),
            value: OnceLock::new(),
            #[cfg(feature = "validate")]
            validator: OnceLock::new(),
        }
    }

    /// The API whose document it is from.
    #[must_use]
    pub fn api(&self) -> Api {
        self.api
    }

    /// The name: `CreateOrder`, `createOrder.request`, `createOrder.response.201`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it describes.
    #[must_use]
    pub fn kind(&self) -> SchemaKind {
        self.kind
    }

    /// The direction that its payloads go in.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The JSON Pointer to its Schema Object in the OpenAPI document.
    #[must_use]
    pub fn document_pointer(&self) -> &'static str {
        self.pointer
    }

    /// The schema as JSON text; made on first use.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| self.value().to_string())
    }

    /// The schema as a value; made from the document on first use.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.value.get_or_init(|| {
            // A schema of the embedded documents converts as a whole; a test checks all of them.
            let mut schema = Bundled::new(self.api.tree(), &self.place(), self.direction).schema;
            if let Some(keywords) = schema.as_object_mut() {
                keywords.entry("title").or_insert_with(|| self.name.into());
            }
            schema.to_value()
        })
    }

    /// Checks `payload` and reports every violation.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::Api;
    /// use serde_json::json;
    ///
    /// let schema = Api::KohortPay.schema("CreateOrder")?;
    /// assert!(schema.validate(&json!({"amount": 35000})).is_valid());
    ///
    /// let report = schema.validate(&json!({"amount": -1}));
    /// assert_eq!(report.to_string(), "`/amount`: wanted 0 or more, found a smaller number");
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn validate(&self, payload: &Value) -> crate::validate::Report {
        crate::validate::value(self.api.contract(), self.validator(), payload)
    }

    /// Checks the JSON text `bytes`; violations know their line and column.
    ///
    /// Numbers are judged by the digits in the text, also where an `f64` rounds them.
    ///
    /// # Errors
    ///
    /// When `bytes` are not JSON as [`json`](crate::json) reads it.
    #[cfg(feature = "validate")]
    pub fn validate_json(&self, bytes: &[u8]) -> Result<crate::validate::Report, crate::json::SyntaxError> {
        crate::validate::text(self.api.contract(), self.validator(), bytes)
    }

    /// The compiled validator; compiled from the document on first use.
    #[cfg(feature = "validate")]
    pub(crate) fn validator(&self) -> &crate::schema::Validator {
        self.validator.get_or_init(|| crate::schema::Validator::of(self.api.tree(), &self.place(), self.direction))
    }

    fn place(&self) -> Pointer {
        Pointer::parse(self.pointer).unwrap_or_default()
    }
}

impl Api {
    /// The JSON Schemas: components, operation bodies and constrained properties, by name.
    #[must_use]
    pub fn schemas(self) -> &'static [EmbeddedSchema] {
        match self {
            Self::KohortPay => &kohortpay::SCHEMAS,
            Self::Threekit => &threekit::SCHEMAS,
        }
    }

    /// The JSON Schema of this name: a component (`CreateOrder`), a request body (`createOrder.request`, or just
    /// `createOrder`), a response body (`createOrder.response.201`).
    ///
    /// # Errors
    ///
    /// When there is none; the message suggests the nearest name.
    pub fn schema(self, name: &str) -> Result<&'static EmbeddedSchema, Error> {
        let schemas = self.schemas();
        // `build.rs` sorts them.
        let named = |wanted: &str| {
            let at = schemas.binary_search_by(|schema| schema.name().cmp(wanted)).ok()?;
            schemas.get(at)
        };
        named(name).or_else(|| named(&format!("{name}.request"))).ok_or_else(|| {
            let near = nearest(name, schemas.iter().map(EmbeddedSchema::name));
            let without_body = self.operations().iter().any(|operation| operation.id() == Some(name));
            Error::unknown_name(if without_body {
                format!("operation `{name}` of `{self}` has no request body; name one of its responses{near}")
            } else {
                format!("unknown schema or operation `{name}` of `{self}`{near}")
            })
        })
    }
}

mod kohortpay {
    use super::{Api, EmbeddedSchema, SchemaKind};
    const API: Api = Api::KohortPay;
    include!(concat!(env!("OUT_DIR"), "/kohortpay_schemas.rs"));
}

mod threekit {
    use super::{Api, EmbeddedSchema, SchemaKind};
    const API: Api = Api::Threekit;
    include!(concat!(env!("OUT_DIR"), "/threekit_schemas.rs"));
}
