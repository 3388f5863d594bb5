//! `diff`: two contracts compared by what they mean.

mod changelog;
mod compare;
mod driver;
mod findings;
mod formats;
mod sides;
mod text;
mod witnesses;

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::config::{Config, ConfigArguments, gate};
use crate::cli::limit::LimitArguments;
use crate::cli::new_file::distinct;
use crate::cli::reports::{Reports, Wanted, files, wanted};
use crate::cli::waivers::{self, Accepted};
use crate::cli::{Context, Outcome, waive};
use crate::contract::Twin;
use crate::diff::{Change, Waiver};
use crate::error::Error;
use crate::plain::plain;

use changelog::Changelog;
pub(super) use compare::{compared, settings};
use driver::driver;
pub(super) use findings::{annotate, as_cases, as_run, list};
pub(super) use formats::{Compared, Format, as_page, as_text, medium, one};
pub(super) use sides::{Base, Side};

/// Compare two contracts: report breaking changes, each with an exchange that proves it
#[derive(Args)]
#[command(after_help = "\
A document is a file, `-` for standard input, `kohortpay`, `threekit`, or a file of a git revision: \
`main:openapi/kohortpay.yaml`. With one document, BASE is the same file at the commit where this branch left \
the default branch.

Requests: REVISION must accept what clients may send under BASE. Responses: clients of BASE must accept what \
servers may send under REVISION. See `--undeclared` for properties that no document declares.

As a diff driver of git:
  git config diff.openapi.command 'order-contracts diff --git-driver'
  echo 'openapi/*.yaml diff=openapi' >> .gitattributes

