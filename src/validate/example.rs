//! [`Example`]: for every rule, what breaks it and what does not. `explain` prints them, and a test checks each.

use super::rules::Rule;

/// What a rule means, by example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// The part of a contract, in YAML: a Schema Object, or a fragment of a document that begins with `paths:`.
    pub contract: &'static str,
    /// A payload, or with `paths:` a recorded exchange, that is reported by the rule.
    pub reported: &'static str,
    /// The same, as it is accepted.
    pub accepted: &'static str,
}

impl Rule {
    /// An example of the rule.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::validate::rule;
    ///
    /// let example = rule("max-length").and_then(|rule| rule.example()).ok_or("no such rule")?;
    /// assert_eq!(example.contract, "{type: string, maxLength: 3}");
    /// assert_eq!((example.reported, example.accepted), ("\"EURO\"", "\"EUR\""));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn example(&self) -> Option<Example> {
        let (_, contract, reported, accepted) = *EXAMPLES.iter().find(|(id, ..)| *id == self.id)?;
        Some(Example { contract, reported, accepted })
    }
}

/// An operation that takes one query parameter.
const SEARCH: &str = "\
paths:
  /orders:
    get:
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer}}
      responses: {'200': {description: orders}}";

/// An operation that takes a JSON body.
const CREATE: &str = "\
paths:
  /orders:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {amount: {type: integer}}}}}
      responses: {'201': {description: created}}";

/// An operation without a body.
const BODILESS: &str = "\
paths:
  /orders:
    delete:
      responses: {'204': {description: deleted}}";

/// An operation that asks for credentials.
const SECURED: &str = "\
paths:
  /orders:
    get:
      security: [{token: []}]
      responses: {'200': {description: orders}}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}";

/// An operation whose payloads differ by direction.
const DIRECTIONS: &str = "\
paths:
  /orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'200': {description: order, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string, readOnly: true}, secret: {type: string, writeOnly: true}}}";

