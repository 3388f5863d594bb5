#![doc = include_str!("../docs/lint.md")]

mod components;
mod examples;
mod finding;
mod hidden;
mod keywords;
mod operations;
mod problems;
mod rule;
mod sites;
mod statements;
mod values;

pub use finding::Finding;
pub use rule::{Level, RULES, Rule};

use crate::contract::Contract;

use finding::Findings;
use sites::Sites;

/// What is wrong, doubtful or without effect in a document, by place.
///
/// It says what the loading of the document and the engines behind [`validate`](crate::validate) and [`diff`](crate::diff) know; it
/// has no opinion on style. A document of any size takes bounded work: what is not reached is a finding of its own
/// (`lint-incomplete`).
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::lint;
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters:\n        \
///     - {name: n, in: query, schema: {type: integer, maxLength: 3}}\n      responses: {'200': {description: ''}}\n";
/// let findings = lint::lint(&Contract::from_str(text, "a.yaml")?);
/// assert_eq!(findings[0].rule.id, "constraint-without-effect");
/// assert_eq!(findings[0].to_string(), "a.yaml:7:56: `maxLength` has no effect: the value is never a string");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn lint(contract: &Contract) -> Vec<Finding> {
    let sites = Sites::of(contract.tree());
    let mut findings = Findings::default();
    operations::check(contract, &mut findings);
    components::check(contract, &mut findings);
    hidden::check(contract, &sites, &mut findings);
    for site in &sites.schemas {
        keywords::check(site, &mut findings);
        values::check(site, &mut findings);
    }
    examples::check(contract, &sites, &mut findings);
    statements::check(contract, &sites, &mut findings);
    findings.located(contract, problems::findings(contract))
}
