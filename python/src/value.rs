//! Python objects as JSON texts, and JSON values as Python objects.
//!
//! What JSON does not have is refused rather than approximated: numbers that are not finite, names that are no strings, objects of
//! other classes. Integers keep all their digits.

use std::io::Write;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::Value;

/// Deeper objects are refused; so are those that contain themselves, for which this is the only sign.
const DEEPEST: usize = 1_000;

/// The JSON text of a Python object.
pub(crate) fn to_json(object: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let mut writer = Writer { out: Vec::with_capacity(256), place: Vec::new() };
    writer.write(object)?;
    Ok(writer.out)
}

/// The steps to the value that is written.
enum Step<'py> {
    Name(Bound<'py, PyString>),
    Index(usize),
}

struct Writer<'py> {
    out: Vec<u8>,
    place: Vec<Step<'py>>,
}

impl<'py> Writer<'py> {
    fn write(&mut self, object: &Bound<'py, PyAny>) -> PyResult<()> {
        if self.place.len() > DEEPEST {
            let what = format!("an object nested deeper than {DEEPEST}; does it contain itself?");
            return Err(PyValueError::new_err(what));
        }
        if let Ok(text) = object.cast::<PyString>() {
            self.write_text(text)
        } else if let Ok(members) = object.cast::<PyDict>() {
            self.write_members(members)
        } else if let Ok(items) = object.cast::<PyList>() {
            self.write_items(items.iter())
        } else if object.is_none() {
            self.write_raw("null")
        } else if let Ok(flag) = object.cast::<PyBool>() {
            self.write_raw(if flag.is_true() { "true" } else { "false" })
        } else if let Ok(number) = object.cast::<PyInt>() {
            self.write_integer(number)
        } else if let Ok(number) = object.cast::<PyFloat>() {
            self.write_number(number.value())
        } else if let Ok(items) = object.cast::<PyTuple>() {
            self.write_items(items.iter())
        } else {
            let class = object.get_type().name()?;
            let what = format!("a value of the class `{class}`, which is none of JSON");
            Err(PyTypeError::new_err(self.located(&what)))
        }
    }

    fn write_raw(&mut self, text: &str) -> PyResult<()> {
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn write_text(&mut self, text: &Bound<'py, PyString>) -> PyResult<()> {
        let text =
            text.to_cow().map_err(|_| PyValueError::new_err(self.located("a string with half a surrogate pair")))?;
        write_string(&mut self.out, &text);
        Ok(())
    }

    fn write_integer(&mut self, number: &Bound<'py, PyInt>) -> PyResult<()> {
        // The digits of the number itself, whatever a subclass such as `IntEnum` shows.
        match number.extract::<i64>() {
            Ok(number) => write!(self.out, "{number}").map_err(PyErr::from),
            Err(_) => {
                let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,)).map_err(|error| {
                    let refused = PyValueError::new_err(self.located("an integer with too many digits"));
                    refused.set_cause(number.py(), Some(error));
                    refused
                })?;
                let digits = digits.extract::<String>()?;
                self.write_raw(&digits)
            }
        }
    }

    fn write_number(&mut self, number: f64) -> PyResult<()> {
        match serde_json::Number::from_f64(number) {
            Some(number) => write!(self.out, "{number}").map_err(PyErr::from),
            None => Err(PyValueError::new_err(self.located("a number that is not finite, which JSON does not have"))),
        }
    }

    fn write_items(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>) -> PyResult<()> {
        self.out.push(b'[');
        for (position, item) in items.enumerate() {
            if position > 0 {
                self.out.push(b',');
            }
            self.place.push(Step::Index(position));
            self.write(&item)?;
            self.place.pop();
        }
        self.out.push(b']');
        Ok(())
    }

    fn write_members(&mut self, members: &Bound<'py, PyDict>) -> PyResult<()> {
        self.out.push(b'{');
        for (position, (name, value)) in members.iter().enumerate() {
            if position > 0 {
                self.out.push(b',');
            }
            let Ok(name) = name.cast::<PyString>() else {
                let class = name.get_type().name()?;
                let what = format!("a name of the class `{class}`; the names of JSON are strings");
                return Err(PyTypeError::new_err(self.located(&what)));
            };
            self.write_text(name)?;
            self.out.push(b':');
            self.place.push(Step::Name(name.clone()));
            self.write(&value)?;
            self.place.pop();
        }
        self.out.push(b'}');
        Ok(())
    }

    /// `what`, and where it is in the object.
    fn located(&self, what: &str) -> String {
        let mut place = String::new();
        for step in &self.place {
            place.push('/');
            match step {
                Step::Name(name) => {
                    place.push_str(&name.to_string_lossy().replace('~', "~0").replace('/', "~1"));
                }
                Step::Index(position) => place.push_str(&position.to_string()),
            }
        }
        if place.is_empty() { format!("the payload is {what}") } else { format!("at `{place}`: {what}") }
    }
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    out.push(b'"');
    if text.bytes().all(is_plain) {
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
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => number.into_pyobject(py)?.into_any(),
            (_, Some(number), _) => number.into_pyobject(py)?.into_any(),
            (.., number) => PyFloat::new(py, number.unwrap_or(f64::NAN)).into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(to_python(py, item)?)?;
            }
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(name, to_python(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// A Python object as a JSON value.
pub(crate) fn to_value(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let text = to_json(object)?;
    serde_json::from_slice(&text).map_err(|error| PyValueError::new_err(format!("the object cannot be read: {error}")))
}
