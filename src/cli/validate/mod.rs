//! `validate`: payloads and recorded exchanges against a contract.

mod arguments;
mod checks;
mod cover;
mod detect;
mod hosts;
mod judge;
mod render;
mod snippet;
mod stream;
mod tally;

use std::path::PathBuf;

use crate::apis::Api;
use crate::contract::{Contract, SchemaUse};
use crate::error::Error;

use super::input::expand;
use super::{Context, Outcome};
pub(super) use arguments::Arguments;
use checks::Checks;

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let loaded;
    let (contract, words) = match (&arguments.contract, arguments.words.split_first()) {
        (Some(path), _) => {
            loaded = Contract::from_path(path)?;
            (&loaded, &arguments.words[..])
        }
        (None, Some((api, words))) => (api.to_string_lossy().parse::<Api>()?.contract(), words),
        (None, None) => {
            let wanted = "name `kohortpay` or `threekit`, or a document with `--contract`";
            return Err(Error::settings(format!("no contract: {wanted}")));
        }
    };
    let (schema, paths) = subject(contract, words)?;
    if paths.is_empty() && context.stdin_is_terminal {
        return Err(Error::settings("nothing to check: name a file, or pipe something into standard input"));
    }
    let standard_input = [PathBuf::from("-")];
    let inputs = expand(if paths.is_empty() { &standard_input } else { paths });
    for problem in contract.problems() {
        context.note(format_args!("{problem}"));
    }
    context.interrupt.watch();
    let mut checks = Checks::new(arguments, contract, schema.as_ref(), &inputs, context);
    for input in inputs {
        match input {
            Ok(input) if checks.input(&input, context).is_break() => break,
            Ok(_) => {}
            Err(error) => checks.fail(&error, context),
        }
    }
    Ok(checks.finish(context))
}

/// The schema that the first of `words` names, and the inputs behind it. Where it names none, every word is an input, and
/// the inputs hold exchanges.
fn subject<'w>(contract: &Contract, words: &'w [PathBuf]) -> Result<(Option<SchemaUse>, &'w [PathBuf]), Error> {
    let Some((first, rest)) = words.split_first() else { return Ok((None, words)) };
    match contract.schema_named(&first.to_string_lossy()) {
        Ok(schema) => Ok((Some(schema), rest)),
        Err(_) if first.as_os_str() == "-" || first.exists() => Ok((None, words)),
        Err(error) => {
            // A misspelt file is told as one: no schema has a name like a path.
            let looks_like_a_path = first.components().count() > 1 || first.extension().is_some();
            let is_body_name = first.to_string_lossy().contains(".response.");
            if looks_like_a_path && !is_body_name { Ok((None, words)) } else { Err(error) }
        }
    }
}
