//! `Coverage`: what traffic has exercised of a contract.

use std::sync::{Mutex, MutexGuard, PoisonError};

use order_contracts::contract::SchemaUse;
use order_contracts::validate::{Coverage as Counts, CoverageData, Report as NativeReport, Statement};
use pyo3::prelude::*;

use crate::contract::{Contract, Operation};
use crate::errors::{contract_error, unusable};
use crate::exchange::recorded;
use crate::payload;
use crate::report::Report;

/// What traffic has exercised of a contract. It pickles, and merging is commutative and associative.
#[pyclass(frozen, module = "order_contracts")]
pub(crate) struct Coverage {
    data: Mutex<CoverageData>,
    /// What more can be counted of; nothing for what was read from a text.
    of: Option<Counted>,
}

struct Counted {
    contract: Contract,
    schema: Option<(String, SchemaUse)>,
    input: String,
}

impl Coverage {
    pub(crate) fn of(py: Python<'_>, contract: &Contract, name: Option<&str>, input: &str) -> PyResult<Self> {
        let native = contract.native();
        let named = |name: &str| native.schema_named(name).map(|schema| (name.to_owned(), schema));
        let schema = name.map(named).transpose().map_err(|error| unusable(py, &error))?;
        let counts = match &schema {
            Some((_, schema)) => Counts::of_schema(native, schema),
            None => Counts::of(native),
        };
        let data = Mutex::new(CoverageData::of(native, &counts, []));
        Ok(Self { data, of: Some(Counted { contract: contract.clone(), schema, input: input.to_owned() }) })
    }

    /// A counter is consistent after each count, so that a panic elsewhere leaves it usable.
    fn lock(&self) -> MutexGuard<'_, CoverageData> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counted(&self, py: Python<'_>) -> PyResult<&Counted> {
        self.of.as_ref().ok_or_else(|| contract_error(py, "coverage that was read from a text can only be merged"))
    }

    /// Counts payloads of the schema that it is of: each text, with its report.
    pub(crate) fn counter(&self, py: Python<'_>) -> PyResult<impl Fn(&[u8], &NativeReport) + Sync + '_> {
        let Counted { contract, schema, input } = self.counted(py)?;
        let Some((_, schema)) = schema else {
            return Err(contract_error(
                py,
                "this coverage counts exchanges; that of payloads is `contract.coverage(name)`",
            ));
        };
        Ok(move |text: &[u8], report: &NativeReport| {
            let mut data = self.lock();
            data.add_input(input, 1);
            if let Ok(value) = order_contracts::json::parse(text) {
                data.coverage_mut().count_payload(contract.native(), schema, &value, report);
            }
        })
    }
}

