//! Coverage for people and for programs.

use serde_json::{Value, json};

use crate::cli::validate::arguments::CoverageDetail;
use crate::cli::validate::tally::table as columns;
use crate::plain::{Plain, plain};
use crate::validate::{Coverage, Exercised, OperationCoverage, Statement};

/// What a run has exercised, and how much of it is reported.
pub(in crate::cli) struct Covered<'c> {
    pub(in crate::cli) coverage: &'c Coverage,
    /// One for each operation; none when payloads of one schema were checked.
    pub(in crate::cli) operations: &'c [OperationCoverage],
}

/// A table by kind of statement and one by operation; with full detail, everything that was not exercised.
pub(in crate::cli) fn table(covered: &Covered<'_>, detail: CoverageDetail, how: &str) -> Vec<Plain> {
    let Covered { coverage, operations } = covered;
    let mut out = vec![plain(format_args!("coverage  {:.1} %", coverage.percent()))];
    for &statement in Statement::ALL {
        let of_kind = || coverage.statements().filter(|(_, exercised)| exercised.statement == statement);
        let total = of_kind().count();
        if total == 0 {
            continue;
        }
        let accepted = of_kind().filter(|(_, exercised)| exercised.accepted > 0).count();
        let refused = of_kind().filter(|(_, exercised)| exercised.refused > 0).count();
        let name = format!("{}s", statement.name().trim_end_matches('y'));
        let name = if statement == Statement::Property { "properties".to_owned() } else { name };
        out.push(plain(format_args!("  {name:<13} {accepted:>5} of {total} accepted, {refused:>5} refused")));
    }
    if !operations.is_empty() {
        let mut rows = vec![["operation", "requests", "responses", "exercised"].map(plain)];
        rows.extend(operations.iter().map(|operation| {
            let responses = format!("{} of {}", operation.responses, operation.declared_responses);
            let percent = format!("{:>5.1} %", operation.percent);
            [plain(&operation.name), plain(operation.requests), plain(responses), plain(percent)]
        }));
        out.push(Plain::default());
        out.extend(columns(&rows));
    }
    let missing: Vec<_> = coverage.statements().filter(|(_, exercised)| is_missing(exercised)).collect();
    if missing.is_empty() {
        return out;
    }
    if detail == CoverageDetail::Table {
        out.push(Plain::default());
        out.push(plain(format_args!("never exercised: {} (see `{how}`)", missing.len())));
        return out;
    }
    out.extend(["", "never exercised:"].map(plain));
    for (place, exercised) in missing {
        let users: Vec<&str> = operations
            .iter()
            .filter(|operation| operation.places.contains(place))
            .map(|operation| operation.label.as_str())
            .collect();
        let users = match users.as_slice() {
            [] => String::new(),
            [only] => format!("  ({only})"),
            [first, second] => format!("  ({first}, {second})"),
            [first, second, rest @ ..] => format!("  ({first}, {second} and {} more)", rest.len()),
        };
        out.push(plain(format_args!("  {:<11} {place}{users}", exercised.statement.name())));
    }
    out
}

fn is_missing(exercised: &Exercised) -> bool {
    exercised.accepted == 0 && exercised.refused == 0
}

pub(in crate::cli) fn as_json(covered: &Covered<'_>) -> Value {
    let statements: Vec<Value> = covered
        .coverage
        .statements()
        .map(|(place, exercised)| {
            json!({
                "statement": exercised.statement.name(),
                "pointer": place,
                "accepted": exercised.accepted,
                "refused": exercised.refused,
            })
        })
        .collect();
    let operations: Vec<Value> = covered
        .operations
        .iter()
        .map(|operation| {
            json!({
                "operation": operation.name,
                "requests": operation.requests,
                "responses": operation.responses,
                "declared_responses": operation.declared_responses,
                "percent": operation.percent,
            })
        })
        .collect();
    json!({ "percent": covered.coverage.percent(), "operations": operations, "statements": statements })
}
