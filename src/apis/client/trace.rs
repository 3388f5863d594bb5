//! Spans of `tracing` for calls and their attempts, by the conventions of OpenTelemetry for HTTP clients; no payload, query or token.
//!
//! Without the feature `tracing` nothing of it is compiled in.

#[cfg(feature = "tracing")]
pub(super) use spans::{attempt, call, outcome, within};
#[cfg(not(feature = "tracing"))]
pub(super) use without::{attempt, call, outcome, within};

#[cfg(feature = "tracing")]
mod spans {
    use std::future::Future;

    use reqwest::Request;
    use tracing::field::Empty;
    use tracing::{Instrument, Span, info_span};

    use super::super::error::Failure;
    use super::super::response::Response;

    /// A call, its repetitions included. `path` is the template.
    pub(crate) fn call(operation_id: &'static str, request: &Request, path: &str) -> Span {
        info_span!(
            "api call",
            otel.name = operation_id,
            otel.kind = "internal",
            http.request.method = request.method().as_str(),
            url.template = path,
        )
    }

    /// One attempt of a call.
    pub(crate) fn attempt(request: &Request, path: &str, number: u32) -> Span {
        let method = request.method().as_str();
        let span = info_span!(
            "http request",
            otel.name = format!("{method} {path}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method,
            url.template = path,
            server.address = request.url().host_str(),
            server.port = request.url().port_or_known_default(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
        );
        // "only if the request was resent"
        if number > 1 {
            span.record("http.request.resend_count", number - 1);
        }
        span
    }

    pub(crate) async fn within<F: Future>(span: &Span, future: F) -> F::Output {
        future.instrument(span.clone()).await
    }

    /// Completes the span of an attempt.
    pub(crate) fn outcome(span: &Span, outcome: &Result<Response, Failure>) {
        match outcome {
            Ok(response) => {
                let status = response.status();
                span.record("http.response.status_code", status.as_u16());
                if status.is_client_error() || status.is_server_error() {
                    span.record("error.type", status.as_str());
                    span.record("otel.status_code", "ERROR");
                }
            }
            Err(failure) => {
                span.record("error.type", failure.kind());
                span.record("otel.status_code", "ERROR");
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without {
    use std::future::Future;

    use reqwest::Request;

    use super::super::error::Failure;
    use super::super::response::Response;

    pub(crate) struct Span;

    pub(crate) fn call(_: &'static str, _: &Request, _: &str) -> Span {
        Span
    }

    pub(crate) fn attempt(_: &Request, _: &str, _: u32) -> Span {
        Span
    }

    pub(crate) fn within<F: Future>(_: &Span, future: F) -> F {
        future
    }

    pub(crate) fn outcome(_: &Span, _: &Result<Response, Failure>) {}
}
