//! The report of several contracts for people.

use super::checked::Checked;
use super::summary::Summary;
use super::words::{said, traffic, word};
use crate::cli::Outcome;
use crate::cli::diff::{Compared, as_text};
use crate::cli::output::Output;
use crate::cli::reports::Look;
use crate::cli::style::{self, Styled};
use crate::cli::validate::ReportFormat;
use crate::diff::{Level, report};
use crate::plain::{Joined, Plain, Screen, Show, Shown, plain};

/// A section for each contract that there is something to say of, then a line for each, and what it comes to.
pub(super) fn write(all: &[Checked], summary: &Summary, look: Look, out: &mut Output<'_>) {
    for checked in all {
        let kept = checked.traffic.as_ref().and_then(|run| run.report(ReportFormat::Text));
        // What is as it was has its line below.
        let has_news = |compared: &Compared| compared.new.is_some() || !compared.comparison.changes.is_empty();
        if !checked.compared.as_ref().is_some_and(has_news) && kept.is_none() {
            continue;
        }
        out.line(style::heading(("== ", plain(&checked.selected.name), " ==")));
        if let Some(compared) = &checked.compared {
            out.text(as_text(compared, look));
        }
        if let Some(kept) = kept {
            out.line("");
            out.line(style::heading("traffic"));
            out.again(kept);
        }
        out.line("");
    }
    let names: Vec<Plain> = all.iter().map(|checked| plain(&checked.selected.name)).collect();
    let words: Vec<Plain> = summary.outcomes.iter().map(|outcome| plain(word(*outcome))).collect();
    let of_words = words.iter().map(Plain::width).max().unwrap_or_default();
    let width = names.iter().map(Plain::width).max().unwrap_or_default();
    for (((checked, name), outcome), word) in all.iter().zip(&names).zip(&summary.outcomes).zip(&words) {
        let mut parts: Vec<Shown<Screen>> = Vec::new();
        match (&checked.compared, &checked.error) {
            (_, Some(error)) => parts.push(Shown::of(plain(said(error)))),
            (Some(compared), None) if compared.new.is_some() => parts.push(Shown::of("new document")),
            (Some(compared), None) => parts.push(Shown::of(report::headline(&compared.comparison))),
            (None, None) if checked.is_unchanged => parts.push(Shown::of("unchanged")),
            (None, None) => {}
        }
        if let Some(run) = &checked.traffic {
            parts.push(Shown::of(("traffic: ", Joined(&traffic(&run.finished), ", "))));
        }
        let parts: Vec<&Shown<Screen>> = parts.iter().collect();
        out.line((name.padded(width), "  ", coloured(*outcome, word.padded(of_words)), "  ", Joined(&parts, "; ")));
    }
    for stale in &summary.stale {
        let label = match summary.stale_level {
            Level::Deny => style::error("error"),
            Level::Allow | Level::Warn => style::warning("note"),
        };
        out.line((label, ": ", plain(stale)));
    }
    out.text(summary.waived_here().map(|waived| (waived, "\n")));
    let mut counts = Vec::new();
    for (outcome, one, many) in [
        (Outcome::Clean, " passes", " pass"),
        (Outcome::Findings, " fails", " fail"),
        (Outcome::Failed, " could not be checked", " could not be checked"),
        (Outcome::Interrupted, " interrupted", " interrupted"),
    ] {
        match summary.count(outcome) {
            0 => {}
            count => counts.push((count, if count == 1 { one } else { many })),
        }
    }
    let noun = if all.len() == 1 { " contract: " } else { " contracts: " };
    out.line((all.len(), noun, Joined(&counts, ", ")));
}

fn coloured<T: Show<Screen>>(outcome: Outcome, text: T) -> Styled<T> {
    match outcome {
        Outcome::Clean => style::good(text),
        Outcome::Findings => style::error(text),
        Outcome::Failed | Outcome::Interrupted => style::warning(text),
    }
}
