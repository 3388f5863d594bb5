//! What was found when the document was loaded, by kind.

use super::finding::Finding;
use super::rule::Rule;
use crate::contract::Contract;

/// Words of the messages of a kind, and its rule. What has none of them is `invalid-document`.
const KINDS: &[(&str, &str)] = &[
    ("unresolved reference", "unresolved-reference"),
    ("circle", "circular-reference"),
    ("the path is equivalent to", "equivalent-paths"),
    ("undeclared path parameter", "path-parameters"),
    ("has no parameter `", "path-parameters"),
    ("duplicate parameter", "duplicate-parameter"),
    ("unknown security scheme", "security-scheme"),
    ("unsupported security scheme", "security-scheme"),
];

pub(super) fn findings(contract: &Contract) -> Vec<Finding> {
    let finding = |problem: &crate::contract::Problem| {
        let kind = KINDS.iter().find(|(words, _)| problem.message.contains(words));
        let rule = Rule::named(kind.map_or("invalid-document", |(_, id)| id))?;
        let (location, message) = (problem.location.clone(), problem.message.clone());
        Some(Finding { rule, level: rule.level, location, message })
    };
    contract.problems().iter().filter_map(finding).collect()
}
