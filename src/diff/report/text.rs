//! The report for people.

use std::fmt::Write;

use super::{counts, introduction, lines, operations, place, sentence};
use crate::diff::change::Change;
use crate::diff::comparison::Comparison;
use crate::diff::verdict::{Facet, Verdict};

/// A text for people: the worst first, each change with its places and its witness, then what it comes to.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut out = String::new();
    let told = |verdict| comparison.changes.iter().filter(move |change: &&Change| change.verdict == verdict);
    for verdict in [Verdict::Breaking, Verdict::Undecided, Verdict::Compatible] {
        for change in told(verdict) {
            write_change(&mut out, change);
        }
    }
    let (texts, others): (Vec<_>, Vec<_>) =
        told(Verdict::Docs).partition(|change| change.rule.id == "documentation-changed");
    for change in others {
        write_change(&mut out, change);
    }
    // The last may stand for many.
    let count = |change: &Change| change.subject.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(1);
    let docs: usize = texts.into_iter().map(count).sum();
    if docs > 0 {
        _ = writeln!(
            out,
            "docs: {} for people changed\n",
            if docs == 1 { "1 text".to_owned() } else { format!("{docs} texts") }
        );
    }
    for stale in &comparison.stale_waivers {
        _ = writeln!(out, "note: {stale}\n");
    }
    _ = writeln!(
        out,
        "{} -> {}: {} ({})",
        comparison.base,
        comparison.revision,
        comparison.verdict(),
        counts(comparison)
    );
    for facet in Facet::ALL {
        if comparison.step(facet) != "none" {
            let next = match comparison.next_version(facet) {
                Some(version) => format!("next version {version}"),
                None => format!("next version: a new {} one", comparison.step(facet)),
            };
            _ = writeln!(out, "  {:<7} {:<11} {next}", facet.name(), comparison.verdict_of(facet).name());
        }
    }
    out
}

fn write_change(out: &mut String, change: &Change) {
    let facet = change.rule.facet;
    let waived = if change.waiver.is_some() { " (waived)" } else { "" };
    _ = writeln!(out, "{}{waived} [{facet}] {}", change.verdict, change.rule.id);
    _ = writeln!(out, "  {}", sentence(change));
    let short = change.verdict <= Verdict::Compatible;
    match (&change.base, &change.revision) {
        (_, Some(revision)) if short => _ = writeln!(out, "  at        {}", place(revision)),
        (Some(base), None) if short => _ = writeln!(out, "  at        {}", place(base)),
        (base, revision) => {
            for (name, site) in [("base", base), ("revision", revision)] {
                if let Some(site) = site {
                    _ = writeln!(out, "  {name:<9} {}  {}", place(site), site.pointer);
                }
            }
        }
    }
    if !change.operations.is_empty() {
        _ = writeln!(out, "  felt by   {}", operations(change));
    }
    if let Some(witness) = &change.witness {
        _ = writeln!(out, "  witness   {}:", introduction(change, witness));
        for line in lines(witness) {
            _ = writeln!(out, "            {line}");
        }
    }
    for open in &change.reasons {
        _ = writeln!(out, "  open      {} ({})", open.summary(), open.reason);
    }
    if let Some(reason) = &change.waiver {
        _ = writeln!(out, "  waived    {reason}");
    } else if change.verdict >= Verdict::Undecided {
        _ = writeln!(out, "  waive as  {}", change.fingerprint);
    }
    out.push('\n');
}
