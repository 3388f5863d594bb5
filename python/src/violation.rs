//! `Violation` and `Undecided`: the findings of a report, as their JSON form has them.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::Value;

use crate::value::to_python;

/// A place in a message that violates a statement of the contract. The value is nowhere in it.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Violation(pub(crate) Value);

/// A check that could not be made.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Undecided(pub(crate) Value);

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}

impl Violation {
    /// The message, after the line and column where they are known.
    pub(crate) fn located(&self) -> String {
        let message = text(&self.0, "message").unwrap_or_default();
        match (self.line(), self.column()) {
            (Some(line), Some(column)) => format!("{line}:{column}: {message}"),
            _ => message.to_owned(),
        }
    }
}

#[pymethods]
impl Violation {
    /// The rule, such as `max-length`.
    #[getter]
    fn id(&self) -> &str {
        text(&self.0, "id").unwrap_or_default()
    }

    /// The place, what was wanted and what was found, in one line.
    #[getter]
    fn message(&self) -> &str {
        text(&self.0, "message").unwrap_or_default()
    }

    /// The part of the message: `body`, `query`, `path`, `header`, `cookie`, `status` and others.
    #[getter]
    fn part(&self) -> &str {
        text(&self.0, "part").unwrap_or_default()
    }

    /// The name of the parameter or header.
    #[getter]
    fn name(&self) -> Option<&str> {
        text(&self.0, "name")
    }

    /// The place in the part, as a JSON Pointer.
    #[getter]
    fn instance(&self) -> &str {
        text(&self.0, "instance").unwrap_or_default()
    }

    /// The place of the statement in the contract, as a JSON Pointer.
    #[getter]
    fn keyword(&self) -> &str {
        text(&self.0, "keyword").unwrap_or_default()
    }

    /// The line in the text that was checked, from 1; `None` if a value was checked.
    #[getter]
    fn line(&self) -> Option<u64> {
        self.0.get("line").and_then(Value::as_u64)
    }

    /// The column in the text that was checked, from 1, in code points.
    #[getter]
    fn column(&self) -> Option<u64> {
        self.0.get("column").and_then(Value::as_u64)
    }

    /// What the contract requires.
    #[getter]
    fn wanted(&self) -> &str {
        text(&self.0, "wanted").unwrap_or_default()
    }

    /// The type and size of what was found.
    #[getter]
    fn found(&self) -> &str {
        text(&self.0, "found").unwrap_or_default()
    }

    /// What was probably meant.
    #[getter]
    fn hint(&self) -> Option<&str> {
        text(&self.0, "hint")
    }

    /// The pages that the statement is from, each with `id`, `title` and `url`.
    #[getter]
    fn sources<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.get("sources").unwrap_or(&Value::Array(Vec::new())))
    }

    /// The violations of the nearest alternative of an `anyOf` or `oneOf`.
    #[getter]
    fn closest(&self) -> Vec<Self> {
        let closest = self.0.get("closest").and_then(Value::as_array).into_iter().flatten();
        closest.cloned().map(Self).collect()
    }

    /// The violation as the program writes it in JSON.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn __str__(&self) -> String {
        self.located()
    }

    fn __repr__(&self) -> String {
        format!("<Violation {}: {}>", self.id(), self.located())
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        reduced(py, "_reload_violation", &self.0)
    }
}

impl Undecided {
    /// What could not be checked, and why.
    pub(crate) fn text(&self) -> String {
        let part = match text(&self.0, "name") {
            Some(name) => format!("{} `{name}`", self.part()),
            None => self.part().to_owned(),
        };
        let keyword = self.keyword().map(|keyword| format!(" (`{keyword}`)")).unwrap_or_default();
        format!("{part}: cannot be checked: {}{keyword}", self.reason())
    }
}

#[pymethods]
impl Undecided {
    /// The kind of reason.
    #[getter]
    fn id(&self) -> &str {
        text(&self.0, "id").unwrap_or_default()
    }

    /// The part of the message.
    #[getter]
    fn part(&self) -> &str {
        text(&self.0, "part").unwrap_or_default()
    }

    /// The name of the parameter or header.
    #[getter]
    fn name(&self) -> Option<&str> {
        text(&self.0, "name")
    }

    /// Why it could not be made.
    #[getter]
    fn reason(&self) -> &str {
        text(&self.0, "reason").unwrap_or_default()
    }

    /// The place of the statement in the contract, as a JSON Pointer.
    #[getter]
    fn keyword(&self) -> Option<&str> {
        text(&self.0, "keyword")
    }

    /// The part, the reason and the place, in one line.
    #[getter]
    fn message(&self) -> String {
        self.text()
    }

    /// The check as the program writes it in JSON.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn __str__(&self) -> String {
        self.text()
    }

    fn __repr__(&self) -> String {
        format!("<Undecided {}: {}>", self.id(), self.text())
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        reduced(py, "_reload_undecided", &self.0)
    }
}

fn reduced<'py>(py: Python<'py>, reload: &str, value: &Value) -> PyResult<(Bound<'py, PyAny>, (String,))> {
    Ok((py.import("order_contracts._native")?.getattr(reload)?, (value.to_string(),)))
}

fn read(state: &str) -> PyResult<Value> {
    serde_json::from_str(state).map_err(|_| PyValueError::new_err("a pickled finding cannot be read"))
}

/// What `Violation.__reduce__` names.
#[pyfunction]
#[pyo3(name = "_reload_violation")]
pub(crate) fn reload_violation(state: &str) -> PyResult<Violation> {
    read(state).map(Violation)
}

/// What `Undecided.__reduce__` names.
#[pyfunction]
#[pyo3(name = "_reload_undecided")]
pub(crate) fn reload_undecided(state: &str) -> PyResult<Undecided> {
    read(state).map(Undecided)
}
