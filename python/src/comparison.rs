//! `diff`, `Comparison` and `Change`.

use order_contracts::diff::{Change as NativeChange, Comparison as Native, Settings, compare, report};
use pyo3::prelude::*;
use serde_json::Value;

use crate::contract::Contract;
use crate::value::to_python;

/// What differs between two contracts, worst first.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Comparison {
    native: Native,
    report: Value,
}

/// One edit, and what it does.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Change {
    report: Value,
    message: String,
}

/// Compares two contracts.
#[pyfunction]
pub(crate) fn diff(py: Python<'_>, base: &Bound<'_, Contract>, revision: &Bound<'_, Contract>) -> Comparison {
    let (base, revision) = (base.get().clone(), revision.get().clone());
    py.detach(|| {
        let native = compare(base.native(), revision.native(), &Settings::new());
        let report = report::json(&native);
        Comparison { native, report }
    })
}

#[pymethods]
impl Comparison {
    #[getter]
    fn verdict(&self) -> &'static str {
        self.native.verdict().name()
    }

    #[getter]
    fn changes(&self) -> Vec<Change> {
        let reports = self.report.get("changes").and_then(Value::as_array).into_iter().flatten();
        let change = |(report, native): (&Value, &NativeChange)| Change {
            report: report.clone(),
            message: report::message(native).lines().next().unwrap_or_default().to_owned(),
        };
        reports.zip(&self.native.changes).map(change).collect()
    }

    fn markdown(&self) -> String {
        report::markdown(&self.native)
    }

    fn text(&self) -> String {
        report::text(&self.native)
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.report)
    }

    fn __repr__(&self) -> String {
        format!("<Comparison: {}, changes: {}>", self.verdict(), self.native.changes.len())
    }
}

impl Change {
    fn text(&self, name: &str) -> &str {
        self.report.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

#[pymethods]
impl Change {
    #[getter]
    fn id(&self) -> &str {
        self.text("id")
    }

    #[getter]
    fn verdict(&self) -> &str {
        self.text("verdict")
    }

    #[getter]
    fn facet(&self) -> &str {
        self.text("facet")
    }

    #[getter]
    fn message(&self) -> &str {
        &self.message
    }

    #[getter]
    fn operations(&self) -> Vec<&str> {
        let operations = self.report.get("operations").and_then(Value::as_array).into_iter().flatten();
        operations.filter_map(Value::as_str).collect()
    }

    #[getter]
    fn fingerprint(&self) -> &str {
        self.text("fingerprint")
    }

    #[getter]
    fn witness<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.report.get("witness").unwrap_or(&Value::Null))
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.report)
    }

    fn __str__(&self) -> &str {
        &self.message
    }

    fn __repr__(&self) -> String {
        format!("<Change {}: {}, {}>", self.id(), self.verdict(), self.message)
    }
}
