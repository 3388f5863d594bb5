//! Coverage for people and for programs.

use serde_json::{Value, json};

use crate::validate::{Coverage, Statement};

/// How many of each kind were exercised from each side, then what was not.
pub(super) fn table(coverage: &Coverage) -> String {
    let mut out = format!("coverage  {:.1} %\n", coverage.percent());
    for statement in Statement::ALL {
        let of_kind = || coverage.statements().filter(|(_, exercised)| exercised.statement == statement);
        let total = of_kind().count();
        if total == 0 {
            continue;
        }
        let accepted = of_kind().filter(|(_, exercised)| exercised.accepted > 0).count();
        let refused = of_kind().filter(|(_, exercised)| exercised.refused > 0).count();
        let name = format!("{}s", statement.name().trim_end_matches('y'));
        let name = if statement == Statement::Property { "properties".to_owned() } else { name };
        out.push_str(&format!("  {name:<13} {accepted:>5} of {total} accepted, {refused:>5} refused\n"));
    }
    let missing: Vec<_> = coverage
        .statements()
        .filter(|(_, exercised)| exercised.accepted == 0 && exercised.refused == 0)
        .map(|(place, exercised)| format!("  {:<11} {place}\n", exercised.statement.name()))
        .collect();
    if !missing.is_empty() {
        out.push_str("never exercised:\n");
        out.extend(missing);
    }
    out
}

pub(super) fn as_json(coverage: &Coverage) -> Value {
    let statements: Vec<Value> = coverage
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
    json!({ "percent": coverage.percent(), "statements": statements })
}
