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

/// Every change between two contracts, each with a verdict and, where it breaks somebody, a payload that proves it.
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
    /// The worst verdict: `breaking`, `undecided`, `compatible` or `docs`.
    #[getter]
    fn verdict(&self) -> &'static str {
        self.native.verdict().name()
    }

    /// The changes, worst first.
    #[getter]
    fn changes(&self) -> Vec<Change> {
        let reports = self.report.get("changes").and_then(Value::as_array).into_iter().flatten();
        let change = |(report, native): (&Value, &NativeChange)| Change {
            report: report.clone(),
            message: report::message(native).lines().next().unwrap_or_default().to_owned(),
        };
        reports.zip(&self.native.changes).map(change).collect()
    }

    /// The report in Markdown.
    fn markdown(&self) -> String {
        report::markdown(&self.native)
    }

    /// The report as the program prints it.
    fn text(&self) -> String {
        report::text(&self.native)
    }

    /// The report as the program writes it in JSON.
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
    /// The rule, such as `max-length-decreased`.
    #[getter]
    fn id(&self) -> &str {
        self.text("id")
    }

    /// `breaking`, `undecided`, `compatible` or `docs`.
    #[getter]
    fn verdict(&self) -> &str {
        self.text("verdict")
    }

    /// What it affects: `wire`, `code` or others.
    #[getter]
    fn facet(&self) -> &str {
        self.text("facet")
    }

    /// What was changed, in one line.
    #[getter]
    fn message(&self) -> &str {
        &self.message
    }

    /// The operations that it affects.
    #[getter]
    fn operations(&self) -> Vec<&str> {
        let operations = self.report.get("operations").and_then(Value::as_array).into_iter().flatten();
        operations.filter_map(Value::as_str).collect()
    }

    /// A name that stays the same as long as the edit does.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.text("fingerprint")
    }

    /// An exchange that one document allows and the other does not; `None` if there is none.
    #[getter]
    fn witness<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.report.get("witness").unwrap_or(&Value::Null))
    }

    /// The change as the program writes it in JSON.
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
