//! Columns of Arrow: each JSON text of one is checked, and the findings are another column.
//!
//! The bridge to Python is `pyo3-arrow`. Columns come in as arrays or as streams of arrays; of a stream one array at a time is in
//! memory.

mod rows;
mod written;

pub(crate) mod result;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};
use order_contracts::validate::Report;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
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

/// Memory is taken for so many rows at once; a column may say of itself that it has any number.
const MOST_RESERVED: usize = 1 << 16;

/// So many rows are checked before it is asked whether the user wants to end it.
const BETWEEN_PAUSES: usize = 1 << 14;

/// Checks a column.
pub(crate) fn validate<'py>(
    validator: &Validator,
    column: &Bound<'py, PyAny>,
    violations: bool,
    coverage: Option<&Bound<'py, Coverage>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = column.py();
    let column = read(column)?;
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
                None => py.detach(|| guarded(|| judge(&array, form, |text| validator.judge(text), signals))?),
                Some(coverage) => {
                    let counter = coverage.get().counter(py)?;
                    py.detach(|| {
                        guarded(|| {
                            let judged = |text: &[u8]| {
                                let report = validator.judge(text);
                                counter(text, &report);
                                report
                            };
                            judge(&array, form, judged, signals)
                        })?
                    })
                }
            };
            let array = judged.map_err(raised)?;
            Ok(Bound::new(py, ArrowResult::new(array, form.field()))?.into_any())
        }
        AnyArray::Stream(_) if coverage.is_some() => {
            Err(PyTypeError::new_err("coverage is counted of arrays, not of a stream: pass its chunks one by one"))
        }
        AnyArray::Stream(stream) => {
            let reader = stream.into_reader()?;
            let arrays = reader.map(move |array| judge(&array?, form, |text| validator.judge(text), || Ok(())));
            let reader = Box::new(ArrayIterator::new(Guarded(Some(arrays)), form.field()));
            Ok(Bound::new(py, ArrowStreamResult::new(reader, form.field()))?.into_any())
        }
    }
}

/// The column that an object is.
fn read(object: &Bound<'_, PyAny>) -> PyResult<AnyArray> {
    let py = object.py();
    if !object.hasattr(intern!(py, "__arrow_c_array__"))? && !object.hasattr(intern!(py, "__arrow_c_stream__"))? {
        let class = object.get_type().name()?;
        let wanted = "wanted a column of Arrow, such as an array of pyarrow or a series of Polars or pandas";
        return Err(PyTypeError::new_err(format!("{wanted}, found `{class}`")));
    }
    guarded(|| object.extract::<AnyArray>()).map_err(raised)?
}

/// The crates of Arrow panic where what a producer says of its column contradicts itself, such as for capsules that were used before.
/// Across the interface of streams, a panic would end the process.
fn guarded<R>(read: impl FnOnce() -> R) -> Result<R, ArrowError> {
    let broken = |_| ArrowError::CDataInterface("broken Arrow data: the column contradicts itself".to_owned());
    panic::catch_unwind(AssertUnwindSafe(read)).map_err(broken)
}

/// Ctrl-C ends a long column. A stream cannot ask: it may be read by a thread that does not know the interpreter.
fn signals() -> Result<(), ArrowError> {
    let raised = Python::attach(|py| py.check_signals());
    raised.map_err(|error| ArrowError::ExternalError(Box::new(error)))
}

fn raised(error: ArrowError) -> PyErr {
    PyValueError::new_err(match error {
        ArrowError::CDataInterface(what) | ArrowError::ComputeError(what) => what,
        ArrowError::ExternalError(error) => match error.downcast::<PyErr>() {
            Ok(error) => return *error,
            Err(error) => error.to_string(),
        },
        other => other.to_string(),
    })
}

/// Arrays up to the first that is broken.
struct Guarded<I>(Option<I>);

impl<I: Iterator<Item = Result<ArrayRef, ArrowError>>> Iterator for Guarded<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<Self::Item> {
        let arrays = self.0.as_mut()?;
        let next = guarded(|| arrays.next().transpose()).flatten();
        if next.is_err() {
            self.0 = None;
        }
        next.transpose()
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

fn judge(
    array: &ArrayRef,
    form: Form,
    judge: impl Fn(&[u8]) -> Report,
    pause: impl Fn() -> Result<(), ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    if i32::try_from(array.len()).is_err() {
        let what = format!("the column has more than {} rows; check fewer rows at a time", i32::MAX);
        return Err(ArrowError::ComputeError(what));
    }
    let reserved = array.len().min(MOST_RESERVED);
    match form {
        Form::Verdicts => fill(array, Verdicts::with_capacity(reserved), judge, pause),
        Form::Findings => fill(array, Findings::with_capacity(reserved), judge, pause),
    }
}

fn fill(
    array: &ArrayRef,
    mut out: impl Written,
    judge: impl Fn(&[u8]) -> Report,
    pause: impl Fn() -> Result<(), ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    let rows = Rows::of(array)?;
    let nulls = array.logical_nulls();
    for row in 0..array.len() {
        if row % BETWEEN_PAUSES == BETWEEN_PAUSES - 1 {
            pause()?;
        }
        if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            out.push_null()?;
        } else {
            out.push(&judge(rows.get(row)?))?;
        }
    }
    out.finish(nulls)
}
