//! [`Natural`]: a setting that is a whole number of 0 or more.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};

use crate::errors::contract_error;

/// A whole number of 0 or more, as large as memory allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Natural(pub(crate) usize);

impl<'py> FromPyObject<'_, 'py> for Natural {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let refused =
            |what: String| contract_error(object.py(), &format!("wanted a whole number of 0 or more, found {what}"));
        if object.cast::<PyInt>().is_err() || object.cast::<PyBool>().is_ok() {
            return Err(refused(format!("`{}`", object.get_type().name()?)));
        }
        match object.extract::<usize>() {
            Ok(number) => Ok(Self(number)),
            Err(_) if object.lt(0)? => Err(refused("a negative number".to_owned())),
            // No list is longer.
            Err(_) => Ok(Self(usize::MAX)),
        }
    }
}
