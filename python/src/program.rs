//! `main`: the program `order-contracts`, in the process of the interpreter.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program. It takes over the handlers of signals, so that this is for `python -m order_contracts` and the like.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| order_contracts::cli::main(arguments))
}
