//! `list`: what the contracts declare.

use clap::{Args, ValueHint};
use serde_json::{Value, json};

use crate::apis::Api;
use crate::contract::{Contract, Operation, SchemaKind};
use crate::error::Error;
use crate::plain::{Plain, json_pretty, plain};
use crate::tree::Tree;

use super::document::Document;
use super::limit::LimitArguments;
use super::{Context, Format, Outcome, style};

#[derive(Args)]
pub(super) struct Arguments {
    /// Only this API: `kohortpay` or `threekit`
    #[arg(value_parser = super::api, conflicts_with = "contract")]
    api: Option<Api>,
    /// List this document instead: OpenAPI 3.0 or 3.1, in YAML or JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    contract: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let documents = match (&arguments.contract, arguments.api) {
        (Some(file), _) => vec![Document::open(file, context.stdin, &arguments.limits.limits())?],
        (None, Some(api)) => vec![Document::Embedded(api.contract())],
        (None, None) => Api::ALL.into_iter().map(|api| Document::Embedded(api.contract())).collect(),
    };
    for problem in documents.iter().flat_map(|document| document.contract().problems()) {
        context.note(plain(problem));
    }
    match arguments.format {
        Format::Json => {
            let apis: Vec<Value> = documents.iter().map(|document| as_json(document.contract())).collect();
            context.stdout.line(json_pretty(&json!({ "version": 1, "apis": apis })));
        }
        Format::Text => {
            for (position, document) in documents.iter().enumerate() {
                if position > 0 {
                    context.stdout.text("\n");
                }
                text(document.contract(), context);
            }
        }
    }
    Ok(Outcome::Clean)
}

/// A member of `info`, as text.
fn info<'c>(contract: &'c Contract, member: &str) -> &'c str {
    contract.tree().get("info").and_then(|info| info.get(member)).and_then(Tree::as_str).unwrap_or_default()
}

fn text(contract: &Contract, context: &mut Context<'_, '_>) {
    let (name, title) = (plain(contract.name()), plain(info(contract, "title")));
    let version = plain(info(contract, "version"));
    context.stdout.line((style::heading(name), "  ", title, " ", version));
    context.stdout.line(("\n  ", style::heading("operations")));
    let column = |text: fn(&Operation) -> &str| {
        let cells: Vec<Plain> = contract.operations().iter().map(|operation| plain(text(operation))).collect();
        let width = cells.iter().map(Plain::width).max().unwrap_or_default();
        cells.into_iter().map(move |cell| cell.padded(width))
    };
    let ids = column(|operation| operation.id().unwrap_or("-"));
    let (methods, paths) = (column(|operation| operation.method()), column(|operation| operation.path()));
    for (((id, method), path), operation) in ids.zip(methods).zip(paths).zip(contract.operations()) {
        let summary = style::faint(plain(operation.summary().unwrap_or_default()));
        context.stdout.line(("    ", id, "  ", method, "  ", path, "  ", summary));
    }
    for (title, kind) in [
        ("component schemas", SchemaKind::Component),
        ("request bodies", SchemaKind::Request),
        ("response bodies", SchemaKind::Response),
    ] {
        context.stdout.line(("\n  ", style::heading(title)));
        for name in names(contract, kind) {
            context.stdout.line(("    ", plain(name)));
        }
    }
}

fn as_json(contract: &Contract) -> Value {
    let operations: Vec<Value> = contract
        .operations()
        .iter()
        .map(|operation| {
            json!({
                "operationId": operation.id(),
                "method": operation.method(),
                "path": operation.path(),
                "summary": operation.summary(),
                "pointer": operation.pointer(),
            })
        })
        .collect();
    json!({
        "name": contract.name(),
        "title": info(contract, "title"),
        "version": info(contract, "version"),
        "operations": operations,
        "components": names(contract, SchemaKind::Component),
        "requests": names(contract, SchemaKind::Request),
        "responses": names(contract, SchemaKind::Response),
    })
}

fn names(contract: &Contract, kind: SchemaKind) -> Vec<String> {
    contract.schema_names().into_iter().filter(|(own, _)| *own == kind).map(|(_, name)| name).collect()
}
