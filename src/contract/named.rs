//! Schemas of a contract by name.

use super::declared::{Content, Endpoint, SchemaUse};
use super::document::Contract;
use super::schema_kind::SchemaKind;
use crate::error::Error;
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::similar;

impl Contract {
    /// The schema of this name: a component (`CreateOrder`), the JSON request body of an operation (`createOrder.request`,
    /// or just `createOrder`), a JSON response body (`createOrder.response.201`). An operation without an `operationId`
    /// is called by its method and path template (`POST /orders`).
    ///
    /// # Errors
    ///
    /// When there is none; the message suggests the nearest name.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    ///
    /// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    /// let schema = contract.schema_named("createOrder")?;
    /// assert_eq!(schema.pointer().as_str(), "/components/schemas/CreateOrder");
    ///
    /// let error = contract.schema_named("createOrdr").unwrap_err();
    /// assert!(error.to_string().ends_with("did you mean `createOrder`?"));
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    pub fn schema_named(&self, name: &str) -> Result<SchemaUse, Error> {
        let component = Pointer::root().key("components").key("schemas").key(name);
        if component.find(self.tree()).is_some() {
            return Ok(SchemaUse::new(component, Direction::Neutral));
        }
        let (operation, status) = match name.split_once(".response.") {
            Some((operation, status)) => (operation, Some(status)),
            None => (name.strip_suffix(".request").unwrap_or(name), None),
        };
        let Some(endpoint) = self.endpoints().iter().find(|endpoint| is_called(endpoint, operation)) else {
            return Err(self.unknown(name));
        };
        let content = match status {
            None => endpoint.request_body.as_ref().map(|body| &body.content),
            Some(status) => {
                let responses = &endpoint.responses;
                responses.iter().find(|found| found.status.to_string() == status).map(|response| &response.content)
            }
        };
        content.and_then(json_schema).ok_or_else(|| {
            let statuses: Vec<String> = endpoint
                .responses
                .iter()
                .filter(|response| json_schema(&response.content).is_some())
                .map(|response| format!("`{operation}.response.{}`", response.status))
                .collect();
            let what = status.map_or_else(|| "request".to_owned(), |status| format!("response {status}"));
            let there =
                if statuses.is_empty() { String::new() } else { format!("; available: {}", statuses.join(", ")) };
            Error::unknown_name(format!("operation `{operation}` of `{}` has no JSON {what} body{there}", self.name()))
        })
    }

    /// The names that [`Contract::schema_named`] knows, by kind and name.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::{Contract, SchemaKind};
    ///
    /// let names = Contract::from_path("examples/contracts/shop.yaml".as_ref())?.schema_names();
    /// assert!(names.contains(&(SchemaKind::Component, "Order".to_owned())));
    /// assert!(names.contains(&(SchemaKind::Response, "getOrder.response.200".to_owned())));
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[must_use]
    pub fn schema_names(&self) -> Vec<(SchemaKind, String)> {
        let components = self.tree()["components"]["schemas"].as_object();
        let components = components.into_iter().flatten().map(|(name, _)| (SchemaKind::Component, name.to_string()));
        let mut names: Vec<(SchemaKind, String)> = components.collect();
        for endpoint in self.endpoints() {
            let operation = &endpoint.operation;
            let route = || format!("{} {}", operation.method(), operation.path());
            let called = operation.id().map_or_else(route, str::to_owned);
            if endpoint.request_body.as_ref().is_some_and(|body| json_schema(&body.content).is_some()) {
                names.push((SchemaKind::Request, format!("{called}.request")));
            }
            for response in endpoint.responses.iter().filter(|response| json_schema(&response.content).is_some()) {
                names.push((SchemaKind::Response, format!("{called}.response.{}", response.status)));
            }
        }
        names.sort();
        names
    }

    fn unknown(&self, name: &str) -> Error {
        let schemas = self.schema_names();
        let schemas = schemas.iter().map(|(_, name)| name.as_str());
        let operations = self.endpoints().iter().filter_map(|endpoint| endpoint.operation.id());
        let near = similar::nearest(name, operations.chain(schemas));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Error::unknown_name(format!("unknown schema or operation `{name}` of `{}`{near}", self.name()))
    }
}

fn is_called(endpoint: &Endpoint, name: &str) -> bool {
    let operation = &endpoint.operation;
    operation.id() == Some(name)
        || name
            .split_once(' ')
            .is_some_and(|(method, path)| operation.method().eq_ignore_ascii_case(method) && operation.path() == path)
}

fn json_schema(content: &Content) -> Option<SchemaUse> {
    let json = content.media_types.iter().find(|media_type| media_type.range.is_json());
    let schema = json?.schema.as_ref()?;
    Some(SchemaUse::new(schema.pointer().clone(), schema.direction()))
}