#[pymethods]
impl Coverage {
    /// Counters from their text. They can be merged, and count nothing more.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let data = CoverageData::read(text).map_err(|error| unusable(py, &error))?;
        Ok(Self { data: Mutex::new(data), of: None })
    }

    /// The text that `order-contracts coverage merge` reads.
    fn to_json(&self) -> String {
        self.lock().to_string()
    }

    /// Counts one payload of the schema that these counters are of.
    fn count(&self, payload: &Bound<'_, PyAny>, report: &Report) -> PyResult<()> {
        let py = payload.py();
        let counter = self.counter(py)?;
        let native = native(py, report)?;
        payload::judged(payload, |text| counter(text, native))?;
        Ok(())
    }

    /// Counts an exchange, with the reports on its halves.
    #[pyo3(signature = (exchange, request, response))]
    fn count_exchange(
        &self,
        exchange: &Bound<'_, PyAny>,
        request: Option<&Report>,
        response: Option<&Report>,
    ) -> PyResult<()> {
        let py = exchange.py();
        let Counted { contract, schema, input } = self.counted(py)?;
        if schema.is_some() {
            return Err(contract_error(
                py,
                "this coverage counts payloads; that of exchanges is `contract.coverage()`",
            ));
        }
        let recorded = recorded(exchange)?;
        let (request, response) = (
            request.map(|report| native(py, report)).transpose()?,
            response.map(|report| native(py, report)).transpose()?,
        );
        let mut data = self.lock();
        data.add_input(input, 1);
        data.coverage_mut().count_exchange(contract.native(), &recorded, request, response);
        Ok(())
    }

    /// Adds other counters of the same document; raises `ContractError` for those of another.
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        // Taken before the own lock: both may be the same.
        let other = other.lock().clone();
        self.lock().merge(&other).map_err(|error| unusable(py, &error))
    }

    /// Of all statements, how many in a hundred were exercised by something that holds.
    #[getter]
    fn percent(&self) -> f64 {
        self.lock().coverage().percent()
    }

    /// How many records were counted.
    #[getter]
    fn records(&self) -> u64 {
        self.lock().inputs().map(|(_, records)| records).fold(0, u64::saturating_add)
    }

    /// Of the statements of one kind, such as `operation`, how many were exercised, and how many there are.
    fn share(&self, py: Python<'_>, statement: &str) -> PyResult<Option<(usize, usize)>> {
        let Some(known) = Statement::ALL.iter().find(|known| known.name() == statement) else {
            let names: Vec<&str> = Statement::ALL.iter().map(|known| known.name()).collect();
            let what = format!("unknown kind of statement `{statement}`; the kinds are {}", names.join(", "));
            return Err(contract_error(py, &what));
        };
        Ok(self.lock().coverage().share(*known))
    }

    /// Pointer, kind, how often accepted, how often refused.
    #[getter]
    fn statements(&self) -> Vec<(String, &'static str, u64, u64)> {
        let data = self.lock();
        let statements = data.coverage().statements();
        let line =
            |(pointer, exercised): (&order_contracts::pointer::Pointer, &order_contracts::validate::Exercised)| {
                (pointer.to_string(), exercised.statement.name(), exercised.accepted, exercised.refused)
            };
        statements.map(line).collect()
    }

    /// The declared operations, how often requests to them held, and how often they did not.
    #[getter]
    fn operations(&self, py: Python<'_>) -> PyResult<Vec<(Operation, u64, u64)>> {
        let contract = self.counted(py)?.contract.native();
        let data = self.lock();
        let exercised = data.coverage().statements().filter(|(_, it)| it.statement == Statement::Operation);
        let of_operation = exercised.filter_map(|(pointer, it)| {
            let operation = contract.operations().iter().find(|operation| operation.pointer() == pointer)?;
            Some((Operation::from(operation), it.accepted, it.refused))
        });
        Ok(of_operation.collect())
    }

    fn __repr__(&self) -> String {
        let data = self.lock();
        format!("<Coverage of `{}`: {:.1} %>", data.contract(), data.coverage().percent())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled)> {
        let reload = py.import("order_contracts._native")?.getattr("_reload_coverage")?;
        let of = self.of.as_ref();
        let of = of.map(|of| (of.contract.clone(), of.schema.as_ref().map(|(name, _)| name.clone()), of.input.clone()));
        Ok((reload, (self.to_json(), of)))
    }
}

/// The text, then the contract, the name of the schema and that of the input.
type Pickled = (String, Option<(Contract, Option<String>, String)>);

/// What `Coverage.__reduce__` names.
#[pyfunction]
#[pyo3(name = "_reload_coverage")]
pub(crate) fn reload_coverage(
    py: Python<'_>,
    text: &str,
    of: Option<(Bound<'_, Contract>, Option<String>, String)>,
) -> PyResult<Coverage> {
    let data = CoverageData::read(text).map_err(|error| unusable(py, &error))?;
    let Some((contract, name, input)) = of else { return Ok(Coverage { data: Mutex::new(data), of: None }) };
    let empty = Coverage::of(py, contract.get(), name.as_deref(), &input)?;
    empty.lock().merge(&data).map_err(|error| unusable(py, &error))?;
    Ok(empty)
}

fn native<'r>(py: Python<'_>, report: &'r Report) -> PyResult<&'r NativeReport> {
    let gone = || contract_error(py, "the report was unpickled; count where the payload was checked");
    report.native().ok_or_else(gone)
}
