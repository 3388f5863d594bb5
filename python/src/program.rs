//! `main`: the program `order-contracts`, in the process of the interpreter.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program `order-contracts` with these arguments (its name first) and returns its exit code.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| order_contracts::cli::main(arguments))
}
