//! `coverage`: what several runs have exercised, added up.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueHint};
use serde_json::json;

use super::document::{self, Document};
use super::limit::LimitArguments;
use super::validate::{
    CoverageDetail, Covered, counted, coverage_as_json, coverage_table, coverage_target as target, percent,
};
use super::{Context, Format, Outcome};
use crate::error::Error;
use crate::limits::Limits;
use crate::plain::{Joined, json_pretty, plain};
use crate::validate::{self, CoverageData};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add up the coverage of several runs, as `validate --coverage-out` writes it
    Merge(Merge),
    /// Show the coverage in a file
    Show(Show),
}

#[derive(Args)]
struct Merge {
    /// Files that `validate --coverage-out` or `coverage merge` wrote
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// Write the sum to this file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Also add runs against other versions of the document: what the first FILE has at the same place is counted, the rest is
    /// dropped
    #[arg(long)]
    same_pointers: bool,
    #[command(flatten)]
    shown: Shown,
}

#[derive(Args)]
struct Show {
    /// A file that `validate --coverage-out` or `coverage merge` wrote
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    #[command(flatten)]
    shown: Shown,
}

#[derive(Args)]
struct Shown {
    /// Exit with 1 when less than this percentage of the contract was exercised
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    min: Option<f64>,
    /// The document, for a table with one row per operation: a file, `kohortpay` or `threekit`
    #[arg(long, value_name = "DOCUMENT", value_hint = ValueHint::FilePath)]
    contract: Option<String>,
    /// List everything that was not exercised
    #[arg(long)]
    full: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    match &arguments.command {
        Command::Merge(merge) => run_merge(merge, context),
        Command::Show(show) => report(&read(&show.file, &show.shown.limits.limits())?, &show.shown, context),
    }
}

fn run_merge(merge: &Merge, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let limits = merge.shown.limits.limits();
    let target = merge.output.as_deref().map(target).transpose()?;
    let mut sum: Option<(&Path, CoverageData)> = None;
    for file in &merge.files {
        let next = read(file, &limits)?;
        let Some((first, sum)) = &mut sum else {
            sum = Some((file, next));
            continue;
        };
        if merge.same_pointers && sum.digest() != next.digest() {
            let dropped = sum.merge_same_pointers(&next);
            if let Some(place) = dropped.first() {
                let number = counted(dropped.len() as u64, "statement");
                let (file, first) = (file.display(), first.display());
                let note = format!("dropped {number} of {file} that {first} does not have, such as `{place}`");
                context.note(plain(note));
            }
            continue;
        }
        sum.merge(&next).map_err(|error| {
            let (file, first) = (file.display(), first.display());
            let hint =
                if sum.contract() == next.contract() { "; `--same-pointers` merges what is the same" } else { "" };
            Error::settings(format!("cannot merge `{file}` into `{first}`: {error}{hint}"))
        })?;
    }
    let Some((_, sum)) = sum else { return Err(Error::settings("nothing to merge: name a file")) };
    if let Some(target) = target {
        target.write(&sum.shown())?;
    }
    report(&sum, &merge.shown, context)
}

/// The coverage in a file.
fn read(file: &Path, limits: &Limits) -> Result<CoverageData, Error> {
    let bytes = document::read(&file.to_string_lossy(), &mut io::empty(), limits)?;
    let unusable = |why: &dyn std::fmt::Display| {
        Error::settings(format!("cannot use the coverage in `{}`: {why}", file.display()))
    };
    let text = str::from_utf8(&bytes).map_err(|error| unusable(&error))?;
    CoverageData::read(text).map_err(|error| unusable(&error))
}

fn report(data: &CoverageData, shown: &Shown, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let document = shown.contract.as_deref().map(|name| Document::open(name, context.stdin, &shown.limits.limits()));
    let document = document.transpose()?;
    let coverage = data.coverage();
    let mut operations = Vec::new();
    if let Some(document) = &document {
        let contract = document.contract();
        if contract.digest() != data.digest() {
            let (own, name) = (data.contract(), contract.name());
            return Err(Error::settings(format!(
                "the coverage is of another document than `{name}`: of `{own}`, with the digest {}",
                data.digest()
            )));
        }
        operations = validate::by_operation(contract, coverage);
    }
    let covered = Covered { coverage, operations: &operations };
    match shown.format {
        Format::Text => {
            let records = counted(data.inputs().map(|(_, records)| records).sum(), "record");
            let inputs = counted(data.inputs().len() as u64, "input");
            context.stdout.line(plain(format_args!("{}: {records} of {inputs}", data.contract())));
            let detail = if shown.full { CoverageDetail::Full } else { CoverageDetail::Table };
            context.stdout.line(Joined(&coverage_table(&covered, detail, "--full"), "\n"));
        }
        Format::Json => {
            let inputs = data.inputs().map(|(name, records)| json!({ "name": name, "records": records }));
            context.stdout.line(json_pretty(&json!({
                "version": 1,
                "contract": data.contract(),
                "digest": data.digest(),
                "inputs": inputs.collect::<Vec<_>>(),
                "coverage": coverage_as_json(&covered),
            })));
        }
    }
    if shown.min.is_some() && coverage.statements().next().is_none() {
        return Err(Error::settings("there is nothing to cover, so `--min` says nothing: the contract states nothing"));
    }
    match shown.min {
        Some(wanted) if coverage.percent() < wanted => {
            let note = format!("coverage is {:.1} %, less than the {wanted} % of `--min`", coverage.percent());
            context.note(plain(note));
            Ok(Outcome::Findings)
        }
        _ => Ok(Outcome::Clean),
    }
}
