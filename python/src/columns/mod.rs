//! Columns of Arrow: each JSON text of one is checked, and the findings are another column.
//!
//! The bridge to Python is `pyo3-arrow`. Columns come in as arrays or as streams of arrays; of a stream one array at a time is in
//! memory.

mod rows;
mod written;

pub(crate) mod result;

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};
use order_contracts::validate::Report;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3_arrow::ffi::ArrayIterator;
use pyo3_arrow::input::AnyArray;

use crate::coverage::Coverage;
use crate::validator::Validator;
use result::{ArrowResult, ArrowStreamResult};
use rows::Rows;
use written::{Findings, Verdicts, Written};

/// So many violations of one row are listed; the rest is counted.
const MOST_VIOLATIONS: usize = 100;

/// Checks a column.
pub(crate) fn validate<'py>(
    validator: &Validator,
    column: &Bound<'py, PyAny>,
    violations: bool,
    coverage: Option<&Bound<'py, Coverage>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = column.py();
    let column: AnyArray = column.extract()?;
    let field = column.field()?;
    if !rows::is_text(field.data_type()) {
        let what = "the column is of the Arrow type";
        let message = format!("{what} {}; expected one of strings or bytes", field.data_type());
        return Err(PyTypeError::new_err(message));
    }
    let validator = validator.clone().bounded(MOST_VIOLATIONS);
    let form = if violations { Form::Findings } else { Form::Verdicts };
    match column {
        AnyArray::Array(array) => {
            let (array, _) = array.into_inner();
            let judged = match coverage {
                None => py.detach(|| judge(&array, form, |text| validator.judge(text))),
                Some(coverage) => {
                    let counter = coverage.get().counter(py)?;
                    py.detach(|| {
                        judge(&array, form, |text| {
                            let report = validator.judge(text);
                            counter(text, &report);
                            report
                        })
                    })
                }
            };
            let array = judged.map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))?;
            Ok(Bound::new(py, ArrowResult::new(array, form.field()))?.into_any())
        }
        AnyArray::Stream(_) if coverage.is_some() => {
            Err(PyTypeError::new_err("coverage is counted of arrays, not of a stream: pass its chunks one by one"))
        }
        AnyArray::Stream(stream) => {
            let reader = stream.into_reader()?;
            let arrays = reader.map(move |array| judge(&array?, form, |text| validator.judge(text)));
            let reader = Box::new(ArrayIterator::new(arrays, form.field()));
            Ok(Bound::new(py, ArrowStreamResult::new(reader, form.field()))?.into_any())
        }
    }
}

/// What the result has.
#[derive(Debug, Clone, Copy)]
enum Form {
    Verdicts,
    Findings,
}

impl Form {
    fn field(self) -> FieldRef {
        let of = match self {
            Self::Verdicts => DataType::Utf8,
            Self::Findings => written::findings_type(),
        };
        Arc::new(Field::new("checked", of, true))
    }
}

fn judge(array: &ArrayRef, form: Form, judge: impl Fn(&[u8]) -> Report) -> Result<ArrayRef, ArrowError> {
    match form {
        Form::Verdicts => fill(array, Verdicts::with_capacity(array.len()), judge),
        Form::Findings => fill(array, Findings::with_capacity(array.len()), judge),
    }
}

fn fill(array: &ArrayRef, mut out: impl Written, judge: impl Fn(&[u8]) -> Report) -> Result<ArrayRef, ArrowError> {
    let array = rows::decoded(array)?;
    let rows = Rows::of(&array)?;
    let nulls = array.logical_nulls();
    for row in 0..array.len() {
        if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            out.push_null()?;
        } else {
            out.push(&judge(rows.get(row)?))?;
        }
    }
    out.finish(nulls)
}
