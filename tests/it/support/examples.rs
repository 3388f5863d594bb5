//! Every example of a document, with the schema that it has to hold.

use order_contracts::Api;
use order_contracts::pointer::Pointer;
use serde_json::{Map, Value};

use super::{Kind, at, follow, statements};

/// An example and its schema.
pub(crate) struct Example {
    /// The name under `components/examples`, where it has one.
    pub(crate) name: Option<String>,
    /// Where its value stands in the document.
    pub(crate) pointer: Pointer,
    /// Where its schema stands in the document.
    pub(crate) schema: Pointer,
    pub(crate) value: Value,
}

/// The examples of media types (once a schema they are shown with), of parameters and of schemas.
pub(crate) fn examples(api: Api) -> Vec<Example> {
    let document = api.document();
    let mut found: Vec<Example> = Vec::new();
    for statement in statements(api) {
        let object = at(document, &statement.pointer);
        let pointer = statement.pointer.clone();
        match statement.kind {
            Kind::MediaType => {
                let none = Map::new();
                for name in object.get("examples").and_then(Value::as_object).unwrap_or(&none).keys() {
                    let example = follow(document, &pointer.clone().key("examples").key(name));
                    let schema = follow(document, &pointer.clone().key("schema"));
                    if found.iter().any(|known| known.pointer == example.clone().key("value") && known.schema == schema)
                    {
                        continue;
                    }
                    let component = example.as_str().strip_prefix("/components/examples/").map(str::to_owned);
                    found.push(Example {
                        name: component,
                        value: at(document, &example)["value"].clone(),
                        pointer: example.key("value"),
                        schema,
                    });
                }
            }
            Kind::Parameter | Kind::Component | Kind::Property | Kind::Subschema => {
                if let Some(value) = object.get("example") {
                    let schema =
                        if statement.kind == Kind::Parameter { pointer.clone().key("schema") } else { pointer.clone() };
                    found.push(Example { name: None, pointer: pointer.key("example"), schema, value: value.clone() });
                }
            }
            _ => {}
        }
    }
    found
}
