//! `Contract` and `Operation`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use order_contracts::Api;
use order_contracts::contract::{Contract as Native, Operation as NativeOperation, Version};
use order_contracts::limits::Limits;
use order_contracts::schema::Bundle;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::coverage::Coverage;
use crate::errors::{contract_error, unusable};
use crate::exchange::{self, Checks};
use crate::head::RequestHead;
use crate::natural::Natural;
use crate::payload;
use crate::report::Report;
use crate::validator::Validator;
use crate::value::to_python;

/// An OpenAPI document of version 3.0 or 3.1. It is immutable, can be shared between threads, and pickles.
#[pyclass(frozen, module = "order_contracts")]
#[derive(Clone)]
pub(crate) struct Contract(Arc<Held>);

enum Held {
    Embedded(Api),
    Read(Box<Native>),
}

impl Contract {
    pub(crate) fn native(&self) -> &Native {
        match &*self.0 {
            Held::Embedded(api) => api.contract(),
            Held::Read(contract) => contract,
        }
    }

    fn read(contract: Native) -> Self {
        Self(Arc::new(Held::Read(Box::new(contract))))
    }
}

#[pymethods]
impl Contract {
    /// The contract of `kohortpay` or `threekit` that comes with the package.
    #[staticmethod]
    fn embedded(py: Python<'_>, name: &str) -> PyResult<Self> {
        let api = name.parse::<Api>().map_err(|error| unusable(py, &error))?;
        Ok(Self(Arc::new(Held::Embedded(api))))
    }

    /// The document in a file, YAML or JSON, and the files beside it that it refers to.
    #[staticmethod]
    fn from_path(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let contract = py.detach(|| Native::from_path(&path));
        contract.map(Self::read).map_err(|error| unusable(py, &error))
    }

    /// The document in a text; reports call it `name`.
    #[staticmethod]
    #[pyo3(signature = (text, name = "contract"))]
    fn from_text(text: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        let (py, text) = (text.py(), bytes_of(text, "the text of a contract")?);
        let contract = py.detach(|| Native::from_bytes(text, name));
        contract.map(Self::read).map_err(|error| unusable(py, &error))
    }

    /// The document `main` among the texts of several files, by their paths relative to one folder, with `/`.
    #[staticmethod]
    fn from_files(py: Python<'_>, files: BTreeMap<String, Bound<'_, PyAny>>, main: &str) -> PyResult<Self> {
        let texts = files.into_iter().map(|(name, text)| {
            let text = bytes_of(&text, &format!("the text of `{name}`"))?;
            Ok((name, text))
        });
        let texts: BTreeMap<String, Vec<u8>> = texts.collect::<PyResult<_>>()?;
        let folder = main.rfind('/').map_or("", |end| &main[..=end]);
        let Some(text) = texts.get(main) else {
            let names: Vec<String> = texts.keys().map(|name| format!("`{name}`")).collect();
            let names = if names.is_empty() { "there are none".to_owned() } else { names.join(", ") };
            return Err(contract_error(py, &format!("`{main}` is none of the files: {names}")));
        };
        let file = &main[folder.len()..];
        let texts = texts.iter().filter_map(|(name, text)| Some((name.strip_prefix(folder)?.to_owned(), text.clone())));
        reload(py, text.clone(), (main, file), &texts.collect())
    }

    /// What reports call it: the path of its file, or the name that was given.
    #[getter]
    fn name(&self) -> &str {
        self.native().name()
    }

    /// The title of the document.
    #[getter]
    fn title(&self) -> &str {
        self.native().title()
    }

