//! `schema`: the JSON Schemas, for other tools and languages.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::Value;

use crate::apis::Api;
use crate::contract::{Contract, SchemaKind};
use crate::error::Error;
use crate::json;
use crate::plain::{Screen, Shown, plain, schema_pretty};
use crate::schema::Bundled;

use super::document::Document;
use super::limit::LimitArguments;
use super::written::Folder;
use super::{Context, Outcome};

#[derive(Args)]
#[command(override_usage = "\
order-contracts schema [OPTIONS] <API> <NAME>
       order-contracts schema [OPTIONS] --contract <FILE> <NAME>
       order-contracts schema [OPTIONS] --all --out <DIR> [API]
       order-contracts schema [OPTIONS] --all --out <DIR> --contract <FILE>")]
pub(super) struct Arguments {
    /// API and NAME.
    ///
    /// API is `kohortpay` or `threekit`. NAME is a component (`CreateOrder`), a request body (`createOrder`), or a response
    /// body (`createOrder.response.201`); `list` shows them all.
    #[arg(value_name = "WORD", num_args = 0..=2)]
    words: Vec<String>,
    /// Use the schemas of this document instead: OpenAPI 3.0 or 3.1, in YAML or JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    contract: Option<String>,
    /// Write every schema of the API as `DIR/API/NAME.json`, or of the document as `DIR/NAME.json`; files of an earlier run are
    /// replaced, others are not
    #[arg(long, requires = "out")]
    all: bool,
    /// The folder to write to; it is created if it does not exist
    #[arg(long, value_name = "DIR", requires = "all", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let mut words = arguments.words.iter().map(String::as_str);
    let limits = arguments.limits.limits();
    let loaded = arguments.contract.as_deref().map(|file| Document::open(file, context.stdin, &limits)).transpose()?;
    let api: Option<Api> = match loaded {
        Some(_) => None,
        None => words.next().map(str::parse).transpose()?,
    };
    let name = words.next();
    if let Some(superfluous) = words.next().or(name.filter(|_| arguments.all)) {
        let first = arguments.words.first().filter(|word| loaded.is_some() && word.parse::<Api>().is_ok());
        let hint = first.map(|api| format!("; `--contract` is used instead of `{api}`: leave out one of them"));
        let hint = hint.unwrap_or_default();
        return Err(Error::settings(format!("unexpected argument `{superfluous}`{hint}")));
    }
    if let Some(path) = &arguments.out {
        // Files are put into place whole: an interruption is noticed between two.
        context.interrupt.watch();
        let folder = Folder::create(path, is_own)?;
        let mut files = Vec::new();
        match (&loaded, api) {
            (Some(document), _) => files.extend(schemas(document.contract(), None, context)?),
            (None, api) => {
                for api in api.map_or_else(|| Api::ALL.to_vec(), |api| vec![api]) {
                    let named = schemas(api.contract(), Some(api), context)?;
                    files.extend(named.into_iter().map(|file| File { folder: Some(api.name()), ..file }));
                }
            }
        }
        return write_all(&folder, path, &files, context);
    }
    let contract = match (&loaded, api) {
        (Some(document), _) => document.contract(),
        (None, Some(api)) => api.contract(),
        (None, None) => {
            return Err(Error::settings(
                "no contract: name `kohortpay` or `threekit`, or a document with `--contract`",
            ));
        }
    };
    let Some(name) = name else {
        return Err(Error::settings("no schema: name one that `list` shows, or pass `--all --out DIR`"));
    };
    let schema = schema(contract, api, name, context)?;
    context.stdout.line(schema_pretty(&schema));
    Ok(Outcome::Clean)
}

