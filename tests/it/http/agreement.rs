//! The layer, the functions of `validate`, and the program say the same of the same exchanges.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use order_contracts::Api;
use order_contracts::contract::{Contract, Location};
use order_contracts::http::{CheckedBody, ContractLayer, Direction, Mode, Observation, Undeclared};
use order_contracts::validate::{Exchange, Options, Recorded, Report};
use serde_json::{Value, json};
use tower::{Layer, ServiceExt, service_fn};

use crate::cli::run_in;

/// Numbers that are the same each time (Knuth, MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }
}

/// Replaces or removes a random part of a value.
fn mutate(value: &mut Value, numbers: &mut Numbers) {
    let others =
        [json!(null), json!(-1), json!("x"), json!(true), json!([]), json!({}), json!(1.5), json!("é".repeat(200))];
    match value {
        Value::Object(members) if !members.is_empty() && !numbers.one_in(6) => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = numbers.pick(&names);
            match numbers.below(4) {
                0 => drop(members.remove(name)),
                1 => drop(members.insert(format!("{name}X"), json!(1))),
                _ => mutate(&mut members[name], numbers),
            }
        }
        Value::Array(items) if !items.is_empty() && !numbers.one_in(4) => {
            let at = numbers.below(items.len());
            mutate(&mut items[at], numbers);
        }
        value => *value = numbers.pick(&others).clone(),
    }
}

/// The first example that the document has for the media type at `content`.
fn example(contract: &Contract, content: &Value) -> Value {
    let document = contract.document();
    let follow = |value: &Value| match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => value.clone(),
    };
    let examples = content.get("examples").and_then(Value::as_object);
    let first = examples.and_then(|examples| examples.values().next()).map(follow);
    first.and_then(|example| example.get("value").cloned()).unwrap_or_else(|| json!({"amount": 1}))
}

fn exchange(contract: &Contract, numbers: &mut Numbers) -> Value {
    let endpoint = numbers.pick(contract.endpoints());
    let mut path = endpoint.operation.path().to_owned();
    for name in endpoint.template.parameters() {
        path = path.replace(&format!("{{{name}}}"), numbers.pick::<&str>(&["ord_1", "a%20b", "%zz", "x"]));
    }
    let mut query = Vec::new();
    for parameter in endpoint.parameters.iter().filter(|parameter| parameter.location == Location::Query) {
        for _ in 0..[0, 1, 1, 2][numbers.below(4)] {
            let value = numbers.pick(&["1", "0", "organization", "a,b", "", "%20", "-1", "createdAt:desc", "%", "a+b"]);
            query.push(format!("{}={value}", parameter.name));
        }
    }
    let base = endpoint.servers.first().map_or("", |server| server.base_path());
    let mut target = format!("{base}{path}");
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    if numbers.one_in(20) {
        target.insert(1, 'x');
    }
    let method = if numbers.one_in(20) { "DELETE" } else { endpoint.operation.method() };
    let mut headers = json!({});
    if !numbers.one_in(6) {
        headers["authorization"] = json!("Bearer sk_test_1");
    }
    let utf_16 = "application/json; charset=utf-16";
    let media_types =
        [utf_16, utf_16, utf_16, "application/json; charset=utf-8", "text/plain", "application/x-y", "nonsense"];
    let mut request = json!({"method": method, "target": target});
    if let Some(declared) = &endpoint.request_body
        && !numbers.one_in(10)
    {
        let pointer = declared.pointer.clone();
        let mut body = example(contract, &pointer.resolve(contract.document()).unwrap()["content"]["application/json"]);
        if !numbers.one_in(3) {
            mutate(&mut body, numbers);
        }
        let mut text = body.to_string();
        if numbers.one_in(12) {
            text.pop();
        }
        request["bodyText"] = json!(text);
        let known = if numbers.one_in(6) { *numbers.pick(&media_types) } else { "application/json" };
        headers["content-type"] = json!(known);
    }
    request["headers"] = headers;
    let declared = numbers.pick(&endpoint.responses);
    let status = match declared.status.to_string().parse::<u16>() {
        Ok(code) => code,
        Err(_) => *numbers.pick(&[200, 201, 404, 418, 500]),
    };
    let mut response = json!({"status": status});
    if !numbers.one_in(10) {
        let content = declared.pointer.resolve(contract.document()).unwrap()["content"]["application/json"].clone();
        let mut body = example(contract, &content);
        if !numbers.one_in(3) {
            mutate(&mut body, numbers);
        }
        response["bodyText"] = json!(body.to_string());
        let known = if numbers.one_in(6) { *numbers.pick(&media_types) } else { "application/json" };
        response["headers"] = json!({"content-type": known});
    }
    json!({"request": request, "response": response})
}

