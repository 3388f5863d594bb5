//! The exchanges that everything judges: documented ones, of which parts were replaced or removed.

use std::sync::LazyLock;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use order_contracts::Api;
use order_contracts::contract::{Contract, Location};
use order_contracts::validate::{Exchange, Options, Recorded};
use serde_json::{Value, json};

use super::{Found, found};

/// An exchange, and what is found in it.
pub(super) struct Mutated {
    pub(super) api: Api,
    /// The operation that it was made from, which its request may not call any more.
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "for the generated clients"))]
    pub(super) operation: &'static str,
    /// As a line of NDJSON.
    pub(super) exchange: Value,
    /// The body of the request as it is documented; `null` where there is none.
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "for the generated clients"))]
    pub(super) documented: Value,
    /// In the request and in the response, by the functions of `validate`.
    pub(super) found: [Found; 2],
    /// Whether the request calls an operation.
    pub(super) is_routed: bool,
}

/// The same 5,000 for everything.
pub(super) static ALL: LazyLock<Vec<Mutated>> = LazyLock::new(|| {
    let (mut numbers, options) = (Numbers(12), Options::new());
    let apis = [(Api::KohortPay, 3_000), (Api::Threekit, 2_000)];
    let apis = apis.into_iter().flat_map(|(api, count)| std::iter::repeat_n(api, count));
    let mutated = apis.map(|api| {
        let (operation, documented, exchange) = exchange(api.contract(), &mut numbers);
        let recorded = Recorded::from_value(&exchange).unwrap();
        let whole = Exchange::new(recorded.request, recorded.response.unwrap());
        let (request, response) = options.exchange(api.contract(), &whole);
        let (found, is_routed) = ([found(&request), found(&response)], request.operation().is_some());
        Mutated { api, operation, exchange, documented, found, is_routed }
    });
    mutated.collect()
});

/// Those of one API.
pub(super) fn of(api: Api) -> impl Iterator<Item = &'static Mutated> {
    ALL.iter().filter(move |mutated| mutated.api == api)
}

impl Mutated {
    /// The request, to a server at `origin`.
    pub(super) fn request(&self, origin: &str) -> Request<Full<Bytes>> {
        let sent = &self.exchange["request"];
        let target = format!("{origin}{}", sent["target"].as_str().unwrap());
        let request = Request::builder().method(sent["method"].as_str().unwrap()).uri(target);
        headers(sent).fold(request, |request, (name, value)| request.header(name, value)).body(body(sent)).unwrap()
    }

    /// The response to it.
    pub(super) fn answer(&self) -> Response<Full<Bytes>> {
        let sent = &self.exchange["response"];
        let response = Response::builder().status(self.status());
        headers(sent).fold(response, |response, (name, value)| response.header(name, value)).body(body(sent)).unwrap()
    }

    /// The status of the response.
    pub(super) fn status(&self) -> u16 {
        u16::try_from(self.exchange["response"]["status"].as_u64().unwrap()).unwrap()
    }
}

fn headers(half: &Value) -> impl Iterator<Item = (&str, &str)> {
    let headers = half["headers"].as_object().into_iter().flatten();
    headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
}

fn body(half: &Value) -> Full<Bytes> {
    Full::from(half["bodyText"].as_str().unwrap_or_default().to_owned())
}

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

/// The first example that the document has for the media type at `content`; else one that is an order, a group and an error.
fn example(contract: &Contract, content: &Value) -> Value {
    let document = contract.document();
    let follow = |value: &Value| match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => value.clone(),
    };
    let examples = content.get("examples").and_then(Value::as_object);
    let first = examples.and_then(|examples| examples.values().next()).map(follow);
    let any = || json!({"amount": 1, "message": "no", "error": {"type": "a", "message": "b", "code": "c"}});
    first.and_then(|example| example.get("value").cloned()).unwrap_or_else(any)
}

/// An operation, the documented body of its requests, and an exchange.
fn exchange(contract: &'static Contract, numbers: &mut Numbers) -> (&'static str, Value, Value) {
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
    let documented = endpoint.request_body.as_ref().map(|declared| {
        example(contract, &declared.pointer.resolve(contract.document()).unwrap()["content"]["application/json"])
    });
    if let Some(mut body) = documented.clone()
        && !numbers.one_in(10)
    {
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
    let status = if numbers.one_in(20) { *numbers.pick(&[202, 409, 503]) } else { status };
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
    (
        endpoint.operation.id().unwrap(),
        documented.unwrap_or_default(),
        json!({"request": request, "response": response}),
    )
}
