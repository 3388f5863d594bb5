//! `diff`: two contracts compared by what they mean.

mod findings;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use crate::cli::document::Document;
use crate::cli::{Context, Outcome};
use crate::contract::Contract;
use crate::diff;
use crate::diff::{Comparison, Settings, Verdict, Waiver, report};
use crate::error::Error;

/// Compare two contracts: what breaks, with an exchange that proves it, and what does not
#[derive(Args)]
#[command(after_help = "\
A document is a file, `-`, `kohortpay`, `threekit`, or a file of a git revision: `main:openapi/kohortpay.yaml`.
With one document, base is that file where this branch left the default branch.

Requests: what clients may send under BASE must be accepted by REVISION. Responses: what servers may send under
REVISION must be accepted by clients of BASE. Senders send what they declare.

As a diff driver of git:
  git config diff.openapi.command 'order-contracts diff --git-driver'
  echo 'openapi/*.yaml diff=openapi' >> .gitattributes

Exit codes: 0 nothing at or above --fail-on, 1 something was, 2 it could not be compared.")]
pub(super) struct Arguments {
    /// The document before; with one document alone, the document after
    #[arg(value_name = "BASE", required = true)]
    base: String,
    /// The document after
    #[arg(value_name = "REVISION")]
    revision: Option<String>,
    /// What else git tells a diff driver
    #[arg(value_name = "GIT", hide = true, requires = "git_driver")]
    rest: Vec<String>,
    /// From which verdict on the exit code is 1
    #[arg(long, value_name = "VERDICT", default_value = "breaking")]
    fail_on: FailOn,
    /// Whether senders send properties that the document does not declare
    #[arg(long, value_name = "HOW", default_value = "not-sent")]
    undeclared: Undeclared,
    /// Changes that were accepted: a JSON list of `fingerprint`, `reason` and `until`
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// Write witnesses as JSON files into this folder; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    witnesses: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Run as an external diff driver of git: seven arguments, exit code 0
    #[arg(long)]
    git_driver: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Breaking changes
    Breaking,
    /// Breaking changes, and such that may be
    Undecided,
    /// Any change, texts for people included
    Any,
    /// Never
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Undeclared {
    /// They send what they declare
    NotSent,
    /// They may send anything that the schemas do not refuse
    Sent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a comment on a pull request
    Markdown,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For GitHub Actions: annotations
    Github,
    /// For test reports: JUnit XML
    Junit,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if arguments.git_driver {
        return driver(arguments, context);
    }
    let (base, revision) = match &arguments.revision {
        Some(revision) if arguments.base == "-" && revision == "-" => {
            return Err(Error::settings("standard input holds one document: only one of both can be `-`"));
        }
        Some(revision) => (Document::open(&arguments.base, context.stdin)?, Document::open(revision, context.stdin)?),
        None => (Document::before(&arguments.base)?, Document::open(&arguments.base, context.stdin)?),
    };
    let comparison = compared(arguments, base.contract(), revision.contract(), context)?;
    print(arguments.format, &comparison, context)?;
    if let Some(folder) = &arguments.witnesses {
        write_witnesses(folder, &comparison, context)?;
    }
    Ok(outcome(arguments.fail_on, &comparison))
}

fn compared(
    arguments: &Arguments,
    base: &Contract,
    revision: &Contract,
    context: &mut Context<'_, '_>,
) -> Result<Comparison, Error> {
    let mut settings = Settings::new().undeclared_sent(arguments.undeclared == Undeclared::Sent);
    if let Some(file) = &arguments.waivers {
        let shown = file.display();
        let text = fs::read_to_string(file).map_err(|error| Error::io(format!("cannot read `{shown}`"), error))?;
        settings = settings.waivers(Waiver::read(&text)?, &today());
    }
    for contract in [base, revision] {
        let count = contract.problems().len();
        if count > 0 {
            let problems = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
            let first = &contract.problems()[0];
            context.stderr.line(format_args!("note: {problems} in `{}`, the first: {first}", contract.name()));
        }
    }
    Ok(diff::compare(base, revision, &settings))
}

fn print(format: Format, comparison: &Comparison, context: &mut Context<'_, '_>) -> Result<(), Error> {
    match format {
        Format::Text => context.stdout.text(report::text(comparison)),
        Format::Json => context.stdout.line(format_args!("{:#}", report::json(comparison))),
        Format::Markdown => context.stdout.text(report::markdown(comparison)),
        Format::Sarif => context.stdout.text(findings::as_sarif(comparison)),
        Format::Github => context.stdout.text(findings::as_annotations(comparison)),
        Format::Junit => context.stdout.text(findings::as_junit(comparison)?),
    }
    Ok(())
}

fn outcome(fail_on: FailOn, comparison: &Comparison) -> Outcome {
    let counted = comparison.changes.iter().filter(|change| change.waiver.is_none());
    let worst = counted.map(|change| change.verdict).max();
    let fails = match fail_on {
        FailOn::Breaking => worst == Some(Verdict::Breaking),
        FailOn::Undecided => worst >= Some(Verdict::Undecided),
        FailOn::Any => worst.is_some(),
        FailOn::None => false,
    };
    if fails { Outcome::Findings } else { Outcome::Clean }
}

fn write_witnesses(folder: &Path, comparison: &Comparison, context: &mut Context<'_, '_>) -> Result<(), Error> {
    let told = |path: &Path| {
        let path = path.display().to_string();
        move |error| Error::io(format!("cannot write `{path}`"), error)
    };
    fs::create_dir_all(folder).map_err(told(folder))?;
    let (mut written, mut left_out) = (0_usize, 0_usize);
    for change in &comparison.changes {
        let Some(witness) = &change.witness else { continue };
        if witness.callback.is_some() {
            left_out += 1;
            continue;
        }
        let path = folder.join(format!("{}-{}.json", change.rule.id, change.fingerprint));
        let text = serde_json::to_value(witness).unwrap_or_default();
        fs::write(&path, format!("{text:#}\n")).map_err(told(&path))?;
        written += 1;
    }
    let noun = if written == 1 { "witness" } else { "witnesses" };
    context.stderr.line(format_args!("wrote {written} {noun} to {}", folder.display()));
    if left_out > 0 {
        let reason = "`validate` finds operations by path, and no path leads to a callback or webhook";
        context.stderr.line(format_args!("note: left out {left_out}: {reason}"));
    }
    Ok(())
}

/// `path old-file old-hex old-mode new-file new-hex new-mode`, as git calls an external diff.
fn driver(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let path = &arguments.base;
    let (Some(old), Some(new)) = (&arguments.revision, arguments.rest.get(2)) else {
        return Err(Error::settings("as a diff driver of git: wanted seven arguments, the path first"));
    };
    context.stdout.line(format_args!("order-contracts diff {path}"));
    if old == "/dev/null" || new == "/dev/null" {
        context.stdout.line(format_args!("the document was {}", if old == "/dev/null" { "added" } else { "removed" }));
        return Ok(Outcome::Clean);
    }
    // A file that cannot be read as a contract must not stop `git diff` of the others.
    let load = |file: &str| {
        let bytes = fs::read(file).map_err(|error| Error::io(format!("cannot read `{file}`"), error))?;
        Contract::from_bytes(bytes, path)
    };
    match (load(old), load(new)) {
        (Ok(base), Ok(revision)) => {
            let comparison = compared(arguments, &base, &revision, context)?;
            print(arguments.format, &comparison, context)?;
        }
        (Err(error), _) | (_, Err(error)) => context.fail(&error),
    }
    Ok(Outcome::Clean)
}

/// The day in UTC, as `2027-01-31`.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let days = i64::try_from(seconds / 86_400).unwrap_or_default();
    match chrono::DateTime::from_timestamp(days * 86_400, 0) {
        Some(day) => day.format("%Y-%m-%d").to_string(),
        None => String::new(),
    }
}