/// The id, the contract, what is reported and what is accepted.
static EXAMPLES: &[(&str, &str, &str, &str)] = &[
    ("additional-items", "{type: array, prefixItems: [{type: integer}], unevaluatedItems: false}", "[1, 2]", "[1]"),
    (
        "additional-properties",
        "{type: object, properties: {amount: {}}, additionalProperties: false}",
        r#"{"amount": 1, "amuont": 2}"#,
        r#"{"amount": 1}"#,
    ),
    ("any-of", "{anyOf: [{type: string}, {type: integer}]}", "true", "1"),
    ("const", "{const: EUR}", r#""USD""#, r#""EUR""#),
    ("contains", "{type: array, contains: {const: 1}}", "[2, 3]", "[2, 1]"),
    (
        "content",
        "{$schema: 'http://json-schema.org/draft-07/schema#', type: string, contentEncoding: base64}",
        r#""%%%""#,
        r#""b3JkZXI=""#,
    ),
    (
        "content-encoding",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders", "headers": {"content-encoding": "gzip"}, "body": {"amount": 1}}}"#,
        r#"{"request": {"method": "POST", "target": "/orders",
"headers": {"content-type": "application/json", "content-encoding": "gzip"}, "bodyBase64": "H4sIAAAAAAACA6tWSszNL80rUbJSMKwFAGaHY8sNAAAA"}}"#,
    ),
    (
        "empty-parameter",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "/orders?limit="}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    ("enum", "{enum: [en_US, fr_FR]}", r#""en-US""#, r#""en_US""#),
    ("exclusive-maximum", "{type: number, exclusiveMaximum: 10}", "10", "9.99"),
    ("exclusive-minimum", "{type: number, exclusiveMinimum: 0}", "0", "0.01"),
    ("format", "{type: string, format: date}", r#""31/01/2027""#, r#""2027-01-31""#),
    ("json-syntax", "{type: object}", r#"{"amount": 1,}"#, r#"{"amount": 1}"#),
    (
        "malformed-target",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "orders?limit=5"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    ("max-items", "{type: array, maxItems: 2}", "[1, 2, 3]", "[1, 2]"),
    ("max-length", "{type: string, maxLength: 3}", r#""EURO""#, r#""EUR""#),
    ("max-properties", "{type: object, maxProperties: 1}", r#"{"a": 1, "b": 2}"#, r#"{"a": 1}"#),
    ("maximum", "{type: number, maximum: 10}", "11", "10"),
    (
        "media-type",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders", "headers": {"content-type": "text/plain"}, "bodyText": "1"}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"amount": 1}}}"#,
    ),
    ("min-items", "{type: array, minItems: 1}", "[]", "[1]"),
    ("min-length", "{type: string, minLength: 1}", r#""""#, r#""a""#),
    ("min-properties", "{type: object, minProperties: 1}", "{}", r#"{"a": 1}"#),
    ("minimum", "{type: number, minimum: 0}", "-1", "0"),
    (
        "missing-body",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders"}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"amount": 1}}}"#,
    ),
    (
        "cors-preflight",
        BODILESS,
        r#"{"request": {"method": "OPTIONS", "target": "/orders", "headers": {"access-control-request-method": "DELETE"}}}"#,
        r#"{"request": {"method": "DELETE", "target": "/orders"}}"#,
    ),
    (
        "credentials-not-kept",
        SECURED,
        r#"{"request": {"method": "GET", "target": "/orders"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders", "headers": {"authorization": "Bearer secret"}}}"#,
    ),
    (
        "missing-credentials",
        SECURED,
        r#"{"request": {"method": "GET", "target": "/orders"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders", "headers": {"authorization": "Bearer secret"}}}"#,
    ),
    (
        "missing-parameter",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "/orders"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    (
        "multipart-syntax",
        "\
paths:
  /photos:
    post:
      requestBody: {content: {multipart/form-data: {schema: {properties: {title: {type: string}}}}}}
      responses: {'201': {description: created}}",
        r#"{"request": {"method": "POST", "target": "/photos", "headers": {"content-type": "multipart/form-data"}, "bodyText": "title=Sea"}}"#,
        r#"{"request": {"method": "POST", "target": "/photos", "headers": {"content-type": "multipart/form-data; boundary=B"}, "bodyText": "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSea\r\n--B--\r\n"}}"#,
    ),
    ("multiple-of", "{type: integer, multipleOf: 5}", "12", "10"),
    ("not", "{not: {type: 'null'}}", "null", "1"),
    ("nothing-allowed", "{type: object, properties: {items: false}}", r#"{"items": []}"#, "{}"),
    ("one-of", "{oneOf: [{type: integer}, {type: number}]}", "1", "1.5"),
    (
        "parameter-style",
        "\
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, style: label, schema: {type: string}}
      responses: {'200': {description: an order}}",
        r#"{"request": {"method": "GET", "target": "/orders/7"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders/.7"}}"#,
    ),
    ("pattern", "{type: string, pattern: '^ord_'}", r#""cus_1""#, r#""ord_1""#),
    (
        "percent-encoding",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5%"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=%35"}}"#,
    ),
    ("property-names", "{type: object, propertyNames: {pattern: '^x-'}}", r#"{"a": 1}"#, r#"{"x-a": 1}"#),
    (
        "read-only",
        DIRECTIONS,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"id": "ord_1"}}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {}}}"#,
    ),
    (
        "repeated-parameter",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5&limit=6"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    ("required", "{type: object, required: [amount]}", "{}", r#"{"amount": 1}"#),
    ("type", "{type: integer}", r#""1""#, "1"),
    (
        "undeclared-body",
        BODILESS,
        r#"{"request": {"method": "DELETE", "target": "/orders", "body": {}}}"#,
        r#"{"request": {"method": "DELETE", "target": "/orders"}}"#,
    ),
    (
        "undeclared-parameter",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5&colour=blue"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    (
        "undeclared-property",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"amuont": 1}}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"amount": 1}}}"#,
    ),
    (
        "undeclared-status",
        BODILESS,
        r#"{"request": {"method": "DELETE", "target": "/orders"}, "response": {"status": 202}}"#,
        r#"{"request": {"method": "DELETE", "target": "/orders"}, "response": {"status": 204}}"#,
    ),
    ("unique-items", "{type: array, uniqueItems: true}", "[1, 1]", "[1, 2]"),
    (
        "unknown-method",
        SEARCH,
        r#"{"request": {"method": "PUT", "target": "/orders?limit=5"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    (
        "unknown-path",
        SEARCH,
        r#"{"request": {"method": "GET", "target": "/order?limit=5"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?limit=5"}}"#,
    ),
    (
        "write-only",
        DIRECTIONS,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {}}, "response": {"status": 200, "body": {"secret": "s"}}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"secret": "s"}}, "response": {"status": 200, "body": {}}}"#,
    ),
    (
        "body-not-declared",
        BODILESS,
        r#"{"request": {"method": "DELETE", "target": "/orders", "body": {}}}"#,
        r#"{"request": {"method": "DELETE", "target": "/orders"}}"#,
    ),
    (
        "body-not-kept",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders", "bodyOmitted": true}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"amount": 1}}}"#,
    ),
    (
        "charset-not-read",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders", "headers": {"content-type": "application/json; charset=utf-16"}, "bodyText": "{}"}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "headers": {"content-type": "application/json; charset=utf-8"}, "bodyText": "{}"}}"#,
    ),
    (
        "client-certificate",
        "\
paths:
  /orders:
    get:
      security: [{certificate: []}]
      responses: {'200': {description: orders}}
    head:
      responses: {'200': {description: orders}}
components: {securitySchemes: {certificate: {type: mutualTLS}}}",
        r#"{"request": {"method": "GET", "target": "/orders"}}"#,
        r#"{"request": {"method": "HEAD", "target": "/orders"}}"#,
    ),
    (
        "content-encoding-not-read",
        CREATE,
        r#"{"request": {"method": "POST", "target": "/orders", "headers": {"content-encoding": "br"}, "body": {"amount": 1}}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {"amount": 1}}}"#,
    ),
    (
        "costly-pattern",
        r"{type: string, pattern: '^(a|aa)+\1$'}",
        r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab""#,
        r#""aa""#,
    ),
    ("limit-exceeded", "{type: array}", TOO_DEEP, "[[[]]]"),
    (
        "media-type-not-read",
        "\
paths:
  /orders:
    post:
      requestBody: {content: {application/xml: {schema: {type: object}}, application/json: {schema: {type: object}}}}
      responses: {'201': {description: created}}",
        r#"{"request": {"method": "POST", "target": "/orders", "headers": {"content-type": "application/xml"}, "bodyText": "<order/>"}}"#,
        r#"{"request": {"method": "POST", "target": "/orders", "body": {}}}"#,
    ),
    (
        "operation-not-declared",
        BODILESS,
        r#"{"request": {"method": "DELETE", "target": "/order", "assumed": true}, "response": {"status": 204}}"#,
        r#"{"request": {"method": "DELETE", "target": "/orders", "assumed": true}, "response": {"status": 204}}"#,
    ),
    (
        "style-not-defined",
        "\
paths:
  /orders:
    get:
      parameters:
        - {name: by, in: query, style: deepObject, explode: true, schema: {type: object, properties: {
            amount: {type: object, properties: {from: {type: integer}}}}}}
      responses: {'200': {description: orders}}",
        r#"{"request": {"method": "GET", "target": "/orders?by[amount][from]=low"}}"#,
        r#"{"request": {"method": "GET", "target": "/orders?by[amount][from]=1"}}"#,
    ),
    ("unusable-contract", "{properties: {amount: {minimum: zero}}}", r#"{"amount": 1}"#, r#"{"locale": "en_US"}"#),
];

macro_rules! brackets {
    () => {
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
    };
}

/// More than 1,000 arrays in one another.
const TOO_DEEP: &str = concat!(
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!(),
    brackets!()
);
