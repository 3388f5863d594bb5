//! [`CoverageData`]: what runs have exercised of a contract, as a file has it, so that several runs add up.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::counts::{Coverage, Statement};
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{Screen, Shown, json};
use crate::pointer::Pointer;

/// The coverage of one run or of several, with the contract that it is of and the inputs that it is from.
///
/// Its text ([`Display`](fmt::Display)) is JSON with one statement a line, sorted.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Coverage, CoverageData, Options};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let order = contract.schema_named("CreateOrder")?;
/// let run = |name: &str, payload: &[u8]| {
///     let mut coverage = Coverage::of_schema(&contract, &order);
///     let report = validate::payload_bytes(&contract, &order, payload, &Options::new());
///     coverage.count_payload(&contract, &order, &serde_json::from_slice(payload).unwrap(), &report);
///     CoverageData::of(&contract, &coverage, [(name.to_owned(), 1)])
/// };
/// let mut all = run("monday.json", br#"{"amount": 1}"#);
/// let before = all.coverage().percent();
/// all.merge(&run("tuesday.json", br#"{"amount": 2, "note": "x"}"#))?;
/// assert!(all.coverage().percent() > before);
/// assert_eq!(CoverageData::read(&all.to_string())?, all);
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageData {
    contract: String,
    digest: String,
    inputs: BTreeMap<String, u64>,
    coverage: Coverage,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `version`, `contract`, `digest`, `inputs` and `statements`")]
struct Text {
    version: u64,
    contract: String,
    digest: String,
    inputs: Vec<Input>,
    statements: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `name` and `records`")]
struct Input {
    name: String,
    records: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `pointer`, `statement`, `accepted` and `refused`")]
struct Line {
    pointer: String,
    statement: String,
    accepted: u64,
    refused: u64,
}

impl CoverageData {
    /// What a run over these inputs, each with the number of its records, has exercised of `contract`.
    #[must_use]
    pub fn of(contract: &Contract, coverage: &Coverage, inputs: impl IntoIterator<Item = (String, u64)>) -> Self {
        let mut all: BTreeMap<String, u64> = BTreeMap::new();
        for (name, records) in inputs {
            *all.entry(name).or_default() += records;
        }
        Self {
            contract: contract.title().to_owned(),
            digest: contract.digest(),
            inputs: all,
            coverage: coverage.clone(),
        }
    }

    /// The data in a text.
    ///
    /// # Errors
    ///
    /// When the text is not the JSON of coverage data, or has a statement twice or of an unknown kind.
    pub fn read(text: &str) -> Result<Self, Error> {
        let Text { version, contract, digest, inputs, statements } = serde_json::from_str(text)
            .map_err(|error| Error::syntax(format!("not the JSON of coverage data: {error}")))?;
        if version != 1 {
            return Err(Error::settings(format!("it is of version {version}; expected version 1")));
        }
        let mut out = Self { contract, digest, inputs: BTreeMap::new(), coverage: Coverage::default() };
        for Input { name, records } in inputs {
            let own = out.inputs.entry(name).or_default();
            *own = own.saturating_add(records);
        }
        for Line { pointer, statement, accepted, refused } in statements {
            let wrong = |what: &str| Error::settings(format!("the statement `{pointer}` {what}"));
            let place = Pointer::parse(&pointer).ok_or_else(|| wrong("is no JSON Pointer"))?;
            let known = Statement::ALL.iter().find(|known| known.name() == statement);
            let known = known.ok_or_else(|| wrong(&format!("is of the unknown kind `{statement}`")))?;
            if out.coverage.exercised(&place).is_some() {
                return Err(wrong("is there twice"));
            }
            out.coverage.state(place.clone(), *known);
            out.coverage.add(&place, *known, (accepted, refused));
        }
        Ok(out)
    }

    /// Adds what other runs have exercised.
    ///
    /// Merging is commutative and associative, and gives what one run over all inputs gives.
    ///
    /// # Errors
    ///
    /// When it is of another contract, or of another version of the document.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let (own, theirs) = (&self.contract, &other.contract);
        if own != theirs {
            return Err(Error::settings(format!("one is of the contract `{own}`, the other of `{theirs}`")));
        }
        if self.digest != other.digest {
            let (own, theirs) = (&self.digest, &other.digest);
            return Err(Error::settings(format!(
                "one is of the document with the digest {own}, the other of {theirs}"
            )));
        }
        self.coverage.merge(&other.coverage);
        self.add_inputs(other);
        Ok(())
    }

    /// The same of another version of the document: only statements are added that are at the same places and of the same kinds.
    /// Returns the places of the others that were exercised.
    pub fn merge_same_pointers(&mut self, other: &Self) -> Vec<Pointer> {
        let is_dropped = |(place, exercised): &(&Pointer, &super::Exercised)| {
            let is_exercised = exercised.accepted > 0 || exercised.refused > 0;
            is_exercised && self.coverage.exercised(place).is_none_or(|own| own.statement != exercised.statement)
        };
        let dropped = other.coverage.statements().filter(is_dropped).map(|(place, _)| place.clone()).collect();
        for (place, exercised) in other.coverage.statements() {
            self.coverage.add(place, exercised.statement, (exercised.accepted, exercised.refused));
        }
        self.add_inputs(other);
        dropped
    }

    fn add_inputs(&mut self, other: &Self) {
        other.inputs.iter().for_each(|(name, records)| self.add_input(name, *records));
    }

    /// The title of the contract.
    #[must_use]
    pub fn contract(&self) -> &str {
        &self.contract
    }

    /// The digest of its document, see [`Contract::digest`].
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The inputs and how many records of each were checked, by name.
    pub fn inputs(&self) -> impl ExactSizeIterator<Item = (&str, u64)> {
        self.inputs.iter().map(|(name, records)| (name.as_str(), *records))
    }

    /// What was exercised.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// The same, to count more. Each input that is counted is one of [`CoverageData::add_input`].
    pub fn coverage_mut(&mut self) -> &mut Coverage {
        &mut self.coverage
    }

    /// Adds an input, or more records of one that is there.
    pub fn add_input(&mut self, name: &str, records: u64) {
        let own = self.inputs.entry(name.to_owned()).or_default();
        *own = own.saturating_add(records);
    }

    /// The text of its file.
    pub(crate) fn shown(&self) -> Shown<Screen> {
        let Self { contract, digest, inputs, coverage } = self;
        let mut out = Shown::of(("{\"version\": 1, \"contract\": ", json(contract), ", \"digest\": ", json(digest)));
        out.push(",\n\"inputs\": [");
        for (place, (name, records)) in inputs.iter().enumerate() {
            let input = Input { name: name.clone(), records: *records };
            out.push((if place > 0 { ",\n  " } else { "\n  " }, json(&input)));
        }
        out.push("],\n\"statements\": [");
        for (place, (pointer, exercised)) in coverage.statements().enumerate() {
            let line = Line {
                pointer: pointer.to_string(),
                statement: exercised.statement.name().to_owned(),
                accepted: exercised.accepted,
                refused: exercised.refused,
            };
            out.push((if place > 0 { ",\n  " } else { "\n  " }, json(&line)));
        }
        out.push("\n]}\n");
        out
    }
}

impl fmt::Display for CoverageData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown().as_str())
    }
}
