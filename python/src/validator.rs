//! `Validator`: one schema of a contract.

use std::sync::Arc;

use order_contracts::contract::SchemaUse;
use order_contracts::validate::{self, Options, Report as NativeReport, Strictness};
use pyo3::prelude::*;

use crate::columns;
use crate::contract::Contract;
use crate::coverage::Coverage;
use crate::errors::{check, unusable};
use crate::payload;
use crate::report::{About, Report};

/// The validator of one schema. It is immutable, can be shared between threads, and pickles.
#[pyclass(frozen, module = "order_contracts")]
#[derive(Clone)]
pub(crate) struct Validator {
    contract: Contract,
    name: String,
    schema: Arc<SchemaUse>,
    settings: (bool, Option<usize>),
    options: Options,
}

impl Validator {
    pub(crate) fn new(
        py: Python<'_>,
        contract: &Contract,
        name: &str,
        settings: (bool, Option<usize>),
    ) -> PyResult<Self> {
        let schema = contract.native().schema_named(name).map_err(|error| unusable(py, &error))?;
        let (strict, max_violations) = settings;
        let mut options = Options::new().strict(if strict { Strictness::ALL } else { Strictness::NONE });
        if let Some(most) = max_violations {
            options = options.max_violations(most);
        }
        Ok(Self { contract: contract.clone(), name: name.to_owned(), schema: Arc::new(schema), settings, options })
    }

    /// The verdict on a JSON text.
    pub(crate) fn judge(&self, text: &[u8]) -> NativeReport {
        validate::payload_bytes(self.contract.native(), &self.schema, text, &self.options)
    }

    /// The same with a limit to the violations, unless it has one.
    pub(crate) fn bounded(mut self, most: usize) -> Self {
        if self.settings.1.is_none() {
            self.options = self.options.max_violations(most);
        }
        self
    }
}

#[pymethods]
impl Validator {
    /// The name of the schema.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The contract that it is of.
    #[getter]
    fn contract(&self) -> Contract {
        self.contract.clone()
    }

    /// Whether the verdict is `valid`.
    fn is_valid(&self, payload: &Bound<'_, PyAny>) -> PyResult<bool> {
        let (is_valid, _) = payload::judged(payload, |text| self.judge(text).is_valid())?;
        Ok(is_valid)
    }

    /// Checks one payload: `str` and bytes are JSON texts, everything else is a value.
    pub(crate) fn validate(&self, payload: &Bound<'_, PyAny>) -> PyResult<Report> {
        let (report, form) = payload::judged(payload, |text| self.judge(text))?;
        Ok(Report::new(report, About::Payload(form)))
    }

    /// The same, raising `ContractViolation` or `ContractUndecided`.
    #[pyo3(signature = (payload, *, allow_undecided = false))]
    pub(crate) fn check(&self, payload: &Bound<'_, PyAny>, allow_undecided: bool) -> PyResult<()> {
        let report = self.validate(payload)?;
        if report.verdict_name() == "valid" {
            return Ok(());
        }
        let py = payload.py();
        check(py, vec![Py::new(py, report)?], allow_undecided)
    }

    /// Checks each JSON text of an Arrow column of strings or bytes, of any of their types, and returns a column of the same length.
    ///
    /// `column` is anything with `__arrow_c_array__` or `__arrow_c_stream__`: arrays of pyarrow, series of Polars and pandas. The result
    /// has the same of the two. A null stays null. Its type is `struct<verdict, violations: list<struct>, undecided: list<struct>, left_out>`, or
    /// a string with the verdict if `violations` is false. At most 100 violations of a row are listed unless the validator has another
    /// limit; `left_out` counts the rest. `coverage`, for arrays only, counts every row too.
    #[pyo3(signature = (column, *, violations = true, coverage = None))]
    pub(crate) fn validate_arrow<'py>(
        &self,
        column: &Bound<'py, PyAny>,
        violations: bool,
        coverage: Option<&Bound<'py, Coverage>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        columns::validate(self, column, violations, coverage)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled)> {
        let reload = py.import("order_contracts._native")?.getattr("_reload_validator")?;
        Ok((reload, (self.contract.clone(), self.name.clone(), self.settings)))
    }

    fn __repr__(&self) -> String {
        format!("<Validator `{}` of `{}`>", self.name, self.contract.native().name())
    }
}

/// The contract, the name and the settings.
type Pickled = (Contract, String, (bool, Option<usize>));

/// What `Validator.__reduce__` names.
#[pyfunction]
#[pyo3(name = "_reload_validator")]
pub(crate) fn reload_validator(
    contract: &Bound<'_, Contract>,
    name: &str,
    settings: (bool, Option<usize>),
) -> PyResult<Validator> {
    Validator::new(contract.py(), contract.get(), name, settings)
}
