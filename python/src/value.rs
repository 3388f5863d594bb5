//! Python objects as JSON texts, and JSON values as Python objects.
//!
//! What JSON does not have is refused rather than approximated: numbers that are not finite, names that are no strings, objects of
//! other classes. Integers keep all their digits.

use std::io::Write;

use order_contracts::json;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::Value;

/// A thread of Python may have a small stack: more is made when less than this is left.
const RED_ZONE: usize = 48 * 1024;
const STACK: usize = 1024 * 1024;

/// Deeper objects are refused; so are those that contain themselves, for which this is the only sign.
const DEEPEST: usize = 1_000;

/// The JSON text of a Python object.
pub(crate) fn to_json(object: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(1024);
    match write(object, &mut out, 0) {
        Ok(()) => Ok(out),
        Err(refused) => Err(refused.raised(object.py())),
    }
}

/// What JSON does not have, and the way to it, which is put together on the way back: nearly every object is written, and needs none.
enum Refused {
    /// A `TypeError`.
    Class(String, Vec<String>),
    /// A `ValueError`, perhaps with a cause.
    Value(String, Vec<String>, Option<PyErr>),
    Raised(PyErr),
}

impl Refused {
    fn value(what: &str) -> Self {
        Self::Value(what.to_owned(), Vec::new(), None)
    }

    /// The same, one step further up.
    #[cold]
    fn below(mut self, step: impl FnOnce() -> String) -> Self {
        if let Self::Class(_, steps) | Self::Value(_, steps, _) = &mut self {
            steps.push(step());
        }
        self
    }

    fn raised(self, py: Python<'_>) -> PyErr {
        let located = |what: String, steps: Vec<String>| {
            let place: String = steps.iter().rev().map(|step| format!("/{step}")).collect();
            if place.is_empty() { format!("the payload is {what}") } else { format!("at `{place}`: {what}") }
        };
        match self {
            Self::Class(what, steps) => PyTypeError::new_err(located(what, steps)),
            Self::Value(what, steps, cause) => {
                let error = PyValueError::new_err(located(what, steps));
                error.set_cause(py, cause);
                error
            }
            Self::Raised(error) => error,
        }
    }
}

impl From<PyErr> for Refused {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

fn write(object: &Bound<'_, PyAny>, out: &mut Vec<u8>, depth: usize) -> Result<(), Refused> {
    if depth > DEEPEST {
        // Its place would be as long.
        let what = format!("an object nested deeper than {DEEPEST}; does it contain itself?");
        return Err(Refused::Raised(PyValueError::new_err(what)));
    }
    if let Ok(text) = object.cast::<PyString>() {
        write_text(text, out)?;
    } else if let Ok(members) = object.cast::<PyDict>() {
        write_members(members, out, depth + 1)?;
    } else if let Ok(items) = object.cast::<PyList>() {
        write_items(items.iter(), out, depth + 1)?;
    } else if object.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(flag) = object.cast::<PyBool>() {
        out.extend_from_slice(if flag.is_true() { b"true" } else { b"false" });
    } else if let Ok(number) = object.cast::<PyInt>() {
        write_integer(number, out)?;
    } else if let Ok(number) = object.cast::<PyFloat>() {
        let what = "a number that is not finite, which JSON does not have";
        let number = serde_json::Number::from_f64(number.value()).ok_or_else(|| Refused::value(what))?;
        write!(out, "{number}").map_err(PyErr::from)?;
    } else if let Ok(items) = object.cast::<PyTuple>() {
        write_items(items.iter(), out, depth + 1)?;
    } else {
        let class = object.get_type().name()?;
        return Err(Refused::Class(format!("a value of the class `{class}`, which is none of JSON"), Vec::new()));
    }
    Ok(())
}

fn write_text(text: &Bound<'_, PyString>, out: &mut Vec<u8>) -> Result<(), Refused> {
    let text = text.to_cow().map_err(|_| Refused::value("a string with half a surrogate pair"))?;
    write_string(out, &text);
    Ok(())
}

fn write_integer(number: &Bound<'_, PyInt>, out: &mut Vec<u8>) -> Result<(), Refused> {
    if let Ok(number) = number.extract::<i64>() {
        write!(out, "{number}").map_err(PyErr::from)?;
        return Ok(());
    }
    // The digits of the number itself, whatever a subclass such as `IntEnum` shows.
    let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,));
    let digits = digits
        .map_err(|error| Refused::Value("an integer with too many digits".to_owned(), Vec::new(), Some(error)))?;
    out.extend_from_slice(digits.extract::<String>()?.as_bytes());
    Ok(())
}

