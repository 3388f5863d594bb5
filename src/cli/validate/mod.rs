//! `validate`: JSON payloads against a component schema, or the body of an operation.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::contract::{Api, EmbeddedSchema};
use crate::error::Error;
use crate::json::{self, SyntaxError};
use crate::validate::{self, Report, Violation};

use super::{Context, Format, Outcome, style};

#[derive(Args)]
pub(super) struct Arguments {
    /// The API: `kohortpay` or `threekit`
    #[arg(value_parser = super::api)]
    api: Api,
    /// A component (`CreateOrder`), a request body (`createOrder`), a response body (`createOrder.response.201`)
    name: String,
    /// Files of one JSON payload each; `-`, or none, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show the values that break the contract: they may be personal data
    #[arg(long)]
    show_values: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let schema = arguments.api.schema(&arguments.name)?;
    if arguments.files.is_empty() && context.stdin_is_terminal {
        return Err(Error::settings("no payload: name a file, or pipe one into standard input"));
    }
    let standard_input = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() { &standard_input[..] } else { &arguments.files };
    let mut outcome = Outcome::Clean;
    let mut inputs = Vec::new();
    for file in files {
        let name = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
        match read(file, context.stdin) {
            Ok(bytes) => {
                let verdict = Verdict::of(schema, json::without_bom(&bytes));
                outcome = outcome.max(verdict.outcome());
                match arguments.format {
                    Format::Text => verdict.print(&name, schema, arguments.show_values, context),
                    Format::Json => inputs.push(verdict.as_json(&name, arguments.show_values)),
                }
            }
            Err(error) => {
                context.fail(&Error::io(format!("cannot read `{name}`"), error));
                outcome = Outcome::Failed;
            }
        }
    }
    if arguments.format == Format::Json {
        context.stdout.line(format_args!("{:#}", json!({ "version": 1, "inputs": inputs })));
    }
    Ok(outcome)
}

fn read(file: &Path, stdin: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes)?;
    Ok(bytes)
}

enum Verdict {
    Checked(Report),
    NotJson(SyntaxError),
}

impl Verdict {
    fn of(schema: &EmbeddedSchema, bytes: &[u8]) -> Self {
        match validate::payload_json(schema, bytes) {
            Ok(report) => Self::Checked(report),
            Err(error) => Self::NotJson(error),
        }
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Checked(report) if report.is_valid() => Outcome::Clean,
            Self::Checked(_) | Self::NotJson(_) => Outcome::Findings,
        }
    }

    fn print(&self, input: &str, schema: &EmbeddedSchema, show_values: bool, context: &mut Context<'_, '_>) {
        let out = &mut *context.stdout;
        let count = match self {
            Self::Checked(report) if report.is_valid() => {
                out.line(format_args!("{input}: {}", style::good("valid")));
                return;
            }
            Self::Checked(report) => {
                for violation in report.violations() {
                    self::violation(input, violation, show_values, context);
                }
                report.violations().len()
            }
            Self::NotJson(error) => {
                let position = error.position();
                let place = format!("{input}:{}:{}", position.line, position.column);
                out.line(format_args!("{}: {}: {error}", style::heading(place), style::error("json-syntax")));
                1
            }
        };
        let violations = if count == 1 { "1 violation".to_owned() } else { format!("{count} violations") };
        let (verdict, api, name) = (style::error("invalid"), schema.api(), schema.name());
        context.stdout.line(format_args!("{input}: {verdict}, {violations} of {api} {name}"));
    }

    fn as_json(&self, input: &str, show_values: bool) -> Value {
        let violations: Vec<Value> = match self {
            Self::Checked(report) => {
                report.violations().iter().map(|violation| violation_as_json(violation, show_values)).collect()
            }
            Self::NotJson(error) => {
                let position = error.position();
                vec![json!({
                    "id": "json-syntax",
                    "line": position.line,
                    "column": position.column,
                    "message": error.to_string(),
                })]
            }
        };
        let verdict = if violations.is_empty() { "valid" } else { "invalid" };
        json!({ "input": input, "verdict": verdict, "violations": violations })
    }
}

fn violation(input: &str, violation: &Violation, show_values: bool, context: &mut Context<'_, '_>) {
    let out = &mut *context.stdout;
    let place = match violation.position() {
        Some(position) => format!("{input}:{}:{}", position.line, position.column),
        None => input.to_owned(),
    };
    out.line(format_args!("{}: {}: {violation}", style::heading(place), style::error(violation.id())));
    if let (true, Some(value)) = (show_values, violation.value()) {
        out.line(format_args!("  {} {value}", style::faint("value:")));
    }
    for closest in violation.closest() {
        out.line(format_args!("  {} {closest}", style::faint("nearest alternative:")));
    }
    out.line(format_args!("  {} {}", style::faint("contract:"), violation.keyword()));
    for source in &violation.provenance().sources {
        let title = source.title.as_deref().unwrap_or(&source.id);
        let url = source.url.as_deref().map(|url| format!(" <{url}>")).unwrap_or_default();
        out.line(format_args!("  {} {title}{url}", style::faint("source:")));
    }
    if let Some(inferred) = &violation.provenance().inferred {
        out.line(format_args!("  {} {inferred}", style::faint("inferred:")));
    }
}

fn violation_as_json(violation: &Violation, show_values: bool) -> Value {
    let mut out = serde_json::to_value(violation).unwrap_or_default();
    if let (true, Some(value), Some(members)) = (show_values, violation.value(), out.as_object_mut()) {
        members.insert("value".to_owned(), value.clone());
    }
    out
}
