//! Parameters: any target, header and cookie is judged. Input: a target, a line feed, a header, a line feed, a body.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Request, Strictness};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let text = r"
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a/{matrix}/{label}/{simple}:
    post:
      parameters:
        - {name: matrix, in: path, required: true, style: matrix, schema: {type: array, items: {type: integer}}}
        - {name: label, in: path, required: true, style: label, schema: {type: object, properties: {b: {type: integer}}}}
        - {name: simple, in: path, required: true, schema: {type: string, maxLength: 3}}
        - {name: form, in: query, schema: {type: array, items: {enum: [a, b]}}}
        - {name: pipe, in: query, style: pipeDelimited, explode: false, schema: {type: array}}
        - {name: deep, in: query, style: deepObject, explode: true, schema: {type: object, properties: {b: {type: number}}}}
        - {name: json, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: x-a, in: header, schema: {type: array, items: {type: number}}}
        - {name: c, in: cookie, schema: {type: integer}}
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {b: {type: integer}}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {b: {type: integer}}}}
          multipart/form-data: {schema: {type: object, properties: {b: {type: integer}}}}
      responses: {'204': {description: done}}
";
    Contract::from_str(text, "t.yaml").expect("a contract")
});

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(3, |&byte| byte == b'\n');
    let (Some(target), Some(header), Some(body)) = (parts.next(), parts.next(), parts.next()) else { return };
    let (Ok(target), Ok(header)) = (std::str::from_utf8(target), std::str::from_utf8(header)) else { return };
    for media_type in ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"] {
        let request = Request::new("POST", target)
            .header("x-a", header)
            .header("cookie", header)
            .header("content-type", media_type)
            .body(body);
        let _ = Options::new().strict(Strictness::ALL).request(&CONTRACT, &request).to_string();
    }
});
