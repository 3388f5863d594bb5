//! `check`: every contract of the configuration against its base and its traffic, with one report and one exit code.

mod checked;
mod compare;
mod findings;
mod formats;
mod removed;
mod sarif;
mod summary;
mod text;
mod traffic;
mod words;

use std::path::Path;

use clap::{Args, ValueHint};

use super::config::{Config, ConfigArguments, Overrides};
use super::diff::Format;
use super::new_file::distinct;
use super::reports::{Look, Reports, Wanted, files, wanted};
use super::waivers::{self, Accepted};
use super::{Context, Outcome};
use crate::diff::waive;
use crate::error::Error;
use crate::plain::plain;

use checked::Checked;
pub(super) use compare::compared_all;
use removed::removed;
use summary::Summary;

#[derive(Args)]
#[command(after_help = "\
Without a CONTRACT, all contracts of `order-contracts.toml` are checked (see `order-contracts config --help`); a document that is \
not in it is checked with its common settings.

Examples:
  order-contracts check
  order-contracts check orders 'openapi/*.yaml' --base origin/main
  order-contracts check --report markdown=comment.md --report sarif=check.sarif
  order-contracts check --fail-on wire=undecided,code=off

Exit codes: 0 no findings that fail, 1 findings, 2 error, undecided traffic, or traffic without anything to check, 130 interrupted.")]
pub(super) struct Arguments {
    /// The names of contracts, documents, or patterns for either
    #[arg(value_name = "CONTRACT", value_hint = ValueHint::FilePath)]
    contracts: Vec<String>,
    /// Check only the contracts whose documents differ from their bases; other files are left out, as pre-commit needs it
    #[arg(long)]
    changed: bool,
    /// Compare the documents only, and check no traffic
    #[arg(long)]
    no_traffic: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write a report to this file as well; may be repeated. `-` is standard output, in place of `--format`
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = wanted::<Format>)]
    reports: Vec<Wanted<Format>>,
    #[command(flatten)]
    config: ConfigArguments,
    #[command(flatten)]
    overrides: Overrides,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let mut config = Config::load(&arguments.config, context)?;
    arguments.overrides.apply(&mut config)?;
    let accepted = Accepted::load(&config, None)?;
    let (selected, others) = config.select(&arguments.contracts, arguments.changed)?;
    let read = selected.iter().map(|document| Path::new(&document.path));
    distinct(files(&arguments.reports), read.chain(config.file.as_ref().map(|file| file.value.as_path())))?;
    let mut reports = Reports::open(arguments.format, Format::Text, &arguments.reports)?;
    if !others.is_empty() {
        let noun = if others.len() == 1 { "file is no contract" } else { "files are no contracts" };
        context.note((others.len(), " ", noun, " of the configuration: left out"));
    }
    context.interrupt.watch();
    let mut checked = compared_all(&config, &selected, arguments.changed, context);
    if arguments.contracts.is_empty() {
        match removed(&config) {
            Ok(gone) => checked.extend(gone),
            // That there is no base was said of the contracts.
            Err(_) if checked.iter().any(|checked| checked.error.is_some()) => {}
            Err(error) => return Err(error),
        }
    }
    let stale = {
        let compared = checked.iter_mut().filter_map(|checked| checked.compared.as_mut());
        let changes = compared.flat_map(|compared| compared.comparison.changes.iter_mut());
        waive(changes, &accepted.waivers, Some(&waivers::today()))
    };
    if !arguments.no_traffic {
        let formats: Vec<Format> =
            std::iter::once(reports.stdout).chain(reports.files.iter().map(|(format, _)| *format)).collect();
        traffic::check_all(&config, &mut checked, &formats, context);
    }
    // Of some contracts only, a waiver may be for one of the others.
    let is_whole = arguments.contracts.is_empty() && checked.iter().all(Checked::is_compared);
    let stale = if is_whole { stale } else { Vec::new() };
    let new = accepted.new_since(&config.base.value, &config.limits)?;
    let summary = Summary::new(&config, &checked, stale, &new);
    let look = Look::Stream(context.stdout.columns());
    formats::write(reports.stdout, &checked, &summary, look, context.stdout);
    for (format, mut file) in std::mem::take(&mut reports.files) {
        let mut out = super::output::Output::new(&mut file, false);
        formats::write(format, &checked, &summary, Look::File, &mut out);
        out.finish().map_err(|error| Error::io("cannot write a report", error))?;
        drop(out);
        file.finish()?;
    }
    for checked in &checked {
        if let Some(error) = &checked.error {
            context.fail(error);
        }
        checked.notes.iter().for_each(|note| context.note(plain(note)));
    }
    Ok(summary.outcome)
}
