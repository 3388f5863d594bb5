//! Errors of the crate as exceptions of the package, which are written in Python (`_errors.py`) so that they pickle.

use std::error::Error as _;
use std::io;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::report::Report;

/// A `ContractError` with the message of `error`, caused by the error of the system where that is the cause.
pub(crate) fn unusable(py: Python<'_>, error: &order_contracts::Error) -> PyErr {
    let Some(cause) = error.source() else { return contract_error(py, &error.to_string()) };
    let raised = contract_error(py, &format!("{error}: {cause}"));
    if let Some(cause) = cause.downcast_ref::<io::Error>() {
        let cause = match cause.raw_os_error() {
            Some(number) => io::Error::from_raw_os_error(number),
            None => io::Error::new(cause.kind(), cause.to_string()),
        };
        raised.set_cause(py, Some(PyErr::from(cause)));
    }
    raised
}

/// A `ContractError` with this message.
pub(crate) fn contract_error(py: Python<'_>, message: &str) -> PyErr {
    raise(py, "ContractError", (message,))
}

/// Raises `ContractViolation` if something is violated, else `ContractUndecided` if something could not be checked and that is not
/// allowed.
pub(crate) fn check(py: Python<'_>, reports: Vec<Py<Report>>, allow_undecided: bool) -> PyResult<()> {
    let (mut violated, mut undecided) = (Vec::new(), Vec::new());
    for report in reports {
        match report.get().verdict_name() {
            "invalid" => violated.push(report),
            "undecided" => undecided.push(report),
            _ => {}
        }
    }
    if !violated.is_empty() {
        return Err(raise(py, "ContractViolation", (PyTuple::new(py, violated)?,)));
    }
    if !undecided.is_empty() && !allow_undecided {
        return Err(raise(py, "ContractUndecided", (PyTuple::new(py, undecided)?,)));
    }
    Ok(())
}

fn raise<'py>(py: Python<'py>, class: &str, arguments: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = || py.import(intern!(py, "order_contracts._errors"))?.getattr(class)?.call1(arguments);
    made().map_or_else(|error| error, PyErr::from_value)
}
