//! One report of several contracts, in each format: each contract is a section, a run, a suite or an item of a list.

use serde_json::{Value, json};

use super::checked::Checked;
use super::findings::{not_checked, of_waivers};
use super::summary::Summary;
use super::words::{said, traffic, word};
use super::{sarif, text};
use crate::cli::diff::{Format, annotate, as_cases, as_page, list, medium};
use crate::cli::output::Output;
use crate::cli::report::{Annotations, Case, CaseOutcome, Finding, Gitlab, junit};
use crate::cli::reports::Look;
use crate::cli::validate::ReportFormat;
use crate::cli::{Outcome, report};
use crate::diff::report as of_diff;
use crate::plain::{Cell, Html, Joined, Markdown, Shown, json_pretty, plain};

/// Writes the report of everything.
pub(super) fn write(format: Format, all: &[Checked], summary: &Summary, look: Look, out: &mut Output<'_>) {
    match format {
        Format::Text => text::write(all, summary, look, out),
        Format::Json => out.line(json_pretty(&as_json(all, summary))),
        Format::Markdown | Format::Summary => out.text(as_markdown(format, all, summary)),
        Format::Changelog => {
            let compared = all.iter().filter_map(|checked| checked.compared.as_ref());
            let named: Vec<_> = compared.map(|one| (Some(one.name.as_str()), &one.comparison)).collect();
            out.text(of_diff::entries(&named));
        }
        Format::Sarif => out.line(json_pretty(&sarif::log(all, summary))),
        Format::Github => as_annotations(all, summary, out),
        Format::Gitlab => out.line(json_pretty(&as_gitlab(all, summary))),
        Format::Junit => out.text(junit("order-contracts check", &cases(all))),
        Format::Html => out.text(pages(all, summary)),
    }
}

/// An object: `version` (1), `outcome`, `contracts`, `stale_waivers` and `new_waivers`. A contract has `name`, `path`, `outcome`,
/// `new` (whether it is in no base), `unchanged`, `error` (or null), `diff` (a report of `diff`, or null) and `traffic` (a report of
/// `validate`, or null).
fn as_json(all: &[Checked], summary: &Summary) -> Value {
    let contract = |(checked, outcome): (&Checked, &Outcome)| {
        let traffic = checked.traffic.as_ref().and_then(|run| run.report(ReportFormat::Json));
        let traffic: Option<Value> = traffic.and_then(|kept| serde_json::from_slice(kept.as_bytes()).ok());
        json!({
            "name": checked.selected.name,
            "path": checked.selected.path,
            "outcome": id(*outcome),
            "new": checked.compared.as_ref().is_some_and(|compared| compared.new.is_some()),
            "unchanged": checked.is_unchanged,
            "error": checked.error.as_ref().map(said),
            "diff": checked.compared.as_ref().map(|compared| of_diff::json(&compared.comparison)),
            "traffic": traffic,
        })
    };
    json!({
        "version": 1,
        "outcome": id(summary.outcome),
        "contracts": all.iter().zip(&summary.outcomes).map(contract).collect::<Vec<_>>(),
        "stale_waivers": summary.stale.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "new_waivers": summary.new,
    })
}

fn id(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clean => "clean",
        Outcome::Findings => "findings",
        Outcome::Failed => "failed",
        Outcome::Interrupted => "interrupted",
    }
}

/// A table of all contracts, then a section for each that is not as it was, as far as there is room.
fn as_markdown(format: Format, all: &[Checked], summary: &Summary) -> Shown<Markdown> {
    let mut out: Shown<Cell> = Shown::new();
    out.push("| contract | documents | traffic | |\n|---|---|---|---|\n");
    for (checked, outcome) in all.iter().zip(&summary.outcomes).take(ROWS) {
        out.push(("| ", plain(&checked.selected.name), " | "));
        match (&checked.compared, &checked.error) {
            (_, Some(error)) => out.push(plain(said(error))),
            (Some(compared), None) if compared.new.is_some() => out.push("new document"),
            (Some(compared), None) => out.push(of_diff::headline(&compared.comparison)),
            (None, None) if checked.is_unchanged => out.push("unchanged"),
            (None, None) => out.push("not checked"),
        }
        out.push(" | ");
        if let Some(run) = &checked.traffic {
            out.push(Joined(&traffic(&run.finished), ", "));
        }
        out.push((" | ", word(*outcome), " |\n"));
    }
    let mut out = Shown::<Markdown>::of((out, "\n"));
    if all.len() > ROWS {
        out.push((all.len() - ROWS, " more contracts are not shown in this table.\n\n"));
    }
    if let Some(waived) = summary.waived_here() {
        out.push(("> ", waived, "\n\n"));
    }
    for stale in summary.stale.iter().take(ROWS) {
        out.push(("> ", plain(stale), "\n\n"));
    }
    let sections = all.iter().filter_map(|checked| {
        let compared = checked.compared.as_ref().filter(|compared| !compared.comparison.changes.is_empty())?;
        Some(compared.section(&checked.selected.name))
    });
    of_diff::comment(out, &sections.collect::<Vec<_>>(), medium(format))
}

