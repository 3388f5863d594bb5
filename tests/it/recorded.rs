//! Recorded exchanges are written in the form in which they are read, and read back as they were.

use order_contracts::validate::{Recorded, Response};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

fn headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let value = "[ -~é]{0,12}".prop_map(String::into_bytes);
    let media_type = prop_oneof![
        3 => Just(None),
        3 => Just(Some("application/json")),
        1 => Just(Some("text/plain")),
    ];
    (btree_map("[a-b]{1,2}", vec(value, 1..3), 0..3), media_type).prop_map(|(mut headers, media_type)| {
        headers.extend(media_type.map(|text| ("content-type".to_owned(), vec![text.as_bytes().to_vec()])));
        let pairs = headers.into_iter();
        pairs.flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value))).collect()
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~é\n]{0,9}".prop_map(Value::from),
        vec(any::<bool>(), 0..3).prop_map(Value::from),
        btree_map("[ab\"]{0,2}", any::<u8>(), 0..3).prop_map(|members| json!(members)),
    ];
    prop_oneof![
        Just(Vec::new()),
        json.clone().prop_map(|value| value.to_string().into_bytes()),
        json.prop_map(|value| format!("{value:#} ").into_bytes()),
        Just(br#"{"b": 1, "a": 1e400, "b": 2}"#.to_vec()),
        "[ -~é]{0,12}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..9),
    ]
}

/// An exchange, by way of a value: its form may be built by readers only.
fn recorded() -> impl Strategy<Value = Recorded> {
    let request = (headers(), body(), any::<bool>());
    let response = (100_u16..600, headers(), body(), any::<bool>());
    (request, option::of(response)).prop_map(|((headers, body, assumed), response)| {
        let empty = json!({"request": {"method": "POST", "target": "/a?b=c"}});
        let mut recorded = Recorded::from_value(&empty).unwrap();
        recorded.request.headers = headers.into_iter().collect();
        recorded.request.body = body.into();
        recorded.request_assumed = assumed;
        if let Some((status, headers, body, assumed)) = response {
            let headers = headers.into_iter().collect();
            let mut response = Response::new(status);
            (response.headers, response.body) = (headers, body.into());
            recorded.response = Some(response);
            recorded.response_assumed = assumed;
        }
        recorded
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_as_it_was(recorded in recorded()) {
        let written = serde_json::to_value(&recorded).unwrap();
        prop_assert_eq!(&Recorded::from_value(&written).unwrap(), &recorded, "{}", &written);
        let text = serde_json::to_vec(&recorded).unwrap();
        prop_assert_eq!(&Recorded::from_json(&text).unwrap(), &recorded, "{}", &written);
    }
}

#[test]
fn a_body_is_written_as_what_it_is() {
    let written = |media_type: Option<&str>, body: &[u8]| {
        let mut recorded = Recorded::from_value(&json!({"request": {"method": "GET", "target": "/a"}})).unwrap();
        let headers = media_type.map(|text| ("content-type", text.as_bytes().to_vec()));
        recorded.request.headers = headers.into_iter().collect();
        recorded.request.body = body.to_vec().into();
        let mut request = serde_json::to_value(&recorded).unwrap()["request"].take();
        let members = request.as_object_mut().unwrap();
        members.retain(|member, _| member.starts_with("body"));
        request
    };
    let json = Some("application/json");
    assert_eq!(written(json, b"{\"a\":1}"), json!({"body": {"a": 1}}));
    // Its white space would be lost, and its second `a`; and a reader would give the last one a media type.
    assert_eq!(written(json, b"{\"a\": 1}"), json!({"bodyText": "{\"a\": 1}"}));
    assert_eq!(written(json, b"{\"a\":1,\"a\":1}"), json!({"bodyText": "{\"a\":1,\"a\":1}"}));
    assert_eq!(written(None, b"{\"a\":1}"), json!({"bodyText": "{\"a\":1}"}));
    assert_eq!(written(Some("text/plain"), b"hello"), json!({"bodyText": "hello"}));
    assert_eq!(written(None, b"\xff\x00"), json!({"bodyBase64": "/wA="}));
    assert_eq!(written(None, b""), json!({}));
}
