//! `Report`: the findings of one payload, request or response.

use std::sync::OnceLock;

use order_contracts::validate::{ProblemDetails, Report as NativeReport, Verdict};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::contract::Operation;
use crate::errors::check;
use crate::payload::Form;
use crate::value::to_python;
use crate::violation::{Undecided, Violation};

/// The findings of one payload, request or response. It pickles; values are nowhere in it.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Report {
    verdict: Verdict,
    left_out: usize,
    /// What `texts` are made of; nothing of a report that was unpickled.
    native: Option<(NativeReport, About)>,
    texts: OnceLock<Texts>,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Payload(Form),
    Request,
    Response,
}

/// Everything that a report says, as JSON: what is pickled.
struct Texts {
    report: Value,
    problem: Option<Value>,
    short_problem: Option<Value>,
    allow: Vec<String>,
}

/// What Python calls a verdict.
pub(crate) fn name_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::Undecided => "undecided",
        Verdict::Invalid => "invalid",
    }
}

impl Report {
    pub(crate) fn new(report: NativeReport, about: About) -> Self {
        let (verdict, left_out) = (report.verdict(), report.left_out());
        Self { verdict, left_out, native: Some((report, about)), texts: OnceLock::new() }
    }

    /// The verdict by its name.
    pub(crate) fn verdict_name(&self) -> &'static str {
        name_of(self.verdict)
    }

    /// The report of the crate; nothing of one that was unpickled.
    pub(crate) fn native(&self) -> Option<&NativeReport> {
        self.native.as_ref().map(|(report, _)| report)
    }

    fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| match &self.native {
            Some((report, about)) => Texts::of(report, *about),
            None => Texts { report: json!({}), problem: None, short_problem: None, allow: Vec::new() },
        })
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.texts().report.get(name).and_then(Value::as_array).into_iter().flatten()
    }
}

impl Texts {
    fn of(report: &NativeReport, about: About) -> Self {
        let mut text = to_value(report);
        if about == About::Payload(Form::Value) {
            remove_positions(&mut text);
        }
        let problem = match about {
            About::Response => ProblemDetails::of_response(report),
            About::Payload(_) | About::Request => {
                ProblemDetails::of_request(report).or_else(|| ProblemDetails::of_undecided(report))
            }
        };
        Self {
            report: text,
            short_problem: problem.as_ref().map(|problem| to_value(&problem.short())),
            allow: problem.iter().flat_map(ProblemDetails::allow).map(str::to_owned).collect(),
            problem: problem.as_ref().map(to_value),
        }
    }
}

/// What the crate writes as JSON always can be: names are strings, and numbers are whole.
fn to_value(serialized: &impl serde::Serialize) -> Value {
    serde_json::to_value(serialized).unwrap_or_default()
}

/// The positions are those of a text that the caller has not seen.
fn remove_positions(report: &mut Value) {
    for list in ["violations", "closest"] {
        for violation in report.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(members) = violation.as_object_mut() {
                members.remove("line");
                members.remove("column");
            }
            remove_positions(violation);
        }
    }
}

