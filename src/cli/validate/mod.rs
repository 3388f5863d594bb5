//! `validate`: payloads and recorded exchanges against a contract.

mod accepted;
mod arguments;
mod baseline;
mod checks;
mod collector;
mod coverage_file;
mod detect;
mod feed;
mod finished;
mod fix_file;
mod fixes;
mod flight;
mod half;
mod judge;
mod pieces;
mod render;
mod room;
mod snippet;
mod source;
mod spots;
mod stream;
mod tally;
mod unnamed;
mod workers;

use std::path::{Path, PathBuf};

use crate::apis::Api;
use crate::contract::{Contract, SchemaUse};
use crate::error::Error;
use crate::plain::plain;

use super::document::Document;
use super::input::{Expanded, Layout, expand};
use super::new_file::{NewFile, distinct};
use super::output::{Kept, Output};
use super::reports::{self, Reports};
use super::{Context, Outcome};
use arguments::SlackReport;
pub(super) use arguments::{Arguments, CoverageDetail, ReportFormat, percent};
use baseline::Ledger;
use checks::Checks;
pub(super) use coverage_file::target as coverage_target;
pub(super) use finished::Finished;
pub(super) use half::Half;
pub(super) use judge::{Judged, called};
use render::Sink;
pub(super) use render::{Covered, coverage_as_json, coverage_table, missing_property, mistakes, name_file, name_files};
pub(super) use tally::{Tally, counted};

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let written = reports::files(&arguments.reports)
        .chain(arguments.fix_out.as_deref())
        .chain(arguments.slack.as_ref().and_then(SlackReport::file))
        .chain(arguments.slack_overlay.as_deref());
    let words = arguments.words.iter().map(PathBuf::as_path);
    distinct(written, words.chain(arguments.contract.as_deref()).chain(arguments.baseline.as_deref()))?;
    let Reports { stdout, files } = Reports::open(arguments.format, ReportFormat::Text, &arguments.reports)?;
    let (formats, mut files): (Vec<ReportFormat>, Vec<NewFile>) = files.into_iter().unzip();
    let to_files = formats.into_iter().zip(&mut files);
    let to_files = to_files.map(|(format, file)| (format, Some(Output::new(file, false))));
    let sinks = std::iter::once((stdout, None)).chain(to_files).collect();
    let finished = checked(arguments, sinks, context)?;
    files.into_iter().try_for_each(NewFile::finish)?;
    Ok(finished.outcome)
}

/// What `check` runs: every report is kept and none is printed.
pub(super) fn kept(
    arguments: &Arguments,
    formats: &[ReportFormat],
    context: &mut Context<'_, '_>,
) -> Result<(Finished, Vec<(ReportFormat, Kept)>), Error> {
    let mut kept: Vec<(ReportFormat, Kept)> = formats.iter().map(|format| (*format, Kept::default())).collect();
    let sinks = kept.iter_mut().map(|(format, kept)| (*format, Some(kept.output()))).collect();
    let finished = checked(arguments, sinks, context)?;
    Ok((finished, kept))
}

fn checked(arguments: &Arguments, sinks: Vec<Sink<'_>>, context: &mut Context<'_, '_>) -> Result<Finished, Error> {
    let (document, words) = contract(arguments, context)?;
    let contract = document.contract();
    for problem in contract.problems() {
        context.note(plain(problem));
    }
    let (schema, paths) = subject(contract, words)?;
    if paths.is_empty() && context.stdin_is_terminal {
        return Err(Error::settings("nothing to check: name a file, or pipe something into standard input"));
    }
    let standard_input = [PathBuf::from("-")];
    let Expanded { inputs, skipped, empty } = expand(if paths.is_empty() { &standard_input } else { paths });
    for folder in &skipped {
        context.note(plain(folder));
    }
    context.interrupt.watch();
    // Whether it can be written is known before hours of work.
    arguments.coverage_out.as_deref().map(coverage_file::target).transpose()?;
    let ledger = Ledger::open(arguments, contract)?;
    let mut checks = Checks::new(arguments, &document, schema, &inputs, (sinks, ledger), context)?;
    checks.skip_files(skipped.iter().map(|folder| folder.files).chain(empty.iter().map(|(_, _, files)| *files)).sum());
    for (folder, error, _) in &empty {
        checks.empty(folder, context);
        match arguments.allow_empty {
            true => context.note(plain(error)),
            false => checks.fail(None, error, context),
        }
    }
    let mut stopped = false;
    for input in inputs {
        match input {
            _ if stopped => checks.leave_unread(),
            Ok(input) => stopped = checks.input(&input, context).is_break(),
            Err((name, error)) => checks.fail(Some(&name), &error, context),
        }
    }
    Ok(checks.finish(context))
}

/// The contract, and the words behind it.
fn contract<'a>(arguments: &'a Arguments, context: &mut Context<'_, '_>) -> Result<(Document, &'a [PathBuf]), Error> {
    let limits = arguments.limits.limits();
    if let Some(path) = &arguments.contract {
        let name = path.to_string_lossy();
        let inputs_from_stdin = arguments.words.len() < 2 || arguments.words.iter().any(|word| word.as_os_str() == "-");
        if name == "-" && inputs_from_stdin {
            return Err(Error::settings("standard input is the contract: name the inputs as files"));
        }
        return Ok((Document::open(&name, context.stdin, &limits)?, &arguments.words));
    }
    let choice = "name `kohortpay` or `threekit`, or a document with `--contract`";
    let Some((first, words)) = arguments.words.split_first() else {
        return Err(Error::settings(format!("no contract: {choice}")));
    };
    let name = first.to_string_lossy();
    // A path is a document; a name without a folder is an API, whatever files are there.
    if is_document(first) {
        return Ok((Document::open(&name, context.stdin, &limits)?, words));
    }
    match name.parse::<Api>() {
        Ok(api) => Ok((Document::Embedded(api.contract()), words)),
        Err(_) if first.as_os_str() == "-" || first.exists() => {
            Err(Error::settings(format!("no contract: did you leave out the API before `{name}`? {choice}")))
        }
        // No API has a name like a path: it is a misspelt document.
        Err(_) if has_a_document_name(first) => Ok((Document::open(&name, context.stdin, &limits)?, words)),
        Err(error) => Err(error),
    }
}

fn is_document(word: &Path) -> bool {
    has_a_document_name(word) && word.is_file()
}

fn has_a_document_name(word: &Path) -> bool {
    let extension = word.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    let is_yaml = matches!(extension.as_deref(), Some("yaml" | "yml"));
    is_yaml || word.to_string_lossy().contains(std::path::is_separator)
}

/// The schema that the first of `words` names, and the inputs behind it. When it names none, every word is an input, and
/// the inputs are exchanges.
fn subject<'w>(contract: &Contract, words: &'w [PathBuf]) -> Result<(Option<SchemaUse>, &'w [PathBuf]), Error> {
    let Some((first, rest)) = words.split_first() else { return Ok((None, words)) };
    match contract.schema_named(&first.to_string_lossy()) {
        Ok(schema) => Ok((Some(schema), rest)),
        Err(_) if first.as_os_str() == "-" || first.exists() || is_like_an_input(first) => Ok((None, words)),
        Err(error) => Err(error),
    }
}

/// Whether a word that names neither a schema nor a file is a misspelt file: no schema has a name like a path.
fn is_like_an_input(word: &Path) -> bool {
    Layout::is_announced_by(word) || word.components().count() > 1 && !word.to_string_lossy().contains(' ')
}
