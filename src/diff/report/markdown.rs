//! The report as a comment on a pull request.

use std::fmt::Write;

use super::{counts, introduction, lines, operations, place, sentence};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Verdict};

/// Markdown: a headline, a table of facets, what breaks with its witness, and the rest folded away.
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = String::new();
    _ = writeln!(out, "### {}: {}\n", comparison.verdict(), counts(comparison));
    _ = writeln!(out, "`{}` → `{}`\n", comparison.base, comparison.revision);
    if Facet::ALL.iter().any(|facet| comparison.step(*facet) != "none") {
        _ = writeln!(out, "| facet | verdict | next version |\n|---|---|---|");
        for facet in Facet::ALL {
            let step = comparison.step(facet);
            if step != "none" {
                let next = comparison.next_version(facet).unwrap_or_else(|| step.to_owned());
                _ = writeln!(out, "| {facet} | {} | {next} |", comparison.verdict_of(facet));
            }
        }
        out.push('\n');
    }
    for verdict in [Verdict::Breaking, Verdict::Undecided] {
        for change in comparison.changes.iter().filter(|change| change.verdict == verdict) {
            write_change(&mut out, change);
        }
    }
    let harmless: Vec<&Change> =
        comparison.changes.iter().filter(|change| change.verdict < Verdict::Undecided).collect();
    if !harmless.is_empty() {
        _ = writeln!(out, "<details><summary>{} harmless</summary>\n", harmless.len());
        for change in harmless {
            _ = writeln!(out, "- **{}** {}", change.rule.id, sentence(change));
        }
        _ = writeln!(out, "\n</details>");
    }
    for stale in &comparison.stale_waivers {
        _ = writeln!(out, "\n> {stale}");
    }
    out
}

fn write_change(out: &mut String, change: &Change) {
    let waived = if change.waiver.is_some() { ", waived" } else { "" };
    _ = writeln!(out, "#### {}{waived}: {}\n", change.verdict, sentence(change));
    let places: Vec<String> =
        [&change.base, &change.revision].into_iter().flatten().map(|site| format!("`{}`", place(site))).collect();
    _ = writeln!(out, "`{}` at {}", change.rule.id, places.join(" → "));
    if !change.operations.is_empty() {
        _ = writeln!(out, "felt by {}", operations(change));
    }
    if let Some(reason) = &change.waiver {
        _ = writeln!(out, "waived: {reason}");
    }
    for open in &change.reasons {
        _ = writeln!(out, "open: {}", open.summary());
    }
    if let Some(witness) = &change.witness {
        let text = lines(witness).join("\n");
        // A fence that the text cannot close.
        let fence = "`".repeat(3.max(longest_run(&text) + 1));
        _ = writeln!(out, "\nThis {}:\n\n{fence}http\n{text}\n{fence}", introduction(change, witness));
    }
    out.push('\n');
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}