    /// `3.0` or `3.1`.
    #[getter]
    fn version(&self) -> &'static str {
        match self.native().version() {
            Version::V3_0 => "3.0",
            _ => "3.1",
        }
    }

    /// A digest of what the document says, whatever its format.
    #[getter]
    fn digest(&self) -> String {
        self.native().digest()
    }

    /// What is wrong with the document, one line each; everything else can be checked.
    #[getter]
    fn problems(&self) -> Vec<String> {
        self.native().problems().iter().map(ToString::to_string).collect()
    }

    /// The operations, by path, then method.
    #[getter]
    fn operations(&self) -> Vec<Operation> {
        self.native().operations().iter().map(Operation::from).collect()
    }

    /// The names that `validator` knows: components, request bodies, response bodies.
    #[getter]
    fn schema_names(&self) -> Vec<String> {
        self.native().schema_names().into_iter().map(|(_, name)| name).collect()
    }

    /// Whether a host, with its port where it has one, is that of a declared server; every host is if none is declared.
    fn has_host(&self, host: &str) -> bool {
        self.native().has_host(host)
    }

    /// The document as `json.loads` would have it, with the files that it refers to.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.native().document())
    }

    /// The schema of this name as one JSON Schema 2020-12 that refers to nothing outside itself.
    fn json_schema<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let schema = self.native().schema_named(name).map_err(|error| unusable(py, &error))?;
        let bundle = Bundle::new(self.native().document(), schema.pointer(), schema.direction());
        to_python(py, &bundle.schema)
    }

    /// The validator of one schema; `strict` reports undeclared properties too.
    #[pyo3(signature = (name, *, strict = false, max_violations = None))]
    fn validator(
        &self,
        py: Python<'_>,
        name: &str,
        strict: bool,
        max_violations: Option<Natural>,
    ) -> PyResult<Validator> {
        Validator::new(py, self, name, (strict, max_violations.map(|most| most.0)))
    }

    /// Checks one payload: `str` and bytes are JSON texts, everything else is a value.
    fn validate(&self, name: &str, payload: &Bound<'_, PyAny>) -> PyResult<Report> {
        Validator::new(payload.py(), self, name, (false, None))?.validate(payload)
    }

    /// The same, raising `ContractViolation` or `ContractUndecided`.
    #[pyo3(signature = (name, payload, *, allow_undecided = false))]
    fn check(&self, name: &str, payload: &Bound<'_, PyAny>, allow_undecided: bool) -> PyResult<()> {
        Validator::new(payload.py(), self, name, (false, None))?.check(payload, allow_undecided)
    }

    /// See `Validator.validate_arrow`.
    #[pyo3(signature = (name, column, *, violations = true, coverage = None))]
    fn validate_arrow<'py>(
        &self,
        name: &str,
        column: &Bound<'py, PyAny>,
        violations: bool,
        coverage: Option<&Bound<'py, Coverage>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        Validator::new(column.py(), self, name, (false, None))?.validate_arrow(column, violations, coverage)
    }

    /// What can be checked of a request before its body is read, for services: at most 100 findings, and no search for what was meant.
    ///
    /// A compressed body is unpacked up to `max_unpacked` bytes.
    #[pyo3(signature = (method, target, headers = None, *, strict = false, base_path = None, max_unpacked = None))]
    fn request_head(
        &self,
        method: &str,
        target: &str,
        headers: Option<&Bound<'_, PyAny>>,
        strict: bool,
        base_path: Option<String>,
        max_unpacked: Option<Natural>,
    ) -> PyResult<RequestHead> {
        let checks = Checks { strict, base_path, max_violations: None };
        RequestHead::new(self, (method, target, headers), checks.options(), max_unpacked.map(|most| most.0))
    }

    /// Checks a request: of `httpx`, `requests`, Starlette's test client, `order_contracts.Request`, or a recorded one (a dict or its JSON text).
    #[pyo3(signature = (request, *, strict = false, base_path = None, max_violations = None))]
    fn request(
        &self,
        request: &Bound<'_, PyAny>,
        strict: bool,
        base_path: Option<String>,
        max_violations: Option<Natural>,
    ) -> PyResult<Report> {
        exchange::request(
            self,
            request,
            &Checks { strict, base_path, max_violations: max_violations.map(|most| most.0) },
        )
    }

    /// Checks a response that knows its request, or a recorded exchange.
    #[pyo3(signature = (response, *, strict = false, base_path = None, max_violations = None))]
    fn response(
        &self,
        response: &Bound<'_, PyAny>,
        strict: bool,
        base_path: Option<String>,
        max_violations: Option<Natural>,
    ) -> PyResult<Report> {
        exchange::response(
            self,
            response,
            &Checks { strict, base_path, max_violations: max_violations.map(|most| most.0) },
        )
    }

    /// Checks both halves. A half that was not recorded has no report.
    #[pyo3(signature = (exchange, *, strict = false, base_path = None, max_violations = None))]
    fn exchange(
        &self,
        exchange: &Bound<'_, PyAny>,
        strict: bool,
        base_path: Option<String>,
        max_violations: Option<Natural>,
    ) -> PyResult<(Option<Report>, Option<Report>)> {
        exchange::exchange(
            self,
            exchange,
            &Checks { strict, base_path, max_violations: max_violations.map(|most| most.0) },
        )
    }

    /// The same, raising `ContractViolation` or `ContractUndecided`.
    #[pyo3(signature = (exchange, *, strict = false, base_path = None, max_violations = None, allow_undecided = false))]
    fn check_exchange(
        &self,
        exchange: &Bound<'_, PyAny>,
        strict: bool,
        base_path: Option<String>,
        max_violations: Option<Natural>,
        allow_undecided: bool,
    ) -> PyResult<()> {
        let (request, response) = exchange::exchange(
            self,
            exchange,
            &Checks { strict, base_path, max_violations: max_violations.map(|most| most.0) },
        )?;
        let reports = request.into_iter().chain(response);
        let reports = reports.map(|report| Py::new(exchange.py(), report)).collect::<PyResult<_>>()?;
        crate::errors::check(exchange.py(), reports, allow_undecided)
    }

    /// Counters of what traffic exercises: of the whole contract, or of the schema `name`. `input` names where it comes from.
    #[pyo3(signature = (name = None, *, input = "python"))]
    fn coverage(&self, py: Python<'_>, name: Option<&str>, input: &str) -> PyResult<Coverage> {
        Coverage::of(py, self, name, input)
    }

    /// The same document, with the same texts, wherever it is unpickled.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled<'py>)> {
        let native = py.import("order_contracts._native")?;
        let reload = native.getattr("_reload_contract")?;
        let state = match &*self.0 {
            Held::Embedded(api) => (Some(api.name()), String::new(), Vec::new()),
            Held::Read(contract) => {
                let files = contract.files().map(|(name, text)| (name.to_owned(), PyBytes::new(py, text.as_bytes())));
                (None, contract.name().to_owned(), files.collect())
            }
        };
        Ok((reload, state))
    }

    fn __repr__(&self) -> String {
        format!("<Contract `{}`: {}>", self.native().name(), self.native().title())
    }
}

