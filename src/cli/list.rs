//! `list`: what the contracts declare.

use clap::{Args, ValueHint};
use serde_json::{Value, json};

use crate::apis::Api;
use crate::contract::{Contract, Operation, SchemaKind};
use crate::error::Error;

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
        context.note(format_args!("{}", style::plain(problem)));
    }
    match arguments.format {
        Format::Json => {
            let apis: Vec<Value> = documents.iter().map(|document| as_json(document.contract())).collect();
            context.stdout.line(format_args!("{:#}", json!({ "version": 1, "apis": apis })));
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
    contract.document().get("info").and_then(|info| info.get(member)).and_then(Value::as_str).unwrap_or_default()
}

fn text(contract: &Contract, context: &mut Context<'_, '_>) {
    let (name, title) = (style::plain(contract.name()), style::plain(info(contract, "title")));
    let version = style::plain(info(contract, "version"));
    context.stdout.line(format_args!("{}  {title} {version}", style::heading(name)));
    context.stdout.line(format_args!("\n  {}", style::heading("operations")));
    let column = |text: fn(&Operation) -> &str| {
        let cells: Vec<String> = contract.operations().iter().map(|operation| style::plain(text(operation))).collect();
        let width = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or_default();
        (cells, width)
    };
    let (ids, id) = column(|operation| operation.id().unwrap_or("-"));
    let (methods, method) = column(|operation| operation.method());
    let (paths, path) = column(|operation| operation.path());
    for (position, operation) in contract.operations().iter().enumerate() {
        context.stdout.line(format_args!(
            "    {:id$}  {:method$}  {:path$}  {}",
            ids[position],
            methods[position],
            paths[position],
            style::faint(style::plain(operation.summary().unwrap_or_default())),
        ));
    }
    for (title, kind) in [
        ("component schemas", SchemaKind::Component),
        ("request bodies", SchemaKind::Request),
        ("response bodies", SchemaKind::Response),
    ] {
        context.stdout.line(format_args!("\n  {}", style::heading(title)));
        for name in names(contract, kind) {
            context.stdout.line(format_args!("    {}", style::plain(name)));
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