fn write_items<'py>(
    items: impl Iterator<Item = Bound<'py, PyAny>>,
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Refused> {
    out.push(b'[');
    for (position, item) in items.enumerate() {
        if position > 0 {
            out.push(b',');
        }
        let written = stacker::maybe_grow(RED_ZONE, STACK, || write(&item, out, depth));
        written.map_err(|refused| refused.below(|| position.to_string()))?;
    }
    out.push(b']');
    Ok(())
}

fn write_members(members: &Bound<'_, PyDict>, out: &mut Vec<u8>, depth: usize) -> Result<(), Refused> {
    out.push(b'{');
    for (position, (name, value)) in members.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        let Ok(name) = name.cast::<PyString>() else {
            let class = name.get_type().name()?;
            let what = format!("an object with a name of the class `{class}`; the names of JSON are strings");
            return Err(Refused::Class(what, Vec::new()));
        };
        write_text(name, out)?;
        out.push(b':');
        let step = || name.to_string_lossy().replace('~', "~0").replace('/', "~1");
        let written = stacker::maybe_grow(RED_ZONE, STACK, || write(&value, out, depth));
        written.map_err(|refused| refused.below(step))?;
    }
    out.push(b'}');
    Ok(())
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    // Without an early end this is done many bytes at a time.
    let special = text.bytes().filter(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\').count();
    out.push(b'"');
    if special == 0 {
        out.extend_from_slice(text.as_bytes());
    } else {
        for character in text.chars() {
            match character {
                '"' => out.extend_from_slice(b"\\\""),
                '\\' => out.extend_from_slice(b"\\\\"),
                '\0'..='\u{1f}' => out.extend_from_slice(format!("\\u{:04x}", u32::from(character)).as_bytes()),
                other => out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }
    out.push(b'"');
}

/// A JSON value as Python has it.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    made(py, value, false)
}

/// The same of a value of a schema, in which there may be numbers that no `f64` holds.
pub(crate) fn of_schema<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    made(py, value, true)
}

fn made<'py>(py: Python<'py>, value: &Value, is_of_schema: bool) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => number.into_pyobject(py)?.into_any(),
            (_, Some(number), _) => number.into_pyobject(py)?.into_any(),
            (.., number) => PyFloat::new(py, number.unwrap_or(f64::NAN)).into_any(),
        },
        Value::String(text) => match json::digits(value).filter(|_| is_of_schema) {
            Some(digits) => exact(py, digits)?,
            None => PyString::new(py, text).into_any(),
        },
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(stacker::maybe_grow(RED_ZONE, STACK, || made(py, item, is_of_schema))?)?;
            }
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(name, stacker::maybe_grow(RED_ZONE, STACK, || made(py, value, is_of_schema))?)?;
            }
            dict.into_any()
        }
    })
}

/// A number that no `f64` holds, as `int` or `decimal.Decimal`.
fn exact<'py>(py: Python<'py>, digits: &str) -> PyResult<Bound<'py, PyAny>> {
    match digits.contains(['.', 'e', 'E']) {
        true => py.import("decimal")?.call_method1("Decimal", (digits,)),
        false => py.get_type::<PyInt>().call1((digits,)),
    }
}

/// A Python object as a JSON Schema, with the digits of its numbers.
pub(crate) fn to_schema(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let text = to_json(object)?;
    json::parse_schema(&text).map_err(|error| PyValueError::new_err(format!("the object cannot be read: {error}")))
}