/// What was found in one half: the verdict and the ids, sorted.
type Found = (String, Vec<&'static str>);

fn found(report: &Report) -> Found {
    let violated = report.violations().iter().map(|violation| violation.id());
    let undecided = report.undecided().iter().map(|undecided| undecided.reason().id());
    let mut ids: Vec<_> = violated.chain(undecided).collect();
    ids.sort_unstable();
    (report.verdict().to_string(), ids)
}

fn message(half: &Value) -> (Vec<(String, String)>, Full<Bytes>) {
    let headers = half["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    (headers, Full::from(half["bodyText"].as_str().unwrap_or_default().to_owned()))
}

/// What the layer says of both halves, and the status of its answer.
async fn by_layer(
    layer: &ContractLayer,
    seen: &Arc<Mutex<[Option<Found>; 2]>>,
    exchange: &Value,
) -> (u16, [Option<Found>; 2]) {
    let (headers, body) = message(&exchange["request"]);
    let mut request = Request::builder().method(exchange["request"]["method"].as_str().unwrap());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.uri(exchange["request"]["target"].as_str().unwrap()).body(body).unwrap();
    let answer = exchange["response"].clone();
    let service = service_fn(move |_: Request<CheckedBody<Full<Bytes>>>| {
        let (headers, body) = message(&answer);
        let mut response = Response::builder().status(u16::try_from(answer["status"].as_u64().unwrap()).unwrap());
        for (name, value) in headers {
            response = response.header(name, value);
        }
        async move { Ok::<_, Infallible>(response.body(body).unwrap()) }
    });
    let response = layer.layer(service).oneshot(request).await.unwrap();
    (response.status().as_u16(), std::mem::take(&mut *seen.lock().unwrap()))
}

fn layer(contract: &'static Contract, seen: &Arc<Mutex<[Option<Found>; 2]>>, mode: Mode) -> ContractLayer {
    let seen = Arc::clone(seen);
    ContractLayer::new(contract).requests(mode).responses(mode).undeclared(Undeclared::Report).sink(
        move |observation: &Observation<'_>| {
            let half = usize::from(observation.direction == Direction::Response);
            seen.lock().unwrap()[half] = Some(found(observation.report));
        },
    )
}

#[tokio::test]
async fn five_thousand_exchanges_are_judged_alike() {
    let mut numbers = Numbers(12);
    for (api, count) in [(Api::KohortPay, 3_000), (Api::Threekit, 2_000)] {
        let contract = api.contract();
        let options = Options::new();
        let seen = Arc::default();
        let (observing, enforcing) = (layer(contract, &seen, Mode::Observe), layer(contract, &seen, Mode::Enforce));
        let mut lines = String::new();
        let mut expected: BTreeMap<(usize, &str), BTreeSet<String>> = BTreeMap::new();
        let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
        for record in 1..=count {
            let exchange = exchange(contract, &mut numbers);
            lines.push_str(&format!("{exchange}\n"));
            let recorded = Recorded::from_value(&exchange).unwrap();
            let response = recorded.response.clone().unwrap();
            let (request, response) = options.exchange(contract, &Exchange::new(recorded.request, response));
            for (half, report) in [("request", &request), ("response", &response)] {
                let (verdict, ids) = found(report);
                *verdicts.entry(format!("{half} {verdict}")).or_default() += 1;
                if !ids.is_empty() {
                    expected.insert((record, half), ids.iter().map(|id| (*id).to_owned()).collect());
                }
            }
            let (_, [of_request, of_response]) = by_layer(&observing, &seen, &exchange).await;
            assert_eq!(of_request, Some(found(&request)), "{exchange}\n{request}");
            // The response to a request of no operation is not checked.
            if request.operation().is_some() {
                assert_eq!(of_response, Some(found(&response)), "{exchange}\n{response}");
            }
            let (status, [of_request, _]) = by_layer(&enforcing, &seen, &exchange).await;
            let verdict = of_request.unwrap().0;
            assert_eq!(verdict, found(&request).0, "{exchange}");
            if verdict == "invalid" && request.operation().is_some() {
                assert!((400..=422).contains(&status), "{status} {exchange}");
            }
        }
        // Neither half is always the same.
        assert!(verdicts.len() >= 5 && verdicts.values().all(|count| *count > 10), "{verdicts:?}");
        assert_eq!(by_program(api, &lines), expected);
    }
}

/// What the program says of the same exchanges, by record and half.
fn by_program(api: Api, lines: &str) -> BTreeMap<(usize, &'static str), BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("exchanges.ndjson"), lines).unwrap();
    let name = api.name();
    let out = run_in(folder.path(), &["validate", name, "exchanges.ndjson", "--format", "json"], b"");
    let json = out.split_once("--- stdout\n").unwrap().1.split("--- stderr").next().unwrap();
    let report: Value = serde_json::from_str(json).unwrap();
    let mut found: BTreeMap<(usize, &str), BTreeSet<String>> = BTreeMap::new();
    for list in ["violations", "undecided"] {
        for finding in report["inputs"][0][list].as_array().unwrap() {
            let record = usize::try_from(finding["record"].as_u64().unwrap()).unwrap();
            let half = if finding["half"] == "response" { "response" } else { "request" };
            found.entry((record, half)).or_default().insert(finding["id"].as_str().unwrap().to_owned());
        }
    }
    found
}
