//! Payloads: `str` and bytes are JSON texts, every other object is a value whose JSON text is written here.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use crate::value;

/// Shorter texts take less time than handing the interpreter over.
const LONG: usize = 16 * 1024;

/// Where a text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The text was given: violations have lines and columns.
    Text,
    /// The text was written here: they have none.
    Value,
}

/// Calls `judge` with the JSON text of `payload`, without the interpreter if the text is long.
pub(crate) fn judged<R: Send>(payload: &Bound<'_, PyAny>, judge: impl Fn(&[u8]) -> R + Sync) -> PyResult<(R, Form)> {
    let py = payload.py();
    let apart = |text: &[u8]| if text.len() < LONG { judge(text) } else { py.detach(|| judge(text)) };
    if let Ok(bytes) = payload.cast::<PyBytes>() {
        return Ok((apart(bytes.as_bytes()), Form::Text));
    }
    if let Ok(text) = payload.cast::<PyString>() {
        return match text.to_cow() {
            Ok(text) => Ok((apart(text.as_bytes()), Form::Text)),
            // Half a surrogate pair has no UTF-8, which the judge then says.
            Err(_) => {
                // That of `str`, whatever a subclass has.
                let arguments = (text, intern!(py, "utf-8"), intern!(py, "surrogatepass"));
                let bytes = py.get_type::<PyString>().call_method1(intern!(py, "encode"), arguments)?;
                Ok((apart(bytes.cast::<PyBytes>()?.as_bytes()), Form::Text))
            }
        };
    }
    if let Some(bytes) = other_bytes(payload)? {
        return Ok((apart(bytes.as_bytes()), Form::Text));
    }
    let text = value::to_json(payload)?;
    Ok((apart(&text), Form::Value))
}

/// The bytes of a `bytearray` or `memoryview`, copied: they may change meanwhile.
pub(crate) fn other_bytes<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if object.cast::<PyByteArray>().is_err() && object.cast::<PyMemoryView>().is_err() {
        return Ok(None);
    }
    let bytes = object.py().get_type::<PyBytes>().call1((object,))?;
    Ok(Some(bytes.cast_into::<PyBytes>()?))
}
