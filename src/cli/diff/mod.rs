//! `diff`: two contracts compared by what they mean.

mod driver;
mod findings;
mod sides;
mod text;
mod witnesses;

use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use crate::cli::document;
use crate::cli::limit::LimitArguments;
use crate::cli::{Context, Outcome};
use crate::contract::Contract;
use crate::diff;
use crate::diff::{Comparison, Settings, Verdict, Waiver, report};
use crate::error::Error;
use crate::plain::{json_pretty, plain};

use driver::driver;
use sides::{Base, Side, Sides};

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
    #[arg(value_name = "GIT", hide = true, requires = "git_driver")]
    rest: Vec<String>,
    /// The least severe verdict that makes the exit code 1
    #[arg(long, value_name = "VERDICT", default_value = "breaking")]
    fail_on: FailOn,
    /// Whether clients and servers send properties that their document does not declare
    #[arg(long, value_name = "HOW", default_value = "not-sent")]
    undeclared: Undeclared,
    /// Whether values are sent that several alternatives of a `oneOf` accept, which `oneOf` forbids by the letter
    #[arg(long, value_name = "HOW", default_value = "sent")]
    overlapping: Overlapping,
    /// Say of each compatible change why it breaks nothing
    #[arg(long)]
    explain_compatible: bool,
    /// Accepted changes: a JSON list of objects with `fingerprint`, `reason` and, optionally, `until`
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// Write the example of each change as a JSON file to this folder, which is created if needed; those of an earlier run are
    /// replaced or removed, other files are not
    #[arg(long, value_name = "DIR")]
    witnesses: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Run as an external diff driver of git: takes git's seven arguments, always exits with 0
    #[arg(long)]
    git_driver: bool,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Breaking changes
    Breaking,
    /// Breaking changes and those that could not be decided
    Undecided,
    /// Any change, documentation included
    Any,
    /// Always exit with 0
    None,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// Markdown, for a comment on a pull request
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// JUnit XML, for test reports
    Junit,
    /// One HTML page, for a browser
    Html,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if arguments.git_driver {
        return driver(arguments, context);
    }
    let limits = arguments.limits.limits();
    let (base, revision) = match &arguments.revision {
        Some(revision) if arguments.base == "-" && revision == "-" => {
            return Err(Error::settings("standard input is one document: only one of the two may be `-`"));
        }
        Some(revision) => {
            (Side::open(&arguments.base, context.stdin, &limits)?, Side::open(revision, context.stdin, &limits)?)
        }
        None => {
            // What is wrong with the name itself is said first.
            let revision = Side::open(&arguments.base, context.stdin, &limits)?;
            match Base::of(&arguments.base, &limits)? {
                Base::Known(base) => (base, revision),
                Base::New(why) => return new_document(arguments, revision, &why, context),
            }
        }
    };
    let comparison = compared(arguments, base.contract(), revision.contract(), context)?;
    print(arguments.format, &comparison, &Sides { base: Some(base), revision: Some(revision) }, context)?;
    if let Some(folder) = &arguments.witnesses {
        witnesses::write(folder, &comparison, context)?;
    }
    Ok(outcome(arguments.fail_on, &comparison))
}

/// Nothing breaks where nothing was before. Programs get a report without changes.
fn new_document(
    arguments: &Arguments,
    revision: Side,
    why: &str,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Error> {
    match arguments.format {
        Format::Text => {
            let name = plain(revision.contract().name());
            context.stdout.line((name, ": new document, nothing to compare: ", plain(why)));
        }
        Format::Markdown => context.stdout.line("### new document, nothing to compare"),
        _ => {
            let mut comparison = compared(arguments, revision.contract(), revision.contract(), context)?;
            (comparison.base, comparison.base_version) = ("/dev/null".to_owned(), None);
            print(arguments.format, &comparison, &Sides { base: None, revision: Some(revision) }, context)?;
        }
    }
    Ok(Outcome::Clean)
}

fn compared(
    arguments: &Arguments,
    base: &Contract,
    revision: &Contract,
    context: &mut Context<'_, '_>,
) -> Result<Comparison, Error> {
    let mut settings = Settings::new()
        .undeclared_sent(arguments.undeclared == Undeclared::Sent)
        .explain_compatible(arguments.explain_compatible)
        .overlapping_sent(arguments.overlapping == Overlapping::Sent);
    if let Some(file) = &arguments.waivers {
        let bytes = document::read(&file.to_string_lossy(), &mut io::empty(), &arguments.limits.limits())?;
        let unusable = |why: &dyn std::fmt::Display| {
            Error::settings(format!("cannot use the waivers in `{}`: {why}", file.display()))
        };
        let text = str::from_utf8(&bytes).map_err(|error| unusable(&error))?;
        let waivers = Waiver::read(text).map_err(|error| unusable(&error))?;
        settings = settings.waivers(waivers, &today());
    }
    for contract in [base, revision] {
        if let Some(first) = contract.problems().first() {
            let name = contract.name();
            let what = match contract.problems().len() {
                1 => format!("1 problem in `{name}`: {first}"),
                count => format!("{count} problems in `{name}`, the first: {first}"),
            };
            context.note(plain(what));
        }
    }
    Ok(diff::compare(base, revision, &settings))
}

fn print(format: Format, comparison: &Comparison, sides: &Sides, context: &mut Context<'_, '_>) -> Result<(), Error> {
    match format {
        Format::Text => text::write(comparison, context.stdout),
        Format::Json => context.stdout.line(json_pretty(&report::json(comparison))),
        Format::Markdown => context.stdout.text(report::comment(comparison)),
        Format::Sarif => context.stdout.text(findings::as_sarif(comparison, sides)),
        Format::Github => context.stdout.text(findings::as_annotations(comparison, sides)),
        Format::Junit => context.stdout.text(findings::as_junit(comparison)),
        Format::Html => context.stdout.text(findings::as_page(comparison, sides)),
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

/// The day in UTC, as `2027-01-31`.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let days = i64::try_from(seconds / 86_400).unwrap_or_default();
    match chrono::DateTime::from_timestamp(days * 86_400, 0) {
        Some(day) => day.format("%Y-%m-%d").to_string(),
        None => String::new(),
    }
}
