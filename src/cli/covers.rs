//! `covers`: whether one JSON Schema accepts everything that another does.

use std::io::Read;

use clap::Args;
use serde_json::{Value, json};

use crate::containment::{Containment, Options, covers};
use crate::error::Error;
use crate::json;
use crate::limits::Limits;
use crate::plain::{plain, schema_pretty};

use super::document;
use super::limit::LimitArguments;
use super::{Context, Format, Outcome, style};

/// Decide whether SUPER accepts everything that SUB accepts; both are JSON Schemas (2020-12)
#[derive(Args)]
#[command(after_help = "\
As in the standard, what a schema does not mention is allowed, and `format` is only an annotation.

Exit codes: 0 yes, 1 no, 2 undecided or error, 130 interrupted.")]
pub(super) struct Arguments {
    /// The schema whose values should be accepted: a file, or `-` for standard input
    #[arg(value_name = "SUB")]
    sub: String,
    /// The schema that should accept them: a file, or `-` for standard input
    #[arg(value_name = "SUPER")]
    sup: String,
    /// Treat `format` as an assertion, for the formats that the validator knows
    #[arg(long)]
    assert_formats: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if arguments.sub == "-" && arguments.sup == "-" {
        return Err(Error::settings("standard input is one schema: only one of the two may be `-`"));
    }
    let limits = arguments.limits.limits();
    let (sub, sup) = (read(&arguments.sub, context.stdin, &limits)?, read(&arguments.sup, context.stdin, &limits)?);
    let answer = covers(&sub, &sup, &Options::new().assert_formats(arguments.assert_formats));
    let (word, outcome) = match &answer {
        Containment::Yes => ("yes", Outcome::Clean),
        Containment::No { .. } => ("no", Outcome::Findings),
        Containment::Undecided { .. } => ("undecided", Outcome::Failed),
    };
    let reasons = match &answer {
        Containment::Undecided { reasons } => reasons.as_slice(),
        Containment::Yes | Containment::No { .. } => &[],
    };
    match arguments.format {
        Format::Json => {
            let reasons: Vec<Value> = reasons
                .iter()
                .map(|one| {
                    json!({
                        "reason": one.reason.id(),
                        "summary": one.reason.summary(),
                        "side": one.side.to_string(),
                        "pointer": one.pointer,
                    })
                })
                .collect();
            let report = json!({ "version": 1, "answer": word, "witness": answer.witness(), "reasons": reasons });
            context.stdout.line(schema_pretty(&report));
        }
        Format::Text => {
            let styled = match outcome {
                Outcome::Clean => style::good(word),
                Outcome::Findings => style::error(word),
                _ => style::warning(word),
            };
            context.stdout.line(styled);
            if let Some(witness) = answer.witness() {
                let (sub, sup) = (plain(&arguments.sub), plain(&arguments.sup));
                let (label, witness) = (style::faint("example:"), plain(json::schema_text(witness)));
                let answer = (witness, " is accepted by ", sub, " and refused by ", sup);
                context.stdout.line(("  ", label, " ", answer));
            }
            for one in reasons {
                context.stdout.line(("  ", style::faint("undecided because:"), " ", plain(one)));
            }
        }
    }
    Ok(outcome)
}

fn read(name: &str, stdin: &mut dyn Read, limits: &Limits) -> Result<Value, Error> {
    let bytes = document::read(name, stdin, limits)?;
    let value = json::parse_schema(json::without_bom(&bytes))
        .map_err(|error| Error::syntax(format!("`{name}` is not valid JSON: {error}")))?;
    match value {
        Value::Object(_) | Value::Bool(_) => Ok(value),
        _ => Err(Error::schema(format!("`{name}` is not a JSON Schema; expected an object, `true` or `false`"))),
    }
}