/// The page of all contracts, the worst first.
fn pages(all: &[Checked], summary: &Summary) -> Shown<Html> {
    let mut sorted: Vec<(&Checked, Outcome)> = all.iter().zip(summary.outcomes.iter().copied()).collect();
    sorted.sort_by_key(|(_, outcome)| std::cmp::Reverse(*outcome));
    let remark = |checked: &Checked, outcome| {
        let traffic = checked.traffic.as_ref().map(|run| {
            let parts: Vec<String> = traffic(&run.finished).iter().map(ToString::to_string).collect();
            format!(" Its traffic: {}.", parts.join(", "))
        });
        format!("This contract {}.{}", word(outcome), traffic.unwrap_or_default())
    };
    let compared = |(checked, outcome)| Some((Checked::compared(checked)?, Some(remark(checked, outcome))));
    as_page(sorted.into_iter().filter_map(compared))
}

/// Rows of the table above the sections.
const ROWS: usize = 100;

/// What was found in documents, then what was found in traffic, which has its own limit.
fn as_annotations(all: &[Checked], summary: &Summary, out: &mut Output<'_>) {
    let mut annotations = Annotations::default();
    for checked in all {
        if let Some(compared) = &checked.compared {
            annotate(&mut annotations, &compared.comparison, &compared.sides);
        }
        if let Some(error) = &checked.error {
            annotations.add(&not_checked(checked, error));
        }
    }
    of_waivers(summary).iter().for_each(|finding| annotations.add(finding));
    out.text(annotations.finish());
    for kept in all.iter().filter_map(|checked| checked.traffic.as_ref()?.report(ReportFormat::Github)) {
        out.again(kept);
    }
}

fn as_gitlab(all: &[Checked], summary: &Summary) -> Value {
    let mut gitlab = Gitlab::default();
    for checked in all {
        if let Some(compared) = &checked.compared {
            list(&mut gitlab, &compared.comparison, &compared.sides);
        }
        if let Some(error) = &checked.error {
            gitlab.add(&not_checked(checked, error));
        }
    }
    // A finding needs a file: that of the waivers is not known here, the configuration is.
    let file = report::File::input("order-contracts.toml");
    of_waivers(summary).into_iter().for_each(|finding| gitlab.add(&Finding { file: file.clone(), ..finding }));
    for kept in all.iter().filter_map(|checked| checked.traffic.as_ref()?.report(ReportFormat::Gitlab)) {
        gitlab.append(serde_json::from_slice(kept.as_bytes()).unwrap_or_default());
    }
    gitlab.finish()
}

fn cases(all: &[Checked]) -> Vec<Case> {
    let mut out = Vec::new();
    for checked in all {
        let name = &checked.selected.name;
        if let Some(compared) = &checked.compared {
            out.extend(as_cases(&compared.comparison, Some(name)));
        }
        if let Some(run) = &checked.traffic {
            let traffic = |case: &Case| Case { suite: plain(format_args!("{name}: {}", case.suite)), ..case.clone() };
            out.extend(run.finished.cases.iter().map(traffic));
        }
        let outcome = match (&checked.error, checked.is_unchanged, &checked.compared) {
            (Some(error), ..) => CaseOutcome::Errored { rule: "not-checked", message: vec![plain(said(error))] },
            (None, true, _) => CaseOutcome::Passed,
            (None, false, Some(compared)) if compared.comparison.changes.is_empty() => CaseOutcome::Passed,
            (None, false, Some(_)) => continue,
            (None, false, None) => CaseOutcome::Skipped(vec![plain("not checked: interrupted")]),
        };
        out.push(Case { suite: plain(name), name: plain("documents"), outcome });
    }
    out
}
