//! `explain`: the pages of the rules that `diff` reports by.

use clap::Args;

use crate::diff::{RULES, Rule};
use crate::error::Error;
use crate::similar::nearest;

use super::{Context, Outcome, style};

/// Explain a rule of `diff`: what it finds, why it matters, an example, and what to do instead
#[derive(Args)]
pub(super) struct Arguments {
    /// The id of the rule, as reports print it; without one, all rules are listed
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let Some(id) = &arguments.id else {
        let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
        for rule in RULES {
            let facet = rule.facet.name();
            context.stdout.line(format_args!("{:width$}  {facet:<6}  {}", rule.id, rule.summary));
        }
        return Ok(Outcome::Clean);
    };
    let Some(rule) = Rule::named(id) else {
        let near = nearest(id, RULES.iter().map(|rule| rule.id));
        let near = near.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default();
        return Err(Error::unknown_name(format!("unknown rule `{id}`{near}")));
    };
    let direction = rule.direction.map(|way| format!(", {}", way.name())).unwrap_or_default();
    context.stdout.line(format_args!("{}", style::heading(rule.id)));
    context.stdout.line(format_args!("{}{direction}, {} where nothing else decides it\n", rule.facet, rule.level));
    context.stdout.text(rule.page);
    Ok(Outcome::Clean)
}