/// The JSON Schema of this name, of an embedded API or another contract.
fn schema(contract: &Contract, api: Option<Api>, name: &str, context: &mut Context<'_, '_>) -> Result<Value, Error> {
    if let Some(api) = api {
        return Ok(api.schema(name)?.value().clone());
    }
    let found = contract.schema_named(name)?;
    let Bundled { mut schema, skipped, .. } = Bundled::new(contract.tree(), found.pointer(), found.direction());
    for (place, why) in skipped {
        context.note(plain(format_args!("`{place}`: {why}: this part accepts everything")));
    }
    if let Some(keywords) = schema.as_object_mut() {
        keywords.entry("title").or_insert_with(|| name.into());
    }
    Ok(schema.to_value())
}

/// A file to be written.
struct File {
    /// The folder in the folder of the command line.
    folder: Option<&'static str>,
    name: String,
    text: Shown<Screen>,
}

/// Every schema of an embedded API or another contract.
fn schemas(contract: &Contract, api: Option<Api>, context: &mut Context<'_, '_>) -> Result<Vec<File>, Error> {
    let names: Vec<String> = match api {
        Some(api) => {
            let exported = api.schemas().iter().filter(|schema| schema.kind() != SchemaKind::Property);
            exported.map(|schema| schema.name().to_owned()).collect()
        }
        None => contract.schema_names().into_iter().map(|(_, name)| name).collect(),
    };
    let mut taken = BTreeSet::new();
    let mut files = Vec::new();
    for name in &names {
        let text = Shown::of((schema_pretty(&schema(contract, api, name, context)?), "\n"));
        files.push(File { folder: None, name: file_name(name, &mut taken), text });
    }
    Ok(files)
}

fn write_all(folder: &Folder, path: &Path, files: &[File], context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let mut folders = BTreeMap::new();
    for name in files.iter().filter_map(|file| file.folder) {
        if let Entry::Vacant(vacant) = folders.entry(name) {
            vacant.insert(folder.inside(name)?);
        }
    }
    let of = |file: &File| file.folder.and_then(|name| folders.get(name)).unwrap_or(folder);
    // Nothing is written where something is in the way.
    for file in files {
        of(file).check(&file.name)?;
    }
    let mut written = 0_usize;
    for file in files {
        if context.interrupt.is_requested() {
            context.note(("interrupted after ", written, " of ", files.len(), " schemas"));
            return Ok(Outcome::Interrupted);
        }
        of(file).write(&file.name, &file.text)?;
        written += 1;
    }
    let schemas = if written == 1 { "schema" } else { "schemas" };
    context.stderr.line(("wrote ", written, " ", schemas, " to ", plain(path.display())));
    Ok(Outcome::Clean)
}

/// Whether a text is one that this command writes: a JSON Schema, in the form in which it is printed here.
fn is_own(text: &str) -> bool {
    let Ok(schema) = json::parse_schema(text.as_bytes()) else { return false };
    let is_schema = schema.get("$schema").and_then(Value::as_str) == Some(DIALECT);
    is_schema && schema.get("title").is_some() && Some(schema_pretty(&schema).as_str()) == text.strip_suffix('\n')
}

/// The dialect of every schema that is written.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A file name for a schema: letters, digits, `-`, `_` and `.` of its name; a name that is taken, in any case, gets a number.
fn file_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let safe = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
    let mut stem: String =
        name.chars().map(|character| if safe(character) { character } else { '_' }).take(200).collect();
    if stem.starts_with('.') || stem.is_empty() {
        stem.insert(0, '_');
    }
    let mut candidate = stem.clone();
    let mut number = 2_u32;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{stem}-{number}");
        number += 1;
    }
    candidate + ".json"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::file_name;

    #[test]
    fn a_schema_name_is_no_path() {
        let mut taken = BTreeSet::new();
        let mut name = |schema| file_name(schema, &mut taken);
        assert_eq!(name("createOrder.response.201"), "createOrder.response.201.json");
        assert_eq!(name("POST /orders.request"), "POST__orders.request.json");
        assert_eq!(name("../../etc/passwd"), "_.._.._etc_passwd.json");
        assert_eq!(name("Order"), "Order.json");
        assert_eq!(name("order"), "order-2.json");
        assert_eq!(name(""), "_.json");
    }
}
