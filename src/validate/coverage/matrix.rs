//! [`CoverageRow`]: coverage as a picture, operations by parts.

use std::collections::BTreeSet;

use super::counts::{Coverage, Statement};
use super::traffic::{declare_content, declare_parameter, response_place};
use crate::contract::{Called, Content, Contract, Endpoint, Parameter, StatusPattern};
use crate::pointer::Pointer;
use crate::validate::Part;

/// An operation, and how much of each of its parts was exercised.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CoverageRow {
    /// The operation.
    pub operation: Called,
    /// How many requests held, and how many did not.
    pub requests: (u64, u64),
    /// Its parts that have statements: path, query, header and cookie parameters, the request body, then each response.
    pub cells: Vec<CoverageCell>,
}

/// A part of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CoverageCell {
    /// The part; [`Part::Body`] is the request body without a status, and the response with one.
    pub part: Part,
    /// The declared status of a response.
    pub status: Option<StatusPattern>,
    /// The places of its statements in the contract. Those of a schema that parts share are in each of them.
    pub places: BTreeSet<Pointer>,
    /// How many of them were exercised from the accepted side.
    pub accepted: usize,
    /// How many were exercised from the refused side.
    pub refused: usize,
    /// How many were exercised from both.
    pub both: usize,
}

impl CoverageCell {
    fn new(part: Part, status: Option<StatusPattern>, own: &Coverage, all: &Coverage) -> Option<Self> {
        let places: BTreeSet<Pointer> = own.statements().map(|(place, _)| place.clone()).collect();
        let sides: Vec<(bool, bool)> = places
            .iter()
            .map(|place| all.exercised(place).map_or((0, 0), |exercised| (exercised.accepted, exercised.refused)))
            .map(|(accepted, refused)| (accepted > 0, refused > 0))
            .collect();
        let count = |has: fn(&(bool, bool)) -> bool| sides.iter().filter(|sides| has(sides)).count();
        let (accepted, refused) = (count(|(accepted, _)| *accepted), count(|(_, refused)| *refused));
        let both = count(|(accepted, refused)| *accepted && *refused);
        (!places.is_empty()).then_some(Self { part, status, places, accepted, refused, both })
    }

    /// How many of its statements were exercised from neither side.
    #[must_use]
    pub fn never(&self) -> usize {
        self.places.len() - (self.accepted + self.refused - self.both)
    }
}

impl Coverage {
    /// It as a table: a row for each operation of `contract`, as the document orders them, with a cell for each part.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    /// use order_contracts::validate::{Coverage, Part};
    ///
    /// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    /// let rows = Coverage::of(&contract).matrix(&contract);
    /// let parts: Vec<Part> = rows[1].cells.iter().map(|cell| cell.part).collect();
    /// assert_eq!(rows[1].operation.id.as_deref(), Some("createOrder"));
    /// assert_eq!(parts, [Part::Body, Part::Body]);
    /// assert_eq!(rows[1].cells[0].never(), rows[1].cells[0].places.len());
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[must_use]
    pub fn matrix(&self, contract: &Contract) -> Vec<CoverageRow> {
        contract.endpoints().iter().map(|endpoint| self.row(contract, endpoint)).collect()
    }

    fn row(&self, contract: &Contract, endpoint: &Endpoint) -> CoverageRow {
        let mut cells = Vec::new();
        for part in [Part::Path, Part::Query, Part::Header, Part::Cookie] {
            let is_there = |parameter: &&Parameter| Part::from(parameter.location) == part;
            let mut own = Coverage::default();
            let parameters = endpoint.parameters.iter().filter(is_there);
            parameters.for_each(|parameter| declare_parameter(contract, parameter, &mut own));
            cells.extend(CoverageCell::new(part, None, &own, self));
        }
        let of_content = |content: &Content, own: &mut Coverage| declare_content(contract, content, own);
        if let Some(body) = &endpoint.request_body {
            let mut own = Coverage::default();
            of_content(&body.content, &mut own);
            cells.extend(CoverageCell::new(Part::Body, None, &own, self));
        }
        for response in &endpoint.responses {
            let mut own = Coverage::default();
            own.state(response_place(endpoint, response), Statement::Response);
            of_content(&response.content, &mut own);
            cells.extend(CoverageCell::new(Part::Body, Some(response.status), &own, self));
        }
        let called = self.exercised(endpoint.operation.pointer());
        CoverageRow {
            operation: Called::clone(&endpoint.called),
            requests: called.map_or((0, 0), |called| (called.accepted, called.refused)),
            cells,
        }
    }
}
