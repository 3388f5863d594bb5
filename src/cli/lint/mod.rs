//! `lint`: what is wrong, doubtful or without effect in documents.

mod render;

use clap::{Args, ValueEnum, ValueHint};

use super::diff::Side;
use super::limit::LimitArguments;
use super::{Context, Outcome};
use crate::error::Error;
use crate::lint::{Finding, Level, lint};
use crate::plain::json_pretty;

#[derive(Args)]
#[command(after_help = "\
Examples:
  order-contracts lint openapi.yaml
  order-contracts lint openapi/*.yaml --fail-on warning --format sarif

Exit codes: 0 no findings at or above `--fail-on`, 1 findings, 2 error, 130 interrupted.")]
pub(super) struct Arguments {
    /// A file, `-` for standard input, `kohortpay`, `threekit`, or a file of a git revision: `main:openapi.yaml`
    #[arg(value_name = "DOCUMENT", required = true, value_hint = ValueHint::FilePath)]
    documents: Vec<String>,
    /// The least severe level that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    /// The least severe level that is reported
    #[arg(long, value_name = "LEVEL", default_value = "note")]
    level: LevelArgument,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What violates the standard or contradicts itself
    Error,
    /// Errors, and what probably does not say what was meant
    Warning,
    /// Every finding
    Note,
    /// Always exit with 0
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelArgument {
    /// What violates the standard or contradicts itself
    Error,
    /// Errors, and what probably does not say what was meant
    Warning,
    /// Every finding
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML, for test reports
    Junit,
}

/// A document, and what was found in it.
struct Linted {
    name: String,
    side: Side,
    findings: Vec<Finding>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let limits = arguments.limits.limits();
    if arguments.documents.iter().filter(|name| *name == "-").count() > 1 {
        return Err(Error::settings("standard input is one document: only one may be `-`"));
    }
    let least = match arguments.level {
        LevelArgument::Error => Level::Error,
        LevelArgument::Warning => Level::Warning,
        LevelArgument::Note => Level::Note,
    };
    let mut outcome = Outcome::Clean;
    let mut all = Vec::new();
    for name in &arguments.documents {
        match Side::open(name, context.stdin, &limits) {
            Ok(side) => {
                let findings = lint(side.contract());
                outcome = outcome.max(judged(arguments.fail_on, &findings));
                let findings = findings.into_iter().filter(|finding| finding.level >= least).collect();
                all.push(Linted { name: side.contract().name().to_owned(), side, findings });
            }
            Err(error) => {
                context.fail(&error);
                outcome = outcome.max(Outcome::Failed);
            }
        }
    }
    match arguments.format {
        Format::Text => render::text(&all, context.stdout),
        Format::Json => context.stdout.line(json_pretty(&render::json(&all))),
        Format::Sarif => context.stdout.line(json_pretty(&render::sarif(&all, outcome < Outcome::Failed))),
        Format::Github => context.stdout.text(render::annotations(&all)),
        Format::Gitlab => context.stdout.line(json_pretty(&render::gitlab(&all))),
        Format::Junit => context.stdout.text(render::cases(&all)),
    }
    Ok(outcome)
}

fn judged(fail_on: FailOn, findings: &[Finding]) -> Outcome {
    let worst = findings.iter().map(|finding| finding.level).max();
    let fails = match fail_on {
        FailOn::Error => worst >= Some(Level::Error),
        FailOn::Warning => worst >= Some(Level::Warning),
        FailOn::Note => worst.is_some(),
        FailOn::None => false,
    };
    if fails { Outcome::Findings } else { Outcome::Clean }
}
