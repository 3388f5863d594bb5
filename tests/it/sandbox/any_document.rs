//! Answers of any document.

use std::sync::Arc;

use order_contracts::contract::Contract;
use order_contracts::sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Client, OUTSIDE};

/// A document whose operations are these, on `/a`, `/b` and so on.
fn client(responses: &[Value]) -> Client {
    let paths: serde_json::Map<String, Value> = responses
        .iter()
        .zip('a'..)
        .map(|(responses, name)| (format!("/{name}"), json!({ "get": { "responses": responses } })))
        .collect();
    of(&json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": paths }))
}

fn of(document: &Value) -> Client {
    let contract = Contract::from_bytes(document.to_string().into_bytes(), "t.json").unwrap();
    Client::to(Sandbox::of_contract(Arc::new(contract)))
}

/// A JSON response.
fn of_schema(schema: &Value) -> Value {
    json!({ "200": { "description": "d", "content": { "application/json": { "schema": schema } } } })
}

#[tokio::test]
async fn a_documented_example_comes_before_a_generated_value() {
    let schema = json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } });
    let media = |examples: Value| {
        let mut media = json!({ "schema": schema });
        media.as_object_mut().unwrap().extend(examples.as_object().cloned().unwrap());
        json!({ "200": { "description": "d", "content": { "application/json": media } } })
    };
    let client = client(&[
        media(json!({ "example": { "n": 7 } })),
        media(json!({ "examples": { "wrong": { "value": { "n": "x" } }, "right": { "value": { "n": 8 } } } })),
        media(json!({})),
        of_schema(&json!({ "$ref": "#/paths/~1a/get/responses/200/content/application~1json/schema" })),
        of_schema(&json!({ "type": "object", "required": ["id", "b"], "properties": {
            "id": { "type": "integer", "examples": [10] }, "name": { "type": "string", "examples": ["doggie"] },
            "b": { "type": "string", "minLength": 2, "examples": ["x"] } } })),
    ]);
    let body = async |target: &str| client.get(target).await.json();
    assert_eq!(body("/a").await, json!({ "n": 7 }));
    assert_eq!(body("/b").await, json!({ "n": 8 }), "an example that does not hold is passed over");
    assert_eq!(body("/c").await, json!({ "n": 0 }));
    assert_eq!(body("/d").await, json!({ "n": 0 }));
    let composed = body("/e").await;
    assert_eq!((&composed["id"], &composed["name"]), (&json!(10), &json!("doggie")));
    assert_eq!(composed["b"].as_str().unwrap().len(), 2, "the example of `b` does not hold");
    // An example may be a text that holds the value.
    let text = client_of_text().get("/a").await;
    assert_eq!(text.json(), json!({ "n": 9 }));
    // By name.
    let named = async |name: &str| client.header("prefer", format!("example={name}")).get("/b").await;
    assert_eq!(named("right").await.json(), json!({ "n": 8 }));
    let wrong = named("wrong").await;
    assert_eq!((wrong.status, wrong.header(OUTSIDE).is_some()), (501, true));
    assert!(wrong.json()["pointer"].as_str().unwrap().starts_with("/paths/~1b/get/"), "{}", wrong.text);
    let unknown = named("rigt").await;
    assert!(unknown.status == 400 && unknown.text.contains("did you mean `right`?"), "{}", unknown.text);
}

fn client_of_text() -> Client {
    let media = json!({ "schema": { "type": "object", "required": ["n"] }, "example": "{\"n\": 9}" });
    client(&[json!({ "200": { "description": "d", "content": { "application/json": media } } })])
}

#[tokio::test]
async fn a_status_is_chosen_and_asked_for() {
    let error = json!({ "description": "d", "content": { "application/json": { "schema": { "type": "object", "required": ["why"], "properties": { "why": { "type": "string" } } } } } });
    let client = client(&[
        json!({ "202": { "description": "d" }, "404": error }),
        json!({ "default": error }),
        json!({ "2XX": { "description": "d" }, "4XX": error }),
        json!({ "302": { "description": "d", "headers": { "Location": { "required": true, "schema": { "type": "string" }, "example": "/a" } } } }),
        json!({}),
    ]);
    let status = async |target: &str, prefer: &str| {
        let client = if prefer.is_empty() { client.clone() } else { client.header("prefer", prefer.to_owned()) };
        let answer = client.get(target).await;
        (answer.status, answer.text.clone(), answer.header(OUTSIDE).is_some())
    };
    let why = "{\"why\":\"\"}".to_owned();
    assert_eq!(status("/a", "").await, (202, String::new(), false));
    assert_eq!(status("/a", "code=404").await, (404, why.clone(), false));
    assert_eq!(status("/a", "code=500").await.0, 500);
    assert!(status("/a", "code=500").await.2);
    assert_eq!(status("/b", "").await, (200, why.clone(), false));
    assert_eq!(status("/b", "code=503").await, (503, why.clone(), false));
    assert_eq!(status("/c", "").await, (200, String::new(), false));
    assert_eq!(status("/c", "code=418").await, (418, why, false));
    assert_eq!(client.get("/d").await.header("location"), Some("/a"));
    let none = status("/e", "").await;
    assert!(none.0 == 501 && none.2, "{none:?}");
}

