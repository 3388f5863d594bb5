//! [`Picture`]: coverage as a page shows it: a table of operations and parts, and what is stated in each.

use super::prose::cut;
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::validate::{
    Coverage, CoverageCell, CoveragePart, Exercised, Sides, Statement, coverage_matrix, coverage_of_schema,
    not_exercised,
};

/// So many statements are listed; the rest is in the counts.
const MOST: usize = 6_000;

/// All of it.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) percent: String,
    /// By kind of statement: its name, how many were exercised, and how many there are.
    pub(super) kinds: Vec<(String, usize, usize)>,
    /// None for payloads of one schema.
    pub(super) rows: Vec<Row>,
    /// What is stated, part by part.
    pub(super) parts: Vec<Part>,
    pub(super) left_out: usize,
}

/// An operation.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) anchor: String,
    pub(super) operation: String,
    pub(super) id: Option<String>,
    pub(super) requests: u64,
    /// Path, query, headers and body, where it has them.
    pub(super) request: Vec<Option<Bar>>,
    pub(super) responses: Vec<Bar>,
}

/// How much of a part was exercised.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) all: usize,
    pub(super) one: usize,
    pub(super) never: usize,
    pub(super) total: usize,
    /// In hundredths of the bar.
    pub(super) widths: (usize, usize),
}

/// An operation, and the statements of its parts.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) anchor: String,
    pub(super) operation: String,
    pub(super) cells: Vec<(Bar, Vec<Stated>)>,
    pub(super) open: usize,
}

/// A statement.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) kind: &'static str,
    pub(super) place: String,
    /// What the contract says there, where that is short.
    pub(super) value: String,
    pub(super) accepted: u64,
    pub(super) refused: u64,
    pub(super) state: &'static str,
    pub(super) state_name: &'static str,
    pub(super) missing: &'static str,
}

/// The picture of what was exercised; `schema` names the only one that payloads were of.
pub(super) fn picture(contract: &Contract, coverage: &Coverage, schema: Option<&str>) -> Picture {
    let mut left = MOST;
    let (mut rows, mut parts, mut left_out) = (Vec::new(), Vec::new(), 0);
    let mut listed = |cell: &CoverageCell| {
        let mut order: Vec<&(Pointer, Exercised, Sides)> = cell.statements.iter().collect();
        order.sort_by_key(|(_, _, sides)| *sides);
        let shown = order.len().min(left);
        (left, left_out) = (left - shown, left_out + order.len() - shown);
        order.into_iter().take(shown).map(|statement| stated(contract, statement)).collect::<Vec<_>>()
    };
    match schema {
        Some(name) => {
            let cell = coverage_of_schema(coverage);
            let own = bar(&cell);
            let open = own.one + own.never;
            let cells = vec![(own, listed(&cell))];
            parts.push(Part { anchor: "coverage-1".to_owned(), operation: cut(name), cells, open });
        }
        None => {
            for (number, row) in coverage_matrix(contract, coverage).into_iter().enumerate() {
                let anchor = format!("coverage-{}", number + 1);
                let request = [CoveragePart::Path, CoveragePart::Query, CoveragePart::Headers, CoveragePart::Body];
                let found = |part: &CoveragePart| row.cells.iter().find(|cell| cell.part == *part).map(bar);
                let responses = row.cells.iter().filter(|cell| matches!(cell.part, CoveragePart::Response(_)));
                let cells: Vec<_> = row.cells.iter().map(|cell| (bar(cell), listed(cell))).collect();
                let open = cells.iter().map(|(bar, _)| bar.one + bar.never).sum();
                rows.push(Row {
                    anchor: anchor.clone(),
                    operation: cut(&row.operation),
                    id: row.id.as_deref().map(cut),
                    requests: row.requests,
                    request: request.iter().map(found).collect(),
                    responses: responses.map(bar).collect(),
                });
                parts.push(Part { anchor, operation: cut(&row.operation), cells, open });
            }
        }
    }
    let kinds = Statement::ALL.iter().filter_map(|kind| {
        let (seen, total) = coverage.share(*kind)?;
        Some((plural(*kind), seen, total))
    });
    Picture { percent: format!("{:.1} %", coverage.percent()), kinds: kinds.collect(), rows, parts, left_out }
}

fn plural(statement: Statement) -> String {
    match statement {
        Statement::Property => "properties".to_owned(),
        statement => format!("{}s", statement.name()),
    }
}

fn bar(cell: &CoverageCell) -> Bar {
    let (all, one, never) = cell.counts();
    let total = (all + one + never).max(1);
    let name = match &cell.part {
        CoveragePart::Path => "path".to_owned(),
        CoveragePart::Query => "query".to_owned(),
        CoveragePart::Headers => "headers".to_owned(),
        CoveragePart::Body => "body".to_owned(),
        CoveragePart::Response(status) => cut(status),
    };
    // A little is not nothing.
    let width = |part: usize| if part > 0 { (part * 100 / total).max(3) } else { 0 };
    Bar { name, all, one, never, total: all + one + never, widths: (width(all), width(one)) }
}

fn stated(contract: &Contract, (place, exercised, sides): &(Pointer, Exercised, Sides)) -> Stated {
    let keyword = place.last().unwrap_or_default();
    let value = place.find(contract.tree()).filter(|value| !value.is_object());
    let value = match exercised.statement {
        Statement::Constraint | Statement::EnumValue => value.map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    let (state, state_name) = match sides {
        Sides::All => ("both", "exercised"),
        Sides::One => ("one", "one side only"),
        Sides::Never => ("never", "never"),
    };
    Stated {
        kind: exercised.statement.name(),
        place: cut(place.as_str()),
        value: match value.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", &value[..end]),
            None => value,
        },
        accepted: exercised.accepted,
        refused: exercised.refused,
        state,
        state_name,
        missing: if *sides == Sides::All { "" } else { not_exercised(&keyword, *exercised) },
    }
}
