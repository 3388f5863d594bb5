//! A changelog for those who use an API: one line an edit, under the headings of Keep a Changelog. Proofs are left out; whoever
//! wants them compares the documents.
//!
//! Lines do not name lines of a document, so that the same edit is the same line whatever moves around it.

mod entry;
mod insert;

use entry::{Heading, entries_of};

use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Step};
use crate::error::Error;
use crate::plain::{Markdown, Shown, plain};

/// Markdown: the next version as heading, then what changed, by kind and operation.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::diff::{Settings, compare, report};
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a:\n    get: {responses: {'200': {description: D}}}\n";
/// let base = Contract::from_str(text, "base.yaml")?;
/// let revision = Contract::from_str(&text.replace("/a", "/b"), "revision.yaml")?;
/// let comparison = compare(&base, &revision, &Settings::new());
///
/// let changelog = report::changelog(&comparison);
/// assert!(changelog.starts_with("## `2.0.0`\n\n### Breaking\n\n- `GET /a`: operation removed"));
///
/// let file = "# Changelog\n\n## [Unreleased]\n\n## [1.0.0]\n";
/// let once = report::insert_into(file, &[&comparison])?;
/// assert!(once.contains("## [Unreleased]\n\n### Breaking\n\n- `GET /a`: operation removed"));
/// assert_eq!(report::insert_into(&once, &[&comparison])?, once);
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn changelog(comparison: &Comparison) -> String {
    entries(&[(None, comparison)]).into_string()
}

/// The text of a changelog with the entries of these comparisons below its heading `Unreleased`. Entries that are there stay, and
/// none is added twice.
///
/// # Errors
///
/// There is no such heading.
pub fn insert_into(text: &str, comparisons: &[&Comparison]) -> Result<String, Error> {
    let mut all: Vec<(Heading, Vec<String>)> = Vec::new();
    for comparison in comparisons {
        for (heading, lines) in entries_of(comparison) {
            let lines = lines.into_iter().map(Shown::into_string);
            match all.iter_mut().find(|(other, _)| *other == heading) {
                Some((_, known)) => known.extend(lines),
                None => all.push((heading, lines.collect())),
            }
        }
    }
    all.sort_by_key(|(heading, _)| *heading);
    insert::insert(text, &all)
}

/// The entries of several contracts, each under its name, if it has one.
pub(crate) fn entries(comparisons: &[(Option<&str>, &Comparison)]) -> Shown<Markdown> {
    let mut out: Shown<Markdown> = Shown::new();
    for (number, (name, comparison)) in comparisons.iter().enumerate() {
        if number > 0 {
            out.push("\n");
        }
        out.push(("## ", name.map(|name| (plain(name), " ")), plain(version(comparison)), "\n"));
        let entries = entries_of(comparison);
        if entries.is_empty() {
            out.push("\nNo changes.\n");
        }
        for (heading, lines) in entries {
            out.push(("\n### ", heading.name(), "\n\n"));
            out.push(lines.iter().map(|line| (line, "\n")).collect::<Vec<_>>());
        }
    }
    out
}

/// What the changes make of the version.
fn version(comparison: &Comparison) -> String {
    let worst = Facet::ALL.into_iter().max_by_key(|facet| comparison.step(*facet));
    let changed = worst.filter(|facet| comparison.step(*facet) != Step::None);
    let next = changed.and_then(|facet| comparison.next_version(facet));
    next.or_else(|| comparison.revision_version.clone()).unwrap_or_else(|| "Unreleased".to_owned())
}
