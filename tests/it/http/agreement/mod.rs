//! The layer, around services and around clients, the functions of `validate`, the program, the proxy and the generated clients
//! say the same of the same 5,000 exchanges.

#[cfg(feature = "client")]
mod client;
mod layer;
mod mutated;
mod program;
mod proxy;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use order_contracts::server::{self, Address, Listener};
use order_contracts::validate::Report;
use tower::service_fn;

/// What was found in one half: the verdict and the ids, sorted.
type Found = (String, Vec<&'static str>);

fn found(report: &Report) -> Found {
    let violated = report.violations().iter().map(|violation| violation.id());
    let undecided = report.undecided().iter().map(|undecided| undecided.reason().id());
    let mut ids: Vec<_> = violated.chain(undecided).collect();
    ids.sort_unstable();
    (report.verdict().to_string(), ids)
}

/// The URL of a server that is there as long as the runtime.
fn answering<F>(answer: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static) -> String
where
    F: Future<Output = Response<Full<bytes::Bytes>>> + Send + 'static,
{
    let listener = Listener::bind(&Address::loopback(0)).unwrap();
    let url = format!("http://{}", listener.address());
    let service = service_fn(move |request| {
        let answer = answer(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    tokio::spawn(server::serve(listener, service, server::Settings::new(0), std::future::pending()));
    url
}

#[test]
fn every_verdict_occurs_in_both_halves() {
    let mut verdicts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for mutated in mutated::ALL.iter() {
        for (half, (verdict, _)) in mutated.found.iter().enumerate() {
            *verdicts.entry((half, verdict)).or_default() += 1;
        }
    }
    assert!(mutated::ALL.len() == 5_000 && verdicts.len() == 6, "{verdicts:?}");
    assert!(verdicts.values().all(|count| *count >= 50), "{verdicts:?}");
}
