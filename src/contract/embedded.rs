//! [`EmbeddedSchema`]: a JSON Schema that `build.rs` derived from one of the documents.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::schema::Direction;

use super::api::Api;

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
    text: &'static str,
    value: OnceLock<Value>,
    #[cfg(feature = "validate")]
    validator: OnceLock<crate::schema::Validator>,
}

/// What an embedded schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SchemaKind {
    /// A component schema, on its own.
    Component,
    /// The request body of an operation.
    Request,
    /// A response body of an operation.
    Response,
    /// A property of a component.
    Property,
}

impl EmbeddedSchema {
    const fn new(
        api: Api,
        name: &'static str,
        pointer: &'static str,
        direction: Direction,
        kind: SchemaKind,
        text: &'static str,
    ) -> Self {
        Self {
            api,
            name,
            pointer,
            direction,
            kind,
            text,
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

    /// The schema as JSON text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The schema as a value; read on first use.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.value.get_or_init(|| read(self.text))
    }

    /// The compiled validator; compiled from the document on first use.
    #[cfg(feature = "validate")]
    #[expect(clippy::expect_used, reason = "build.rs refuses a document that does not convert, a test compiles all")]
    pub(crate) fn validator(&self) -> &crate::schema::Validator {
        self.validator.get_or_init(|| {
            let pointer = crate::pointer::Pointer::parse(self.pointer).unwrap_or_default();
            crate::schema::Validator::new(self.api.document(), &pointer, self.direction)
                .expect("the schemas of the embedded documents compile")
        })
    }
}

/// What `build.rs` wrote, read back.
#[expect(clippy::expect_used, reason = "the text was written by build.rs from the same types")]
pub(super) fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("build.rs writes JSON that reads back")
}

pub(super) fn schemas(api: Api) -> &'static [EmbeddedSchema] {
    match api {
        Api::KohortPay => &kohortpay::SCHEMAS,
        Api::Threekit => &threekit::SCHEMAS,
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
