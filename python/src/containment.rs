//! `covers` and `Containment`.

use order_contracts::containment::{self, Containment as Native, Options};
use pyo3::prelude::*;

use crate::value::{of_schema, to_schema};

/// Whether every instance of one JSON Schema is an instance of another.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Containment(Native);

/// Whether every instance of the JSON Schema `sub` is an instance of `sup`, with a checked witness if not.
#[pyfunction]
#[pyo3(signature = (sub, sup, *, assert_formats = false))]
pub(crate) fn covers(sub: &Bound<'_, PyAny>, sup: &Bound<'_, PyAny>, assert_formats: bool) -> PyResult<Containment> {
    let (py, sub, sup) = (sub.py(), to_schema(sub)?, to_schema(sup)?);
    let options = Options::new().assert_formats(assert_formats);
    Ok(Containment(py.detach(|| containment::covers(&sub, &sup, &options))))
}

#[pymethods]
impl Containment {
    /// `yes` is proved, `no` has a witness, `undecided` has reasons.
    #[getter]
    fn answer(&self) -> &'static str {
        match self.0 {
            Native::Yes => "yes",
            Native::No { .. } => "no",
            Native::Undecided { .. } => "undecided",
        }
    }

    /// An instance of the one schema that is none of the other.
    #[getter]
    fn witness<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.witness().map(|witness| of_schema(py, witness)).transpose()
    }

    /// Why there is no answer.
    #[getter]
    fn reasons(&self) -> Vec<String> {
        match &self.0 {
            Native::Undecided { reasons } => reasons.iter().map(ToString::to_string).collect(),
            Native::Yes | Native::No { .. } => Vec::new(),
        }
    }

    /// There are three answers.
    fn __bool__(&self) -> PyResult<bool> {
        let what = "containment has three answers: use `containment.answer`";
        Err(pyo3::exceptions::PyTypeError::new_err(what))
    }

    fn __repr__(&self) -> String {
        format!("<Containment: {}>", self.answer())
    }
}