#[pymethods]
impl Report {
    /// `valid`, `invalid`, or `undecided` if some check could not be made.
    #[getter]
    fn verdict(&self) -> &'static str {
        self.verdict_name()
    }

    /// Whether the verdict is `valid`.
    #[getter]
    fn is_valid(&self) -> bool {
        self.verdict == Verdict::Valid
    }

    /// The violations, in the order of the text; `left_out` counts those that were omitted.
    #[getter]
    fn violations(&self) -> Vec<Violation> {
        self.list("violations").cloned().map(Violation).collect()
    }

    /// The checks that could not be made.
    #[getter]
    fn undecided(&self) -> Vec<Undecided> {
        self.list("undecided").cloned().map(Undecided).collect()
    }

    /// How many violations were omitted because of a limit.
    #[getter]
    fn left_out(&self) -> usize {
        self.left_out
    }

    /// The operation, if a request or response was checked and its operation is declared.
    #[getter]
    fn operation(&self) -> Option<Operation> {
        let called = self.texts().report.get("operation")?;
        let text = |name: &str| called.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = called.get("id").and_then(Value::as_str).map(str::to_owned);
        Some(Operation::new(id, text("method"), text("path")))
    }

    /// The methods of the header `Allow` of an answer with the status 405; empty for others.
    #[getter]
    fn allow(&self) -> Vec<String> {
        self.texts().allow.clone()
    }

    /// Raises `ContractViolation`, or `ContractUndecided` unless that is allowed.
    #[pyo3(signature = (*, allow_undecided = false))]
    fn raise_for_violations(slf: &Bound<'_, Self>, allow_undecided: bool) -> PyResult<()> {
        check(slf.py(), vec![slf.clone().unbind()], allow_undecided)
    }

    /// The body of a response of the type `application/problem+json` (RFC 9457); `None` if nothing is violated or undecided.
    #[pyo3(signature = (*, with_sources = false))]
    fn problem<'py>(&self, py: Python<'py>, with_sources: bool) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Texts { problem, short_problem, .. } = self.texts();
        let problem = if with_sources { problem } else { short_problem };
        problem.as_ref().map(|problem| to_python(py, problem)).transpose()
    }

    /// The report as the program writes it in JSON.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.texts().report)
    }

    /// The same as a JSON text.
    fn to_json(&self) -> String {
        self.texts().report.to_string()
    }

    fn __str__(&self) -> String {
        let violations = self.list("violations").map(|violation| Violation(violation.clone()).located());
        let more = (self.left_out > 0).then(|| format!("and {} more", self.left_out));
        let undecided = self.undecided().into_iter().map(|undecided| undecided.text());
        let lines: Vec<String> = violations.chain(more).chain(undecided).collect();
        if lines.is_empty() { self.verdict_name().to_owned() } else { lines.join("\n") }
    }

    fn __repr__(&self) -> String {
        let (violations, undecided) = (self.list("violations").count() + self.left_out, self.list("undecided").count());
        match self.verdict {
            Verdict::Valid => "<Report: valid>".to_owned(),
            Verdict::Invalid => format!("<Report: invalid, violations: {violations}, undecided: {undecided}>"),
            Verdict::Undecided => format!("<Report: undecided, undecided: {undecided}>"),
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.verdict == other.verdict && self.texts().report == other.texts().report
    }

    /// There are three verdicts.
    fn __bool__(&self) -> PyResult<bool> {
        Err(PyTypeError::new_err("a report is neither true nor false: use `report.is_valid` or `report.verdict`"))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let Texts { report, problem, short_problem, allow } = self.texts();
        let state = json!({ "report": report, "problem": problem, "short_problem": short_problem, "allow": allow });
        Ok((py.import("order_contracts._native")?.getattr("_reload_report")?, (state.to_string(),)))
    }
}

/// What `Report.__reduce__` names.
#[pyfunction]
#[pyo3(name = "_reload_report")]
pub(crate) fn reload_report(state: &str) -> PyResult<Report> {
    let broken = || PyValueError::new_err("a pickled report cannot be read");
    let mut state: Value = serde_json::from_str(state).map_err(|_| broken())?;
    let mut take = |name: &str| state.get_mut(name).map(Value::take).filter(|value| !value.is_null());
    let report = take("report").ok_or_else(broken)?;
    let verdict = match report.get("verdict").and_then(Value::as_str) {
        Some("valid") => Verdict::Valid,
        Some("undecided") => Verdict::Undecided,
        Some("invalid") => Verdict::Invalid,
        _ => return Err(broken()),
    };
    let left_out = report.get("left_out").and_then(Value::as_u64).unwrap_or_default();
    let left_out = usize::try_from(left_out).unwrap_or(usize::MAX);
    let allow = take("allow").and_then(|allow| serde_json::from_value(allow).ok()).unwrap_or_default();
    let texts = Texts { report, problem: take("problem"), short_problem: take("short_problem"), allow };
    Ok(Report { verdict, left_out, native: None, texts: OnceLock::from(texts) })
}
