//! A call of each operation, with the same signature.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use order_contracts::client::{Error, ResponseValue, Settings};
use order_contracts::{Api, kohortpay, threekit};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The secret of every client in these tests. No text may show it.
pub(super) const TOKEN: &str = "sk_test_s3cr3t";

/// The result of a call.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// The status and the decoded body, as JSON.
    Success(u16, Value),
    /// The same for a documented error.
    ErrorResponse(u16, Value),
    /// Any other error: its variant and its text.
    Other(&'static str, String),
    /// The type of the body does not take it: why. Nothing was called.
    NotBuilt(String),
}

pub(crate) type Call = fn(Clients, Value) -> Pin<Box<dyn Future<Output = Outcome>>>;

/// Clients for both APIs at the same address, each built when it is called first, because that takes a while.
#[derive(Clone)]
pub(crate) struct Clients {
    url: String,
    settings: Settings,
    built: Arc<(OnceLock<kohortpay::Client>, OnceLock<threekit::Client>)>,
}

impl Clients {
    pub(super) fn of(url: &str) -> Self {
        Self::with(url, &Settings::default())
    }

    pub(crate) fn with(url: &str, settings: &Settings) -> Self {
        Self { url: url.to_owned(), settings: settings.clone(), built: Arc::default() }
    }

    pub(super) fn kohortpay(&self) -> kohortpay::Client {
        let build = || kohortpay::Client::with_settings(&self.url, TOKEN, &self.settings).expect("a client");
        self.built.0.get_or_init(build).clone()
    }

    pub(super) fn threekit(&self) -> threekit::Client {
        let credentials = || threekit::Credentials::private(TOKEN);
        let build = || threekit::Client::with_settings(&self.url, credentials(), &self.settings).expect("a client");
        self.built.1.get_or_init(build).clone()
    }
}

macro_rules! calls {
    ($($api:ident $client:ident: $($id:literal $method:ident $([$name:ident])? $(($body:ident))?),+;)+) => {
        vec![$($((Api::$api, $id, |clients: Clients, body: Value| {
            Box::pin(async move {
                let _ = &body;
                let client = clients.$client();
                let call = client.$method();
                $(let call = call.$name("an id");)?
                $(let call = match serde_json::from_value::<$client::types::$body>(body) {
                    Ok(body) => call.body(body),
                    Err(error) => return Outcome::NotBuilt(error.to_string()),
                };)?
                outcome(call.send().await)
            })
        }),)+)+]
    };
}

/// A call of each operation: its body is decoded from the JSON given, its path parameter is `an id`.
pub(super) fn calls() -> Vec<(Api, &'static str, Call)> {
    calls! {
        KohortPay kohortpay:
            "createOrder" create_order (CreateOrder),
            "listOrders" list_orders,
            "getOrder" get_order [id],
            "createCustomer" create_customer (CreateCustomer),
            "listCustomers" list_customers,
            "getCustomer" get_customer [id],
            "updateCustomer" update_customer [id] (UpdateCustomer),
            "deleteCustomer" delete_customer [id],
            "unblockCustomer" unblock_customer [id],
            "createGroup" create_group (CreateGroup),
            "getGroup" get_group [id],
            "updateGroup" update_group [id] (UpdateGroup),
            "listGroupOrders" list_group_orders [id],
            "cancelGroup" cancel_group [id],
            "expireGroup" expire_group [id],
            "validateGroup" validate_group [id] (CreateGroup);
        Threekit threekit:
            "createOrder" create_order (CreateOrder),
            "listOrders" list_orders,
            "getOrder" get_order [id],
            "modifyOrder" modify_order [id] (ModifyOrder),
            "addItems" add_items [id] (AddItems);
    }
}

/// The call of the operation `id`.
pub(crate) fn call(api: Api, id: &str) -> Call {
    let found = calls().into_iter().find(|(of, name, _)| *of == api && *name == id);
    found.unwrap_or_else(|| panic!("no call of `{id}` of `{api}`")).2
}

pub(super) fn outcome<T: Serialize, E: Serialize>(result: Result<ResponseValue<T>, Error<E>>) -> Outcome {
    match result {
        Ok(value) => Outcome::Success(value.status().as_u16(), serde_json::to_value(&*value).expect("JSON")),
        Err(Error::ErrorResponse(value)) => {
            Outcome::ErrorResponse(value.status().as_u16(), serde_json::to_value(&*value).expect("JSON"))
        }
        Err(error) => Outcome::Other(variant(&error), error.to_string()),
    }
}

pub(super) fn variant<E>(error: &Error<E>) -> &'static str {
    match error {
        Error::InvalidRequest(_) => "InvalidRequest",
        Error::RefusedRequest(_) => "RefusedRequest",
        Error::Communication(_) => "Communication",
        Error::ResponseTooLarge(_) => "ResponseTooLarge",
        Error::ErrorResponse(_) => "ErrorResponse",
        Error::UnexpectedResponse(_) => "UnexpectedResponse",
        Error::UndecodableResponse { .. } => "UndecodableResponse",
        Error::RefusedResponse { .. } => "RefusedResponse",
        Error::MalformedResponse { .. } => "MalformedResponse",
        _ => "unknown",
    }
}

pub(super) fn decode<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the type takes it")
}
