//! Requests and responses: recorded ones as the crate reads them, live ones as `_messages.py` sees them.

use std::borrow::Cow;

use order_contracts::validate::{self, BodyForm, Headers, Options, Recorded, Request, Response, Strictness};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::contract::Contract;
use crate::errors::{contract_error, unusable};
use crate::payload;
use crate::report::{About, Report};
use crate::value::to_json;

/// How exchanges are checked.
pub(crate) struct Checks {
    pub(crate) strict: bool,
    pub(crate) base_path: Option<String>,
    pub(crate) max_violations: Option<usize>,
}

impl Checks {
    pub(crate) fn options(&self) -> Options {
        let mut options = Options::new().strict(if self.strict { Strictness::ALL } else { Strictness::NONE });
        if let Some(base) = &self.base_path {
            options = options.base_path(base.clone());
        }
        if let Some(most) = self.max_violations {
            options = options.max_violations(most);
        }
        options
    }
}

/// The report on the request alone.
pub(crate) fn request(contract: &Contract, object: &Bound<'_, PyAny>, checks: &Checks) -> PyResult<Report> {
    let recorded = recorded(object)?;
    let options = checks.options();
    let report = object.py().detach(|| options.request(contract.native(), &recorded.request));
    Ok(Report::new(report, About::Request))
}

/// The report on the response alone.
pub(crate) fn response(contract: &Contract, object: &Bound<'_, PyAny>, checks: &Checks) -> PyResult<Report> {
    let recorded = recorded(object)?;
    let Some(response) = &recorded.response else {
        return Err(contract_error(object.py(), "the exchange has no response"));
    };
    let options = checks.options();
    let report = object.py().detach(|| options.response(contract.native(), &recorded.request, response));
    Ok(Report::new(report, About::Response))
}

/// The reports on both halves; none on what only completes the other half.
pub(crate) fn exchange(
    contract: &Contract,
    object: &Bound<'_, PyAny>,
    checks: &Checks,
) -> PyResult<(Option<Report>, Option<Report>)> {
    let recorded = recorded(object)?;
    let options = checks.options();
    let (request, response) = object.py().detach(|| judge(contract, &recorded, &options));
    Ok((
        request.map(|report| Report::new(report, About::Request)),
        response.map(|report| Report::new(report, About::Response)),
    ))
}

fn judge(
    contract: &Contract,
    recorded: &Recorded,
    options: &Options,
) -> (Option<validate::Report>, Option<validate::Report>) {
    let Recorded { request, response, request_assumed, response_assumed, .. } = recorded;
    let request_report = (!request_assumed).then(|| options.request(contract.native(), request));
    let response = response.as_ref().filter(|_| !response_assumed);
    let response_report = response.map(|response| options.response(contract.native(), request, response));
    (request_report, response_report)
}

/// The exchange in an object.
pub(crate) fn recorded(object: &Bound<'_, PyAny>) -> PyResult<Recorded> {
    let py = object.py();
    let read = |text: &[u8]| Recorded::from_json(text).map_err(|error| unusable(py, &error));
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return read(bytes.as_bytes());
    }
    if let Ok(text) = object.cast::<PyString>() {
        return read(text.to_str()?.as_bytes());
    }
    if let Some(bytes) = payload::other_bytes(object)? {
        return read(bytes.as_bytes());
    }
    if object.cast::<PyDict>().is_ok() {
        return read(&to_json(object)?);
    }
    let messages = py.import(intern!(py, "order_contracts._messages"))?;
    let exchange = messages.call_method1(intern!(py, "exchange_of"), (object,))?;
    let (request, response) = (exchange.getattr(intern!(py, "request"))?, exchange.getattr(intern!(py, "response"))?);
    if request.is_none() {
        return Err(contract_error(py, "the response does not know its request, which says what operation it answers"));
    }
    let response = if response.is_none() { None } else { Some(response_of(&response)?) };
    Ok(Recorded::new(request_of(&request)?, response))
}

fn request_of(object: &Bound<'_, PyAny>) -> PyResult<Request<'static>> {
    let py = object.py();
    let method: String = object.getattr(intern!(py, "method"))?.extract()?;
    let target: String = object.getattr(intern!(py, "target"))?.extract()?;
    let mut request = Request::new(method, target);
    request.headers = headers_of(&object.getattr(intern!(py, "headers"))?)?;
    (request.body, request.body_form) = body_of(object)?;
    Ok(request)
}

fn response_of(object: &Bound<'_, PyAny>) -> PyResult<Response<'static>> {
    let mut response = Response::new(status_of(&object.getattr(intern!(object.py(), "status"))?)?);
    response.headers = headers_of(&object.getattr(intern!(object.py(), "headers"))?)?;
    (response.body, response.body_form) = body_of(object)?;
    Ok(response)
}

/// A status code, which has three digits.
pub(crate) fn status_of(object: &Bound<'_, PyAny>) -> PyResult<u16> {
    let status = object.extract::<u16>().ok().filter(|status| (100..=999).contains(status));
    status.ok_or_else(|| contract_error(object.py(), "wanted a status code of three digits"))
}

fn body_of(object: &Bound<'_, PyAny>) -> PyResult<(Cow<'static, [u8]>, BodyForm)> {
    let py = object.py();
    let body = octets(&object.getattr(intern!(py, "body"))?, "a body")?;
    let form: String = object.getattr(intern!(py, "body_form"))?.extract()?;
    Ok((body.into(), form_of(py, &form)?))
}

fn form_of(py: Python<'_>, name: &str) -> PyResult<BodyForm> {
    Ok(match name {
        "sent" => BodyForm::Sent,
        "decoded" => BodyForm::Decoded,
        "text" => BodyForm::Text,
        "omitted" => BodyForm::Omitted,
        "unknown" => BodyForm::Unknown,
        other => {
            let what = format!("the body form `{other}` is none of sent, decoded, text, omitted, unknown");
            return Err(contract_error(py, &what));
        }
    })
}

/// Pairs of names and values.
pub(crate) fn headers_of(pairs: &Bound<'_, PyAny>) -> PyResult<Headers<'static>> {
    let mut headers = Headers::default();
    for pair in pairs.try_iter()? {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract()?;
        let name = String::from_utf8_lossy(&octets(&name, "the name of a header")?).into_owned();
        headers.push(name, octets(&value, "the value of a header")?);
    }
    Ok(headers)
}

/// The bytes of an object: a `str` of a header is Latin-1 if it can be, as HTTP libraries decode them.
pub(crate) fn octets(object: &Bound<'_, PyAny>, what: &str) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if let Ok(text) = object.cast::<PyString>() {
        let text = text.to_str()?;
        let latin = text.chars().map(|character| u8::try_from(u32::from(character)));
        return Ok(latin.collect::<Result<_, _>>().unwrap_or_else(|_| text.as_bytes().to_vec()));
    }
    match payload::other_bytes(object)? {
        Some(bytes) => Ok(bytes.as_bytes().to_vec()),
        None => {
            let class = object.get_type().name()?;
            Err(PyTypeError::new_err(format!("{what} is `str` or bytes, not `{class}`")))
        }
    }
}
