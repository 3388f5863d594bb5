//! [`CoverageRow`]: what was exercised of each part of each operation, and from which sides, for a picture of it.
//!
//! A constraint on requests has two sides: a value that keeps it, and one that breaks it and is refused. Everything else has one:
//! a listed value or a property cannot be broken by itself, and a response that breaks its contract is no test but a mistake.

use std::collections::HashMap;

use crate::contract::{Contract, Endpoint, Location};
use crate::pointer::Pointer;

use super::counts::{Coverage, Exercised, Statement};
use super::traffic::{declare_content, declare_parameter, response_place};

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CoverageRow {
    /// Its method and path.
    pub(crate) operation: String,
    /// Its `operationId`.
    pub(crate) id: Option<String>,
    /// How many requests were checked.
    pub(crate) requests: u64,
    /// Its parts that state anything, in the order of a message.
    pub(crate) cells: Vec<CoverageCell>,
}

/// A part of an operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CoverageCell {
    pub(crate) part: CoveragePart,
    /// What is stated there, and how much of it was exercised.
    pub(crate) statements: Vec<(Pointer, Exercised, Sides)>,
}

/// Which part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CoveragePart {
    Path,
    Query,
    Headers,
    Body,
    /// The responses of a status, as it is declared.
    Response(String),
}

/// How much of what can be exercised of a statement was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sides {
    /// Nothing.
    Never,
    /// One side of two.
    One,
    /// All there is.
    All,
}

impl Sides {
    fn of(exercised: Exercised, is_request: bool) -> Self {
        let has_two = is_request && exercised.statement == Statement::Constraint;
        match (exercised.accepted > 0, exercised.refused > 0) {
            (false, false) => Self::Never,
            (true, true) => Self::All,
            (true, false) if !has_two => Self::All,
            _ => Self::One,
        }
    }
}

impl CoverageCell {
    /// How many statements were exercised in full, from one side, and never.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: Sides| self.statements.iter().filter(|(_, _, sides)| *sides == wanted).count();
        (count(Sides::All), count(Sides::One), count(Sides::Never))
    }
}

/// The operations of `contract`, in the order of the document.
pub(crate) fn matrix(contract: &Contract, coverage: &Coverage) -> Vec<CoverageRow> {
    let known: HashMap<&Pointer, Exercised> = coverage.statements().map(|(place, found)| (place, *found)).collect();
    contract.endpoints().iter().map(|endpoint| row(contract, endpoint, &known)).collect()
}

/// The statements of payloads of one schema: a row with one cell.
pub(crate) fn flat(coverage: &Coverage) -> CoverageCell {
    let statements = coverage.statements();
    let statements = statements.map(|(place, found)| (place.clone(), *found, Sides::of(*found, true)));
    CoverageCell { part: CoveragePart::Body, statements: statements.collect() }
}

fn row(contract: &Contract, endpoint: &Endpoint, known: &HashMap<&Pointer, Exercised>) -> CoverageRow {
    let cell = |part: CoveragePart, own: &Coverage, is_request: bool| {
        let statement = |(place, declared): (&Pointer, &Exercised)| {
            let exercised = known.get(place).copied().unwrap_or(*declared);
            (place.clone(), exercised, Sides::of(exercised, is_request))
        };
        CoverageCell { part, statements: own.statements().map(statement).collect() }
    };
    let mut cells = Vec::new();
    let of_parameters = [
        (CoveragePart::Path, &[Location::Path][..]),
        (CoveragePart::Query, &[Location::Query]),
        (CoveragePart::Headers, &[Location::Header, Location::Cookie]),
    ];
    for (part, locations) in of_parameters {
        let mut own = Coverage::default();
        for parameter in endpoint.parameters.iter().filter(|parameter| locations.contains(&parameter.location)) {
            declare_parameter(contract, parameter, &mut own);
        }
        cells.push(cell(part, &own, true));
    }
    let mut body = Coverage::default();
    if let Some(declared) = &endpoint.request_body {
        declare_content(contract, &declared.content, &mut body);
    }
    cells.push(cell(CoveragePart::Body, &body, true));
    for response in &endpoint.responses {
        let mut own = Coverage::default();
        own.state(response_place(endpoint, response), Statement::Response);
        declare_content(contract, &response.content, &mut own);
        cells.push(cell(CoveragePart::Response(response.status.to_string()), &own, false));
    }
    cells.retain(|cell| !cell.statements.is_empty());
    let called = known.get(endpoint.operation.pointer());
    CoverageRow {
        operation: format!("{} {}", endpoint.operation.method(), endpoint.operation.path()),
        id: endpoint.operation.id().map(str::to_owned),
        requests: called.map_or(0, |called| called.accepted + called.refused),
        cells,
    }
}