Exit codes: 0 no findings at or above `--fail-on`, 1 findings, 2 error, 130 interrupted.")]
pub(super) struct Arguments {
    /// The old document; named alone, it is the new one, and is compared with its earlier version in git
    #[arg(value_name = "BASE", required = true)]
    base: String,
    /// The new document
    #[arg(value_name = "REVISION")]
    revision: Option<String>,
    /// The other arguments that git passes to a diff driver
    #[arg(value_name = "GIT", hide = true)]
    rest: Vec<String>,
    /// The least severe verdict that makes the exit code 1: `breaking`, `undecided`, `any` or `off`, for all changes or by what
    /// they affect, as in `wire=undecided,code=off`; the facets are `wire`, `code`, `policy` and `docs` [default: breaking]
    #[arg(long, value_name = "VERDICT", value_parser = gate)]
    fail_on: Option<String>,
    /// Whether clients and servers send properties that their document does not declare [default: not-sent]
    #[arg(long, value_name = "HOW")]
    undeclared: Option<Undeclared>,
    /// Whether values are sent that several alternatives of a `oneOf` accept, which `oneOf` forbids by the letter
    /// [default: sent]
    #[arg(long, value_name = "HOW")]
    overlapping: Option<Overlapping>,
    /// Say of each compatible change why it breaks nothing
    #[arg(long)]
    explain_compatible: bool,
    /// Accepted changes: TOML tables `[[waiver]]`, or a JSON list of objects, with `fingerprint`, `reason` and, optionally, `until`,
    /// `by`, `rule` and `change`
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// Accept the changes that fail: add waivers to this file, which stays as it is otherwise, and exit with 0
    #[arg(long, value_name = "FILE", requires = "reason")]
    write_waivers: Option<PathBuf>,
    #[command(flatten)]
    entry: waive::Entry,
    /// Write the example of each change as a JSON file to this folder, which is created if needed; those of an earlier run are
    /// replaced or removed, other files are not
    #[arg(long, value_name = "DIR")]
    witnesses: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Short for `--format changelog`
    #[arg(long, conflicts_with = "format")]
    changelog: bool,
    /// Write a report to this file as well; may be repeated. `-` is standard output, in place of `--format`
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = wanted::<Format>)]
    reports: Vec<Wanted<Format>>,
    /// Add the changelog's entries below the heading `Unreleased` of this file; those that are there already are not added again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    into: Option<PathBuf>,
    /// Run as an external diff driver of git: takes git's seven arguments, always exits with 0
    #[arg(long)]
    git_driver: bool,
    #[command(flatten)]
    config: ConfigArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Undeclared {
    /// They send only what is declared
    NotSent,
    /// They may send whatever their schemas do not forbid
    Sent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Overlapping {
    /// They are: where alternatives overlap, `oneOf` is read as `anyOf`
    Sent,
    /// They are not: `oneOf` is taken at its word
    NotSent,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if arguments.git_driver {
        return driver(arguments, context);
    }
    if !arguments.rest.is_empty() {
        let what =
            "`diff` compares two documents; `order-contracts check FILE...` compares several, each with its base";
        return Err(Error::settings(what));
    }
    let written = files(&arguments.reports).chain(arguments.into.as_deref()).chain(arguments.write_waivers.as_deref());
    let read = [Some(arguments.base.as_str()), arguments.revision.as_deref()].into_iter().flatten().map(Path::new);
    let waivers = arguments.waivers.as_deref().filter(|_| arguments.waivers != arguments.write_waivers);
    distinct(written, read.chain(waivers))?;
    let format = if arguments.changelog { Format::Changelog } else { arguments.format };
    let reports = Reports::open(format, Format::Text, &arguments.reports)?;
    let config = configured(arguments, context)?;
    let limits = config.limits;
    let into = arguments.into.as_deref().map(|file| Changelog::open(file, &limits)).transpose()?;
    let accepted = Accepted::load(&config, arguments.waivers.as_deref())?;
    let (base, revision) = match &arguments.revision {
        Some(revision) if arguments.base == "-" && revision == "-" => {
            return Err(Error::settings("standard input is one document: only one of the two may be `-`"));
        }
        Some(revision) => {
            let (base, revision) = Side::open_both((&arguments.base, revision), context.stdin, &limits)?;
            (Base::Known(base), revision)
        }
        None => {
            // What is wrong with the name itself is said first.
            let (first, second) = Twin::pair();
            let revision = Side::open_beside(&arguments.base, context.stdin, &limits, first)?;
            (Base::of(&arguments.base, &limits, second)?, revision)
        }
    };
    let name = config.name_of(arguments.revision.as_ref().unwrap_or(&arguments.base));
    let settings = settings(&config, name.as_deref())
        .explain_compatible(arguments.explain_compatible)
        .waivers(accepted.waivers, &waivers::today());
    // The program ends when this is reported: what the documents take is given back as a whole then, not value by value.
    let mut compared = ManuallyDrop::new(compared(name, base, revision, &settings));
    if arguments.waivers.is_none() {
        // The waivers of the configuration are for other contracts as well.
        compared.comparison.stale_waivers.clear();
    }
    compared.problems().into_iter().for_each(|problem| context.note(plain(problem)));
    reports.write(context, |format, look| one(format, &compared, look))?;
    into.map(|into| into.insert(&compared.comparison, context)).transpose()?;
    if let Some(folder) = &arguments.witnesses {
        witnesses::write(folder, &compared.comparison, context)?;
    }
    let failing: Vec<&Change> = config.gate.failing(&compared.comparison).collect();
    if let Some(file) = &arguments.write_waivers {
        let waivers: Vec<Waiver> = failing.iter().filter_map(|change| arguments.entry.of(change)).collect();
        let added = waivers::add(file, &waivers, &config)?;
        let noun = if added == 1 { "waiver" } else { "waivers" };
        context.stderr.line(("wrote ", added, " ", noun, " to ", plain(file.display())));
        return Ok(Outcome::Clean);
    }
    Ok(if failing.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// The configuration, with what the command line says instead. A diff driver has none: it must not stop `git diff`.
fn configured(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Config, Error> {
    let mut config = match arguments.git_driver {
        true => Config::default(),
        false => Config::load(&arguments.config, context)?,
    };
    config.fail_on(arguments.fail_on.as_deref())?;
    arguments.limits.set_in(&mut config.limits);
    if let Some(undeclared) = arguments.undeclared {
        config.undeclared_sent.value = undeclared == Undeclared::Sent;
    }
    if let Some(overlapping) = arguments.overlapping {
        config.overlapping_sent.value = overlapping == Overlapping::Sent;
    }
    Ok(config)
}
