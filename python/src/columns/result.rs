//! `ArrowResult` and `ArrowStreamResult`: columns that any Arrow library takes, through the interface of PyCapsules.

use std::sync::{Mutex, PoisonError};

use arrow_array::{Array, ArrayRef};
use arrow_schema::FieldRef;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::ffi::{ArrayReader, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};

/// An Arrow array: `pyarrow.array(result)`, `polars.Series(result)`.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct ArrowResult {
    array: ArrayRef,
    field: FieldRef,
}

impl ArrowResult {
    pub(super) fn new(array: ArrayRef, field: FieldRef) -> Self {
        Self { array, field }
    }
}

#[pymethods]
impl ArrowResult {
    fn __len__(&self) -> usize {
        self.array.len()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field.as_ref())?)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        Ok(to_array_pycapsules(py, self.field.clone(), &self.array, requested_schema)?)
    }

    fn __repr__(&self) -> String {
        format!("<ArrowResult: {} rows>", self.array.len())
    }
}

/// A stream of Arrow arrays, checked as they are asked for: `pyarrow.chunked_array(result)`, `polars.Series(result)`. It can be consumed once.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct ArrowStreamResult {
    reader: Mutex<Option<Box<dyn ArrayReader + Send>>>,
    field: FieldRef,
}

impl ArrowStreamResult {
    pub(super) fn new(reader: Box<dyn ArrayReader + Send>, field: FieldRef) -> Self {
        Self { reader: Mutex::new(Some(reader)), field }
    }
}

#[pymethods]
impl ArrowStreamResult {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field.as_ref())?)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = reader.ok_or_else(|| PyValueError::new_err("the stream was consumed; it can be read once"))?;
        Ok(to_stream_pycapsule(py, reader, requested_schema)?)
    }

    fn __repr__(&self) -> &'static str {
        "<ArrowStreamResult>"
    }
}
