//! `explain`: a page for every id that a report prints, and where a statement of a contract comes from.

mod pages;
mod place;
mod topics;

use clap::Args;
use serde_json::{Value, json};

use crate::error::Error;
use crate::plain::{json_pretty, plain};
use crate::similar::all_near;

use super::document::Document;
use super::limit::LimitArguments;
use super::{Context, Format, Outcome, style};
use topics::{Body, GROUPS, Topic, topics};

#[derive(Args)]
#[command(override_usage = "\
order-contracts explain [OPTIONS] [ID]
       order-contracts explain [OPTIONS] <CONTRACT> <POINTER>")]
pub(super) struct Arguments {
    /// An id as reports print it, such as `max-length` or `operation-removed`; without one, all are listed
    ///
    /// With POINTER, a contract: `kohortpay`, `threekit`, or the path of a document.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// A place of the contract as reports print it, such as `/components/schemas/Order`: shows which sources say so
    pointer: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitArguments,
}

/// How many near ids are worth reading.
const NEAR: usize = 8;

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if let (Some(contract), Some(pointer)) = (&arguments.id, &arguments.pointer) {
        let document = Document::open(contract, context.stdin, &arguments.limits.limits())?;
        place::explain(document.contract(), pointer, arguments.format, context)?;
        return Ok(Outcome::Clean);
    }
    let all = topics();
    let chosen: Vec<&Topic> = match &arguments.id {
        None => all.iter().collect(),
        Some(id) => all.iter().filter(|topic| topic.id.eq_ignore_ascii_case(id.trim())).collect(),
    };
    if let (true, Some(id)) = (chosen.is_empty(), &arguments.id) {
        return Err(unknown(id, &all));
    }
    match arguments.format {
        Format::Json => {
            let topics: Vec<Value> = chosen.into_iter().map(as_json).collect();
            context.stdout.line(json_pretty(&json!({ "version": 1, "topics": topics })));
        }
        Format::Text if arguments.id.is_none() => list(&all, context),
        Format::Text => {
            for (position, topic) in chosen.into_iter().enumerate() {
                if position > 0 {
                    context.stdout.text("\n");
                }
                page(topic, context);
            }
        }
    }
    Ok(Outcome::Clean)
}

fn unknown(id: &str, all: &[Topic]) -> Error {
    let mut names: Vec<&str> = all.iter().map(|topic| topic.id).collect();
    names.dedup();
    let near: Vec<String> =
        all_near(id, names.iter().copied(), NEAR).into_iter().map(|name| format!("`{name}`")).collect();
    let hint = match near.as_slice() {
        [] => "; `order-contracts explain` lists all".to_owned(),
        [only] => format!("; did you mean {only}?"),
        [most @ .., last] => format!("; did you mean {} or {last}?", most.join(", ")),
    };
    Error::unknown_name(format!("unknown id `{id}`{hint}"))
}

fn list(all: &[Topic], context: &mut Context<'_, '_>) {
    for (position, group) in GROUPS.iter().enumerate() {
        let own = || all.iter().filter(|topic| topic.group == *group);
        let width = own().map(|topic| topic.id.len()).max().unwrap_or_default();
        let gap = if position > 0 { "\n" } else { "" };
        context.stdout.line((gap, style::heading(group.title())));
        for topic in own() {
            context.stdout.line(("  ", plain(topic.id).padded(width), "  ", plain(&topic.summary)));
        }
    }
}

fn page(topic: &Topic, context: &mut Context<'_, '_>) {
    context.stdout.line(style::heading(topic.id));
    context.stdout.line((style::faint(plain(&topic.kind)), "\n"));
    match &topic.body {
        Body::Page(page) => context.stdout.text(*page),
        Body::Text(text) => {
            context.stdout.line(plain(&topic.summary));
            if !text.is_empty() {
                context.stdout.line(("\n", *text));
            }
        }
        Body::Example(example) => {
            context.stdout.line(plain(&topic.summary));
            for (title, text) in
                [("contract", example.contract), ("reported", example.reported), ("accepted", example.accepted)]
            {
                context.stdout.line(("\n", style::heading(title), ":"));
                for line in text.lines() {
                    context.stdout.line(("  ", line));
                }
            }
        }
    }
}

fn as_json(topic: &Topic) -> Value {
    let mut value =
        json!({ "id": topic.id, "group": topic.group.title(), "kind": topic.kind, "summary": topic.summary });
    let Some(members) = value.as_object_mut() else { return value };
    match &topic.body {
        Body::Page(text) | Body::Text(text) => {
            members.insert("page".to_owned(), json!(text));
        }
        Body::Example(example) => {
            let (contract, reported, accepted) = (example.contract, example.reported, example.accepted);
            let example = json!({ "contract": contract, "reported": reported, "accepted": accepted });
            members.insert("example".to_owned(), example);
        }
    }
    value
}
