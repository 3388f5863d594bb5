//! What the proxy says of the exchanges, while it observes and while it enforces.

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use order_contracts::Api;
use order_contracts::proxy::{Proxy, Seen, Settings};
use order_contracts::server::{self, Address, Listener};
use order_contracts::validate::{Options, Report};

use super::mutated::{self, Mutated};
use super::{answering, found};

/// The number of the exchange, in a header that no contract declares.
const NUMBER: HeaderName = HeaderName::from_static("x-number");

/// Answers as the exchange says.
async fn answer(request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let _ = body.collect().await;
    let number: usize = head.headers[NUMBER].to_str().unwrap().parse().unwrap();
    mutated::ALL[number].answer()
}

async fn agrees(api: Api, enforces: bool) {
    let mut settings = Settings::new(answering(answer).parse().unwrap());
    settings.enforces = enforces;
    let proxy = Proxy::new(settings, api.contract(), Options::new()).unwrap();
    let queue = proxy.queue();
    let listener = Listener::bind(&Address::loopback(0)).unwrap();
    let origin = format!("http://{}", listener.address());
    tokio::spawn(server::serve(listener, proxy, server::Settings::new(1), std::future::pending()));
    // One connection, which is kept.
    let client: Client<HttpConnector, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    for (number, mutated) in mutated::ALL.iter().enumerate().filter(|(_, mutated)| mutated.api == api) {
        let mut request = mutated.request(&origin);
        request.headers_mut().insert(NUMBER, HeaderValue::from(number));
        let response = client.request(request).await.unwrap();
        let status = response.status().as_u16();
        response.into_body().collect().await.unwrap();
        let mut seen = queue.take().seen;
        while seen.is_empty() {
            queue.filled().await;
            seen = queue.take().seen;
        }
        let [seen] = seen.try_into().expect("one exchange at a time");
        agree(mutated, &seen, status, enforces);
    }
}

fn agree(mutated: &Mutated, seen: &Seen, status: u16, enforces: bool) {
    let Mutated { exchange, found: [request, response], is_routed, .. } = mutated;
    let of = |report: &Option<Report>| report.as_ref().map(found);
    let answer = seen.recorded.response.as_ref();
    assert_eq!(of(&seen.request).map(|found| found.0), Some(request.0.clone()), "{exchange}");
    match request.0.as_str() {
        "invalid" if enforces => assert!(answer.is_none() && (400..=422).contains(&status), "{status} {exchange}"),
        "undecided" if enforces && answer.is_none() => assert!((400..=422).contains(&status), "{status} {exchange}"),
        _ => {
            assert_eq!(of(&seen.request).as_ref(), Some(request), "{exchange}");
            assert_eq!(of(&seen.response).as_ref(), Some(response), "{exchange}");
            assert_eq!(answer.map(|answer| answer.status), Some(mutated.status()), "{exchange}");
            let is_only_an_error = mutated.status() >= 500 && response.1 == ["undeclared-status"];
            let is_replaced = enforces && *is_routed && response.0 == "invalid" && !is_only_an_error;
            assert_eq!(status, if is_replaced { 502 } else { mutated.status() }, "{exchange}");
        }
    }
}

#[tokio::test]
async fn the_proxy_agrees_while_it_observes() {
    for api in Api::ALL {
        agrees(api, false).await;
    }
}

#[tokio::test]
async fn the_proxy_agrees_while_it_enforces() {
    for api in Api::ALL {
        agrees(api, true).await;
    }
}
