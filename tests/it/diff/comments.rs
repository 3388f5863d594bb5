//! Comments and job summaries that are too long: what fits is shown, the worst first, and the rest is counted.

use order_contracts::contract::Contract;
use order_contracts::diff::report::{self, Medium};
use order_contracts::diff::{self, Comparison, Settings};
use serde_json::{Map, json};

/// A comparison of so many properties, each of which got shorter, and so many that were added.
fn comparison(broken: usize, added: usize) -> Comparison {
    let document = |limit: usize, is_new: bool| {
        let mut properties = Map::new();
        for number in 0..broken {
            properties.insert(format!("property{number}"), json!({"type": "string", "maxLength": limit}));
        }
        for number in 0..if is_new { added } else { 0 } {
            properties.insert(format!("new{number}"), json!({"type": "integer"}));
        }
        let body = json!({"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}});
        let operation = json!({"requestBody": body, "responses": {"204": {"description": "d"}}});
        let document = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1.0.0"}, "paths": {"/a": {"post": operation}}});
        Contract::from_str(&document.to_string(), "a.json").unwrap()
    };
    diff::compare(&document(20, false), &document(10, true), &Settings::new())
}

/// How many rows and blocks there are, and the numbers of what is not shown.
fn counted(text: &str) -> (usize, usize, Vec<usize>) {
    let rows = text.lines().filter(|line| line.starts_with("| **breaking**")).count();
    let blocks = text.matches("<details><summary>breaking: ").count();
    let left = text.lines().filter(|line| line.contains(" not shown")).map(|line| {
        let number = line.split(' ').next().unwrap();
        number.parse().unwrap_or_else(|error| panic!("{line}: {error}"))
    });
    (rows, blocks, left.collect())
}

#[test]
fn a_comment_keeps_below_its_limit_and_counts_the_rest() {
    let large = comparison(400, 300);
    let comment = report::markdown(&large);
    assert!(comment.chars().count() <= 60_000, "{}", comment.chars().count());
    let (rows, blocks, left) = counted(&comment);
    assert!(rows > 50 && blocks > 20, "{rows} rows, {blocks} blocks");
    assert_eq!(left[..2], [400 - rows, 400 - blocks]);
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());

    let summary = report::markdown_of(&[&large], Medium::JobSummary);
    assert_eq!(counted(&summary), (400, 400, vec![]));
    assert!(summary.len() > 60_000 && summary.len() <= 1_000_000);
    let summary = report::markdown_of(&[&large; 20], Medium::JobSummary);
    assert!(summary.len() <= 1_000_000 && summary.len() > 500_000, "{}", summary.len());
}

#[test]
fn documents_share_the_room_and_the_worst_come_first() {
    let (fine, broken, large) = (comparison(0, 0), comparison(1, 0), comparison(400, 0));
    let text = report::markdown_of(&[&fine, &broken, &large, &broken], Medium::Comment);
    let headlines: Vec<&str> = text.lines().filter(|line| line.starts_with("### ")).collect();
    assert_eq!(headlines.len(), 4, "{headlines:?}");
    assert!(headlines[..3].iter().all(|line| line.starts_with("### breaking: ")), "{headlines:?}");
    assert!(headlines[3].starts_with("### no changes: "), "{headlines:?}");
    assert!(text.chars().count() <= 60_000);
    // Many documents: those without room are counted.
    let text = report::markdown_of(&[&broken; 5_000], Medium::Comment);
    assert!(text.chars().count() <= 60_000, "{}", text.chars().count());
    let shown = text.lines().filter(|line| line.starts_with("### ")).count();
    let rest = format!("\n{} more documents are not shown: a report has only so much room.\n", 5_000 - shown);
    assert!(shown > 20 && text.contains(&rest), "{shown}");
}
