//! `RequestHead` and `ResponseHead`: messages that are checked in two steps, before and after the body is read.

use std::collections::BTreeMap;

use order_contracts::http::{Unjudged, refusal};
use order_contracts::limits::Limits;
use order_contracts::validate::{MessageHead, NotRead, Options, Request, RequestHead as NativeHead, Response};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::contract::{Contract, Operation};
use crate::errors::contract_error;
use crate::exchange::{headers_of, octets, status_of};
use crate::natural::Natural;
use crate::report::{About, Report};

/// A request without its body.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct RequestHead {
    contract: Contract,
    options: Options,
    request: Request<'static>,
}

/// A response without its body.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct ResponseHead {
    request: Py<RequestHead>,
    response: Response<'static>,
}

/// The status, the headers and the body of an answer.
type Answer<'py> = (u16, Vec<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)>, Bound<'py, PyBytes>);

impl RequestHead {
    pub(crate) fn new(
        contract: &Contract,
        (method, target, headers): (&str, &str, Option<&Bound<'_, PyAny>>),
        options: Options,
        max_unpacked: Option<usize>,
    ) -> PyResult<Self> {
        let mut request = Request::new(method.to_owned(), target.to_owned());
        if let Some(headers) = headers {
            request.headers = headers_of(headers)?;
        }
        let mut options = options.for_services();
        if let Some(most) = max_unpacked {
            let mut limits = Limits::default();
            limits.record_bytes = u64::try_from(most).unwrap_or(u64::MAX).max(1);
            options = options.limits(limits);
        }
        Ok(Self { contract: contract.clone(), options, request })
    }

    fn with<R>(&self, answer: impl FnOnce(&NativeHead<'_>) -> R) -> R {
        answer(&self.options.head(self.contract.native(), &self.request))
    }
}

impl ResponseHead {
    fn with<R>(&self, answer: impl FnOnce(&MessageHead<'_>) -> R) -> R {
        self.request.get().with(|head| answer(&head.response(&self.response)))
    }
}

#[pymethods]
impl RequestHead {
    /// The report of what is known so far.
    #[getter]
    fn report(&self) -> Report {
        Report::new(self.with(|head| head.report()), About::Request)
    }

    /// Whether the verdict can still depend on the body.
    #[getter]
    fn reads_body(&self) -> bool {
        self.with(|head| head.reads_body())
    }

    /// The operation that is called; `None` if the contract does not declare it.
    #[getter]
    fn operation(&self) -> Option<Operation> {
        self.with(|head| head.endpoint().map(|endpoint| Operation::from(&endpoint.operation)))
    }

    /// The texts of the path parameters, still percent-encoded, by name.
    #[getter]
    fn path_parameters(&self) -> BTreeMap<String, String> {
        self.with(|head| {
            let pairs = head.path_parameters().iter();
            pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        })
    }

    /// The report on the request with this body, as it was sent.
    fn finish(&self, body: &Bound<'_, PyAny>) -> PyResult<Report> {
        let (py, body) = (body.py(), octets(body, "a body")?);
        Ok(Report::new(py.detach(|| self.with(|head| head.body(&body))), About::Request))
    }

    /// The report on the request with a body that was not read; `limit` is that of `too-long`.
    #[pyo3(signature = (why, *, limit = None))]
    fn unread(&self, py: Python<'_>, why: &str, limit: Option<Natural>) -> PyResult<Report> {
        let why = not_read(py, why, limit.map_or(0, |limit| limit.0))?;
        Ok(Report::new(self.with(|head| head.body_not_read(why)), About::Request))
    }

    /// The status, the headers and the body of the answer to a request with this report; `None` if it is to be passed on.
    ///
    /// Requests that could not be checked are refused if the sender could have sent them so that they can be (`refuse-evasive`), never
    /// (`pass`) or always (`refuse`).
    #[pyo3(signature = (report, *, undecided = "refuse-evasive", with_sources = false))]
    fn refusal<'py>(
        &self,
        py: Python<'py>,
        report: &Report,
        undecided: &str,
        with_sources: bool,
    ) -> PyResult<Option<Answer<'py>>> {
        let unjudged = match undecided {
            "pass" => Unjudged::Pass,
            "refuse" => Unjudged::Refuse,
            "refuse-evasive" => Unjudged::RefuseEvasive,
            other => {
                let what = format!("`undecided` is `{other}`; expected `pass`, `refuse-evasive` or `refuse`");
                return Err(contract_error(py, &what));
            }
        };
        let Some(native) = report.native() else {
            return Err(contract_error(py, "the report was unpickled; ask where the request was checked"));
        };
        let contract = self.contract.native();
        let refused = self.with(|head| refusal(native, contract, head.endpoint(), unjudged, with_sources));
        let Some(refused) = refused else { return Ok(None) };
        let headers = refused.headers().iter();
        let headers = headers
            .map(|(name, value)| (PyBytes::new(py, name.as_str().as_bytes()), PyBytes::new(py, value.as_bytes())));
        Ok(Some((refused.status().as_u16(), headers.collect(), PyBytes::new(py, refused.body()))))
    }

    /// The response to this request, without its body.
    #[pyo3(signature = (status, headers = None))]
    fn response_head(
        slf: &Bound<'_, Self>,
        status: &Bound<'_, PyAny>,
        headers: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<ResponseHead> {
        let mut response = Response::new(status_of(status)?);
        if let Some(headers) = headers {
            response.headers = headers_of(headers)?;
        }
        Ok(ResponseHead { request: slf.clone().unbind(), response })
    }

    fn __repr__(&self) -> String {
        format!("<RequestHead {}>", self.request.method)
    }
}

#[pymethods]
impl ResponseHead {
    /// The report of what is known so far.
    #[getter]
    fn report(&self) -> Report {
        Report::new(self.with(|head| head.report()), About::Response)
    }

    /// Whether the verdict can still depend on the body.
    #[getter]
    fn reads_body(&self) -> bool {
        self.with(|head| head.reads_body())
    }

    /// Whether no body is sent, whatever the headers say.
    #[getter]
    fn is_bodiless(&self) -> bool {
        self.with(|head| head.is_bodiless())
    }

    /// The report on the response with this body, as it was sent.
    fn finish(&self, body: &Bound<'_, PyAny>) -> PyResult<Report> {
        let (py, body) = (body.py(), octets(body, "a body")?);
        Ok(Report::new(py.detach(|| self.with(|head| head.body(&body))), About::Response))
    }

    /// The report on the response with a body that was not read; `limit` is that of `too-long`.
    #[pyo3(signature = (why, *, limit = None))]
    fn unread(&self, py: Python<'_>, why: &str, limit: Option<Natural>) -> PyResult<Report> {
        let why = not_read(py, why, limit.map_or(0, |limit| limit.0))?;
        Ok(Report::new(self.with(|head| head.body_not_read(why)), About::Response))
    }

    fn __repr__(&self) -> String {
        format!("<ResponseHead {}>", self.response.status)
    }
}

fn not_read(py: Python<'_>, why: &str, limit: usize) -> PyResult<NotRead> {
    Ok(match why {
        "too-long" => NotRead::TooLong(u64::try_from(limit).unwrap_or(u64::MAX)),
        "streamed" => NotRead::Streamed,
        "interrupted" => NotRead::Interrupted,
        "unread" => NotRead::Unread,
        other => {
            let what = format!("`{other}` is no reason; expected `too-long`, `streamed`, `interrupted` or `unread`");
            return Err(contract_error(py, &what));
        }
    })
}