/// The name of an embedded contract; else the name, and the names and texts of the files.
type Pickled<'py> = (Option<&'static str>, String, Vec<(String, Bound<'py, PyBytes>)>);

/// What `Contract.__reduce__` names.
#[pyfunction]
#[pyo3(name = "_reload_contract")]
pub(crate) fn reload_contract(
    py: Python<'_>,
    embedded: Option<&str>,
    name: &str,
    files: Vec<(String, Vec<u8>)>,
) -> PyResult<Contract> {
    if let Some(embedded) = embedded {
        return Contract::embedded(py, embedded);
    }
    let mut files = files.into_iter();
    let (_, text) = files.next().ok_or_else(|| contract_error(py, "a pickled contract has no text"))?;
    let file = PathBuf::from(name).file_name().map(|file| file.to_string_lossy().into_owned());
    reload(py, text, (name, file.as_deref().unwrap_or(name)), &files.collect())
}

/// A contract from its text and the texts of other files of its folder.
fn reload(py: Python<'_>, text: Vec<u8>, name: (&str, &str), files: &BTreeMap<String, Vec<u8>>) -> PyResult<Contract> {
    let read = |path: &str| files.get(path).cloned().ok_or_else(|| "refers to a missing file".to_owned());
    let contract = py.detach(|| Native::from_files_within(text, name, &read, &Limits::default()));
    contract.map(Contract::read).map_err(|error| unusable(py, &error))
}

fn bytes_of(text: &Bound<'_, PyAny>, what: &str) -> PyResult<Vec<u8>> {
    if let Ok(text) = text.cast::<PyString>() {
        return Ok(text.to_str()?.as_bytes().to_vec());
    }
    if let Ok(bytes) = text.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    match payload::other_bytes(text)? {
        Some(bytes) => Ok(bytes.as_bytes().to_vec()),
        None => {
            let class = text.get_type().name()?;
            Err(pyo3::exceptions::PyTypeError::new_err(format!("{what} is `str` or bytes, not `{class}`")))
        }
    }
}

/// One method of one path.
#[pyclass(frozen, eq, hash, get_all, module = "order_contracts")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Operation {
    /// The `operationId`, if there is one.
    id: Option<String>,
    /// The method in capital letters, such as `POST`.
    method: String,
    /// The path template, such as `/orders/{id}`.
    path: String,
}

impl From<&NativeOperation> for Operation {
    fn from(operation: &NativeOperation) -> Self {
        let id = operation.id().map(str::to_owned);
        Self { id, method: operation.method().to_owned(), path: operation.path().to_owned() }
    }
}

#[pymethods]
impl Operation {
    #[new]
    #[pyo3(signature = (id, method, path))]
    pub(crate) fn new(id: Option<String>, method: String, path: String) -> Self {
        Self { id, method, path }
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, pyo3::types::PyType>, (Option<String>, String, String)) {
        let own = slf.get();
        (slf.get_type(), (own.id.clone(), own.method.clone(), own.path.clone()))
    }

    fn __repr__(&self) -> String {
        match &self.id {
            Some(id) => format!("<Operation {id}: {} {}>", self.method, self.path),
            None => format!("<Operation {} {}>", self.method, self.path),
        }
    }
}
