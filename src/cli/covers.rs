//! `covers`: whether one JSON Schema accepts everything that another does.

use std::fs;
use std::io::Read;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use crate::containment::{Containment, Options, covers};
use crate::error::Error;
use crate::json;
use crate::plain::{json_pretty, plain};

use super::document::cannot_read;
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
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if arguments.sub == "-" && arguments.sup == "-" {
        return Err(Error::settings("standard input is one schema: only one of the two may be `-`"));
    }
    let (sub, sup) = (read(&arguments.sub, context.stdin)?, read(&arguments.sup, context.stdin)?);
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
            context.stdout.line(json_pretty(&report));
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
                let (label, witness) = (style::faint("example:"), plain(witness));
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

fn read(name: &str, stdin: &mut dyn Read) -> Result<Value, Error> {
    let mut bytes = Vec::new();
    let read = match name {
        "-" => stdin.read_to_end(&mut bytes).map(|_| bytes),
        file => fs::read(file),
    };
    let bytes = read.map_err(|error| cannot_read(Path::new(name), error))?;
    let value = json::parse(json::without_bom(&bytes))
        .map_err(|error| Error::syntax(format!("`{name}` is not valid JSON: {error}")))?;
    match value {
        Value::Object(_) | Value::Bool(_) => Ok(value),
        _ => Err(Error::schema(format!("`{name}` is not a JSON Schema; expected an object, `true` or `false`"))),
    }
}