#[tokio::test]
async fn more_is_generated_when_it_is_asked_for_and_always_the_same() {
    let schema = json!({ "type": "object", "properties": {
        "date": { "type": "string", "format": "date-time" }, "list": { "type": "array", "items": { "enum": ["a", "b"] } },
        "inner": { "type": "object", "properties": { "uuid": { "type": "string", "format": "uuid" } } } } });
    let client = client(&[of_schema(&schema)]);
    assert_eq!(client.get("/a").await.json(), json!({}));
    let dynamic = client.header("prefer", "dynamic=true");
    let answer = dynamic.get("/a").await;
    assert_eq!(answer.header("preference-applied"), Some("dynamic=true"));
    let body = answer.json();
    assert!(body["date"].is_string() && body["inner"]["uuid"].is_string(), "{body}");
    assert_eq!(body["list"], json!(["a"]));
    assert_eq!(dynamic.get("/a").await.text, answer.text);
}

#[tokio::test]
async fn what_cannot_be_made_is_501_with_its_place() {
    let client = client(&[
        of_schema(&json!({ "type": "string", "enum": [1] })),
        of_schema(&json!({ "$ref": "#/components/schemas/Nowhere" })),
        of_schema(&json!({ "type": "object", "required": ["a"], "properties": { "a": false } })),
    ]);
    for target in ["/a", "/b", "/c"] {
        let answer = client.get(target).await;
        assert_eq!((answer.status, answer.header(OUTSIDE).is_some()), (501, true), "{target}");
        let name = target.replace('/', "~1");
        let pointer = answer.json()["pointer"].as_str().unwrap().to_owned();
        assert!(pointer.starts_with(&format!("/paths/{name}/get/responses/200")), "{target}: {pointer}");
    }
}

#[tokio::test]
async fn the_accepted_media_type_is_sent() {
    let content = json!({
        "text/plain": { "schema": { "type": "string", "minLength": 1 } },
        "application/json": { "schema": { "type": "integer" } },
        "application/xml": { "schema": { "type": "object" } },
        "image/*": { "schema": { "type": "string", "format": "binary" } },
    });
    let client = client(&[json!({ "200": { "description": "d", "content": content } })]);
    let accept = async |accept: &str| {
        let answer = client.header("accept", accept.to_owned()).get("/a").await;
        (answer.status, answer.header("content-type").unwrap_or_default().to_owned(), answer.text.clone())
    };
    assert_eq!(accept("*/*").await, (200, "application/json".to_owned(), "0".to_owned()));
    assert_eq!(accept("text/*;q=0.5, application/json;q=0.4").await.1, "text/plain");
    assert_eq!(accept("image/png").await.0, 200);
    assert_eq!(accept("application/xml").await.0, 501, "XML is not written");
    assert_eq!(accept("video/mp4").await.0, 406);
}

#[tokio::test]
async fn a_request_that_does_not_hold_is_refused_as_declared() {
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "post": {
            "security": [{ "key": [] }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "integer" } } } },
            "responses": {
                "204": { "description": "d" },
                "401": { "description": "d", "content": { "application/json": { "schema": { "type": "object" } } } },
                "422": { "description": "d", "content": { "application/json": { "schema": { "type": "array" } } } },
            },
        } } },
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } },
    });
    let client = of(&document).header("x-key", "k");
    assert_eq!(client.post("/a", &json!(1)).await.status, 204);
    let refused = client.post("/a", &json!("x")).await;
    assert_eq!((refused.status, refused.text.as_str(), refused.header(OUTSIDE)), (422, "[]", None));
    let refused = client.without("x-key").post("/a", &json!(1)).await;
    assert_eq!((refused.status, refused.text.as_str(), refused.header(OUTSIDE)), (401, "{}", None));
    assert_eq!(client.header("x-key", "Invalid").post("/a", &json!(1)).await.status, 401);
    let refused = client.get("/a").await;
    assert_eq!((refused.status, refused.header("allow"), refused.header(OUTSIDE).is_some()), (405, Some("POST"), true));
}

#[tokio::test]
async fn headers_are_generated_and_those_of_the_connection_never() {
    let headers = json!({
        "X-Rate": { "required": true, "schema": { "type": "integer", "minimum": 3 } },
        "X-Note": { "schema": { "type": "string" }, "example": "noted" },
        "X-Optional": { "schema": { "type": "string" } },
        "Content-Length": { "schema": { "type": "integer" }, "example": 99 },
        "Content-Encoding": { "schema": { "type": "string" }, "example": "gzip" },
        "Transfer-Encoding": { "schema": { "type": "string" }, "example": "chunked" },
    });
    let client = client(&[json!({ "204": { "description": "d", "headers": headers } })]);
    let answer = client.get("/a").await;
    assert_eq!(
        (answer.header("x-rate"), answer.header("x-note"), answer.header("x-optional")),
        (Some("3"), Some("noted"), None)
    );
    for name in ["content-length", "content-encoding", "transfer-encoding"] {
        assert_eq!(answer.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn one_address_is_all_servers_of_a_document() {
    let operation = |note: &str| json!({ "get": { "responses": { "200": { "description": "d", "content": { "application/json": { "schema": { "const": note } } } } } } });
    let mut other = operation("other");
    other["servers"] = json!([{ "url": "https://upload.example.com/v2" }]);
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "servers": [{ "url": "https://example.com/v1" }],
        "paths": { "/a": operation("a"), "/b/{id}": { "parameters": [{ "name": "id", "in": "path", "required": true, "schema": {} }], "get": other["get"], "servers": other["servers"] } },
    });
    let client = of(&document);
    for (target, text) in [
        ("/v1/a", "\"a\""),
        ("/a?q=1", "\"a\""),
        ("/v2/b/1", "\"other\""),
        ("/v1/b/1", "\"other\""),
        ("/b/1", "\"other\""),
    ] {
        let answer = client.get(target).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, text), "{target}");
    }
    assert_eq!(client.get("/v3/a").await.status, 404);
}