/// What no test did yet, for a statement of which not everything was exercised.
pub(crate) fn missing(keyword: &str, exercised: Exercised) -> &'static str {
    match (exercised.statement, keyword) {
        (Statement::Operation, _) => "was never called",
        (Statement::Parameter, _) => "was never sent with a valid value",
        (Statement::Response, _) => "was never sent",
        (Statement::Property, _) => "was never there with a valid value",
        (Statement::EnumValue, _) => "was never sent",
        (Statement::Constraint, _) if exercised.accepted + exercised.refused == 0 => "no value reached it",
        (Statement::Constraint, _) if exercised.accepted == 0 => "no value kept it",
        (Statement::Constraint, "type") => "no value of another type was sent",
        (Statement::Constraint, "enum" | "const") => "no other value was sent",
        (Statement::Constraint, "required") => "none of the required properties was left out",
        (Statement::Constraint, "minLength") => "no shorter string was sent",
        (Statement::Constraint, "maxLength") => "no longer string was sent",
        (Statement::Constraint, "pattern") => "no string that does not match was sent",
        (Statement::Constraint, "format") => "no string of another format was sent",
        (Statement::Constraint, "minimum" | "exclusiveMinimum") => "no smaller number was sent",
        (Statement::Constraint, "maximum" | "exclusiveMaximum") => "no larger number was sent",
        (Statement::Constraint, "multipleOf") => "no number between two multiples was sent",
        (Statement::Constraint, "minItems") => "no shorter array was sent",
        (Statement::Constraint, "maxItems") => "no longer array was sent",
        (Statement::Constraint, "uniqueItems") => "no array with duplicates was sent",
        (Statement::Constraint, "minProperties") => "no object with fewer properties was sent",
        (Statement::Constraint, "maxProperties") => "no object with more properties was sent",
        (Statement::Constraint, _) => "nothing that breaks it was sent",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::{CoveragePart, Sides, matrix};
    use crate::contract::Contract;
    use crate::validate::{self, Coverage, Recorded};

    #[test]
    fn a_constraint_on_requests_has_two_sides() {
        let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: /}]\npaths:\n  /a:\n    post:\n      requestBody: {content: \
                    {application/json: {schema: {type: string, maxLength: 3}}}}\n      responses: {'200': {description: D}, '404': {description: N}}\n";
        let contract = Contract::from_str(text, "t.yaml").expect("a document");
        let mut coverage = Coverage::of(&contract);
        let mut send = |body: &str| {
            let record = format!(
                r#"{{"request": {{"method": "POST", "target": "/a", "body": "{body}"}}, "response": {{"status": 200}}}}"#
            );
            let recorded = Recorded::from_json(record.as_bytes()).expect("an exchange");
            let request = validate::request(&contract, &recorded.request);
            let response =
                recorded.response.as_ref().map(|response| validate::response(&contract, &recorded.request, response));
            coverage.count_exchange(&contract, &recorded, Some(&request), response.as_ref());
            matrix(&contract, &coverage).remove(0)
        };
        let row = send("abc");
        let parts: Vec<_> = row.cells.iter().map(|cell| (cell.part.clone(), cell.counts())).collect();
        let response = |status: &str| CoveragePart::Response(status.to_owned());
        assert_eq!(
            parts,
            [(CoveragePart::Body, (0, 2, 0)), (response("200"), (1, 0, 0)), (response("404"), (0, 0, 1))]
        );
        let row = send("abcd");
        let sides = |row: &super::CoverageRow| {
            let cell = row.cells.first().expect("a body");
            cell.statements
                .iter()
                .map(|(place, _, sides)| (place.last().unwrap_or_default().to_string(), *sides))
                .collect::<Vec<_>>()
        };
        assert_eq!(sides(&row), [("maxLength".to_owned(), Sides::All), ("type".to_owned(), Sides::One)]);
        assert_eq!(row.requests, 2);
    }
}
