//! What is masked of bodies: nothing of it is left, and what is recorded is judged as the exchange was, or not at all.

use order_contracts::contract::Contract;
use order_contracts::proxy::{MaskPath, Masks};
use order_contracts::validate::{Options, Recorded, Report};
use serde_json::{Value, json};

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a:
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Order"}}
          application/x-www-form-urlencoded: {schema: {type: object}}
          text/plain: {schema: {type: string}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
components:
  schemas:
    Order:
      type: object
      required: [email]
      properties:
        email: {type: string, format: email, maxLength: 30}
        born: {type: string, format: date}
        kind: {type: string, enum: [big, small]}
        pin: {type: string, minLength: 8, maxLength: 8}
        short: {type: string, maxLength: 3}
        count: {type: integer, minimum: 5}
        below: {type: number, maximum: 0, exclusiveMaximum: true}
        plate: {type: string, pattern: "^[A-Z]{2}-[0-9]+$"}
        either: {anyOf: [{type: string, format: uuid}, {type: integer}]}
        nothing: {type: string, nullable: true}
        flag: {type: boolean}
        items: {type: array, minItems: 1, items: {type: object, properties: {note: {type: string}}}}
"##;

fn contract() -> Contract {
    Contract::from_str(DOCUMENT, "a.yaml").unwrap()
}

fn masks(contract: &Contract, paths: &[&str]) -> Masks {
    let paths = paths.iter().map(|path| path.parse::<MaskPath>().unwrap()).collect();
    Masks::of(contract).bodies(paths)
}

/// A request with this body, and the same as the answer.
fn exchange(media_type: &str, body: &str) -> Recorded {
    let headers =
        json!({"content-type": media_type, "content-length": body.len().to_string(), "content-digest": "DIGEST"});
    let request = json!({"method": "POST", "target": "/a", "headers": headers, "bodyText": body});
    let response = json!({"status": 200, "headers": headers, "bodyText": body});
    Recorded::from_value(&json!({"request": request, "response": response})).unwrap()
}

fn masked(paths: &[&str], media_type: &str, body: &str) -> Recorded {
    let contract = contract();
    masks(&contract, paths).masked(&contract, &Options::new(), exchange(media_type, body))
}

fn body(recorded: &Recorded) -> Value {
    serde_json::from_slice(&recorded.request.body).unwrap()
}

#[test]
fn a_value_is_replaced_by_one_of_its_type_that_the_contract_takes() {
    let sent = json!({
        "email": "a@SECRET.example", "born": "1999-12-31", "kind": "small", "pin": "SECRETxx", "short": "abc", "count": 77,
        "below": -3, "either": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "nothing": null, "flag": true,
        "items": [{"note": "SECRET", "other": 1}, {"note": "SECRET"}], "free": {"deep": "SECRET"}, "list": ["SECRET"],
    });
    let paths = [
        "/email",
        "/born",
        "/kind",
        "/pin",
        "/short",
        "/count",
        "/below",
        "/either",
        "/nothing",
        "/flag",
        "/items/*/note",
    ];
    let recorded = masked(&[&paths[..], &["/free", "/list"]].concat(), "application/json", &sent.to_string());
    assert!(!recorded.request_assumed && !recorded.response_assumed, "{recorded:?}");
    let wanted = json!({
        "email": "masked@example.com", "born": "2000-01-01", "kind": "big", "pin": "maskedxx", "short": "mas", "count": 5,
        "below": -1, "either": "00000000-0000-0000-0000-000000000000", "nothing": null, "flag": false,
        "items": [{"note": "masked", "other": 1}, {"note": "masked"}], "free": {}, "list": [],
    });
    assert_eq!(body(&recorded), wanted);
    let line = serde_json::to_string(&recorded).unwrap();
    assert!(["SECRET", "DIGEST", "content-length"].iter().all(|word| !line.contains(word)), "{line}");
    assert_eq!(recorded.response.unwrap().body, recorded.request.body);
}

/// What no value of its type can keep is not judged again.
#[test]
fn a_half_that_would_be_judged_differently_is_assumed() {
    for (path, sent) in [
        ("/plate", json!({"email": "a@b.example", "plate": "AB-1"})),
        ("/items", json!({"email": "a@b.example", "items": [{}]})),
        // It is invalid only as long as it is there.
        ("/email", json!({"email": "a".repeat(40) + "@b.example"})),
        ("/**", json!({"email": "a@b.example"})),
    ] {
        let recorded = masked(&[path], "application/json", &sent.to_string());
        assert!(recorded.request_assumed && recorded.response_assumed, "{path}: {recorded:?}");
    }
    // A violation that is still one.
    let recorded = masked(&["/email"], "application/json", r#"{"email": "SECRET"}"#);
    assert!(!recorded.request_assumed && *recorded.request.body == br#"{"email": "masked"}"#[..], "{recorded:?}");
}

/// Beside what is masked nothing changes: digits that no number of a program has, and white space.
#[test]
fn the_rest_of_a_body_is_as_it_was() {
    let recorded = masked(
        &["/email", "/**/note"],
        "application/json",
        "{ \"count\" : 1e400,\"email\":\"s@b.example\", \"note\":[1,2 ] }",
    );
    assert_eq!(*recorded.request.body, *b"{ \"count\" : 1e400,\"email\":\"masked@example.com\", \"note\":[] }");
}

#[test]
fn a_body_that_cannot_be_masked_is_left_out() {
    for (media_type, body) in [
        ("application/json", r#"{"email": "SECRET"#),
        ("application/json", r#"{"email": "SECRET", "email": "SECRET"}"#),
        ("application/json", "\u{feff}{\"email\": \"SECRET\"}"),
        ("application/x-www-form-urlencoded", "email=SECRET"),
        ("text/plain", r#"{"email": "SECRET"}"#),
        ("nonsense", r#"{"email": "SECRET"}"#),
        ("multipart/form-data; boundary=b", "--b\r\ncontent-disposition: form-data; name=email\r\n\r\nSECRET\r\n--b--"),
    ] {
        let recorded = masked(&["/email"], media_type, body);
        let line = serde_json::to_string(&recorded).unwrap();
        assert!(!line.contains("SECRET") && line.matches("\"bodyOmitted\":true").count() == 2, "{media_type}: {line}");
    }
    // Too many values to be masked one by one.
    let recorded = masked(&["/list/*"], "application/json", &json!({"list": vec!["SECRET"; 20_000]}).to_string());
    assert!(!serde_json::to_string(&recorded).unwrap().contains("SECRET"));
    // An empty body is none.
    assert!(!serde_json::to_string(&masked(&["/email"], "application/json", "")).unwrap().contains("bodyOmitted"));
}

#[test]
fn a_path_that_leads_nowhere_is_known() {
    let contract = contract();
    let masks = masks(&contract, &["/email", "/emial", "/items/*/note"]);
    let recorded = exchange("application/json", r#"{"email": "a@b.example", "items": []}"#);
    let _ = masks.masked(&contract, &Options::new(), recorded);
    assert_eq!(masks.unmatched().map(ToString::to_string).collect::<Vec<_>>(), ["/emial", "/items/*/note"]);
}

/// A generator that is the same on each machine (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end).unwrap()
    }
}

/// A value in which the members `email` and `note` are secret, wherever they are, and nothing else is.
fn value(random: &mut Random, depth: u32) -> Value {
    const NAMES: [&str; 9] = ["email", "note", "items", "kind", "a/b", "~", "", "0", "é\""];
    match random.below(if depth > 4 { 4 } else { 7 }) {
        0 => json!(random.below(9)),
        1 => json!(["big", "small", "\u{1b}\""][random.below(3)]),
        2 => json!(null),
        3 => json!(true),
        4 => (0..random.below(4)).map(|_| value(random, depth + 1)).collect(),
        _ => {
            let members = (0..random.below(5)).map(|_| {
                let name = NAMES[random.below(9)];
                let is_secret = ["email", "note"].contains(&name);
                (name.to_owned(), if is_secret { secret(random, depth) } else { value(random, depth + 1) })
            });
            Value::Object(members.collect())
        }
    }
}

fn secret(random: &mut Random, depth: u32) -> Value {
    match random.below(4) {
        0 => json!({"SECRET": value(random, depth + 1)}),
        1 => json!(["SECRET", value(random, depth + 1)]),
        2 => json!("SECRET@b.example"),
        _ => json!("SECRET"),
    }
}

#[test]
fn no_secret_is_left_and_the_verdict_is_the_same() {
    let (contract, options) = (contract(), Options::new());
    let masks = masks(&contract, &["/**/email", "/**/note"]);
    let (mut random, mut alike) = (Random(0x2545_f491_4f6c_dd1d), [0, 0]);
    for _ in 0..3_000 {
        let mut text = match random.below(3) {
            0 => format!("{:#}", value(&mut random, 0)),
            _ => value(&mut random, 0).to_string(),
        };
        if random.below(10) == 0 {
            text.truncate(text.floor_char_boundary(random.below(text.len() as u64 + 1)));
        }
        let recorded = exchange("application/json", &text);
        let judge = |recorded: &Recorded| {
            let ids = |report: &Report| report.violations().iter().map(|violation| violation.id()).collect::<Vec<_>>();
            ids(&options.request(&contract, &recorded.request))
        };
        let before = judge(&recorded);
        let masked = masks.masked(&contract, &options, recorded);
        let line = serde_json::to_string(&masked).unwrap();
        assert!(!line.contains("SECRET"), "{text}\n{line}");
        let read = Recorded::from_json(line.as_bytes()).unwrap();
        alike[usize::from(read.request_assumed)] += 1;
        if !read.request_assumed {
            assert_eq!(judge(&read), before, "{text}\n{line}");
        }
    }
    assert!(alike[0] > 1_000 && alike[1] > 50, "{alike:?}");
}
