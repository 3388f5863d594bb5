//! `list`: what the contracts declare.

use clap::Args;
use serde_json::{Value, json};

use crate::apis::{Api, EmbeddedSchema, SchemaKind};
use crate::error::Error;

use super::{Context, Format, Outcome, style};

#[derive(Args)]
pub(super) struct Arguments {
    /// One API only: `kohortpay` or `threekit`
    #[arg(value_parser = super::api)]
    api: Option<Api>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let apis: Vec<Api> = arguments.api.map_or_else(|| Api::ALL.to_vec(), |api| vec![api]);
    match arguments.format {
        Format::Json => {
            let apis: Vec<Value> = apis.into_iter().map(as_json).collect();
            context.stdout.line(format_args!("{:#}", json!({ "version": 1, "apis": apis })));
        }
        Format::Text => {
            for (position, api) in apis.into_iter().enumerate() {
                if position > 0 {
                    context.stdout.text("\n");
                }
                text(api, context);
            }
        }
    }
    Ok(Outcome::Clean)
}

fn text(api: Api, context: &mut Context<'_, '_>) {
    let info = &api.openapi().info;
    context.stdout.line(format_args!("{}  {} {}", style::heading(api), info.title, info.version));
    context.stdout.line(format_args!("\n  {}", style::heading("operations")));
    let widest = |text: fn(&crate::contract::Operation) -> &str| {
        api.operations().iter().map(|operation| text(operation).len()).max().unwrap_or_default()
    };
    let (ids, methods, paths) =
        (widest(|operation| operation.id().unwrap_or("-")), widest(|o| o.method()), widest(|o| o.path()));
    for operation in api.operations() {
        context.stdout.line(format_args!(
            "    {:ids$}  {:methods$}  {:paths$}  {}",
            operation.id().unwrap_or("-"),
            operation.method(),
            operation.path(),
            style::faint(operation.summary().unwrap_or_default()),
        ));
    }
    for (title, kind) in [
        ("component schemas", SchemaKind::Component),
        ("request bodies", SchemaKind::Request),
        ("response bodies", SchemaKind::Response),
    ] {
        context.stdout.line(format_args!("\n  {}", style::heading(title)));
        for schema in of_kind(api, kind) {
            context.stdout.line(format_args!("    {}", schema.name()));
        }
    }
}

fn as_json(api: Api) -> Value {
    let info = &api.openapi().info;
    let operations: Vec<Value> = api
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
    let names = |kind| of_kind(api, kind).map(EmbeddedSchema::name).collect::<Vec<_>>();
    json!({
        "name": api.name(),
        "title": info.title,
        "version": info.version,
        "operations": operations,
        "components": names(SchemaKind::Component),
        "requests": names(SchemaKind::Request),
        "responses": names(SchemaKind::Response),
    })
}

fn of_kind(api: Api, kind: SchemaKind) -> impl Iterator<Item = &'static EmbeddedSchema> {
    api.schemas().iter().filter(move |schema| schema.kind() == kind)
}
